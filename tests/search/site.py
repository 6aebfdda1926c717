"""A small site that was lived on: items of every type that were published several times, scheduled,
cancelled, withdrawn, in error and moved, as a clock ran on."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction

from programs.models import (
    Applicants,
    ApplicationMethod,
    ExchangeDirection,
    Program,
    ProgramState,
)
from publishing.changes.position import current_position
from publishing.models import Withdrawal
from relations.models import Agreement, Relationship, Statistic
from relations.models.agreement import GovernmentLevel
from relations.register.vocabulary import Binding, Kind
from tests.factories import (
    MAKERS,
    make_audience,
    make_field,
    make_level,
    make_organization,
    make_partner,
    make_topic,
    term,
)

BEGIN = datetime(2024, 3, 1, 15, tzinfo=UTC)
DAY = timedelta(days=1)
NUMBER = 9  # items of a type
COUNTRIES = ("MX", "CA", "FR")
# Titles that sort otherwise than their letters do, and some that are alike.
TITLES_EN = (
    "The Border", "border", "A Bridge", "Élan", "Elan", "Zebra", "An Ñandú", "Same title of many",
    "same title of many", "Same title of many more", "Water & Sky", "Same title of many moré",
)  # fmt: skip
TITLES_ES = (
    "La frontera", "El año", "El ano", "Ñandú", "Nube", "Ópera", "Opera", "Zorro", "Título igual",
    "título igual", "Título igual de todos", "Los títulos", "",
)  # fmt: skip


@dataclass
class Lived:
    """The items of a site, the moments at which something began, and the sets to choose from."""

    by: Any
    chance: random.Random
    items: dict[type, list] = field(default_factory=dict)
    moments: list[datetime] = field(default_factory=list)
    rows: dict[str, list] = field(default_factory=dict)

    def some(self, name: str, most: int = 3) -> list:
        return self.chance.sample(self.rows[name], self.chance.randint(0, most))

    def one(self, values: Any) -> Any:
        return self.chance.choice(list(values))


@contextmanager
def lived_on(by, *, seed: int = 20221212, rounds: int = 5) -> Iterator[Lived]:
    """Yield a site on which something was done to items at each of some days; the clock stands at
    the last of them within the block."""
    site = Lived(by, random.Random(seed))
    with time_machine.travel(BEGIN, tick=False) as clock:
        with transaction.atomic():
            _begin(site)
        for _ in range(rounds):
            clock.shift(DAY)
            for model in MAKERS_OF:
                for item in site.items[model]:
                    with suppress(ValidationError), transaction.atomic():
                        _act(site, item)
        site.moments.append(current_position().now)
        yield site


def _begin(site: Lived) -> None:
    partners = [make_partner("US"), *(make_partner(code) for code in COUNTRIES)]
    site.rows = {
        "partner": partners,
        "topic": [make_topic() for _ in range(4)],
        "organization": [make_organization(country=site.one(partners)) for _ in range(4)],
        "audience": [make_audience(f"audience-{n}") for n in range(3)],
        "level": [make_level(f"level-{n}") for n in range(3)],
        "field": [make_field(f"field-{n}") for n in range(3)],
    }
    pairs = [("US", "MX"), ("US", "CA"), ("MX", "CA"), ("FR", "US")]
    site.items[Relationship] = [
        MAKERS[Relationship](home=make_partner(home), partner=make_partner(other))
        for home, other in pairs
    ]
    site.rows["relationship"] = site.items[Relationship]
    for model in (Statistic, Agreement, Program):
        site.items[model] = [MAKERS[model]() for _ in range(NUMBER)]
    _compute(site)


def _compute(site: Lived) -> None:
    """Have two statistics computed of others, and be of years that no row of theirs has."""
    first, second, *_others = site.items[Statistic]
    for key in ("sum-1", "sum-2"):
        total = MAKERS[Statistic](key, (), derivation="sum")
        for position, operand in enumerate((first, second)):
            total.operands.create(statistic=operand, position=position)
        site.items[Statistic].append(total)


def _act(site: Lived, item: Any) -> None:
    """Do something to an item: mostly, write it anew and publish it."""
    now, act = current_position().now, site.chance.random()
    if act < 0.5:
        _write(site, item)
        item.publish(site.by)
        site.moments.append(current_position().now)
    elif act < 0.65:
        _write(site, item)
        edition = item.publish(site.by, at=now + site.one((DAY / 2, 2 * DAY, 90 * DAY)))
        site.moments.append(edition.live_from)
        if site.chance.random() < 0.3:
            edition.cancel(site.by)
    elif act < 0.85:
        kind = site.one((Withdrawal.WITHDRAWN, Withdrawal.IN_ERROR))
        item.withdraw(site.by, kind, reason_en="Said so.", reason_es="Así se dijo.")
    elif act < 0.92:
        item.move(f"moved-{item.pk}-{site.chance.randrange(10**6)}", site.by)


def _write(site: Lived, item: Any) -> None:
    item.title_en, item.title_es = site.one(TITLES_EN), site.one(TITLES_ES)
    MAKERS_OF[type(item)](site, item)
    item.save()


def _write_relationship(site: Lived, item: Any) -> None:
    item.lead_en = f"<p>{_words(site)}</p>"


def _write_agreement(site: Lived, item: Any) -> None:
    item.kind, item.level = site.one(Kind.values), site.one(["", *GovernmentLevel.values])
    item.binding = site.one(["", *Binding.values])
    item.summary_en = _words(site)
    item.relationships.set(site.some("relationship"))
    item.topics.set(site.some("topic"))
    for name in ("lead_organizations", "administered_by"):
        getattr(item, name).set(site.some("organization", 2))
    for part in (item.parties, item.events, item.rules):
        part.all().delete()
    for country in site.some("partner", 2):
        item.parties.create(country=country)
    for organization in site.some("organization", 1):
        item.parties.create(organization=organization)
    year = site.chance.randint(1960, 2025)
    day = site.one((f"{year}", f"{year}-04", f"{year}-04-05"))
    if site.chance.random() < 0.8:
        item.events.create(kind="signed", happened_on=day)
        if site.chance.random() < 0.8:
            item.events.create(kind="in_force", happened_on=f"{year + 1}-07-01")
        if site.chance.random() < 0.3:
            item.events.create(kind="terminated", happened_on=f"{year + 3}-01-01")
        if site.chance.random() < 0.5:
            item.rules.create(**term(f"{site.chance.randint(2023, 2030)}-06-30"))
        if site.chance.random() < 0.4:
            item.rules.create(kind="review", day=f"{site.one((2024, 2025))}-01-15", position=2)
    item.links.all().delete()
    if site.chance.random() < 0.3:
        earlier = [each for each in site.items[Agreement] if each.pk < item.pk]
        if earlier:
            item.links.create(kind="supersedes", agreement_linked=site.one(earlier))


def _write_statistic(site: Lived, item: Any) -> None:
    item.relationships.set(site.some("relationship"))
    item.topics.set(site.some("topic"))
    item.producer = site.one([None, *site.rows["organization"]])
    if not item.derivation:
        item.observations.all().delete()
        for year in site.chance.sample(range(2015, 2024), site.chance.randint(1, 4)):
            item.observations.create(period=str(year), value=year)


def _write_program(site: Lived, item: Any) -> None:
    item.taking_part = site.one(["", *ApplicationMethod.values])
    item.direction = site.one(["", *ExchangeDirection.values])
    item.state = site.one(["", *ProgramState.values])
    item.summary_en = _words(site)
    for name, rows in (
        ("relationships", "relationship"),
        ("topics", "topic"),
        ("audiences", "audience"),
        ("levels", "level"),
        ("fields", "field"),
        ("sponsors", "organization"),
    ):
        getattr(item, name).set(site.some(rows))
    kept, site.chance = site.chance, random.Random(f"{item.pk} {len(site.moments)}")
    _write_who_and_when(site, item)
    site.chance = kept


def _write_who_and_when(site: Lived, item: Any) -> None:
    item.residences.set(site.some("partner"))
    item.any_citizenship = site.chance.random() < 0.2
    item.citizenships.set([] if item.any_citizenship else site.some("partner"))
    item.applicants = site.one(["", *Applicants.values])
    item.age_from = site.one([None, 14, 18, 30])
    item.age_until = site.one([None, 30, 36, 60])
    item.rolling = site.chance.random() < 0.1
    _write_calls(site, item)


def _write_calls(site: Lived, item: Any) -> None:
    item.calls.all().delete()
    for number in range(0 if item.rolling else site.chance.randint(0, 3)):
        opens_on = BEGIN.date() + timedelta(days=site.chance.randint(-60, 60))
        closes_on = opens_on + timedelta(days=site.chance.randint(0, 60))
        item.calls.create(
            cycle=f"{number}",
            opens_on=site.one((opens_on, None)),
            closes_on=site.one((closes_on, None)),
            zone=site.one(("America/Mexico_City", "Asia/Tokyo", "UTC")),
            cancelled=site.chance.random() < 0.1,
            announced_on=site.one((None, opens_on)),
            position=number,
        )


def _words(site: Lived) -> str:
    return " ".join(site.chance.sample(("trade", "water", "beca", "grant", "year", "año"), 3))


MAKERS_OF = {
    Relationship: _write_relationship,
    Statistic: _write_statistic,
    Agreement: _write_agreement,
    Program: _write_program,
}
