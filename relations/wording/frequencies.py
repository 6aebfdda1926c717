"""How often the values of a series are. It has one frequency, or its latest value would jump from
a year to the last quarter of that year."""

from collections import Counter
from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from relations.wording.periods import period_of

# Undated values fit any series. Of a stock months and days do not differ: both say as of when it
# held. A flow of a day is no flow of a month.
FREQUENCIES = {
    "year": _("years"),
    "quarter": _("quarters"),
    "month": _("months"),
    "day": _("days"),
    "date": _("months or days"),
    "span": _("spans of time"),
}


def main_frequency(periods: Iterable[str], *, stock: bool) -> str:
    """Return the frequency of most of some periods, a key of FREQUENCIES; of several that are as
    frequent the one that is met first. Empty where none is dated."""
    counts = _counts(periods, stock)
    return max(counts, key=counts.__getitem__, default="")


def misfit_error(period: str, frequency: str, *, stock: bool) -> str:
    """Return why a series of that frequency cannot take a value for `period`, or nothing."""
    own = _frequency(period, stock)
    if own in ("", frequency) or not frequency:
        return ""
    return gettext(
        "The other values are for %(others)s, and this one is not. Make a statistic of its own for "
        "%(frequency)s."
    ) % {"others": FREQUENCIES[frequency], "frequency": FREQUENCIES[own]}


def mixture_error(periods: Iterable[str], *, stock: bool) -> str:
    """Return why these periods cannot stand in one series, or nothing."""
    found = sorted(_counts(periods, stock), key=list(FREQUENCIES).index)
    if len(found) < 2:
        return ""
    return gettext(
        "Its values are for %(frequencies)s. Leave one kind, and make a statistic of its own for "
        "each other."
    ) % {"frequencies": get_text_list([str(FREQUENCIES[name]) for name in found], gettext("and"))}


def _counts(periods: Iterable[str], stock: bool) -> Counter:
    return Counter(filter(None, (_frequency(period, stock) for period in periods)))


def _frequency(period: str, stock: bool) -> str:
    frequency = period_of(period).frequency
    return "date" if stock and frequency in ("month", "day") else frequency
