"""What is wrong with a form is said at its top: all at once, each with the way to its field."""

import pytest
from django.urls import reverse
from justhtml import JustHTML

from relations.models import Section, Statistic
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import (
    make_agreement,
    make_picture,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
)

pytestmark = pytest.mark.django_db


def summary(response) -> dict[str, str]:
    """The sentences of the summary at the top of a page, each with the address it leads to."""
    (box,) = page_of(response).query(".problems")
    assert box.attrs["role"] == "alert"
    assert "autofocus" in box.attrs
    assert box.attrs["tabindex"] == "-1"
    entries = box.query("li")
    return {
        " ".join(entry.to_text().split()): link[0].attrs["href"]
        if (link := entry.query("a"))
        else ""
        for entry in entries
    }


def page_of(response):
    return JustHTML(response.text, sanitize=False)


def leads_somewhere(response) -> bool:
    """Whether every address of the summary is on the page, which needs no script to be gone to."""
    page = page_of(response)
    return all(
        page.query(f'[id="{address[1:]}"]') for address in summary(response).values() if address
    )


def test_a_form_without_errors_has_no_summary(staff_client):
    assert not page_of(open_form(staff_client, make_section())).query(".problems")


def test_errors_of_form_parts_and_publication_are_said_at_once(staff_client):
    draft = make_statistic("draft", title_en="Draft")
    text = (
        '<p>It was <data data-figure="draft" data-period="latest" data-show="value">5</data>.</p>'
    )
    agreement = make_agreement()
    agreement.mechanisms.create(name_en="A group")
    response = submit(
        staff_client,
        agreement,
        "_publish",
        **{
            "sourced_on": "some day",
            "title_en": "",
            "title_es": "",
            "body_en": text,
            "mechanisms-0-position": "x",
            "publish-note_en": "x" * 301,
            "publish-significance": "huge",
            "at-day": "1 Oct 2090",
        },
    )
    found = summary(response)
    assert leads_somewhere(response)
    told = {sentence.split(":")[0]: address for sentence, address in found.items()}
    assert told["Date of the source"] == "#id_sourced_on"
    assert told["Mechanisms, row 1, Position"] == "#id_mechanisms-0-position"
    assert told["Title (English)"] == "#id_title_en"
    assert told["Public note (English)"] == "#id_publish-note_en"
    assert told["The change is"] == "#id_publish-significance"
    assert told["Time"] == "#id_at-hour"
    assert any(str(draft) in sentence for sentence in found), "what publishing refuses besides"
    agreement.refresh_from_db()
    assert agreement.title_en
    assert not agreement.editions.exists()


def test_publishing_a_new_item_says_at_once_what_saving_and_publishing_need(staff_client):
    response = staff_client.post(
        url(Section, "add"), {"publish-significance": "minor", "position": "1", "_publish": "1"}
    )
    found = summary(response)
    assert {"Relationship", "Address", "Heading (English)"} <= {
        each.split(":")[0] for each in found
    }
    assert not Section.objects.exists()


def test_each_empty_text_is_said_once_in_the_words_of_its_label(staff_client):
    agreement = make_agreement(summary_en="Full", summary_es="Lleno")
    agreement.publish(people.ruth())
    response = submit(staff_client, agreement, "_publish", title_en="", title_es="")
    assert summary(response) == {
        "Title (English): Needed to publish, in this language or the other.": "#id_title_en"
    }
    (box,) = page_of(response).query(".problems")
    assert "Nothing is public yet" not in box.to_text()
    assert "readers still see the edition of" in box.to_text()


def test_a_fault_of_a_text_leads_to_its_own_language(staff_client):
    program = make_program(summary_en="One", summary_es="Uno")
    response = submit(staff_client, program, "_publish", title_en="", summary_es="")
    assert list(summary(response).values()) == ["#id_title_en"]


def test_every_fault_of_an_empty_statistic_leads_to_its_place(staff_client):
    empty = form_values(staff_client.get(url(Statistic, "add")))
    values = {**empty, "key": "new", "slug": "new", "measure": "value", "_publish": "1"}
    response = staff_client.post(url(Statistic, "add"), values)
    found = summary(response)
    assert all(found.values())
    assert found["Observations: A statistic needs at least one observation."]
    assert leads_somewhere(response)
    (box,) = page_of(response).query(".problems")
    assert "Nothing is public yet" in box.to_text()


def test_what_is_wrong_with_a_part_leads_to_its_list(staff_client):
    relationship = make_relationship()
    relationship.key_figures.create(statistic=make_statistic("draft", title_en="Draft"))
    response = submit(staff_client, relationship, "_publish")
    (said,) = [words for words in summary(response) if "is not public" in words]
    assert said.startswith("Key figures: Statistic: “Draft” is not public.")
    assert summary(response)[said] == "#key_figures-group"
    assert leads_somewhere(response)


def test_a_list_whose_rows_are_wrong_is_not_taken_for_empty(staff_client):
    statistic = make_statistic("trade", observations=())
    row = {
        "observations-TOTAL_FORMS": "1",
        "observations-0-period": "2021",
        "observations-0-value": "much",
        "observations-0-qualifier": "exact",
    }
    found = summary(submit(staff_client, statistic, "_publish", **row))
    assert [sentence.split(":")[0] for sentence in found] == ["Observations, row 1, Value"]


def test_what_is_wrong_with_a_field_is_said_once(staff_client):
    program = make_program()
    found = summary(submit(staff_client, program, "_publish", site="nowhere at all"))
    assert [sentence.split(":")[0] for sentence in found] == ["Site"]


def test_saving_asks_nothing_that_publishing_does(staff_client):
    response = submit(staff_client, make_program(), title_en="", title_es="", site="not an address")
    assert [sentence.split(":")[0] for sentence in summary(response)] == ["Site"]


def test_what_publishing_needs_is_said_before_it_is_missing(staff_client):
    help_text = (
        open_form(staff_client, make_program()).context["adminform"].form["title_es"].help_text
    )
    assert "Needed to publish" in help_text


PAGES = {
    "withdraw": ({"kind": "merged"}, "Merge"),
    "move": ({"slug": "not a slug"}, "New address"),
    "review": ({"review_by": "1999-01-01"}, "Look at it again by"),
}


@pytest.mark.parametrize("name", PAGES)
def test_pages_below_a_form_have_the_summary(client, name):
    client.force_login(people.ruth())
    program = make_program()
    program.publish(people.pilar())
    values, _label = PAGES[name]
    response = client.post(url(program, name, program.pk), values)
    assert summary(response)
    assert leads_somewhere(response)
    assert page_of(response).query("title")[0].to_text().startswith("Error:")


def test_a_moment_in_the_queue_is_refused_in_the_summary(staff_client):
    program = make_program()
    submit(staff_client, program, "_schedule", **{"at-day": "1 Oct 2090", "at-hour": "09:00"})
    edition = program.editions.get()
    values = {"reschedule": edition.pk, f"at-{edition.pk}-day": "1 Oct 2090"}
    response = staff_client.post(url(program, "queue", program.pk), values)
    assert list(summary(response).values()) == [f"#id_at-{edition.pk}-hour"]
    assert leads_somewhere(response)


def test_forms_of_shared_data_and_accounts_have_the_summary(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(people.ruth())
    picture = make_picture()
    for address in (
        reverse("admin:relations_topic_add"),
        reverse("admin:relations_partner_add"),
        reverse("admin:relations_image_change", args=[picture.pk]),
        reverse("admin:auth_user_add"),
        reverse("admin:password_change"),
    ):
        response = client.post(address, {})
        assert summary(response), address
        assert leads_somewhere(response), address


def test_the_pages_of_signing_in_have_the_summary(client):
    people.pilar()
    login = reverse("admin:login")
    assert list(summary(client.post(login, {})).values()) == ["#id_username", "#id_password"]
    wrong = client.post(login, {"username": "pilar", "password": "wrong"})
    assert len(summary(wrong)) == 1
    forgotten = client.post(reverse("admin_password_reset"), {"email": "nobody"})
    assert list(summary(forgotten).values()) == ["#id_email"]
    client.force_login(people.ruth())
    code = client.post(reverse("second-factor"), {"code": "1"})
    assert list(summary(code).values()) == ["#id_code"]


def test_what_was_to_be_deleted_is_not_asked_about(staff_client):
    """One of two rows goes; nothing is said of a text that goes with it."""
    draft = make_statistic("draft")
    relationship = make_relationship()
    relationship.key_figures.create(statistic=draft)
    changes = {"key_figures-0-DELETE": "1", "relations_since": "some day"}
    found = summary(submit(staff_client, relationship, "_publish", **changes))
    assert [sentence.split(":")[0] for sentence in found] == ["Diplomatic relations since"]
    assert relationship.key_figures.exists()
