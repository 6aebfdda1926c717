"""What statistics said at every moment: their editions, and the values computed from them."""

from collections.abc import Iterable
from datetime import datetime

from relations.models import PublishedOperand, StatisticEdition, derived
from relations.wording.series import Series


class Timeline:
    """The public series of some statistics at any moment up to `until`.

    Making one causes four queries.
    """

    def __init__(self, ids: Iterable[int], until: datetime):
        ids = set(ids)
        operands = PublishedOperand.objects.filter(edition__item__in=ids)
        editions = (
            StatisticEdition.objects.begun_by(until)
            .filter(item__in=ids | set(operands.values_list("statistic", flat=True)))
            .select_related("item")
            .prefetch_related("observations", "operands")
            .order_by("live_from")
        )
        self.editions: dict[int, list[StatisticEdition]] = {}
        for edition in editions:
            self.editions.setdefault(edition.item_id, []).append(edition)
        # By the ids of an edition and of those that it was computed from.
        self._series: dict[tuple, Series] = {}

    def instants(self, statistic_id: int) -> list[datetime]:
        """Return when a statistic, or what it is computed from, got an edition."""
        editions = self.editions.get(statistic_id, [])
        operands = {row.statistic_id for edition in editions for row in edition.operands.all()}
        return sorted(
            {
                edition.live_from
                for pk in {statistic_id, *operands}
                for edition in self.editions.get(pk, [])
            }
        )

    def at(self, statistic_id: int, moment: datetime) -> Series | None:
        """Return what readers saw of a statistic at `moment`, or None when they saw nothing."""
        edition = self._public_edition(statistic_id, moment)
        if edition is None:
            return None
        rows = edition.operands.all() if edition.derivation else ()
        operands = [self._public_edition(row.statistic_id, moment) for row in rows]
        ids = (edition.pk, *(operand and operand.pk for operand in operands))
        if ids not in self._series:
            self._series[ids] = Series(edition, self._observations(edition, operands))
        return self._series[ids]

    def _observations(self, edition: StatisticEdition, operands: list) -> list:
        if not edition.derivation:
            return edition.series()
        # Nothing is computed from an operand that is derived itself, which `compute` sees to.
        series = [
            operand and Series(operand, [] if operand.derivation else operand.series())
            for operand in operands
        ]
        return derived.compute(edition, series)

    def _public_edition(self, statistic_id: int, moment: datetime) -> StatisticEdition | None:
        editions = self.editions.get(statistic_id, [])
        begun = [edition for edition in editions if edition.live_from <= moment]
        edition = begun[-1] if begun else None
        return None if edition is None or edition.withdrawal or edition.suppressed else edition
