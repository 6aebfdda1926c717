"""Scheduled editions: several may wait, none is lost, each appears at its hour."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing.models import Change
from relations.models import StatisticEdition
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def statistic(pilar):
    statistic = make_statistic(title_en="Now")
    statistic.publish(pilar)
    return statistic


def queue_up(statistic, title, at, by):
    statistic.title_en = title
    statistic.save()
    return statistic.publish(by, at=at)


def shown(moment):
    return StatisticEdition.objects.as_of(moment).get().title_en


def test_scheduled_edition_appears_at_its_hour(statistic, pilar):
    at = timezone.now() + HOUR
    queue_up(statistic, "Later", at, pilar)
    assert shown(at - timedelta(microseconds=1)) == "Now"
    assert shown(at) == "Later"


def test_several_editions_wait_in_order(statistic, pilar):
    now = timezone.now()
    queue_up(statistic, "Third", now + 2 * HOUR, pilar)
    queue_up(statistic, "Second", now + HOUR, pilar)
    assert [one.title_en for one in statistic.queue(now)] == ["Second", "Third"]
    assert [shown(now + hours * HOUR) for hours in (0, 1, 2)] == ["Now", "Second", "Third"]


def test_urgent_fix_leaves_the_queue_standing_and_names_what_lacks_it(statistic, pilar):
    now = timezone.now()
    first = queue_up(statistic, "Second", now + HOUR, pilar)
    second = queue_up(statistic, "Third", now + 2 * HOUR, pilar)
    statistic.title_en = "Fixed"
    statistic.save()
    fix = statistic.publish(pilar)
    assert shown(timezone.now()) == "Fixed"
    assert shown(now + HOUR) == "Second"
    assert statistic.queued_without(fix) == [first, second]


def test_rescheduled_edition_still_lacks_the_fix_before_which_it_was_written(statistic, pilar):
    now = timezone.now()
    waiting = queue_up(statistic, "Second", now + HOUR, pilar)
    statistic.title_en = "Fixed"
    statistic.save()
    fix = statistic.publish(pilar)
    later = statistic.reschedule(waiting, now + 2 * HOUR, pilar)
    assert statistic.queued_without(fix) == [later]
    queue_up(statistic, "Written after the fix", now + 3 * HOUR, pilar)
    assert statistic.queued_without(fix) == [later]


def test_queued_edition_that_says_what_the_fix_says_does_not_lack_it(statistic, pilar):
    statistic.title_en = "Fixed"
    statistic.save()
    same = statistic.publish(pilar, at=timezone.now() + HOUR)
    fix = statistic.publish(pilar)
    assert same.seal == fix.seal
    assert statistic.queued_without(fix) == []


def test_queued_edition_can_be_replaced_with_the_fixed_text(statistic, pilar):
    at = timezone.now() + HOUR
    waiting = queue_up(statistic, "Second", at, pilar)
    statistic.title_en = "Fixed"
    statistic.save()
    fix = statistic.publish(pilar)
    replacement = statistic.replace_queued(waiting, pilar)
    assert replacement.live_from == at
    assert shown(at) == "Fixed"
    assert statistic.queued_without(fix) == []


def test_cancelled_edition_never_appears(statistic, pilar):
    at = timezone.now() + HOUR
    queue_up(statistic, "Never", at, pilar).cancel(pilar)
    assert shown(at) == "Now"
    assert list(statistic.queue(timezone.now())) == []
    assert statistic.editions.get(live_from=at).cancelled_by == pilar


def test_rescheduled_edition_keeps_its_own_text(statistic, pilar):
    now = timezone.now()
    waiting = queue_up(statistic, "Later", now + HOUR, pilar)
    statistic.title_en = "A newer draft"
    statistic.save()
    statistic.reschedule(waiting, now + 3 * HOUR, pilar)
    assert shown(now + HOUR) == "Now"
    assert shown(now + 3 * HOUR) == "Later"


def test_edition_that_two_people_reschedule_at_once_stays_one(statistic, pilar):
    now = timezone.now()
    waiting = queue_up(statistic, "Later", now + HOUR, pilar)
    as_the_other_read_it = StatisticEdition.objects.get(pk=waiting.pk)
    statistic.reschedule(waiting, now + 2 * HOUR, pilar)
    with pytest.raises(ValidationError, match="still waits"):
        statistic.reschedule(as_the_other_read_it, now + 3 * HOUR, pilar)
    assert [one.live_from for one in statistic.queue(now)] == [now + 2 * HOUR]


def test_what_is_live_cannot_be_cancelled(statistic, pilar):
    with pytest.raises(ValidationError, match="still waits"):
        statistic.edition_at(timezone.now()).cancel(pilar)


def test_nothing_is_queued_for_a_moment_that_is_taken(statistic, pilar):
    at = timezone.now() + HOUR
    queue_up(statistic, "Second", at, pilar)
    with pytest.raises(ValidationError, match="very moment"):
        queue_up(statistic, "Also second", at, pilar)


def test_every_act_is_in_the_audit(statistic, pilar):
    queue_up(statistic, "Second", timezone.now() + HOUR, pilar).cancel(pilar)
    acts = Change.objects.about(statistic).filter(by=pilar).order_by("pk")
    acts = acts.values_list("act", "by__username")
    assert list(acts) == [("published", "pilar"), ("scheduled", "pilar"), ("cancelled", "pilar")]
