"""A picture is for readers once something published shows it; staff look at it before."""

from datetime import UTC, datetime

import pytest

from publishing.models import Withdrawal
from relations.models import Image
from relations.pictures import RENDITIONS
from tests import people
from tests.factories import make_picture, make_relationship

pytestmark = pytest.mark.django_db

SOON = datetime(2098, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def urls_of(picture: Image) -> list[str]:
    """The addresses of a picture and of all its renditions."""
    return [picture.file.url, *(getattr(picture.file, name) for name in RENDITIONS)]


def ask(client, url: str, method: str = "get"):
    """Return the response, read to its end, which closes its file."""
    response = getattr(client, method)(url)
    b"".join(response)
    return response


def statuses(client, picture: Image) -> set[int]:
    urls = urls_of(picture)
    return {ask(client, url, method).status_code for url in urls for method in ("get", "head")}


def test_picture_is_served_to_strangers_once_something_published_shows_it(client, pilar):
    picture, unused = make_picture(), make_picture("unused")
    relationship = make_relationship(image=picture)
    assert statuses(client, picture) == {404}
    relationship.publish(pilar)
    assert statuses(client, picture) == {200}
    for url in urls_of(picture):
        directives = ask(client, url)["Cache-Control"].split(", ")
        assert {"public", "max-age=31536000", "immutable"} == set(directives)
    relationship.image = None
    relationship.save()
    relationship.publish(pilar)
    assert statuses(client, picture) == {200}  # past moments show it
    assert statuses(client, unused) == {404}


def test_picture_of_a_scheduled_or_cancelled_edition_is_not_served_before_its_hour(client, pilar):
    picture = make_picture()
    edition = make_relationship(image=picture).publish(pilar, at=SOON)
    assert statuses(client, picture) == {404}
    assert client.get(picture.file.url, {"at": "2099-01-01"}).status_code == 403
    edition.cancel(pilar)
    assert statuses(client, picture) == {404}


def test_picture_is_gone_with_what_was_published_in_error(client, pilar):
    picture = make_picture()
    relationship, other = make_relationship(image=picture), make_relationship(image=picture)
    relationship.publish(pilar)
    relationship.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert statuses(client, picture) == {404}
    other.publish(pilar)
    other.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Over.")
    assert statuses(client, picture) == {200}


def test_staff_who_may_look_see_it_before_and_no_cache_keeps_it(client, ana):
    picture = make_picture()
    client.force_login(people.make_staff("nora"))
    assert statuses(client, picture) == {404}
    client.force_login(ana)
    assert statuses(client, picture) == {200}
    for url in urls_of(picture):
        assert {"private", "no-store"} <= set(ask(client, url)["Cache-Control"].split(", "))


def test_rendition_around_a_former_point_is_served_as_the_picture_is(client, pilar):
    picture = make_picture()
    make_relationship(image=picture).publish(pilar)
    before = urls_of(picture)
    Image.objects.filter(pk=picture.pk).update(focal_point="0.1x0.9")
    assert {ask(client, url).status_code for url in before} == {200}


def test_renditions_of_pictures_of_one_name_are_told_apart(client, pilar):
    shown, hidden = make_picture("bridge"), make_picture("other")
    Image.objects.filter(pk=hidden.pk).update(file="pictures/1999/bridge.jpeg")
    hidden = Image.objects.get(pk=hidden.pk)
    make_relationship(image=shown).publish(pilar)
    assert statuses(client, shown) == {200}
    assert statuses(client, hidden) == {404}


NO_PICTURES = [
    "",
    "notes.txt",
    "pictures/",
    "pictures/x/../bridge.jpeg",
    "pictures%2F..%2Fnotes.txt",
    "../secret_key",
    "/etc/passwd",
    "%2e%2e/secret_key",
    "__processed__/aaa/bbb/notes-0.webp",
]


@pytest.mark.parametrize("path", NO_PICTURES)
def test_file_that_is_no_picture_is_served_to_nobody(client, pilar, ruth, tmp_path, path):
    (tmp_path / "notes.txt").write_text("not a picture")
    make_relationship(image=make_picture()).publish(pilar)
    client.force_login(ruth)
    assert client.get(f"/media/{path}").status_code in (400, 404)
