"""Withdrawing, moving, correcting a note and reading the audit, from the form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import Act, AuditEntry, Withdrawal, record
from tests import people
from tests.admin.desk import address, open_form, said
from tests.factories import MAKERS, make_agreement, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(desk):
    agreement = make_agreement("old", title_en="Water treaty")
    agreement.publish(people.ruth(), note_en="Frist note")
    return agreement


def page(client, item, name, posted=None, **query):
    where = address(item, name, item.pk)
    if posted is None:
        return client.get(where, query)
    return client.post(f"{where}?edition={query.get('edition', '')}", posted, follow=True)


def standing(item):
    return item.edition_at(timezone.now())


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_type_has_its_pages(desk, model):
    item = MAKERS[model]()
    item.publish(people.ruth())
    for name in ("queue", "withdraw", "move", "drafts", "audit"):
        assert page(desk, item, name).status_code == 200


def test_the_three_meanings_are_explained(desk, agreement):
    text = page(desk, agreement, "withdraw").text
    for words in ("It no longer holds", "Another item says it now", "never have been public"):
        assert words in text


def test_withdrawing_says_why_and_cancels_the_queue(desk, agreement):
    agreement.publish(people.ana(), at=timezone.now() + timedelta(days=1))
    assert "Cancel it" in page(desk, agreement, "withdraw").text
    sent = {"kind": "withdrawn", "reason_es": "Ya no rige.", "keep_queue": ""}
    response = page(desk, agreement, "withdraw", sent)
    assert standing(agreement).withdrawal == Withdrawal.WITHDRAWN
    assert standing(agreement).note_es == "Ya no rige."
    assert not agreement.queue(timezone.now())
    assert "is withdrawn" in said(response)
    assert agreement.get_absolute_url() in said(response)


def test_the_queue_may_be_kept(desk, agreement):
    agreement.publish(people.ana(), at=timezone.now() + timedelta(days=1))
    sent = {"kind": "withdrawn", "reason_en": "Over.", "keep_queue": "keep"}
    page(desk, agreement, "withdraw", sent)
    assert agreement.queue(timezone.now()).count() == 1


def test_merging_leads_to_another(desk, agreement):
    target = make_agreement("new")
    target.publish(people.ana())
    sent = {"kind": "merged", "merged_into": target.pk, "reason_en": "One text."}
    page(desk, agreement, "withdraw", sent)
    assert standing(agreement).merged_into == target
    assert desk.get(agreement.get_absolute_url()).headers["Location"] == target.get_absolute_url()


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"kind": "withdrawn"}, "Say why"),
        ({"kind": "merged", "reason_en": "x"}, "Choose the item"),
        ({"reason_en": "x"}, "This field is required"),
        ({"kind": "withdrawn", "reason_en": "x" * 301}, "at most 300"),
    ],
)
def test_an_incomplete_withdrawal_is_refused_with_the_reason(desk, agreement, sent, reason):
    assert reason in page(desk, agreement, "withdraw", sent).text
    assert not standing(agreement).withdrawal


def test_what_is_not_public_has_nothing_to_withdraw(desk):
    section = make_section()
    assert "nothing to withdraw" in page(desk, section, "withdraw").text
    assert address(section, "withdraw", section.pk) not in open_form(desk, section).text


def test_in_error_is_gone_for_readers_and_stays_for_staff(desk, agreement):
    page(desk, agreement, "withdraw", {"kind": "in_error", "reason_en": "A secret."})
    desk.logout()
    assert desk.get(agreement.get_absolute_url()).status_code == 410


def test_moving_keeps_the_old_address_leading_there(desk, agreement):
    assert "no other item can ever have it" in page(desk, agreement, "move").text
    response = page(desk, agreement, "move", {"slug": "new"})
    assert "/agreements/new/" in said(response)
    assert desk.get("/agreements/old/").headers["Location"] == "/agreements/new/"


@pytest.mark.parametrize("slug", ["", "Not a slug", "old", "taken"])
def test_a_bad_address_is_refused(desk, agreement, slug):
    make_agreement("taken")
    assert "errorlist" in page(desk, agreement, "move", {"slug": slug}).text
    agreement.refresh_from_db()
    assert agreement.slug == "old"


def test_a_note_is_corrected_on_the_record(desk, agreement):
    edition = standing(agreement)
    assert "Correct the note" in open_form(desk, agreement).text
    page(desk, agreement, "note", {"note_en": "First note"}, edition=edition.address)
    form = open_form(desk, agreement).text
    assert "First note" in form
    assert "Corrected on" in form
    shown = page(desk, agreement, "note", edition=edition.address).text
    assert "Frist note" in shown


def test_a_note_of_another_item_is_not_corrected_here(desk, agreement):
    other = make_agreement()
    other.publish(people.ana())
    where = page(desk, agreement, "note", edition=standing(other).address)
    assert where.status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "move", "note", "audit"])
def test_these_need_the_permission_to_publish(client, name):
    section = make_section()
    section.publish(people.pilar())
    client.force_login(people.ana())
    edition = standing(section).address
    assert page(client, section, name, edition=edition).status_code == 403
    assert page(client, section, name, {"slug": "x"}, edition=edition).status_code == 403
    assert address(section, "withdraw", section.pk) not in open_form(client, section).text


def test_the_audit_of_an_item_is_read_there(desk, agreement):
    agreement.move("new", people.ana())
    text = page(desk, agreement, "audit").text
    assert "published" in text
    assert "former address: old" in text


def test_the_whole_audit_is_read_by_who_may_and_changed_by_no_one(client):
    ruth = people.ruth()
    entry = record(Act.MOVED, make_section(), ruth, former="<b>a</b>")
    client.force_login(ruth)
    text = client.get(address(AuditEntry, "changelist")).text
    assert "&lt;b&gt;a" in text
    assert client.get(address(AuditEntry, "add")).status_code == 403
    assert client.post(address(AuditEntry, "delete", entry.pk), {"post": "yes"}).status_code == 403
    client.force_login(people.pilar())
    assert client.get(address(AuditEntry, "changelist")).status_code == 403
