"""What is scheduled is read ahead by staff who may view every type, and by no one else."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission

from tests import people
from tests.factories import make_agreement, make_page

pytestmark = pytest.mark.django_db

SOON = datetime(2098, 1, 1, tzinfo=UTC)
AHEAD = ("/", "/es/", "/agreements/", "/agreements.csv", "/updates.atom", "/nowhere/")


@pytest.fixture
def scheduled(pilar):
    """A page that will be linked at the foot of every page, and an agreement."""
    make_page("sentinel-page", title_en="Sentinel", title_es="Sentinel", position=1).publish(
        pilar, at=SOON
    )
    return make_agreement("sentinel", title_en="Sentinel").publish(pilar, at=SOON)


@pytest.mark.parametrize("path", AHEAD)
@pytest.mark.parametrize(
    "at", ["2099-01-01", "2099-01-01T12:00", "2099-13-01", "soon", "9999-12-31"]
)
def test_strangers_see_nothing_of_it_whatever_moment_they_ask_for(client, scheduled, path, at):
    response = client.get(path, {"at": at})
    assert response.status_code in (400, 403, 404)
    assert b"entinel" not in response.content


@pytest.mark.parametrize("path", ["/?at=2099-01-01", "/agreements/?at=2099-01-01"])
def test_page_that_refuses_a_moment_is_rendered_at_now(client, scheduled, path):
    make_page("about", title_en="About now", position=2).publish(people.ruth())
    response = client.get(path)
    assert response.status_code == 403
    assert b"About now" in response.content


def test_staff_without_a_role_read_no_further_than_readers(client, scheduled):
    user = people.make_staff("nora")
    client.force_login(user)
    for path in (*AHEAD, f"/e/{scheduled.identifier}/"):
        assert b"entinel" not in client.get(path, {"at": "2099-01-01"}).content, path
    user.user_permissions.set(Permission.objects.filter(codename="view_agreement"))
    client.force_login(user)
    assert client.get("/?at=2099-01-01").status_code == 403


def test_who_may_view_every_type_reads_ahead_and_no_cache_keeps_it(client, scheduled, ana):
    client.force_login(ana)
    response = client.get("/agreements/?at=2099-01-01")
    assert b"Sentinel" in response.content
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert b"Sentinel" in client.get(f"/e/{scheduled.identifier}/?at=2099-01-01").content
