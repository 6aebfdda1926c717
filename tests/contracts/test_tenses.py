"""Words of time follow the day at which a page is read, for every date that readers see."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import models
from django.utils.html import strip_tags

from programs.models import Call, Program
from publishing.items import item_models
from publishing.snapshot import part_models, shared_fields
from relations.fields import PartialDateField
from relations.models import (
    Agreement,
    Event,
    Membership,
    Observation,
    Party,
    Reading,
    Relationship,
    Rule,
    Statistic,
)
from relations.register.vocabulary import EVENTS_AHEAD, EventKind
from tests.factories import (
    make_agreement,
    make_organization,
    make_relationship,
    make_section,
    term,
)
from tests.factories import make_program as program
from tests.factories import make_statistic as statistic

pytestmark = pytest.mark.django_db

# Pages are read a year before and a year after.
DAY, BEFORE, AFTER = "2021-07-01", "2020-07-01", "2022-07-01"
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
# What readers see beside a date that is ahead, and once it has passed.
WORDS = {
    (Rule, "day"): ("Ends on", "Ended on"),
    (Event, "happened_on"): ("Entry into force", "Entered into force"),
    (Membership, "begins"): ("is to join", "belongs to"),
    (Membership, "ends"): ("belongs to", "belonged to"),
    (Call, "closes_on"): ("Until July 1, 2021", "closed on July 1, 2021"),
    (Reading, "ended_on"): ("ends July 1, 2021", "ended July 1, 2021"),
    (Call, "opens_on"): ("Opens on July 1, 2021", "Open since July 1, 2021"),
    (Call, "begins_on"): ("What is awarded begins", "What is awarded began"),
    (Relationship, "relations_since"): ("Diplomatic relations from", "Diplomatic relations since"),
    (Statistic, "next_release_on"): ("Next release", "Release due"),
}
# Nouns, and days on which something was done.
NEUTRAL = {
    (Agreement, "sourced_on"),
    (Call, "announced_on"),
    (Program, "sourced_on"),
    (Event, "until"),
    (Observation, "period"),
    (Observation, "released_on"),
    (Party, "signed_on"),
    (Party, "ratified_on"),
    (Party, "in_force_on"),
    (Party, "withdrawn_on"),
    (Reading, "last_checked_on"),
    (Statistic, "change_since"),
}


def dates(model, published):
    kinds = (PartialDateField, models.DateField)
    return {
        (model, column.name)
        for column in shared_fields(model, published)
        if isinstance(column, kinds) and not isinstance(column, models.DateTimeField)
    }


def test_of_every_date_it_is_known_which_words_stand_beside_it():
    known = set()
    for model in item_models():
        known |= dates(model, model.edition_model())
        for name in model.published_parts:
            known |= dates(*part_models(model, name))
    assert known - WORDS.keys() - NEUTRAL == set()
    assert (WORDS.keys() | NEUTRAL) - known == set()


def item_with(model, name):
    """Make an item with one date, or whose part has one."""
    if model is Rule:
        return make_agreement("dated", rules=[term(DAY)])
    if model is Call:
        day = DAY if name == "begins_on" else date.fromisoformat(DAY)
        return program("dated", calls=[{"cycle": "2021", name: day}])
    if model is Statistic:
        return statistic("dated", **{name: DAY})
    if model is Event:
        item = make_agreement("dated")
        item.events.create(kind=EventKind.ENTERED_INTO_FORCE, happened_on=DAY)
        return item
    if model is Relationship:
        return make_relationship("dated", **{name: DAY})
    item = make_relationship("dated")
    if model is Reading:
        item.readings.create(title_en="A yearbook", **{name: DAY})
        return item
    item.memberships.create(organization=make_organization("seat"), **{name: DAY})
    return item


def text_at(client, address: str, day: str) -> str:
    html = client.get(address, {"at": day}).content.decode()
    return " ".join(strip_tags(html.split("<main")[1].replace("<", " <")).split())


@pytest.mark.parametrize(
    ("model", "name"), WORDS, ids=lambda value: getattr(value, "__name__", value)
)
def test_words_beside_a_date_follow_the_day_of_the_page(client, pilar, model, name):
    item = item_with(model, name)
    item.import_edition(pilar, LONG_AGO)
    if isinstance(item, Relationship):
        for shows in ("memberships", "readings"):
            make_section(item, shows=shows).import_edition(pilar, LONG_AGO)
    ahead, past = WORDS[model, name]
    read_before = text_at(client, item.get_absolute_url(), BEFORE)
    read_after = text_at(client, item.get_absolute_url(), AFTER)
    assert ahead in read_before
    assert past not in read_before
    assert past in read_after
    assert ahead not in read_after


@pytest.mark.parametrize("day", [BEFORE, DAY, AFTER])
def test_lists_say_what_the_page_says(client, pilar, day):
    agreement = make_agreement("treaty")
    agreement.events.create(kind=EventKind.SIGNED, happened_on=DAY)
    agreement.import_edition(pilar, LONG_AGO)
    program("course", closes_on=date.fromisoformat(DAY)).import_edition(pilar, LONG_AGO)
    word = "Signature" if day == BEFORE else "Signed"
    said = r"last call closed on" if day == AFTER else r"until"
    for shown in ("cards", "table"):
        assert re.search(rf"\b{word}\b", text_at(client, f"/agreements/?view={shown}", day))
        read = text_at(client, f"/programs/?view={shown}", day)
        assert re.search(rf"\b{said} July 1, 2021", read, re.IGNORECASE)


def test_every_kind_of_event_has_a_name_for_days_ahead():
    assert EVENTS_AHEAD.keys() == set(EventKind)


def test_edition_that_is_current_is_not_said_to_have_been(client, pilar):
    item = make_agreement("dated")
    edition = item.import_edition(pilar, LONG_AGO)
    item.import_edition(pilar, datetime(2021, 7, 1, tzinfo=UTC))
    page = f"/e/{edition.identifier}/"
    assert "has been current since" in text_at(client, page, BEFORE)
    assert "2021" not in text_at(client, page, BEFORE)
    assert "was current from" in text_at(client, page, AFTER)
