"""What readers are told of an item's past."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing.history import correct_note, milestones, public_history
from publishing.models import Change, Significance, Withdrawal
from tests.factories import make_agreement, make_relationship, make_section

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement()
    agreement.import_edition(pilar, LONG_AGO, note_en="As the sheet said.")
    return agreement


def test_milestones_tell_first_publication_and_last_change_of_substance(agreement, pilar):
    changed = agreement.publish(pilar)
    agreement.publish(pilar, significance=Significance.MINOR)
    found = milestones(agreement, timezone.now())
    assert (found.first_published, found.last_changed) == (LONG_AGO, changed.live_from)
    assert milestones(agreement, LONG_AGO - timedelta(days=1)) is None


def test_review_is_not_told_of_at_moments_before_it(agreement, pilar):
    later = timezone.now() + timedelta(days=30)
    with time_machine.travel(later):
        agreement.review(pilar)
    assert milestones(agreement, later - timedelta(days=1)).last_reviewed_on is None
    soon_after = later + timedelta(minutes=1)
    assert milestones(agreement, soon_after).last_reviewed_on == timezone.localdate(later)


def test_history_lists_public_editions_of_several_items_newest_first(agreement, pilar):
    section = make_section()
    first = section.publish(pilar)
    second = agreement.publish(pilar)
    agreement.publish(pilar, at=timezone.now() + timedelta(hours=1))
    agreement.publish(pilar, at=timezone.now() + timedelta(hours=2)).cancel(pilar)
    history = public_history([agreement, section], timezone.now())
    assert history[:2] == [second, first]
    assert history[2].live_from == LONG_AGO
    assert len(history) == 3


def test_withdrawal_is_part_of_history(agreement, pilar):
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert [one.suppressed for one in public_history([agreement], timezone.now())] == [True, True]


def test_notes_of_what_was_published_in_error_are_not_told_but_the_reason_is(agreement, pilar):
    correct_note(agreement.editions.get(), pilar, note_en="As it said.")
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    reason, first = public_history([agreement], timezone.now())
    assert reason.note_en == "Wrong."
    assert (first.note_en, first.note_corrected_at) == ("", None)


def test_history_of_many_items_of_one_type_takes_as_many_queries_as_of_one(
    pilar, django_assert_num_queries
):
    relationship = make_relationship()
    sections = [make_section(relationship) for _ in range(3)]
    for item in (relationship, *sections):
        item.publish(pilar)
    with django_assert_num_queries(3):
        assert len(public_history([relationship, *sections], timezone.now())) == 4


def test_corrected_note_replaces_the_first_and_says_so(agreement, pilar):
    edition = agreement.editions.get()
    correct_note(edition, pilar, note_en="As the sheet of 2022 said.")
    (line,) = public_history([agreement], timezone.now())
    assert line.note_en == "As the sheet of 2022 said."
    assert line.note_corrected_at
    assert agreement.editions.get().note_en == "As the sheet said."
    detail = Change.objects.about(agreement).get(act="corrected").detail
    assert detail["was"]["en"] == "As the sheet said."


@pytest.mark.parametrize("note", ["", "As the sheet said."])
def test_correction_that_corrects_nothing_is_refused(agreement, pilar, note):
    with pytest.raises(ValidationError):
        correct_note(agreement.editions.get(), pilar, note_en=note)
