"""The words of a figure, or why it has none: one rule for the picker, for publishing and for what
readers see."""

from collections.abc import Callable

from django.utils.html import escape
from django.utils.translation import gettext

from publishing.languages import active_language
from relations.prose.references import Reference, rewrite
from relations.wording.periods import period_of
from relations.wording.series import Series
from relations.wording.values import (
    Qualifier,
    Unit,
    format_change,
    format_ordinal,
    format_range,
    format_value,
    with_qualifier,
)

PLAIN = ("value", "value-with-unit", "value-in-period", "period", "rank")
COMPARES = ("change", "range")  # with an earlier period: `change:2019`


def figure_error(reference: Reference, series: Series) -> str:
    """Return why a figure can say nothing, for its author; empty when it can."""
    observation = series.at(reference.period)
    if observation is None:
        return _no_value(reference.period)
    show, _colon, argument = reference.show.partition(":")
    if show not in (*PLAIN, *COMPARES):
        return gettext("A figure cannot show this: %(show)s.") % {"show": show[:40]}
    if reference.qualifier and reference.qualifier not in Qualifier.values:
        return gettext("It cannot be qualified so: %(how)s.") % {"how": reference.qualifier[:40]}
    if argument and show not in COMPARES and reference.show != "rank:feminine":
        return gettext("A figure cannot show this: %(show)s.") % {"show": reference.show[:40]}
    if show == "rank" and series.statistic.unit != Unit.RANK:
        return gettext("It is not a rank, and cannot be said as one.")
    if show not in COMPARES:
        return ""
    if not argument:
        return gettext("Choose an earlier period to compare with.")
    earlier = series.at(argument)
    if earlier is None:
        return _no_value(argument)
    if earlier.parsed_period.ends_on >= observation.parsed_period.ends_on:
        return gettext("The period to compare with must be the earlier one.")
    return ""


def format_figure(reference: Reference, series: Series, language: str) -> str | None:
    """Return the words of a figure, or None when it can say nothing."""
    if figure_error(reference, series):
        return None
    statistic, observation = series.statistic, series.at(reference.period)
    show, _colon, argument = reference.show.partition(":")
    if show == "period":
        return observation.formatted_period(language)
    if show == "rank":
        return format_ordinal(observation.value, language, feminine=argument == "feminine")
    if show in COMPARES:
        earlier = series.at(argument)
        if show == "range":
            return format_range(earlier.value, observation.value, statistic, language)
        return format_change(observation.value - earlier.value, statistic, language)
    value = format_value(
        observation.value, statistic, language, with_unit=show == "value-with-unit"
    )
    value = with_qualifier(value, reference.qualifier or observation.qualifier, language)
    if show == "value-in-period" and observation.period:
        return f"{value} {observation.when(statistic, language)}"
    return value


def figure_withdrawn() -> str:
    """Return what stands in the place of a figure whose statistic was published in error."""
    return gettext("[figure withdrawn]")


def replace_words(html: str, words_of: Callable[[Reference], str | None]) -> str:
    """Return prose with new words in its figures; those of which `words_of` is None keep theirs."""

    def write_figure(reference: Reference, inside_link: bool) -> str:
        words = words_of(reference)
        return f"{reference.tag}{reference.words if words is None else escape(words)}</data>"

    return rewrite(html, write_figure, str)


def _no_value(period: str) -> str:
    if period == "latest":
        return gettext("It has no value.")
    try:
        words = period_of("" if period == "undated" else period).format(active_language())
    except ValueError:
        words = period
    return gettext("It has no value for this period: %(period)s.") % {"period": words[:40]}
