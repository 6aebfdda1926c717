"""Publishing later: the moment as it is typed, the queue, and an urgent fix in between."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests import people
from tests.admin.desk import messages_of, open_form, submit, url
from tests.factories import make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section(title_en="Old")


def later(day="1 Oct 2090", hour="09:00", **more):
    return {"at-day": day, "at-hour": hour, "publish-significance": "minor", **more}


def waiting(section):
    return list(section.queue(timezone.now()))


def act(client, section, button, edition, **more):
    return client.post(url(section, "queue", section.pk), {button: edition.pk, **more}, follow=True)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("1 Oct 2090", "09:00"),
        ("October 1, 2090", "9 am"),
        ("2090-10-01", "9.00 a.m."),
        ("1 de octubre de 2090", "9h00"),
    ],
)
def test_a_moment_is_read_in_site_time(staff_client, section, day, hour):
    response = submit(staff_client, section, "_schedule", title_en="New", **later(day, hour))
    (edition,) = waiting(section)
    assert edition.live_from == datetime(2090, 10, 1, 15, tzinfo=UTC)
    assert edition.title_en == "New"
    assert not section.ever_public()
    assert "1 Oct 2090, 09:00 (Mexico City)" in messages_of(response)
    assert "15:00 UTC" in messages_of(response)


@pytest.mark.parametrize(
    ("day", "hour", "reason"),
    [
        ("10/01/2090", "09:00", "can be read in two ways"),
        ("1 Oct 2090", "9", "is not a time"),
        ("1 Oct 2090", "25:00", "is not a time"),
        ("1 Oct 2090", "", "Give both"),
        ("", "", "Give both"),
        ("1 Oct 2020", "09:00", "has passed"),
        ("Oct 2090", "09:00", "whole date"),
        ("2090-07-00", "09:00", "no such day"),
        ("0 Jul 2090", "09:00", "no such day"),
        ("2090-13-01", "09:00", "no such day"),
        ("31 Dec 9999", "23:00", "people will live to see"),
    ],
)
def test_a_moment_that_is_not_clear_is_refused_and_kept(staff_client, section, day, hour, reason):
    response = submit(staff_client, section, "_schedule", title_en="Typed", **later(day, hour))
    assert reason in response.text
    assert not section.editions.exists()
    assert response.context["moment_form"]["day"].value() == day
    assert response.context["adminform"].form["title_en"].value() == "Typed"


def test_a_moment_beside_publish_now_is_not_ignored(staff_client, section):
    response = submit(staff_client, section, "_publish", **later())
    assert "You gave a moment" in response.text
    assert not section.editions.exists()


def test_a_time_that_exists_twice_is_asked_about(staff_client, section, settings):
    settings.TIME_ZONE = "America/New_York"
    moment = later("5 Nov 2090", "01:30")
    response = submit(staff_client, section, "_schedule", **moment)
    assert "shows 01:30 twice" in response.text or "show 01:30 twice" in response.text
    assert "The earlier 01:30 (UTC−04:00, 05:30 UTC)" in response.text
    assert not section.editions.exists()
    submit(staff_client, section, "_schedule", **moment, **{"at-instant": "2090-11-05T06:30Z"})
    assert waiting(section)[0].live_from == datetime(2090, 11, 5, 6, 30, tzinfo=UTC)


def test_a_time_that_does_not_exist_is_asked_about(staff_client, section, settings):
    settings.TIME_ZONE = "America/New_York"
    moment = later("12 Mar 2090", "02:30")
    response = submit(staff_client, section, "_schedule", **moment)
    assert "never show 02:30" in response.text
    assert "03:30 (UTC−04:00, 07:30 UTC)" in response.text
    submit(staff_client, section, "_schedule", **moment, **{"at-instant": "2090-03-12T07:30Z"})
    assert waiting(section)[0].live_from == datetime(2090, 3, 12, 7, 30, tzinfo=UTC)


def test_an_answer_to_another_question_is_not_taken(staff_client, section, settings):
    settings.TIME_ZONE = "America/New_York"
    forged = {"at-instant": "2091-01-01T00:00Z"}
    submit(staff_client, section, "_schedule", **later("5 Nov 2090", "01:30"), **forged)
    assert not section.editions.exists()


def test_the_button_can_say_the_moment(staff_client, section):
    query = {"day": "1 Oct 2090", "hour": "9:00"}
    answer = staff_client.get(url(section, "moment"), query).json()
    assert answer == {"label": "Publish on 1 Oct 2090, 09:00 (Mexico City)", "utc": "15:00 UTC"}
    refused = staff_client.get(url(section, "moment"), {"day": "10/01/2090", "hour": "9:00"}).json()
    assert "two ways" in refused["errors"][0]


def test_an_urgent_fix_leaves_the_queue_and_offers_to_replace_it(staff_client, section):
    for day in ("1 Oct 2090", "2 Oct 2090"):
        submit(staff_client, section, "_schedule", title_en=f"For {day}", **later(day))
    response = submit(
        staff_client, section, "_publish", title_en="Fixed", **{"publish-significance": "minor"}
    )
    assert len(waiting(section)) == 2
    assert response.redirect_chain[-1][0] == url(section, "queue", section.pk)
    assert "2 queued editions lack what is public now" in response.text
    section.title_en = "Half-written"
    section.save()
    first, second = waiting(section)
    act(staff_client, section, "replace", first)
    assert [edition.title_en for edition in waiting(section)] == ["Fixed", "For 2 Oct 2090"]
    act(staff_client, section, "replace_all", second)
    assert [edition.title_en for edition in waiting(section)] == ["Fixed", "Fixed"]


def test_a_queued_edition_is_cancelled_or_rescheduled(staff_client, section):
    submit(staff_client, section, "_schedule", **later())
    (edition,) = waiting(section)
    assert "Cancel or reschedule" in open_form(staff_client, section).text
    moved = {f"at-{edition.pk}-day": "3 Oct 2090", f"at-{edition.pk}-hour": "10:00"}
    act(staff_client, section, "reschedule", edition, **moved)
    (edition,) = waiting(section)
    assert edition.live_from == datetime(2090, 10, 3, 16, tzinfo=UTC)
    act(staff_client, section, "cancel", edition)
    assert waiting(section) == []
    assert "still waits" in messages_of(act(staff_client, section, "cancel", edition))


def test_a_refused_moment_is_shown_beside_its_edition(staff_client, section):
    submit(staff_client, section, "_schedule", **later())
    (edition,) = waiting(section)
    moved = {f"at-{edition.pk}-day": "10/03/2090", f"at-{edition.pk}-hour": "10:00"}
    response = act(staff_client, section, "reschedule", edition, **moved)
    assert "two ways" in response.text
    assert "10/03/2090" in response.text
    assert waiting(section) == [edition]


def test_who_may_not_publish_does_not_change_the_queue(client, section):
    edition = section.publish(people.pilar(), at=timezone.now() + timedelta(days=1))
    client.force_login(people.ana())
    assert act(client, section, "cancel", edition).status_code == 403
    assert submit(client, section, "_schedule", **later()).status_code == 403
    assert waiting(section) == [edition]


def test_the_queue_of_all_items_is_listed_by_day(staff_client, section):
    pilar = people.ruth()
    section.publish(pilar, at=datetime(2090, 10, 1, 15, tzinfo=UTC), note_en="Soon")
    make_section(title_en="Night").publish(pilar, at=datetime(2090, 10, 2, 3, tzinfo=UTC))
    page = staff_client.get(reverse("queue")).text
    assert page.count("Sunday, 1 October 2090") == 1
    assert "2 Oct 2090, 03:00 UTC" in page
    assert "Soon" in page
    assert reverse("queue") in staff_client.get(reverse("admin:index")).text


def test_the_queue_shows_only_what_a_person_may_look_at(client, section):
    section.publish(people.pilar(), at=timezone.now() + timedelta(days=1))
    ana = people.ana()
    ana.user_permissions.set(Permission.objects.filter(codename="view_agreement"))
    client.force_login(ana)
    assert "Nothing waits" in client.get(reverse("queue")).text
    ana.user_permissions.clear()
    assert client.get(reverse("queue")).status_code == 403
