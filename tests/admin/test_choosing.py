"""Whoever edits items may choose what they refer to, by name, and nobody else may ask."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from relations.models import Agreement
from tests import people
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


def choices(client, field: str, term: str = ""):
    opts = Agreement._meta
    query = {"app_label": opts.app_label, "model_name": opts.model_name, "field_name": field}
    return client.get(reverse("admin:autocomplete"), {**query, "term": term})


def test_owner_is_chosen_among_staff_who_can_sign_in(client, ana, pilar):
    users = get_user_model().objects
    users.create_user("reader")
    users.create_user("gone", is_staff=True, is_active=False)
    client.force_login(ana)
    named = {choice["text"] for choice in choices(client, "owner").json()["results"]}
    assert named == {"ana", "pilar"}


@pytest.mark.parametrize(
    ("actions", "status"), [(("add",), 200), (("change",), 200), (("view",), 403), ((), 403)]
)
def test_names_are_for_who_writes(client, actions, status):
    make_topic("trade")
    client.force_login(people.make_staff("noemi", *actions))
    answer = choices(client, "topics", "tra")
    assert answer.status_code == status
    if status == 200:
        assert [choice["text"] for choice in answer.json()["results"]] == ["trade"]


def test_readers_may_not_ask(client):
    assert choices(client, "owner").status_code == 302
