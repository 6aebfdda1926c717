"""Whoever edits items may choose what they refer to, by name, and nobody else may ask."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from publishing.items import item_models
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
    users.filter(pk=people.make_staff("gone").pk).update(is_active=False)
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


def test_people_are_found_by_their_names_and_not_by_their_addresses(client, ana):
    get_user_model().objects.filter(pk=ana.pk).update(
        first_name="Ana", last_name="Luz", email="secret@example.org"
    )
    client.force_login(ana)
    for term in ("ana", "Luz"):
        assert choices(client, "owner", term).json()["results"], term
    for term in ("secret", "secret@example.org", "example"):
        assert choices(client, "owner", term).json()["results"] == [], term


@pytest.mark.parametrize(("codename", "status"), [("change_agreement", 200), ("change_page", 403)])
def test_people_are_shown_to_who_may_set_the_owner_of_that_type(client, codename, status):
    user = people.make_staff("nora")
    user.user_permissions.set(Permission.objects.filter(codename=codename))
    client.force_login(user)
    assert choices(client, "owner").status_code == status


def test_people_are_not_listed_through_what_else_names_them(client, ruth):
    """Editions, draft saves and the audit name people as well; nobody chooses those."""
    client.force_login(ruth)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is get_user_model() and model not in item_models():
                opts = model._meta
                query = {"app_label": opts.app_label, "model_name": opts.model_name}
                query["field_name"] = field.name
                response = client.get(reverse("admin:autocomplete"), query)
                assert response.status_code == 403, field


def test_readers_may_not_ask(client):
    assert choices(client, "owner").status_code == 302
