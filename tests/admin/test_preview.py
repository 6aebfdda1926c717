"""Previews: the working copy in the public page, leaving nothing behind."""

import pytest

from publishing.models import AuditEntry
from tests import people
from tests.admin.desk import address, said
from tests.factories import MAKERS, make_relationship, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.ana())
    return client


def look(client, item, language="en"):
    return client.get(address(item, "preview", item.pk), {"language": language})


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_preview_shows_the_working_copy_in_the_public_page(desk, model):
    item = MAKERS[model](title_en="Seen in English", title_es="Visto en español")
    assert "Seen in English" in look(desk, item).text
    assert "Visto en español" in look(desk, item, "es").text


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_preview_leaves_nothing_behind(desk, model):
    item = MAKERS[model]()
    look(desk, item)
    assert not item.editions.exists()
    assert not AuditEntry.objects.exists()
    assert desk.get(item.get_absolute_url()).status_code == 404


def test_a_preview_shows_the_draft_though_another_text_is_public(desk):
    relationship = make_relationship()
    section = make_section(relationship, title_en="What is public")
    relationship.publish(people.pilar())
    section.publish(people.ruth())
    section.title_en = "What is drafted"
    section.save()
    page = look(desk, section).text
    assert "What is drafted" in page
    assert "What is public" not in page


def test_an_item_without_a_title_is_sent_back_with_a_word(desk):
    section = make_section(title_en="", title_es="")
    response = desk.get(address(section, "preview", section.pk), follow=True)
    assert "Write at least a title" in said(response)


@pytest.mark.parametrize("language", ["fr", "", "'"])
def test_an_unknown_language_is_not_found(desk, language):
    assert look(desk, make_section(), language).status_code == 404


def test_an_unknown_item_is_not_found(desk):
    assert desk.get("/admin/relations/section/999/preview/").status_code == 404


def test_the_public_has_no_preview(client):
    section = make_section()
    assert look(client, section).status_code == 302
