"""`make_bulk` fills a site for trying with items that are like any others."""

import pytest
from django.core.management import CommandError, call_command

from publishing.items import item_models
from publishing.models import Change
from publishing.record.verification import Verification
from publishing.snapshot import snapshot
from relations.models import Agreement
from tests.contracts.site import make_site

pytestmark = pytest.mark.django_db


def fill(kind="all", items=3, editions=2, *options):
    call_command("make_bulk", *options, type=kind, items=items, editions=editions)


def bulk(model):
    return model.objects.filter(slug__startswith=f"bulk-{model._meta.model_name}-0")


def test_site_without_items_is_filled(ruth):
    fill()
    for model in item_models():
        items = list(bulk(model))
        assert [item.editions.count() for item in items] == [2, 2, 2]
        assert not any(item.differs_from(item.editions.first()) for item in items)
        kind = model._meta.verbose_name
        assert items[1].title_en.startswith(f"Bulk {kind} 000002: ")
    assert list(Verification().errors()) == []


def test_copies_hold_what_the_first_public_item_holds(ruth):
    site = make_site(ruth)
    fill(items=1)
    for model in item_models():
        expected = snapshot(site.rows[model][0].editions.first())
        edition = bulk(model).get().editions.first()
        found = snapshot(edition)
        titles = {"title_en": edition.title_en, "title_es": edition.title_es}
        assert found == {**expected, "fields": {**expected["fields"], **titles}}
    assert list(Verification().errors()) == []


def test_what_is_there_is_not_made_again(ruth):
    fill("agreement", 2)
    number = Change.objects.last_number()
    fill("agreement", 2)
    assert Change.objects.last_number() == number
    fill("agreement", 3)
    assert bulk(Agreement).count() == 3
    assert Change.objects.last_number() == number + 2


def test_each_edition_has_a_change(ruth):
    fill("agreement", 2, 3)
    acts = [change.act for item in bulk(Agreement) for change in Change.objects.about(item)]
    assert acts == ["published", "imported", "imported"] * 2


def test_site_with_an_address_is_filled_only_on_demand(ruth, settings):
    settings.SITE_URL = "https://chancery.example"
    with pytest.raises(CommandError, match="--yes"):
        fill("agreement")
    fill("agreement", 1, 1, "--yes")
    assert bulk(Agreement).exists()


def test_site_without_people_is_not_filled(db):
    with pytest.raises(CommandError, match="no person"):
        fill("agreement")
