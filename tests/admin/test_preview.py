"""Previews: the working copy in the public page, leaving nothing behind."""

import pytest

from publishing.models import Change, DraftSave, Touched
from publishing.templatetags.clocks import clocks
from relations.models import Section
from tests import people
from tests.admin.desk import open_form, submit, url
from tests.factories import MAKERS, make_relationship, make_section
from tests.record import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(client):
    client.force_login(people.ana())
    return client


def look(client, item, language="en"):
    return client.get(url(item, "preview", item.pk), {"language": language})


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_preview_shows_the_working_copy_in_the_public_page(staff_client, model):
    item = MAKERS[model](title_en="Seen in English", title_es="Visto en español")
    assert "Seen in English" in look(staff_client, item).text
    assert "Visto en español" in look(staff_client, item, "es").text


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_preview_leaves_nothing_behind(staff_client, model):
    item = MAKERS[model]()
    settle()
    before = Change.objects.last_number()
    look(staff_client, item)
    assert not item.editions.exists()
    assert not Touched.objects.exists()
    assert Change.objects.last_number() == before
    assert staff_client.get(item.get_absolute_url()).status_code == 404


def test_a_preview_shows_the_draft_though_another_text_is_public(staff_client):
    relationship = make_relationship()
    section = make_section(relationship, title_en="What is public")
    relationship.publish(people.pilar())
    section.publish(people.ruth())
    section.title_en = "What is drafted"
    section.save()
    page = look(staff_client, section).text
    assert "What is drafted" in page
    assert "What is public" not in page


def test_an_item_without_a_title_has_a_word_in_place_of_a_page(staff_client):
    section = make_section(title_en="", title_es="")
    response = look(staff_client, section)
    assert "Write at least a title" in response.text
    assert f'<a href="{url(section, "change", section.pk)}" target="_top">' in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("language", ["fr", "", "'"])
def test_an_unknown_language_is_not_found(staff_client, language):
    assert look(staff_client, make_section(), language).status_code == 404


def test_an_unknown_item_is_not_found(staff_client):
    assert staff_client.get("/admin/relations/section/999/preview/").status_code == 404


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_the_form_has_the_preview_beside_it_in_both_languages(staff_client, model):
    item = MAKERS[model](title_en="Seen in English")
    pane = open_form(staff_client, item).text.partition('id="preview"')[2].partition("</aside>")[0]
    for language in ("en", "es"):
        assert f'data-page="{url(item, "preview", item.pk)}?language={language}"' in pane


def test_the_form_says_when_what_the_preview_shows_was_saved(staff_client):
    section = make_section()
    assert "Shows the last saved draft." in open_form(staff_client, section).text
    submit(staff_client, section, title_en="Saved once")
    (save,) = DraftSave.objects.about(section)
    notice = f"Shows the last saved draft, of {clocks(save.at)}."
    assert notice in open_form(staff_client, section).text


def test_a_form_that_was_refused_says_that_it_is_not_saved(staff_client):
    section = make_section()
    assert "data-unsaved" not in open_form(staff_client, section).text
    assert "data-unsaved" in submit(staff_client, section, relationship="").text


def test_a_new_item_has_nothing_to_preview(staff_client):
    assert 'id="preview"' not in staff_client.get(url(Section, "add")).text


def test_a_frame_may_show_previews_and_no_other_page(staff_client):
    section = make_section()
    allow_framing = look(staff_client, section)
    assert allow_framing["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in allow_framing["Content-Security-Policy"]
    for page in (
        open_form(staff_client, section),
        staff_client.get("/"),
        staff_client.get("/agreements/"),
    ):
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_staff_who_may_not_see_an_item_get_no_preview_of_it(client, model):
    item = MAKERS[model]()
    client.force_login(people.make_staff("stranger"))
    assert look(client, item).status_code == 403
    assert open_form(client, item).status_code == 403


def test_the_public_has_no_preview(client):
    section = make_section()
    assert look(client, section).status_code == 302
