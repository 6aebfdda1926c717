"""Withdrawing, moving, correcting a note and reading the audit, from the form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import Withdrawal
from tests import people
from tests.admin.desk import messages_of, open_form, url
from tests.factories import MAKERS, make_agreement, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(staff_client):
    agreement = make_agreement("old", title_en="Water treaty")
    agreement.publish(people.ruth(), note_en="Frist note")
    return agreement


def page(client, item, name, posted=None, **query):
    where = url(item, name, item.pk)
    if posted is None:
        return client.get(where, query)
    return client.post(f"{where}?edition={query.get('edition', '')}", posted, follow=True)


def edition_in_force(item):
    return item.edition_at(timezone.now())


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_type_has_its_pages(staff_client, model):
    item = MAKERS[model]()
    item.publish(people.ruth())
    for name in ("queue", "withdraw", "move", "drafts", "audit"):
        assert page(staff_client, item, name).status_code == 200


def test_the_three_meanings_are_explained(staff_client, agreement):
    text = page(staff_client, agreement, "withdraw").text
    for words in ("It no longer holds", "Another item says it now", "never have been public"):
        assert words in text


def test_withdrawing_says_why_and_cancels_the_queue(staff_client, agreement):
    agreement.publish(people.ana(), at=timezone.now() + timedelta(days=1))
    assert "Cancel it" in page(staff_client, agreement, "withdraw").text
    sent = {"kind": "withdrawn", "reason_es": "Ya no rige.", "keep_queue": ""}
    response = page(staff_client, agreement, "withdraw", sent)
    assert edition_in_force(agreement).withdrawal == Withdrawal.WITHDRAWN
    assert edition_in_force(agreement).note_es == "Ya no rige."
    assert not agreement.queue(timezone.now())
    assert "is withdrawn" in messages_of(response)
    assert agreement.get_absolute_url() in messages_of(response)


def test_the_queue_may_be_kept(staff_client, agreement):
    agreement.publish(people.ana(), at=timezone.now() + timedelta(days=1))
    sent = {"kind": "withdrawn", "reason_en": "Over.", "keep_queue": "keep"}
    page(staff_client, agreement, "withdraw", sent)
    assert agreement.queue(timezone.now()).count() == 1


def test_merging_leads_to_another(staff_client, agreement):
    target = make_agreement("new")
    target.publish(people.ana())
    sent = {"kind": "merged", "merged_into": target.pk, "reason_en": "One text."}
    page(staff_client, agreement, "withdraw", sent)
    assert edition_in_force(agreement).merged_into == target
    assert (
        staff_client.get(agreement.get_absolute_url()).headers["Location"]
        == target.get_absolute_url()
    )


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"kind": "withdrawn"}, "Say why"),
        ({"kind": "merged", "reason_en": "x"}, "Choose the item"),
        ({"reason_en": "x"}, "This field is required"),
        ({"kind": "withdrawn", "reason_en": "x" * 301}, "at most 300"),
    ],
)
def test_an_incomplete_withdrawal_is_refused_with_the_reason(staff_client, agreement, sent, reason):
    assert reason in page(staff_client, agreement, "withdraw", sent).text
    assert not edition_in_force(agreement).withdrawal


def test_what_is_not_public_has_nothing_to_withdraw(staff_client):
    section = make_section()
    assert "nothing to withdraw" in page(staff_client, section, "withdraw").text
    assert url(section, "withdraw", section.pk) not in open_form(staff_client, section).text


def test_in_error_is_gone_for_readers_and_stays_for_staff(staff_client, agreement):
    page(staff_client, agreement, "withdraw", {"kind": "in_error", "reason_en": "A secret."})
    staff_client.logout()
    assert staff_client.get(agreement.get_absolute_url()).status_code == 410


def test_moving_keeps_the_old_address_leading_there(staff_client, agreement):
    assert "no other item can ever have it" in page(staff_client, agreement, "move").text
    response = page(staff_client, agreement, "move", {"slug": "new"})
    assert "/agreements/new/" in messages_of(response)
    assert staff_client.get("/agreements/old/").headers["Location"] == "/agreements/new/"


@pytest.mark.parametrize("slug", ["", "Not a slug", "old", "taken"])
def test_a_bad_address_is_refused(staff_client, agreement, slug):
    make_agreement("taken")
    assert "errorlist" in page(staff_client, agreement, "move", {"slug": slug}).text
    agreement.refresh_from_db()
    assert agreement.slug == "old"


def test_a_note_is_corrected_on_the_record(staff_client, agreement):
    edition = edition_in_force(agreement)
    assert "Correct the note" in open_form(staff_client, agreement).text
    page(staff_client, agreement, "note", {"note_en": "First note"}, edition=edition.identifier)
    form = open_form(staff_client, agreement).text
    assert "First note" in form
    assert "Corrected on" in form
    text = page(staff_client, agreement, "note", edition=edition.identifier).text
    assert "Frist note" in text


def test_a_note_of_another_item_is_not_corrected_here(staff_client, agreement):
    other = make_agreement()
    other.publish(people.ana())
    where = page(staff_client, agreement, "note", edition=edition_in_force(other).identifier)
    assert where.status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "move", "note", "audit"])
def test_these_need_the_permission_to_publish(client, name):
    section = make_section()
    section.publish(people.pilar())
    client.force_login(people.ana())
    edition = edition_in_force(section).identifier
    assert page(client, section, name, edition=edition).status_code == 403
    assert page(client, section, name, {"slug": "x"}, edition=edition).status_code == 403
    assert url(section, "withdraw", section.pk) not in open_form(client, section).text


def test_the_audit_of_an_item_is_read_there(staff_client, agreement):
    agreement.move("new", people.ana())
    text = page(staff_client, agreement, "audit").text
    assert "published" in text
    assert "former address: old" in text
