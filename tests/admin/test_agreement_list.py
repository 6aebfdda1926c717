"""The list of agreements at the desk shows what each is today, and what comes next."""

import pytest
import time_machine
from django.utils.dateparse import parse_datetime

from tests.admin.desk import url
from tests.factories import make_agreement, term

pytestmark = pytest.mark.django_db
NOW = parse_datetime("2026-08-01T18:00:00Z")


@pytest.fixture
def agreements(pilar):
    with time_machine.travel(NOW, tick=False):
        for slug, rules in (("kept", [term("2036-07")]), ("over", [term("2022")])):
            agreement = make_agreement(slug, rules=rules, title_en=slug.title())
            agreement.events.create(kind="in_force", happened_on="2020-07-01")
            agreement.publish(pilar)
        make_agreement("draft", title_en="Draft").events.create(
            kind="in_force", happened_on="2020-07-01"
        )
        yield


def test_it_shows_the_status_today_and_the_next_date(staff_client, agreements):
    page = staff_client.get(url(make_agreement("other"), "changelist"))
    rows = {str(item): item for item in page.context["cl"].result_list}
    assert (rows["Kept"].status, rows["Over"].status, rows["Draft"].status) == (
        "in-force",
        "expired",
        "",
    )
    assert '<td class="field-next_date">July 2036 (End of the term)</td>' in page.content.decode()
    assert rows["Over"].next_first is None


@pytest.mark.parametrize(("status", "listed"), [("in-force", {"Kept"}), ("expired", {"Over"})])
def test_it_is_filtered_by_status(staff_client, agreements, status, listed):
    page = staff_client.get(url(make_agreement("other"), "changelist"), {"status": status})
    assert {str(item) for item in page.context["cl"].result_list} == listed
