"""What the figure picker asks: which statistics there are, and how a figure reads.

Drafts are offered too, marked as such, and read as their working copies do: whoever writes a text
may need a statistic that is published with it, or just before. The text is refused until it is.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, JsonResponse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.changes.position import readers_now
from publishing.characters import fold
from publishing.languages import translated_columns
from publishing.models import NAME_COLUMNS
from publishing.permissions import may
from reading.ordering import key_of
from relations.figures.page import Figures
from relations.models import Statistic, StatisticEdition, derived
from relations.models.belonging import words_of
from relations.prose.formatting import COMPARES, figure_error
from relations.prose.references import Reference
from relations.wording.series import Series
from relations.wording.values import Qualifier, Unit

MAX_RESULTS = 20  # statistics in one answer
# What a figure can show; those of COMPARES also name an earlier period.
SHOWS = (
    ("value", _("Value")),
    ("value-with-unit", _("Value, with what is counted")),
    ("value-in-period", _("Value, in its period")),
    ("period", _("Period alone")),
    ("change", _("Change since …")),
    ("range", _("Range from …")),
    ("rank", _("Rank, in words")),
    ("rank:feminine", _("Rank, in words (feminine, in Spanish)")),
)


def may_look_up(user) -> bool:
    """Whether someone may look at statistics, and so pick one."""
    return user.is_active and (may(user, "view", Statistic) or may(user, "change", Statistic))


def choices() -> dict:
    """What the dialog offers besides statistics and their periods."""
    return {"shows": SHOWS, "compares": " ".join(COMPARES), "qualifiers": Qualifier.choices}


def _for_staff(view: Callable) -> Callable:
    """Answer with the JSON of `view(query, language)`, for whoever may look at statistics."""

    def checked(request):
        if not may_look_up(request.user):
            raise PermissionDenied
        language = request.GET.get("language", settings.LANGUAGE_CODE[:2])
        if language not in dict(settings.LANGUAGES):
            raise Http404
        return JsonResponse(view(request.GET, language))

    return checked


@_for_staff
def find_statistics(query, language: str) -> dict:
    """The statistics in whose names every word of `q` is, the one called `key` first."""
    now, key, words = readers_now(), query.get("key", ""), fold(query.get("q", "")).split()
    public = StatisticEdition.objects.as_of(now).select_related("item", "producer")
    candidates = (*public, *drafts(now).select_related("producer"))
    matches = [
        statistic
        for statistic in candidates
        if statistic.key == key or all(word in _names(statistic) for word in words)
    ]
    matches.sort(key=lambda match: (match.key != key, key_of(match.title), match.key))
    listed = matches[:MAX_RESULTS]
    for model in (Statistic, StatisticEdition):
        of_model = [statistic for statistic in listed if isinstance(statistic, model)]
        prefetch_related_objects(of_model, "relationships")
    figures = _figures(listed, now)
    count = ngettext("%(count)d statistic", "%(count)d statistics", len(matches))
    if len(matches) > MAX_RESULTS:
        count = gettext("%(count)d statistics. The first %(most)d are listed.")
    return {
        "count": count % {"count": len(matches), "most": MAX_RESULTS},
        "statistics": [_entry(statistic, figures, language) for statistic in listed],
    }


@_for_staff
def read_figure(query, language: str) -> dict:
    """How a figure will read and what it is about, or why it cannot be said."""
    now = readers_now()
    reference = Reference(
        query.get("key", ""),
        query.get("period") or "latest",
        query.get("show") or "value",
        query.get("qualifier", ""),
    )
    public = (
        StatisticEdition.objects.as_of(now).filter(item__key=reference.key).select_related("item")
    )
    statistics = [*public, *drafts(now).filter(key=reference.key)]
    figures = _figures(statistics, now)
    words = figures.words(reference, language)
    if words is None:
        return {"error": _error(reference, figures)}
    series = figures.series[reference.key]
    statistic, observation = series.statistic, series.at(reference.period)
    about = [
        str(statistic.title or statistic.key),
        observation.formatted_period(),
        *_mark(statistic),
    ]
    return {"words": words, "about": ", ".join(about)}


def drafts(moment: datetime) -> QuerySet[Statistic]:
    """The statistics of which readers have not seen an edition yet at `moment`."""
    published = StatisticEdition.objects.begun_by(moment)
    return Statistic.objects.exclude(pk__in=published.values("item"))


def _figures(statistics: list, moment: datetime) -> Figures:
    """What figures of these say: of the public ones to readers, of drafts once published."""
    waiting = [statistic for statistic in statistics if isinstance(statistic, Statistic)]
    public = [statistic for statistic in statistics if statistic not in waiting]
    figures = Figures([_html(statistic.key) for statistic in public], moment)
    prefetch_related_objects(waiting, "observations")
    derived.resolve(waiting, moment)
    figures.series |= {draft.key: Series(draft, draft.series()) for draft in waiting}
    return figures


def _mark(statistic) -> list[str]:
    is_draft = isinstance(statistic, Statistic)
    return [gettext("draft: publish it before this text")] if is_draft else []


def _names(statistic) -> str:
    """What a statistic is searched by: its key, and its names in every language."""
    columns = (*NAME_COLUMNS, *translated_columns("concept"))
    texts = [getattr(statistic, column) for column in columns]
    return fold(" ".join([statistic.key, *texts]))


def _html(key: str) -> str:
    return format_html('<data data-figure="{}"></data>', key)


def _entry(statistic, figures: Figures, language: str) -> dict:
    """A statistic, as the list of the picker shows it."""
    series = figures.series.get(statistic.key)
    observations = series.observations if series else []
    latest = observations[-1] if observations else None
    return {
        "key": statistic.key,
        "title": words_of(statistic),
        "mark": " ".join(_mark(statistic)),
        "value": figures.words(Reference(statistic.key, show="value-with-unit"), language) or "",
        "period": (latest.formatted_period(language) if latest else ""),
        "source": _source(statistic, latest),
        "ranked": statistic.unit == Unit.RANK,
        "periods": [
            {
                "code": observation.period or "undated",
                "words": observation.formatted_period(language),
            }
            for observation in reversed(observations)
        ],
    }


def _source(statistic, latest) -> str:
    """Where its latest value was read, or who measures it."""
    sources = latest.sources(statistic) if latest else []
    names = [source.source_or_address for source in sources]
    return "; ".join(names) or str(statistic.producer or "")


def _error(reference: Reference, figures: Figures) -> str:
    """Why a figure cannot be said."""
    series = figures.series.get(reference.key)
    if series is None:
        return gettext("No statistic that can be used is called “%(key)s”.") % {
            "key": reference.key[:80]
        }
    return figure_error(reference, series)
