"""The note that each figure of a page leads to: its value, period, source and next release."""

from dataclasses import dataclass
from datetime import date

from relations.series.freshness import freshness


@dataclass(frozen=True)
class Note:
    """What stands behind the figures of one observation; notes are numbered as they are met."""

    number: int
    statistic: object
    observation: object
    latest: object
    day: date

    @property
    def freshness(self) -> str:
        """`update overdue since August 7, 2026`, or `undated`, or nothing."""
        return freshness(self.statistic, self.day, self.latest)

    @property
    def sources(self) -> list:
        """Where the value was read, each source once."""
        return self.observation.sources(self.statistic)

    def get_absolute_url(self) -> str:
        return self.statistic.get_absolute_url()
