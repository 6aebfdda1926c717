"""Whatever editors do, in whatever order, the published record stays whole."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

from publishing.models import Withdrawal
from publishing.record.verification import find_errors
from relations.models import Agreement, AgreementEdition
from tests import people
from tests.factories import make_agreement

A_SECOND = timedelta(seconds=1, microseconds=17)
KINDS = st.sampled_from([Withdrawal.WITHDRAWN, Withdrawal.IN_ERROR])


class Lifecycle(RuleBasedStateMachine):
    """One agreement in the hands of editors, while the clock runs.

    Its summary is a new word at every save, so that each answer tells where it came from.
    """

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.traveller = time_machine.travel(timezone.now(), tick=False)
        self.clock = self.traveller.start()
        self.pilar = people.pilar()
        self.other = make_agreement()
        self.other.publish(self.pilar)
        self.item = make_agreement(summary_es="")
        self.words = 0
        self.answers: dict = {}  # what each past moment answered
        self.suppressed: set[str] = set()
        self.seals: dict[int, str] = {}

    def teardown(self):
        self.traveller.stop()
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def answer(self, moment):
        """What readers see at `moment`: a summary, or nothing."""
        found = AgreementEdition.objects.as_of(moment).filter(item=self.item)
        return [edition.summary_en for edition in found]

    @rule()
    def save(self):
        self.words += 1
        self.item.summary_en = f"word {self.words}"
        self.item.save()
        self.item.save_draft(self.pilar)

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes):
        self.answers[timezone.now()] = self.answer(timezone.now())
        self.clock.shift(timedelta(minutes=minutes))

    @rule()
    def publish(self):
        self.clock.shift(A_SECOND)
        self.item.publish(self.pilar)
        assert self.answer(timezone.now()) == [self.item.summary_en]

    @rule(minutes=st.integers(1, 120))
    def schedule(self, minutes):
        at = timezone.now() + timedelta(minutes=minutes)
        taken = self.item.editions.not_cancelled().filter(live_from=at).exists()
        try:
            self.item.publish(self.pilar, at=at)
        except ValidationError:
            assert taken

    @rule(pick=st.integers(0, 3))
    def cancel(self, pick):
        if waiting := self.item.queue(timezone.now())[pick : pick + 1]:
            waiting[0].cancel(self.pilar)

    @rule(pick=st.integers(0, 3), minutes=st.integers(1, 120))
    def reschedule(self, pick, minutes):
        at = timezone.now() + timedelta(minutes=minutes)
        waiting = self.item.queue(timezone.now()).exclude(live_from=at)[pick : pick + 1]
        if waiting and not self.item.editions.not_cancelled().filter(live_from=at).exists():
            moved = self.item.reschedule(waiting[0], at, self.pilar)
            assert moved.seal == waiting[0].seal

    @rule(pick=st.integers(0, 3))
    def replace(self, pick):
        if waiting := self.item.queue(timezone.now())[pick : pick + 1]:
            self.item.replace_queued(waiting[0], self.pilar)

    @rule(kind=KINDS, keep_queue=st.booleans())
    def withdraw(self, kind, keep_queue):
        self.clock.shift(A_SECOND)
        now = timezone.now()
        public = {e.summary_en for e in self.item.editions.begun_by(now)}
        try:
            self.item.withdraw(self.pilar, kind, keep_queue=keep_queue, reason_en="A reason.")
        except ValidationError:
            return
        if kind == Withdrawal.IN_ERROR:
            self.answers = {}
            assert all(self.answer(moment) == [] for moment in self.moments_until(now))
            self.suppressed |= public

    @rule()
    def merge(self):
        self.clock.shift(A_SECOND)
        try:
            self.item.withdraw(
                self.pilar, Withdrawal.MERGED, merged_into=self.other, reason_en="The same."
            )
        except ValidationError:
            return
        assert self.answer(timezone.now()) == []

    @rule()
    def move(self):
        former, slug = self.item.slug, f"address-{self.words}-{len(self.answers)}"
        try:
            self.item.move(slug, self.pilar)
        except ValidationError:
            return
        if self.item.ever_public():
            assert Agreement.by_former_slug(former) == self.item

    def moments_until(self, now):
        begun = self.item.editions.begun_by(now)
        return begun.values_list("live_from", flat=True)

    @invariant()
    def record_is_whole(self):
        assert list(find_errors(Agreement.edition_model())) == []

    @invariant()
    def editions_never_change(self):
        seals = dict(self.item.editions.values_list("pk", "seal"))
        assert seals == {**seals, **self.seals}
        self.seals = seals

    @invariant()
    def exactly_one_edition_stands_at_every_instant_after_the_first(self):
        in_force = self.item.editions.not_cancelled()
        for moment in in_force.values_list("live_from", flat=True):
            assert in_force.in_force_at(moment).count() == 1

    @invariant()
    def past_moments_answer_as_they_did(self):
        for moment, answered in self.answers.items():
            assert self.answer(moment) == answered

    @invariant()
    def nothing_unpublished_is_public(self):
        now = timezone.now()
        begun = self.item.editions.begun_by(now).filter(suppressed=False)
        assert set(self.answer(now)) <= set(begun.values_list("summary_en", flat=True))


@pytest.mark.django_db
def test_published_record_stays_whole_whatever_editors_do():
    run(
        Lifecycle,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
