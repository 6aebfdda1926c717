"""Importing observations at the desk: upload, preview, confirm; and taking them out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import people
from tests.admin.desk import messages_of
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db

IMPORT = "admin:relations_statistic_observations"
EXPORT = "admin:relations_statistic_observations_export"


@pytest.fixture
def trade(client):
    client.force_login(people.ana())
    return make_statistic("trade", scale=9, unit="usd")


def upload(client, content, name="rows.csv"):
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, content)})


def confirm(client, preview):
    sent = {"confirmed": preview.context["confirmed"]}
    return client.post(reverse(IMPORT), sent, follow=True)


def values(trade):
    return {row.period: str(row.value.normalize()) for row in trade.observations.all()}


def test_a_file_is_previewed_and_then_imported(client, trade):
    page = upload(client, "statistic,period,value\ntrade,2021,730\ntrade,2022,800\n")
    assert page.context["counts"] == {"revised": 1, "new": 1}
    assert values(trade) == {"2021": "725.7"}
    done = confirm(client, page)
    assert "2 observations are imported" in messages_of(done)
    assert values(trade)["2022"] == "8E+2"


def test_a_refused_row_refuses_the_file_and_says_why(client, trade):
    page = upload(client, "statistic,period,value\ntrade,2022,800\nnope,2022,1\n")
    assert "There is no statistic “nope”" in page.text
    assert "1 row is refused, so nothing of this file is imported." in page.text
    assert [row.kind for row in page.context["preview"].refused_first] == ["refused", "new"]
    assert page.context["confirmed"] == ""
    assert values(trade) == {"2021": "725.7"}


def test_what_changed_since_the_preview_is_previewed_again(client, trade):
    page = upload(client, "statistic,period,value\ntrade,2021,730\n")
    trade.observations.update(value="1")
    assert "changed since the preview" in confirm(client, page).text
    assert values(trade) == {"2021": "1"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_imports_as_the_same(client, trade, form):
    file = client.get(reverse(EXPORT), {"format": form, "key": "trade"})
    assert f"trade.{form}" in file.headers["Content-Disposition"]
    page = upload(client, file.content, f"rows.{form}")
    assert page.context["counts"] == {"same": 1}


def test_a_file_of_another_kind_or_none_is_refused(client, trade):
    assert "ends in .csv or .xlsx" in upload(client, "x", "rows.txt").text
    assert client.post(reverse(IMPORT)).context["form"].errors
    assert "not a readable" in upload(client, b"\xff\xfe\x00", "rows.xlsx").text
    forged = client.post(reverse(IMPORT), {"confirmed": "forged"})
    assert forged.status_code == 403


def test_the_list_leads_to_the_import_for_those_who_may(client, trade):
    page = reverse("admin:relations_statistic_changelist")
    assert f'"{reverse(IMPORT)}"' in client.get(page).text
    client.force_login(people.make_staff("vera", "view"))
    assert f'"{reverse(IMPORT)}"' not in client.get(page).text


def test_permissions_are_asked_for(client, trade):
    client.force_login(people.make_staff("vera", "view"))
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client.get(reverse(EXPORT)).status_code == 200
    client.force_login(people.make_staff("nora"))
    assert client.get(reverse(EXPORT)).status_code == 403
    client.force_login(people.ruth())
    assert client.get(reverse(EXPORT), {"format": "exe"}).status_code == 404
    assert client.get(reverse(EXPORT), {"key": "nope"}).status_code == 404
