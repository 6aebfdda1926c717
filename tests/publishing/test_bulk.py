"""`make_bulk` fills a site for trying with items that are like any others."""

import pytest
from django.core.management import CommandError, call_command

from publishing.bulk import invented
from publishing.bulk.copies import Invented, Pattern
from publishing.items import item_models
from publishing.models import Change
from publishing.record.verification import Verification
from publishing.snapshot import snapshot
from relations.models import Agreement, Topic
from tests.contracts.site import make_site

pytestmark = pytest.mark.django_db


def fill(kind="all", items=3, editions=2, *options, **numbers):
    call_command("make_bulk", *options, type=kind, items=items, editions=editions, **numbers)


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


def test_invented_items_of_every_type_are_sealed_and_recorded(ruth):
    make_site(ruth)
    fill(items=6, editions=3, seed=1, terms={"topic": 5})
    for model in item_models():
        items = list(bulk(model))
        assert [item.editions.count() for item in items] == [3] * 6
        assert not any(item.differs_from(item.editions.first()) for item in items)
        assert len({item.title for item in items}) > 1
    assert list(Verification().errors()) == []


def test_a_seed_invents_the_same_again(ruth):
    fill("agreement", 8, 2, seed=7)
    editions = [edition for item in bulk(Agreement) for edition in item.editions.all()]
    again = Invented([Pattern(Agreement.objects.get(slug="bulk-0").editions.get())], 7)
    copies = [each for number in range(1, 9) for each in reversed(again.copies(number, 2))]
    assert [each.seal() for each in copies] == [edition.seal for edition in editions]
    other = Invented(again.patterns, 8)
    assert other.copies(1, 1)[0].texts != again.copies(1, 1)[0].texts


def test_some_invented_items_are_in_one_language_and_some_have_equal_titles(ruth):
    fill("agreement", 150, 1, seed=1)
    titles = list(bulk(Agreement).values_list("title_en", "title_es"))
    assert {(bool(english), bool(spanish)) for english, spanish in titles} == {
        (True, True),
        (True, False),
        (False, True),
    }
    assert 75 < len(set(titles)) < 150
    assert any("ñ" in spanish for _english, spanish in titles)


def test_terms_are_made_and_a_few_are_taken_often(ruth):
    fill("agreement", 100, 1, seed=1, terms={"topic": 20})
    assert Topic.objects.count() == 20
    numbers = [
        bulk(Agreement).filter(topics=topic).count() for topic in Topic.objects.order_by("pk")
    ]
    assert numbers[0] > 30 > 5 > min(numbers)
    assert Topic.objects.filter(name_es="").count() == 0


def test_invented_editions_begin_at_past_moments(ruth):
    fill("agreement", 5, 3, seed=1)
    for item in bulk(Agreement):
        last, *earlier = item.editions.all()
        assert last.live_until is None
        assert [edition.live_until for edition in earlier] == [last.live_from, earlier[0].live_from]
    assert (
        len({edition.live_from for item in bulk(Agreement) for edition in item.editions.all()})
        == 11
    )


def test_every_language_has_the_same_invented_words():
    """Each pattern has the same gaps, and each list as many words."""
    first, *others = (
        {name: [invented.gaps_of(text) for text in texts] for name, texts in lists.items()}
        for lists in invented.words().values()
    )
    for other in others:
        assert other == first


def test_terms_are_numbers_by_name(ruth):
    with pytest.raises(CommandError, match="--terms"):
        call_command("make_bulk", "--type=agreement", "--terms=topic")
