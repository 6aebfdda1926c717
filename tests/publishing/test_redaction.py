"""Redaction: the words are gone, that they were there is not."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from publishing.history import correct_note
from publishing.models import Change, DraftSave, NoteCorrection, Withdrawal
from relations.models import AgreementEdition
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(pilar):
    agreement = make_agreement(summary_en="A secret clause.")
    agreement.events.create(kind="signed", happened_on="2020", outcome_en="A secret clause.")
    agreement.save_draft(pilar)
    edition = agreement.publish(pilar, note_en="A secret note.")
    correct_note(edition, pilar, note_en="Another secret note.")
    return edition


def redact(edition):
    call_command("redact", edition.identifier, "--by", "pilar", "--reason", "A court ordered it.")


def test_words_are_erased_and_the_act_is_audited(edition, pilar):
    edition.item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    redact(edition)
    row = AgreementEdition.objects.get(pk=edition.pk)
    assert row.summary_en == "[redacted]"
    assert not row.events.exists()
    assert row.kind == "treaty"
    kept = [
        *DraftSave.objects.about(edition.item).values_list("content", flat=True),
        *Change.objects.about(edition.item).values_list("detail", flat=True),
        *NoteCorrection.objects.values_list("note_en", flat=True),
        row.note_en,
    ]
    assert "secret" not in json.dumps(kept)
    entry = Change.objects.about(edition.item).get(act="redacted")
    assert entry.detail["former_seal"] == edition.seal
    assert entry.detail["reason"] == "A court ordered it."
    call_command("verify_record")


def test_title_is_erased_from_the_log_of_forms(edition, pilar):
    item, log = edition.item, LogEntry.objects
    item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    other = make_agreement(title_en="Another secret")
    for each in (item, other):
        log.log_actions(pilar.pk, [each], CHANGE, [{"added": {"object": "A secret clause."}}])
    redact(edition)
    said = {each.object_id: each.object_repr + each.change_message for each in log.all()}
    assert said[str(item.pk)] == "[redacted]"
    assert "secret" in said[str(other.pk)]


def test_edition_that_is_not_in_error_is_never_erased(edition, pilar):
    edition.item.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Old.")
    with pytest.raises(CommandError, match="in error"):
        redact(edition)
    assert AgreementEdition.objects.get(pk=edition.pk).summary_en == "A secret clause."


def test_audit_and_draft_saves_cannot_be_altered(edition):
    for model in (Change, DraftSave):
        rows = models.QuerySet(model)
        for act in (lambda rows=rows: rows.update(at=timezone.now()), rows.delete):
            with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
                act()


def test_unknown_edition_or_person_is_named(edition):
    with pytest.raises(CommandError, match="no edition"):
        call_command("redact", "agreement-0", "--by", "pilar", "--reason", "x")
    with pytest.raises(CommandError, match="no person"):
        call_command("redact", edition.identifier, "--by", "nobody", "--reason", "x")
