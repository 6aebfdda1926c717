"""Acts of every kind, in any order, and a clock that jumps both ways: what readers saw stands."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from publishing.changes.position import current_position
from publishing.history import correct_note
from publishing.models import Act, Change
from publishing.redaction import redact
from relations.models import Topic
from tests import people
from tests.factories import make_agreement, make_statistic, make_topic
from tests.stated import faults

# More of them find more: EXAMPLES=500 takes some minutes.
EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
NOON = datetime(2026, 11, 26, 18, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
# Seconds that the clock jumps by, or that something is scheduled ahead by.
JUMPS = st.sampled_from([-86_400, -3600, -1, 0, 1, 59, 3600, 7200])
WAITS = st.sampled_from([1, 60, 3600, 7200])
ITEMS = st.integers(0, 2)


class Acts(RuleBasedStateMachine):
    """Three items, whoever publishes them, and readers who look after each act."""

    @initialize()
    def begin(self):
        self.transaction = transaction.atomic()
        self.transaction._from_testcase = True  # so that each act is appended at its end
        self.transaction.__enter__()
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        with transaction.atomic():
            self.by = people.pilar()
            make_topic()
            self.items = [make_agreement("one"), make_agreement("two"), make_statistic("three")]
        self.words = 0
        self.now = NOON  # of readers, when they looked last
        self.shown: dict = {}  # by item: the edition that they saw then
        self.answers: dict = {}  # by item and moment: what they saw there
        self.acted: set = set()  # the items that something was done to since
        self.begun: dict = {}  # by item: when the newest edition that was published at once began

    def teardown(self):
        if not hasattr(self, "transaction"):
            return
        try:
            assert faults() == []
        finally:
            self.travel.stop()
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # What readers see.

    @invariant()
    def look(self):
        position = current_position()
        # A clock that is set back takes with it what nobody did anything in, and no answer else.
        self.answers = {key: said for key, said in self.answers.items() if key[1] < position.now}
        for number, item in enumerate(self.items):
            edition = item.editions.as_of(position.now).first()
            before = self.shown.get(number)
            if edition != before and number not in self.acted:
                # Nothing but its hour brings another edition.
                assert edition or item.edition_at(position.now), "it was taken back"
                assert self.now < item.edition_at(position.now).live_from <= position.now
            self.shown[number] = edition
            # At this very instant something may yet be published.
            self.answers[number, position.now - INSTANT] = self.said(number, position.now - INSTANT)
        self.now = position.now
        self.acted.clear()

    @invariant()
    def past_moments_answer_as_they_did(self):
        for (number, moment), answer in self.answers.items():
            now = self.said(number, moment)
            assert now == answer or self.is_suppressed(number, answer), moment

    def said(self, number, moment):
        edition = self.items[number].editions.as_of(moment).first()
        return edition and (edition.pk, edition.title_en, edition.seal)

    def is_suppressed(self, number, answer) -> bool:
        return bool(answer) and self.items[number].editions.get(pk=answer[0]).suppressed

    # What is done.

    def act(self, number, verb, *arguments, **options):
        """Do something to an item, if it may be done."""
        item = self.items[number]
        with suppress(ValidationError):
            done = getattr(item, verb)(self.by, *arguments, **options)
            item.refresh_from_db()
            self.acted.add(number)
            if verb in ("publish", "withdraw") and "at" not in options:
                assert done.live_from > self.begun.get(number, NOON - timedelta(days=999))
                assert item.edition_at(current_position().now) == done
                self.begun[number] = done.live_from

    def write(self, number):
        self.words += 1
        self.items[number].title_en = f"Words {self.words}"
        self.items[number].save()

    def queued(self, number, which):
        waiting = list(self.items[number].queue(current_position().now))
        return waiting[which % len(waiting)] if waiting else None

    @rule(seconds=JUMPS)
    def jump(self, seconds):
        self.clock.shift(seconds)

    @rule(number=ITEMS)
    def publish(self, number):
        self.write(number)
        self.act(number, "publish")

    @rule(number=ITEMS, seconds=WAITS)
    def schedule(self, number, seconds):
        self.write(number)
        at = current_position().now + timedelta(seconds=seconds)
        self.act(number, "publish", at=at)

    @rule(number=ITEMS, which=ITEMS)
    def cancel(self, number, which):
        if queued := self.queued(number, which):
            queued.cancel(self.by)

    @rule(number=ITEMS, which=ITEMS, seconds=WAITS)
    def reschedule(self, number, which, seconds):
        at = current_position().now + timedelta(seconds=seconds)
        if queued := self.queued(number, which):
            with suppress(ValidationError):
                self.items[number].reschedule(queued, at, self.by)

    @rule(number=ITEMS, which=ITEMS)
    def replace_queued(self, number, which):
        if queued := self.queued(number, which):
            self.write(number)
            self.items[number].replace_queued(queued, self.by)

    @rule(number=ITEMS, keep_queue=st.booleans())
    def withdraw(self, number, keep_queue):
        self.act(number, "withdraw", "withdrawn", reason_en="Over.", keep_queue=keep_queue)

    @rule()
    def merge(self):
        self.act(0, "withdraw", "merged", reason_en="The same.", merged_into=self.items[1])

    @rule(number=ITEMS)
    def withdraw_in_error(self, number):
        self.act(number, "withdraw", "in_error", reason_en="Wrong.")

    @rule(number=ITEMS)
    def redact(self, number):
        if edition := self.items[number].editions.filter(suppressed=True).first():
            redact(edition, self.by, "The law.")

    @rule(number=ITEMS)
    def move(self, number):
        self.words += 1
        self.items[number].move(f"moved-{self.words}", self.by)

    @rule(number=ITEMS)
    def look_at_it(self, number):
        with suppress(ValidationError):
            self.items[number].review(self.by)
        self.items[number].save_draft(self.by)

    @rule(number=ITEMS)
    def correct_note(self, number):
        if edition := self.items[number].editions.last():
            self.words += 1
            with suppress(ValidationError):
                correct_note(edition, self.by, note_en=f"Words {self.words}")

    @rule()
    def rename(self):
        self.words += 1
        with transaction.atomic():
            Topic.objects.update(name_en=f"Words {self.words}")

    @precondition(lambda self: self.clock is not None and self.now > datetime.now(UTC))
    @rule()
    def correct_clock(self):
        """From here on readers go by the clock again, and what it says is not past yet."""
        with suppress(CommandError):
            call_command("correct_clock", by="pilar", reason="It ran ahead.")
        self.now = Change.objects.filter(act=Act.SET_CLOCK).latest("number").at
        self.shown.clear()
        self.begun.clear()
        self.acted |= {0, 1, 2}


@pytest.mark.django_db
def test_what_readers_saw_stands_whatever_is_done_and_whatever_the_clock_says():
    run_state_machine_as_test(
        Acts,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=25, phases=[Phase.generate]),
    )
