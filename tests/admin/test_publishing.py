"""Saving and publishing from a form."""

import pytest
from django.utils import timezone

from publishing.models import DraftSave
from relations.models import Section
from tests import people
from tests.admin.desk import form_errors, messages_of, open_form, submit, url
from tests.factories import make_relationship, make_section, make_statistic

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section(title_en="Old heading")


def published_title(section):
    edition = section.edition_at(timezone.now())
    return edition and edition.title_en


def test_saving_keeps_a_draft_and_publishes_nothing(staff_client, section):
    response = submit(staff_client, section, title_en="New heading")
    section.refresh_from_db()
    assert response.status_code == 200
    assert section.title_en == "New heading"
    assert published_title(section) is None
    assert DraftSave.objects.about(section).count() == 1


def test_publishing_saves_what_was_typed_and_makes_it_public(staff_client, section):
    section.relationship.publish(people.ruth())
    response = submit(
        staff_client,
        section,
        "_publish",
        **{"title_en": "New heading", "publish-note_en": "Why", "publish-significance": "minor"},
    )
    edition = section.edition_at(timezone.now())
    assert edition.title_en == "New heading"
    assert (edition.note_en, edition.significance) == ("Why", "minor")
    assert edition.published_by.username == "pilar"
    assert "is published" in messages_of(response)
    assert section.get_absolute_url() in messages_of(response)


def test_a_new_item_can_be_published_at_once(staff_client):
    relationship = make_relationship()
    values = {"relationship": relationship.pk, "position": 1, "title_en": "Fresh", "slug": "fresh"}
    staff_client.post(
        url(Section, "add"),
        {**values, "publish-significance": "minor", "_publish": "1"},
    )
    assert published_title(Section.objects.get(slug="fresh")) == "Fresh"


def test_refused_publishing_changes_nothing_and_keeps_what_was_typed(staff_client, section):
    response = submit(
        staff_client, section, "_publish", title_en="", title_es="", body_en="<p>Typed</p>"
    )
    section.refresh_from_db()
    assert section.title_en == "Old heading"
    assert not DraftSave.objects.exists()
    assert "Typed" in response.context["adminform"].form["body_en"].value()
    assert "__all__" not in form_errors(response)
    assert "Needed to publish" in str(form_errors(response)["title_en"])


def test_a_refusal_lists_every_reason(staff_client, section):
    text = '<p><data data-figure="no-such-key">5</data></p>'
    response = submit(staff_client, section, "_publish", title_en="", title_es="", body_en=text)
    reasons = str(form_errors(response))
    assert "Needed to publish" in reasons
    assert "no-such-key" in reasons


def test_a_statistic_without_a_value_is_refused_with_the_reason(staff_client):
    statistic = make_statistic("trade", observations=())
    response = submit(staff_client, statistic, "_publish")
    assert "at least one observation" in str(form_errors(response)["__all__"])


def test_publishing_twice_says_that_nothing_has_changed(staff_client, section):
    submit(staff_client, section, "_publish")
    response = submit(staff_client, section, "_publish")
    assert "Nothing has changed since" in messages_of(response)
    assert section.editions.count() == 1


def test_saving_over_what_is_public_says_that_readers_still_see_that(staff_client, section):
    assert "Readers still see" not in messages_of(submit(staff_client, section))
    submit(staff_client, section, "_publish")
    assert "Readers still see" not in messages_of(submit(staff_client, section))
    for button in ("_save", "_continue"):
        response = submit(staff_client, section, button, title_en=f"Not yet public {button}")
        assert "Readers still see the edition of" in messages_of(response)


def test_a_note_that_is_too_long_is_refused_and_kept(staff_client, section):
    response = submit(staff_client, section, "_publish", **{"publish-note_en": "x" * 301})
    assert published_title(section) is None
    assert response.context["publish_form"].errors["note_en"]
    assert "x" * 301 in response.text


def test_who_may_not_publish_sees_no_button_and_is_refused(client, section):
    client.force_login(people.ana())
    assert "_publish" not in open_form(client, section).text
    response = submit(client, section, "_publish", title_en="Forged")
    section.refresh_from_db()
    assert response.status_code == 403
    assert section.title_en == "Old heading"
    assert published_title(section) is None


def test_published_editions_are_listed_on_the_form(staff_client, section):
    submit(staff_client, section, "_publish", **{"publish-note_en": "A note for readers"})
    page = open_form(staff_client, section)
    edition = section.edition_at(timezone.now())
    assert f"/e/{edition.identifier}/" in page.text
    assert "A note for readers" in page.text


def test_a_new_value_of_a_statistic_is_published_with_it(staff_client):
    statistic = make_statistic("trade", observations=(("2021", "725.7"),), scale=9)
    submit(staff_client, statistic, "_publish", **{"observations-0-value": "800 billion"})
    edition = statistic.edition_at(timezone.now())
    assert edition.observations.get().value == 800
