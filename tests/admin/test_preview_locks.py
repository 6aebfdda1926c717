"""Previews wait for nobody who writes, and leave nothing behind."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from publishing import preview
from publishing.items import edition_children, item_models
from publishing.models import Change, Touched
from publishing.record.verification import find_errors
from publishing.shadows import FIRST_ID, undone
from relations.models import Relationship
from tests import people
from tests.admin.desk import url
from tests.connections import meanwhile
from tests.contracts.site import make_site
from tests.factories import make_relationship, make_section

TEMPORARY_OBJECTS = {
    "sqlite": "SELECT count(*) FROM sqlite_temp_master WHERE name NOT LIKE 'sqlite_%%'",
    "postgresql": "SELECT count(*) FROM pg_class WHERE relpersistence = 't'",
}


def look(client, item):
    return client.get(url(item, "preview", item.pk), {"language": "en"})


def record() -> dict:
    """All that the tables hold which publishing writes to."""
    editions = [model.edition_model() for model in item_models()]
    children = [model for edition in editions for model, _key in edition_children(edition)]
    return {
        model: list(model._base_manager.order_by("pk").values())
        for model in (*editions, *children, Change, Touched)
    }


def temporary_objects() -> int:
    with connection.cursor() as cursor:
        cursor.execute(TEMPORARY_OBJECTS[connection.vendor])
        return cursor.fetchone()[0]


def draft(item, words="Drafted meanwhile"):
    item.title_en = words
    item.save()


def test_previews_are_shown_while_others_publish_the_same_items(client, other_connection):
    ruth = people.ruth()
    site = make_site(ruth)
    for item in site.items:
        draft(item)
    client.force_login(ruth)
    before = record()
    with meanwhile(other_connection, lambda: [item.publish(ruth) for item in site.items]):
        with pytest.raises(OperationalError), transaction.atomic():
            site.relationship.publish(ruth)  # who writes is kept waiting, so the lock is one
        for item in site.items:
            response = look(client, item)
            assert response.status_code == 200
            assert "Drafted meanwhile" in response.text
    assert record() == before
    assert temporary_objects() == 0
    for model in item_models():
        assert list(find_errors(model.edition_model())) == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_a_preview_is_the_page_that_publishing_makes(client, pilar, model):
    site = make_site(pilar)
    item = site.rows[model][0]
    draft(item)
    client.force_login(pilar)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        previewed = look(client, item).text
        edition = item.publish(pilar)
        public = client.get(item.get_absolute_url()).text
    assert "Drafted meanwhile" in public
    assert previewed.replace(str(FIRST_ID), str(edition.pk)) == public


def test_a_connection_that_is_made_for_it_takes_no_lock_and_then_does_again(other_connection):
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    with meanwhile(other_connection, make_relationship):
        connection.close()
        with undone():
            assert not Relationship.objects.exists()
    assert getattr(connection, "transaction_mode", None) == mode


def test_others_never_see_what_a_preview_shows(client, pilar, other_connection, monkeypatch):
    section = make_section(make_relationship())
    client.force_login(pilar)
    seen = {}

    def page(request, item, moment):
        mine = connections["default"]
        seen["here"] = item.editions.count()
        connections["default"] = other_connection
        seen["elsewhere"] = item.editions.count()
        connections["default"] = mine
        raise LookupError("while a page is rendered")

    monkeypatch.setattr(preview, "_public_page", page)
    with pytest.raises(LookupError):
        look(client, section)
    assert seen == {"here": 1, "elsewhere": 0}
    assert temporary_objects() == 0
    assert not section.editions.exists()
