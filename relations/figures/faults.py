"""Why a figure cannot say what it is asked to: one rule for the picker, for publishing and for
what readers see."""

from django.utils.translation import gettext

from publishing.languages import active_language
from relations.figures.references import Reference
from relations.series.derived import Series
from relations.wording.periods import period_of
from relations.wording.values import Unit

COMPARES = ("change", "range")  # what also names an earlier period: `change:2019`


def fault(reference: Reference, series: Series) -> str:
    """A sentence for whoever writes the text, empty when there is nothing to complain of."""
    observation = series.at(reference.period)
    if observation is None:
        return _no_value(reference.period)
    show, _colon, argument = reference.show.partition(":")
    if show == "rank" and series.statistic.unit != Unit.RANK:
        return gettext("It is not a rank, and cannot be said as one.")
    if show not in COMPARES:
        return ""
    if not argument:
        return gettext("Choose an earlier period to compare with.")
    earlier = series.at(argument)
    if earlier is None:
        return _no_value(argument)
    if earlier.said_period.ends_on >= observation.said_period.ends_on:
        return gettext("The period to compare with must be the earlier one.")
    return ""


def _no_value(period: str) -> str:
    if period == "latest":
        return gettext("It has no value.")
    try:
        said = period_of("" if period == "undated" else period).said(active_language())
    except ValueError:
        said = period
    return gettext("It has no value for this period: %(period)s.") % {"period": said[:40]}
