"""The lives of agreements and of their parties, by the editions that readers see at a moment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from relations.models.agreement import AgreementEdition
from relations.models.agreement_facts import PREFETCHED, facts_of, party_key
from relations.models.agreement_parts import LinkKind, PublishedLink
from relations.register.facts import Days, Supersession
from relations.register.life import Life, life_of
from relations.register.parties import PartyStanding, party_life
from relations.register.vocabulary import BEGUN


def life_at(edition: AgreementEdition, moment: datetime) -> Life:
    """Return the life of an agreement by an edition of it, and by the editions of others that
    readers see at `moment` and that take its place. Prefetch `PREFETCHED`."""
    return lives_at([edition], moment)[edition.pk]


def lives_at(editions: Iterable[AgreementEdition], moment: datetime) -> dict[int, Life]:
    """Return the lives of agreements by the ids of their editions, as `life_at` does of one. As
    many queries for many as for one."""
    editions = list(editions)
    replacing = successors([edition.item_id for edition in editions], moment)
    return {
        edition.pk: life_of(facts_of(edition, replacing.get(edition.item_id, ())))
        for edition in editions
    }


def successors(items: list[int], moment: datetime) -> dict[int, list[Supersession]]:
    """The agreements that take the place of others, where it is derived when they begin, by the
    id of what they replace. Two queries at most and one for each kind of part."""
    links = PublishedLink.objects.filter(
        kind=LinkKind.SUPERSEDES,
        agreement_linked__in=items,
        edition__in=AgreementEdition.objects.as_of(moment),
    )
    replaced = list(links.order_by("edition").values_list("agreement_linked", "edition"))
    if not replaced:
        return {}
    editions = AgreementEdition.objects.filter(pk__in={edition for _item, edition in replaced})
    begun = {
        edition.pk: Supersession(edition.title, on)
        for edition in editions.prefetch_related(*PREFETCHED)
        if (on := began_on(life_of(facts_of(edition))))
    }
    replacing: dict[int, list[Supersession]] = {}
    for item, edition in dict.fromkeys(replaced):
        if edition in begun:
            replacing.setdefault(item, []).append(begun[edition])
    return replacing


def began_on(life: Life) -> Days | None:
    """Return when it first entered into force or took effect."""
    for each in life.intervals:
        if each.status in BEGUN and each.first:
            return Days(each.steps[-1].on.first, each.first)
    return None


def party_standings(edition: AgreementEdition, life: Life, day: date) -> list[PartyStanding]:
    """Return the status of each party on a day; those that the edition's relationships are between
    come first. Prefetch `PREFETCHED` and `relationships`."""
    here = {
        country
        for relationship in edition.relationships.all()
        for country in (relationship.home_id, relationship.partner_id)
    }
    rows = sorted(edition.parties.all(), key=lambda row: _country_of(row) not in here)
    return [
        PartyStanding(row, row.party_name, party_key(row), party_life(life, party_key(row)).on(day))
        for row in rows
    ]


def _country_of(row: Any) -> int | None:
    return row.country_id or (row.organization.country_id if row.organization_id else None)
