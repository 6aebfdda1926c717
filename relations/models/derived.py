"""Derived statistics: shares, changes, sums and ranks, computed from other statistics as they
stand at a moment, and never typed.

An operand of a derived statistic is never derived itself, so that a formula can be read at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.languages import active_language
from relations.wording.periods import period_of
from relations.wording.series import Series
from relations.wording.values import Qualifier, Unit, unit_label


class Derivation(models.TextChoices):
    SHARE = "share", _("Share: the first as a part of the second, in percent")
    CHANGE = "change", _("Change of the first since an earlier period")
    SUM = "sum", _("Sum of all of them")
    RANK = "rank", _("Rank of the first among all of them, the greatest being the 1st")


class NotResolvedError(RuntimeError):
    """The values of a derived statistic were asked for before `resolve` computed them."""


class ComputedValue(NamedTuple):
    """One computed value, and the observations that it was computed from."""

    period: str
    value: Decimal
    sources: list


@dataclass(frozen=True)
class Formula:
    """How a derived statistic is computed: its words, and the statistics that it is made of."""

    words: str
    operands: list


def series_as_of(edition_model, ids: Iterable[int], moment: datetime) -> dict[int, Series]:
    """Return the series of the statistics among `ids` that readers see at `moment`, by id.

    This causes two queries, and three more where any is derived.
    """
    editions = list(
        edition_model.objects.as_of(moment)
        .filter(item__in=ids)
        .select_related("item")
        .prefetch_related("observations")
    )
    resolve(editions, moment)
    return {edition.item_id: Series(edition, edition.series()) for edition in editions}


def resolve(statistics: Iterable, moment: datetime) -> None:
    """Compute the values of the derived ones among `statistics` from their operands at `moment`.

    They are all editions or all working copies, and raise NotResolvedError until this was called.
    This causes three queries when any is derived.
    """
    derived = [statistic for statistic in statistics if statistic.derivation]
    if not derived:
        return
    prefetch_related_objects(derived, "operands")
    ids = {row.statistic_id for statistic in derived for row in statistic.operands.all()}
    known = series_as_of(derived[0].item_model().edition_model(), ids, moment)
    for statistic in derived:
        operands = [known.get(row.statistic_id) for row in statistic.operands.all()]
        statistic.formula = formula(statistic, operands)
        statistic.computed = compute(statistic, operands)


def compute(statistic, operands: Sequence[Series | None]) -> list:
    """Return the observations of a derived statistic, the oldest first.

    There are none where an operand is not public, and none that would say the opposite of what
    happened: a part that exceeds its total, a change in percent of less than nothing.
    """
    known = [series for series in operands if series]
    if len(known) < len(operands) or shape_errors(statistic, known):
        return []
    statistics = {id(row): series.statistic for series in known for row in series.observations}
    rows = []
    for computed in COMPUTATIONS[statistic.derivation](statistic, known):
        rows.append(_observation(statistic, computed))
        rows[-1].computed_from = tuple(
            (source, statistics[id(source)]) for source in computed.sources
        )
    return sorted(rows, key=lambda row: row.parsed_period.place)


def formula(statistic, operands: Sequence[Series | None]) -> Formula:
    """Return `share of “Au Pair” in “All participants”`, in the reader's language."""
    public = [series.statistic for series in operands if series]
    names = [
        gettext("“%(name)s”") % {"name": series.statistic.title}
        if series
        else gettext("a statistic that is not public")
        for series in operands
    ]
    first, rest = next(iter(names), ""), get_text_list(names[1:], gettext("and"))
    templates = {
        Derivation.SHARE: gettext("share of %(first)s in %(rest)s"),
        Derivation.CHANGE: gettext("change in %(first)s since %(since)s"),
        Derivation.SUM: gettext("sum of %(all)s"),
        Derivation.RANK: gettext("rank of %(first)s beside %(rest)s, the greatest being first"),
    }
    words = templates[statistic.derivation] % {
        "first": first,
        "rest": rest,
        "all": get_text_list(names, gettext("and")),
        "since": period_of(statistic.change_since).format(active_language()),
    }
    return Formula(words, public)


# The computations


def _shares(statistic, operands: list[Series]) -> Iterable[ComputedValue]:
    for period, (part, total) in _common(operands):
        if 0 <= part[1] <= total[1] > 0:
            yield ComputedValue(period, 100 * part[1] / total[1], [part[0], total[0]])


def _sums(statistic, operands: list[Series]) -> Iterable[ComputedValue]:
    for period, rows in _common(operands):
        yield ComputedValue(
            period, sum(value for _row, value in rows), [row for row, _value in rows]
        )


def _ranks(statistic, operands: list[Series]) -> Iterable[ComputedValue]:
    for period, rows in _common(operands):
        first, *others = (value for _row, value in rows)
        ahead = sum(value > first for value in others)
        yield ComputedValue(period, Decimal(1 + ahead), [row for row, _value in rows])


def _changes(statistic, operands: list[Series]) -> Iterable[ComputedValue]:
    """In percent of the earlier value when that is the statistic's unit, else by how much."""
    (table,) = map(_table, operands)
    base, earlier = table.get(statistic.change_since, (None, Decimal(0)))
    relative = _is_relative(statistic, operands)
    if base is None or (relative and earlier <= 0):
        return
    for period, (row, value) in table.items():
        if row.parsed_period.ends_on > base.parsed_period.ends_on:
            change = value - earlier
            yield ComputedValue(period, 100 * change / earlier if relative else change, [base, row])


def _is_relative(statistic, operands: list[Series]) -> bool:
    """Whether its values are percentages of others."""
    return statistic.unit == Unit.PERCENT != operands[0].statistic.unit


COMPUTATIONS = {
    Derivation.SHARE: _shares,
    Derivation.CHANGE: _changes,
    Derivation.SUM: _sums,
    Derivation.RANK: _ranks,
}


def _table(series: Series) -> dict[str, tuple]:
    """By period: the observation, and its value in single units."""
    scale = series.statistic.scale
    return {row.period: (row, Decimal(row.value).scaleb(scale)) for row in series.observations}


def _common(operands: list[Series]) -> Iterable[tuple[str, list]]:
    """The periods for which every operand has a value, with those values."""
    first, *others = map(_table, operands)
    for period in first:
        if all(period in other for other in others):
            yield period, [first[period], *(other[period] for other in others)]


def _observation(statistic, computed: ComputedValue):
    """The computed observation: never saved, as careful as the least careful of its sources."""
    manager = statistic.observations
    qualifiers = {source.qualifier for source in computed.sources} - {Qualifier.EXACT}
    qualifier = Qualifier.ABOUT if qualifiers else Qualifier.EXACT
    if qualifiers == {Qualifier.ESTIMATE}:
        qualifier = Qualifier.ESTIMATE
    statuses = [source.status for source in computed.sources if source.status == "preliminary"]
    return manager.model(
        **{manager.field.name: statistic},
        period=computed.period,
        value=computed.value.scaleb(-statistic.scale).quantize(Decimal("0.000001")),
        qualifier=Qualifier.EXACT if statistic.unit == Unit.RANK else qualifier,
        status=next(iter(statuses), ""),
        released_on=max((source.released_on for source in computed.sources), default=""),
    )


# What is refused when a statistic is published


def derivation_errors(statistic, moment: datetime) -> list[str]:
    """Return every reason why a working copy cannot be published as a derived statistic, or as an
    operand of one that is public."""
    edition_model = statistic.edition_model()
    reasons = _dependent_errors(statistic, edition_model, moment)
    if not statistic.derivation:
        return reasons
    rows = list(statistic.operands.select_related("statistic"))
    known = series_as_of(edition_model, {row.statistic_id for row in rows}, moment)
    reasons += [
        gettext("“%(name)s” is not public, so nothing can be computed from it.")
        % {"name": row.statistic}
        for row in rows
        if row.statistic_id not in known
    ]
    operands = [known[row.statistic_id] for row in rows if row.statistic_id in known]
    if statistic.observations.exists():
        reasons.append(gettext("Its values are computed: delete those that were typed."))
    if len(operands) < len(rows):
        return reasons
    reasons += shape_errors(statistic, operands)
    return reasons or value_errors(statistic, operands)


def shape_errors(statistic, operands: list[Series]) -> list[str]:
    """Return what is wrong with the number and the units of the operands."""
    kind, units = statistic.derivation, {series.statistic.unit for series in operands}
    relative = {Unit.PERCENT, Unit.POINTS}
    if kind == Derivation.CHANGE and not statistic.change_since:
        return [gettext("Say since which period the change is measured.")]
    numbers = {
        Derivation.SHARE: (2, 2, gettext("A share needs two statistics: a part and its total.")),
        Derivation.CHANGE: (1, 1, gettext("A change needs one statistic.")),
        Derivation.SUM: (2, 99, gettext("A sum needs two statistics or more.")),
        Derivation.RANK: (2, 99, gettext("A rank needs two statistics or more.")),
    }
    least, most, reason = numbers[kind]
    reasons = [] if least <= len(operands) <= most else [reason]
    if any(series.statistic.derivation for series in operands):
        reasons.append(gettext("It cannot be computed from a statistic that is computed itself."))
    if len(units) > 1:
        reasons.append(gettext("The statistics it is computed from have different units."))
    allowed = {
        Derivation.SHARE: {Unit.PERCENT},
        Derivation.RANK: {Unit.RANK},
        Derivation.SUM: units,
        # From 12% to 15% are three points, and no 3%.
        Derivation.CHANGE: {Unit.POINTS} if units & relative else units | {Unit.PERCENT},
    }[kind]
    if statistic.unit not in allowed:
        unit = unit_label(min(allowed)) if allowed else ""
        reasons.append(gettext("Its unit must be: %(unit)s.") % {"unit": unit})
    if units & {Unit.RANK}:
        reasons.append(gettext("Ranks cannot be added, shared or compared."))
    return reasons


def value_errors(statistic, operands: list[Series]) -> list[str]:
    """Return what is wrong with the values: parts that exceed their total, or no values at all."""
    if statistic.derivation == Derivation.SHARE:
        reasons = [
            gettext("“%(part)s” is greater than its total “%(total)s” (%(period)s).")
            % {
                "part": operands[0].statistic.title,
                "total": operands[1].statistic.title,
                "period": period_of(period).format(active_language()),
            }
            for period, (part, total) in _common(operands)
            if part[1] > total[1] > 0
        ]
        if reasons:
            return reasons
    if compute(statistic, operands):
        return []
    told = operands[0].at(statistic.change_since) if statistic.change_since else True
    if told and _is_relative(statistic, operands) and any(_common(operands)):
        return [
            gettext("Nothing can be computed: percentages of zero, or of less, say nothing true.")
        ]
    return [gettext("Nothing can be computed: no period has a value in all its statistics.")]


def _dependent_errors(statistic, edition_model, moment: datetime) -> list[str]:
    """What publishing `statistic` would break in public statistics that are derived from it."""
    dependents = list(
        edition_model.objects.as_of(moment)
        .filter(operands__statistic=statistic.pk)
        .exclude(item=statistic.pk)
        .distinct()
        .prefetch_related("operands")
    )
    if not dependents:
        return []
    if statistic.derivation:
        names = get_text_list([f"“{edition.title}”" for edition in dependents], gettext("and"))
        return [
            gettext("%(names)s is computed from it, so it cannot be computed itself.")
            % {"names": names}
        ]
    reasons = []
    ids = {row.statistic_id for edition in dependents for row in edition.operands.all()}
    known = series_as_of(edition_model, ids, moment)
    known[statistic.pk] = Series(statistic, statistic.series())
    for edition in dependents:
        rows = edition.operands.all()
        operands = [known[row.statistic_id] for row in rows if row.statistic_id in known]
        if len(operands) == len(rows):
            broken = shape_errors(edition, operands) or value_errors(edition, operands)
            reasons += [f"“{edition.title}”: {reason}" for reason in broken]
    return reasons
