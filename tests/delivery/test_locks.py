"""Forms that meet others who write: few wait, and what could not be saved is offered again."""

from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import Error, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from delivery import locks
from publishing.shadows import undone
from relations.models import Section, Topic
from tests import people
from tests.admin.desk import form_values, open_form, url
from tests.connections import meanwhile
from tests.contracts.addresses import addresses
from tests.contracts.site import make_site
from tests.factories import make_relationship, make_section, make_topic

WRITING = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


class Sent(HTMLParser):
    """The names and values that a page would send, and where to."""

    def __init__(self, response):
        super().__init__()
        self.pairs: dict[str, list[str]] = {}
        self.address = ""
        self.feed(response.text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "input":
            self.pairs.setdefault(values["name"], []).append(values["value"])
        if tag == "form":
            self.address = values["action"]


@pytest.fixture
def take_places(monkeypatch):
    """Has two forms wait, neither of which gets on."""
    monkeypatch.setattr(locks, "PLACE_SECONDS", 0.001)
    places = []

    def take_places():
        places.extend(locks._places.acquire(blocking=False) for _ in range(locks.MAX_WAITING))
        assert all(places)

    yield take_places
    for _ in places:
        locks._places.release()


@pytest.fixture
def no_place(take_places):
    take_places()


def save(client, section, **typed):
    values = {**form_values(open_form(client, section)), **typed, "_continue": "1"}
    return client.post(url(section, "change", section.pk), values)


def test_what_could_not_be_saved_is_kept_on_the_page_and_saved_by_its_button(
    client, pilar, other_connection
):
    section = make_section(make_relationship(), title_en="Before")
    client.force_login(pilar)
    typed = 'Typed with care, <b>"&amp;'
    with meanwhile(other_connection, lambda: section.publish(pilar)):
        for _ in range(locks.MAX_WAITING + 1):  # who is refused gives the place back
            response = save(client, section, title_en=typed, topics=[])
            assert response.status_code == 503
            assert response["Retry-After"] == "5"
            assert "no-store" in response["Cache-Control"]
            assert "Nothing you sent was saved" in response.text
    section.refresh_from_db()
    assert section.title_en == "Before"
    sent = Sent(response)
    assert client.post(sent.address, sent.pairs).status_code == 302
    section.refresh_from_db()
    assert section.title_en == typed


def test_a_third_form_does_not_wait(client, pilar, other_connection, no_place):
    section = make_section(title_en="Before")
    client.force_login(pilar)
    assert save(client, section, title_en="Third").status_code == 503
    section.refresh_from_db()
    assert section.title_en == "Before"


@pytest.mark.django_db
def test_readers_and_previews_pass_those_who_wait(client, pilar, no_place, settings):
    settings.PAGE_CACHE = True
    relationship = make_relationship(title_en="Read by all")
    relationship.publish(pilar)
    for _ in range(2):  # made, and then kept
        assert "Read by all" in client.get(relationship.get_absolute_url()).text
    client.force_login(pilar)
    assert "Read by all" in client.get(url(relationship, "preview", relationship.pk)).text


def test_a_password_is_not_repeated(client, other_connection):
    ruth = people.ruth()
    with meanwhile(
        other_connection, lambda: type(ruth).objects.select_for_update().get(pk=ruth.pk)
    ):
        answers = {"username": "ruth", "password": "correct horse"}
        response = client.post(reverse("admin:login"), answers)
    assert response.status_code == 503
    assert "correct horse" not in response.text
    assert Sent(response).pairs == {}


def test_transaction_that_began_without_the_lock_waits_for_it_like_others(other_connection):
    topic = make_topic()
    rows = Topic.objects.filter(pk=topic.pk)
    with (
        meanwhile(other_connection, lambda: list(rows.select_for_update())),
        pytest.raises(locks.Busy),
        connection.execute_wrapper(locks.wait_in_line),
        undone(),
    ):
        rows.update(name_en="Lost")


def test_no_reader_collects_a_statement_that_waited_in_vain(other_connection):
    """Collecting an open one waits for its connection, which may wait for the lock again."""
    rows, cursors = Topic.objects.filter(pk=make_topic().pk), []

    def note(execute, sql, params, many, context):
        cursors.append(context["cursor"])
        return execute(sql, params, many, context)

    with (
        meanwhile(other_connection, lambda: list(rows.select_for_update())),
        connection.execute_wrapper(locks.wait_in_line),
        connection.execute_wrapper(note),
        pytest.raises(locks.Busy),
    ):
        rows.update(name_en="Lost")
    with pytest.raises(Error, match="closed"):
        cursors[-1].fetchall()


def desk_addresses() -> list[str]:
    """Every address of the desk but previews, which test_preview_locks.py opens: of each model that
    of its first row, and where it needs a query, with one."""
    (desk,) = (each for each in get_resolver().url_patterns if is_desk(each))
    edition = Section.objects.get().editions.first()
    choosing = "?app_label=relations&model_name=section&field_name=relationship"
    queries = {"autocomplete": choosing, "relations_section_note": f"?edition={edition.identifier}"}
    found = [f"/{route}" for route in routes_beside_it() if "<" not in route]
    for pattern in patterns_in(desk):
        if pattern.name and not pattern.name.endswith("_preview"):
            for arguments in desk_arguments(pattern):
                address = reverse(f"admin:{pattern.name}", kwargs=arguments)
                found.append(address + queries.get(pattern.name, ""))
                if pattern.name.endswith("_change"):
                    found.append(f"{address}?restore=current")
    return found


def is_desk(resolver) -> bool:
    return getattr(resolver, "namespace", "") == "admin"


def routes_beside_it() -> list[str]:
    """The routes beside the admin site, below its own: signing in, the queue."""
    routes = [str(each.pattern) for each in get_resolver().url_patterns if not is_desk(each)]
    return [route for route in routes if route.startswith("admin/")]


def patterns_in(resolver):
    for each in resolver.url_patterns:
        yield from patterns_in(each) if hasattr(each, "url_patterns") else [each]


def desk_arguments(pattern) -> list[dict]:
    names = [*pattern.pattern.converters] or [*pattern.pattern.regex.groupindex]
    if names == ["app_label"]:
        return [{"app_label": "relations"}]
    if names == ["content_type_id", "object_id"]:
        kind = ContentType.objects.get_for_model(Section)
        return [{"content_type_id": kind.pk, "object_id": Section.objects.get().pk}]
    if names in (["object_id"], ["id"]):
        row = apps.get_model(*pattern.name.split("_")[:2])._base_manager.first()
        return [{names[0]: row.pk}] if row else []
    if names == ["file_format"]:
        return [{"file_format": "csv"}]
    assert names == [], f"say which {pattern.name} to visit"
    return [{}]


def test_whoever_reads_takes_no_lock(client, other_connection, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ruth = people.ruth()
    site = make_site(ruth)
    public = [address for named in addresses(site).values() for address in named]
    client.force_login(ruth)
    visits = [(client, address) for address in (*public, *desk_addresses())]
    visits += [(Client(), address) for address in public]
    with meanwhile(other_connection, lambda: [item.publish(ruth) for item in site.items]):
        for visitor, address in visits:
            with CaptureQueriesContext(connection) as captured:
                response = visitor.get(address)
            assert response.status_code < 500, address
            written = [query["sql"] for query in captured if query["sql"].startswith(WRITING)]
            # A refusal is noted, in line with the forms: it does not keep every thread waiting.
            assert written == [] or response.status_code == 403, address
