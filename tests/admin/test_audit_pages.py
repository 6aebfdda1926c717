"""The audit: who reads which part of it, in the list, on the page of an item and in files."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from publishing.changes.acts import origin
from publishing.models import Act, Change
from tests import people
from tests.admin.audit import (
    export_of,
    exported,
    listed,
    listed_about,
    numbers,
    write_change,
)
from tests.admin.desk import open_form, url
from tests.factories import MAKERS, make_agreement, make_topic
from tests.record import settle

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "json")
ADDRESS = "203.0.113.77"


@pytest.fixture
def own(ana):
    return make_agreement("own", title_en="Own treaty", owner=ana)


@pytest.fixture
def foreign(pilar):
    return make_agreement("foreign", title_en="Foreign treaty", owner=pilar)


@pytest.fixture
def changes(own, foreign, ana, pilar) -> dict[str, Change]:
    """A change about each of some rows, from an address, by the name of the row."""
    token = origin.set(lambda: (None, ADDRESS))
    try:
        return {
            "own": write_change(Act.SAVED, own, ana),
            "foreign": write_change(Act.SAVED, foreign, pilar),
            "topic": write_change(Act.CHANGED, make_topic(), pilar),
            "account": write_change(Act.CHANGED, ana, people.ruth()),
            "hour": write_change(Act.REACHED, None, None),
        }
    finally:
        origin.reset(token)


def auditor():
    """Someone who may read the audit, and nothing else."""
    user = people.make_staff("olga")
    user.user_permissions.add(Permission.objects.get(codename="view_change"))
    return user


def person(name):
    known = get_user_model().objects.filter(username=name).first()
    return known or (auditor() if name == "olga" else people.make_staff(name, "view"))


# Who reads of which rows what was done to them.
READERS = {
    "ana": {"own"},
    "pilar": {"own", "foreign", "topic", "hour"},
    "olga": {"own", "foreign", "topic", "hour"},
    "ruth": {"own", "foreign", "topic", "account", "hour"},
}
readers = pytest.mark.parametrize("name", READERS)


@readers
def test_each_reads_their_part_of_the_audit(client, changes, name):
    client.force_login(person(name))
    seen = {changes[row].number for row in READERS[name]}
    unseen = {change.number for change in changes.values()} - seen
    shown = [listed(client), *(numbers(exported(client, each)) for each in FORMATS)]
    for found in shown:
        assert seen <= set(found)
        assert not unseen & set(found)
    for number in seen:
        assert client.get(url(Change, "change", number)).status_code == 200
    for number in unseen:
        assert client.get(url(Change, "change", number)).status_code == 302


def test_who_only_looks_has_no_audit(client, changes, own):
    client.force_login(person("vera"))
    for page in (url(Change, "changelist"), url(Change, "change", changes["own"].pk)):
        assert client.get(page).status_code == 403
    for each in FORMATS:
        assert export_of(client, each).status_code == 403
    assert client.get(url(own, "audit", own.pk)).status_code == 403
    assert url(Change, "changelist") not in client.get("/admin/").text
    assert url(own, "audit", own.pk) not in open_form(client, own).text


def test_strangers_have_no_audit(client, changes):
    assert client.get(url(Change, "changelist")).status_code == 302
    assert export_of(client, "csv").status_code == 302


def test_an_item_s_page_is_for_publishers_and_its_owner(client, changes, own, foreign, ana, pilar):
    client.force_login(ana)
    assert listed_about(client, own, act="saved") == [changes["own"].number]
    assert url(own, "audit", own.pk) in open_form(client, own).text
    assert client.get(url(foreign, "audit", foreign.pk)).status_code == 403
    assert url(foreign, "audit", foreign.pk) not in open_form(client, foreign).text
    client.force_login(pilar)
    for item in (own, foreign):
        assert changes[item.slug].number in listed_about(client, item, act="")


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_of_every_type_an_author_reads_what_was_done_to_their_own(client, ana, pilar, model):
    own, foreign = MAKERS[model](owner=ana), MAKERS[model](owner=pilar)
    mine, other = (write_change(Act.REVIEWED, item, pilar).number for item in (own, foreign))
    client.force_login(ana)
    assert listed(client, act="reviewed") == [mine]
    assert listed_about(client, own, act="reviewed") == [mine]
    assert other not in listed(client)
    assert client.get(url(foreign, "audit", foreign.pk)).status_code == 403


def test_an_author_finds_nothing_of_others_by_any_filter(client, changes, own, foreign, ana, pilar):
    client.force_login(ana)
    mine = set(Change.objects.about(own).values_list("number", flat=True))
    assert set(listed(client)) == mine
    queries = [
        *({"q": term} for term in ("Foreign treaty", "foreign", changes["foreign"].number)),
        {"item": f"relations.agreement:{foreign.pk}"},
        {"by": pilar.pk},
        {"type": "relations.topic"},
        {"type": "auth.user"},
        {"act": "reached"},
    ]
    for query in queries:
        assert not listed(client, **query), query
        for each in FORMATS:
            assert not exported(client, each, **query), query
    assert listed(client, q="Own treaty")


def test_the_choices_of_filters_name_nobody_and_nothing_else(client, changes, ana, pilar):
    client.force_login(ana)
    specs = client.get(url(Change, "changelist")).context["cl"].filter_specs
    choices = {
        spec.title: [value for value, _label in spec.lookup_choices]
        for spec in specs
        if hasattr(spec, "lookup_choices")
    }
    assert choices["person"] == [str(ana.pk), "nobody"]
    assert choices["type"] == ["relations.agreement"]


@pytest.mark.parametrize(
    "lookup",
    [
        "source",
        "source__startswith",
        "salts__contains",
        "digests__icontains",
        "detail__reason",
        "by__password__startswith",
        "by__email",
        "item_id",
        "name",
        "at__year",
    ],
)
def test_nothing_but_the_filters_filters(client, changes, pilar, lookup):
    client.force_login(pilar)
    assert client.get(url(Change, "changelist"), {lookup: "2"}).status_code == 400
    assert export_of(client, "csv", **{lookup: "2"}).status_code == 400


@readers
def test_addresses_of_people_are_for_who_may_view_accounts(client, changes, own, name):
    client.force_login(person(name))
    pages = [
        client.get(url(Change, "changelist")).text,
        client.get(url(Change, "change", changes["own"].pk)).text,
        *(b"".join(export_of(client, each).streaming_content).decode() for each in FORMATS),
    ]
    if name != "olga":  # who may not view the item itself
        pages.append(client.get(url(own, "audit", own.pk), {"act": ""}).text)
    for text in pages:
        assert (ADDRESS in text) == (name == "ruth")


@pytest.mark.parametrize("name", ["pilar", "ruth"])
def test_nobody_changes_the_audit(client, changes, name):
    client.force_login(person(name))
    change = changes["own"]
    before = list(Change.objects.values())
    assert client.get(url(Change, "add")).status_code == 403
    assert client.post(url(Change, "add"), {"act": "moved"}).status_code == 403
    assert client.post(url(Change, "change", change.pk), {"act": "moved"}).status_code == 403
    assert client.get(url(Change, "delete", change.pk)).status_code == 403
    assert client.post(url(Change, "delete", change.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [change.pk], "post": "yes"}
    client.post(url(Change, "changelist"), chosen)
    for each in FORMATS:
        assert client.post(url(Change, "export", each)).status_code == 405
    assert list(Change.objects.values()) == before
    assert 'name="action"' not in client.get(url(Change, "changelist")).text


@readers
def test_the_desk_leads_those_to_the_audit_who_read_it(client, changes, name):
    client.force_login(person(name))
    assert url(Change, "changelist") in client.get("/admin/").text


def test_who_edits_their_own_account_is_named(client, ruth):
    settle()
    client.force_login(ruth)
    address = url(ruth, "change", ruth.pk)
    names = {"username": "ruth", "first_name": "Ruth"}
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    flags = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert client.post(address, {**names, **joined, **flags}).status_code == 302
    assert Change.objects.about(ruth).latest("number").by == ruth


def test_the_list_is_called_audit_and_counts_changes(client, changes):
    client.force_login(person("ruth"))
    text = client.get(url(Change, "changelist")).text
    assert "<h1>Audit</h1>" in text
    assert "&rsaquo; Audit" in text
    assert re.search(r"\d+ changes?\b", text)
    assert "Audit" in client.get("/admin/").text
