"""Withdrawing: gone, merged, or published in error; nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing.models import Withdrawal
from publishing.targets import targets
from relations.models import Agreement, AgreementEdition
from tests.factories import MAKERS, make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement()
    agreement.publish(pilar)
    return agreement


def as_of(moment):
    return AgreementEdition.objects.as_of(moment)


@pytest.mark.parametrize("model", MAKERS)
def test_every_type_can_be_withdrawn_and_published_again(model, pilar):
    item = MAKERS[model]()
    item.publish(pilar)
    item.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Out of date.")
    assert not model.edition_model().objects.as_of(timezone.now()).filter(item=item).exists()
    item.publish(pilar)
    assert item.edition_at(timezone.now()).withdrawal == ""


def test_withdrawal_copies_the_edition_in_force_and_not_the_draft(agreement, pilar):
    agreement.summary_en = "A draft."
    agreement.save()
    tombstone = agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Out of date.")
    assert tombstone.summary_en == "An agreement."
    assert tombstone.note_en == "Out of date."


def test_withdrawn_item_is_still_read_at_earlier_moments(agreement, pilar):
    before = timezone.now()
    agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Out of date.")
    assert as_of(before).exists()
    assert not as_of(timezone.now()).exists()
    assert AgreementEdition.objects.in_force_at(timezone.now()).exists()


def test_item_published_in_error_is_gone_from_every_moment_but_kept(agreement, pilar):
    before = timezone.now()
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Never agreed.")
    assert not as_of(before).exists()
    assert not as_of(timezone.now()).exists()
    assert agreement.editions.count() == 2


def test_text_corrected_after_an_error_is_public_and_the_error_is_not(agreement, pilar):
    before = timezone.now()
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    agreement.publish(pilar)
    assert as_of(timezone.now()).exists()
    assert not as_of(before).exists()


def test_withdrawing_cancels_the_queue_unless_told_to_keep_it(pilar):
    for keep_queue in (False, True):
        agreement = make_agreement()
        agreement.publish(pilar)
        agreement.publish(pilar, at=timezone.now() + timedelta(hours=1))
        agreement.withdraw(
            pilar, Withdrawal.WITHDRAWN, reason_en="Out of date.", keep_queue=keep_queue
        )
        assert agreement.queue(timezone.now()).exists() is keep_queue


def test_reason_is_required(agreement, pilar):
    with pytest.raises(ValidationError, match="Say why"):
        agreement.withdraw(pilar, Withdrawal.WITHDRAWN)


def test_draft_cannot_be_withdrawn(pilar):
    with pytest.raises(ValidationError, match="not public"):
        make_agreement().withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="No.")


def test_merging_needs_another_item_that_is_public(agreement, pilar):
    draft = make_agreement()
    for target in (agreement, draft, None):
        with pytest.raises(ValidationError, match="erge"):
            agreement.withdraw(pilar, Withdrawal.MERGED, merged_into=target, reason_en="Same.")


def test_merging_makes_no_loop(agreement, pilar):
    other = make_agreement()
    other.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.MERGED, merged_into=other, reason_en="Same.")
    with pytest.raises(ValidationError, match="public"):
        other.withdraw(pilar, Withdrawal.MERGED, merged_into=agreement, reason_en="Same.")


def test_links_lead_to_live_items_label_withdrawn_ones_and_drop_the_rest(pilar):
    live, withdrawn, in_error, draft = (make_agreement() for _ in range(4))
    for one in (live, withdrawn, in_error):
        one.publish(pilar)
    withdrawn.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Old.")
    in_error.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    ids = [one.pk for one in (live, withdrawn, in_error, draft)]
    found = targets(Agreement, ids, timezone.now())
    assert {key: target.withdrawn for key, target in found.items()} == {
        live.pk: False,
        withdrawn.pk: True,
    }
