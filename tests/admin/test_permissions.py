"""Every page of every item at the desk asks for the permission that it needs."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from publishing.items import item_models
from publishing.models import Change, DraftSave
from relations.models import Statistic
from tests.factories import MAKERS
from tests.people import make_staff

pytestmark = pytest.mark.django_db

# The pages that ask for more than to look.
CHANGING = {"withdraw", "move", "review", "note", "audit", "delete", "import"}

of_every_type = pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)


def pages_of(item) -> dict[str, str]:
    """The addresses at the desk that name an item, by the last word of their names."""
    model_admin = admin.site.get_model_admin(type(item))
    return {
        pattern.name.rpartition("_")[2]: reverse(f"admin:{pattern.name}", args=[item.pk])
        for pattern in model_admin.get_urls()
        if pattern.name and set(pattern.pattern.converters) == {"object_id"}
    }


@pytest.fixture
def public(pilar):
    """Makes a public item of a type."""

    def make(model):
        item = MAKERS[model]()
        if relationship := getattr(item, "relationship", None):
            relationship.publish(pilar)
        item.save_draft(pilar)
        item.publish(pilar)
        return item

    return make


def state(item) -> tuple:
    """Everything that a page could have changed."""
    row = type(item)._default_manager.values().get(pk=item.pk)
    editions = item.editions.values_list("pk", "cancelled_at", "suppressed", "live_until")
    return (
        row,
        list(editions),
        DraftSave.objects.count(),
        list(Change.objects.about(item).values_list("pk", "act")),
        item.edition_at(timezone.now()),
    )


@of_every_type
def test_staff_without_permissions_reach_no_page_of_an_item(client, public, model):
    item = public(model)
    before = state(item)
    client.force_login(make_staff("noemi"))
    pages = pages_of(item)
    assert {"change", "preview", "drafts", "queue", *CHANGING - {"import"}} <= pages.keys()
    for name, address in pages.items():
        for answer in (client.get(address), client.post(address, {"_save": "1", "post": "yes"})):
            assert answer.status_code == 403, name
    assert state(item) == before


def test_who_may_only_look_changes_nothing(client, public):
    item = public(Statistic)
    before = state(item)
    client.force_login(make_staff("vera", "view"))
    draft = DraftSave.objects.about(item).first()
    for name, address in pages_of(item).items():
        expected = 403 if name in CHANGING else 200
        assert client.get(address).status_code == expected, name
        answer = client.post(address, {"_save": "1", "_publish": "1", "post": "yes", "slug": "x"})
        assert answer.status_code in (403, 405, 200), name
    form = client.get(pages_of(item)["change"])
    assert "725.7" in form.text  # a part, to be read
    assert 'name="observations-0-value"' not in form.text
    assert client.get(pages_of(item)["change"], {"restore": draft.pk}).status_code == 403
    assert state(item) == before


def test_authors_neither_publish_nor_take_back(client, ana, public):
    item = public(Statistic)
    editions = list(item.editions.values())
    client.force_login(ana)
    for name, address in pages_of(item).items():
        if name in CHANGING - {"delete", "import"}:
            assert client.get(address).status_code == 403, name
            assert client.post(address, {"kind": "withdrawn", "slug": "x"}).status_code == 403, name
    assert list(item.editions.values()) == editions


def test_readers_are_asked_to_sign_in(client, public):
    item = public(item_models()[0])
    for name, address in pages_of(item).items():
        answer = client.get(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/admin/login/"), name
