"""What statistics said at every moment: their editions, and the values computed from them."""

from collections.abc import Iterable
from datetime import datetime

from relations.models import PublishedOperand, StatisticEdition, derived
from relations.wording.series import Series


class Timeline:
    """The public series of some statistics at any moment up to `until`. Four queries."""

    def __init__(self, ids: Iterable[int], until: datetime):
        ids = set(ids)
        operands = PublishedOperand.objects.filter(edition__item__in=ids)
        wanted = ids | set(operands.values_list("statistic", flat=True))
        editions = (
            StatisticEdition.objects.begun_by(until)
            .filter(item__in=wanted)
            .select_related("item")
            .prefetch_related("observations", "operands")
            .order_by("live_from")
        )
        self.editions: dict[int, list[StatisticEdition]] = {}
        for edition in editions:
            self.editions.setdefault(edition.item_id, []).append(edition)
        self._known: dict[tuple, Series] = {}

    def instants(self, statistic_id: int) -> list[datetime]:
        """The moments at which a statistic, or what it is computed from, got an edition."""
        own = self.editions.get(statistic_id, [])
        ids = {statistic_id, *(row.statistic_id for one in own for row in one.operands.all())}
        return sorted({one.live_from for each in ids for one in self.editions.get(each, [])})

    def at(self, statistic_id: int, moment: datetime) -> Series | None:
        """What readers saw of a statistic at `moment`, or None when they saw nothing."""
        edition = self._in_force(statistic_id, moment)
        if edition is None:
            return None
        rows = edition.operands.all() if edition.derivation else ()
        operands = [self._in_force(row.statistic_id, moment) for row in rows]
        made_of = (edition.pk, *(one and one.pk for one in operands))
        if made_of not in self._known:
            self._known[made_of] = Series(edition, self._observations(edition, operands))
        return self._known[made_of]

    def _observations(self, edition: StatisticEdition, operands: list) -> list:
        if not edition.derivation:
            return edition.series()
        return derived.compute(edition, [one and Series(one, one.series()) for one in operands])

    def _in_force(self, statistic_id: int, moment: datetime) -> StatisticEdition | None:
        begun = [one for one in self.editions.get(statistic_id, []) if one.live_from <= moment]
        edition = begun[-1] if begun else None
        return None if edition is None or edition.withdrawal or edition.suppressed else edition
