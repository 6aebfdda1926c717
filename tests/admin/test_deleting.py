"""Deleting: drafts that were never public, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from relations.models import Section
from tests import people
from tests.admin.desk import url
from tests.factories import make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(client):
    client.force_login(people.ruth())
    return client


def test_a_draft_can_be_deleted(staff_client):
    section = make_section()
    staff_client.post(url(section, "delete", section.pk), {"post": "yes"})
    assert not Section.objects.exists()


def test_what_was_public_is_refused_with_the_reason(staff_client):
    section = make_section(title_en="Overview")
    section.publish(people.pilar())
    response = staff_client.post(url(section, "delete", section.pk), {"post": "yes"})
    assert "“Overview” has been published" in response.text
    assert Section.objects.exists()


def test_what_waits_in_the_queue_and_what_was_taken_out_of_it_is_refused_as_such(staff_client):
    section, pilar = make_section(title_en="Overview"), people.pilar()
    edition = section.publish(pilar, at=timezone.now() + timedelta(hours=1))
    confirmation = url(section, "delete", section.pk)
    assert "“Overview” waits in the queue" in staff_client.post(confirmation, {"post": "yes"}).text
    edition.cancel(pilar)
    response = staff_client.post(confirmation, {"post": "yes"})
    assert "“Overview” was never public, but it has been in the queue" in response.text
    assert "has been published" not in response.text
    assert Section.objects.exists()


def test_many_at_once_are_refused_if_one_was_public(staff_client):
    draft, section = make_section(), make_section(title_en="Overview")
    section.publish(people.pilar())
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk, section.pk]}
    response = staff_client.post(url(section, "changelist"), {**chosen, "post": "yes"})
    assert "“Overview” has been published" in response.text
    assert Section.objects.count() == 2


def test_a_topic_in_use_is_refused(staff_client):
    topic = make_topic("trade")
    make_section().topics.add(topic)
    staff_client.post(url(topic, "delete", topic.pk), {"post": "yes"})
    assert type(topic).objects.exists()
