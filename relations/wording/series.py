"""The observations of one statistic in order of time."""

from typing import Any, NamedTuple


class Series(NamedTuple):
    """A statistic, of a working copy or an edition, and its observations, oldest first."""

    statistic: Any
    observations: list[Any]

    def at(self, period: str) -> Any:
        """Return the observation of a period, or the `latest` or the `undated` one, or None."""
        if period == "latest":
            return self.observations[-1] if self.observations else None
        code = "" if period == "undated" else period
        return next((row for row in self.observations if row.period == code), None)
