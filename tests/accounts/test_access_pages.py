"""The list of sign-ins and refusals: for whoever may view it, and changed by nobody."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import AccessEntry
from portal.staff import make_groups
from tests import people
from tests.admin.desk import url

pytestmark = pytest.mark.django_db

Kind = AccessEntry.Kind


def make_entry(kind=Kind.SIGNED_IN, source="203.0.113.5", account="ana", at=None):
    times = dict.fromkeys(("hour", "first_at", "last_at"), at or timezone.now())
    return AccessEntry.objects.create(kind=kind, source=source, account=account, number=7, **times)


@pytest.fixture
def some():
    """Two of now, and one of another year."""
    make_entry()
    make_entry(Kind.SIGN_IN_REFUSED, AccessEntry.OTHER_SOURCES, "pilar")
    make_entry(Kind.ACT_REFUSED, "2001:db8:1:2::/64", "", timezone.now().replace(year=2020, day=1))


def listed(client, **query):
    response = client.get(url(AccessEntry, "changelist"), query)
    assert response.status_code == 200
    return [entry.account for entry in response.context["cl"].result_list]


def test_it_is_for_whoever_was_given_the_right_to_view_it(client, ruth, pilar):
    make_groups()
    viewer = people.make_staff("vera")
    viewer.user_permissions.add(Permission.objects.get(codename="view_accessentry"))
    for person, status in ((ruth, 200), (viewer, 200), (pilar, 403)):
        client.force_login(person)
        assert client.get(url(AccessEntry, "changelist")).status_code == status, person


def test_nobody_changes_anything_of_it(client, ruth, rf):
    entry = make_entry()
    client.force_login(ruth)
    for page, *key in (("add",), ("change", entry.pk), ("delete", entry.pk)):
        values = {"post": "yes", "number": "1"}
        assert client.post(url(AccessEntry, page, *key), values).status_code == 403, page
    request = rf.get("/")
    request.user = ruth
    assert not admin.site.get_model_admin(AccessEntry).get_actions(request)
    entry.refresh_from_db()
    assert entry.number == 7


def test_it_is_filtered_by_kind_person_source_and_time(client, ruth, some):
    client.force_login(ruth)
    assert listed(client) == ["pilar", "ana", ""]
    assert listed(client, kind__exact=Kind.SIGNED_IN) == ["ana"]
    assert listed(client, account="pilar") == ["pilar"]
    assert listed(client, q="203.0.113") == ["ana"]
    assert listed(client, q="2001:db8:1:2::/64") == [""]
    assert listed(client, q="pilar") == ["pilar"]
    lately = {"last_at__gte": timezone.now() - timedelta(days=7), "last_at__lt": timezone.now()}
    assert listed(client, **lately) == ["pilar", "ana"]


def test_it_offers_the_accounts_that_there_are_and_says_which_sources_share_a_row(
    client, ruth, some
):
    client.force_login(ruth)
    page = client.get(url(AccessEntry, "changelist")).text
    assert "?account=ana" in page
    assert "?account=ruth" not in page
    assert "other addresses" in page
