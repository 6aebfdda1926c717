"""What the figure picker asks: which statistics there are, and how one reads.

Drafts are offered too, marked as such, and read as their working copies do: whoever writes a text
may need a statistic that is published with it, or just before. The text is refused until it is.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.permissions import may
from reading.accents import normalize
from relations.figures.page import Figures
from relations.models import Statistic, StatisticEdition, derived
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
    def checked(request):
        if not may_look_up(request.user):
            raise PermissionDenied
        language = request.GET.get("language", settings.LANGUAGE_CODE[:2])
        if language not in dict(settings.LANGUAGES):
            raise Http404
        return JsonResponse(view(request.GET, language))

    return checked


@_for_staff
def find(asked, language: str) -> dict:
    """The statistics in whose names every word of `q` is, the one called `key` first."""
    now, key, words = timezone.now(), asked.get("key", ""), normalize(asked.get("q", "")).split()
    public = StatisticEdition.objects.as_of(now).select_related("item", "producer")
    statistics = [
        one
        for one in (*public, *drafts(now).select_related("producer"))
        if one.key == key or all(word in _names(one) for word in words)
    ]
    statistics.sort(key=lambda one: (one.key != key, normalize(str(one.title)), one.key))
    shown = statistics[:MAX_RESULTS]
    figures = _figures(shown, now)
    said = ngettext("%(count)d statistic", "%(count)d statistics", len(statistics))
    if len(statistics) > MAX_RESULTS:
        said = gettext("%(count)d statistics. The first %(most)d are listed.")
    return {
        "said": said % {"count": len(statistics), "most": MAX_RESULTS},
        "found": [_told(one, figures, language) for one in shown],
    }


@_for_staff
def read(asked, language: str) -> dict:
    """How a figure will read and what it is about, or why it cannot be said."""
    now = timezone.now()
    reference = Reference(
        asked.get("key", ""),
        asked.get("period") or "latest",
        asked.get("show") or "value",
        asked.get("qualifier", ""),
    )
    public = (
        StatisticEdition.objects.as_of(now).filter(item__key=reference.key).select_related("item")
    )
    statistics = [*public, *drafts(now).filter(key=reference.key)]
    figures = _figures(statistics, now)
    words = figures.words(reference, language)
    if words is None:
        return {"refused": _refusal(reference, figures)}
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
    seen = StatisticEdition.objects.begun_by(moment)
    return Statistic.objects.exclude(pk__in=seen.values("item"))


def _figures(statistics: list, moment: datetime) -> Figures:
    """What figures of these say: of the public ones to readers, of drafts once published."""
    waiting = [one for one in statistics if isinstance(one, Statistic)]
    figures = Figures([_html(one.key) for one in statistics if one not in waiting], moment)
    prefetch_related_objects(waiting, "observations")
    derived.resolve(waiting, moment)
    figures.series |= {one.key: Series(one, one.series()) for one in waiting}
    return figures


def _mark(statistic) -> list[str]:
    is_draft = isinstance(statistic, Statistic)
    return [gettext("draft: publish it before this text")] if is_draft else []


def _names(statistic) -> str:
    texts = [statistic.key]
    for name in ("title", "concept"):
        texts += [getattr(statistic, f"{name}_{code}") for code, _language in settings.LANGUAGES]
    return normalize(" ".join(texts))


def _html(key: str) -> str:
    return format_html('<data data-figure="{}"></data>', key)


def _told(statistic, figures: Figures, language: str) -> dict:
    """A statistic, as the list of the picker shows it."""
    series = figures.series.get(statistic.key)
    observations = series.observations if series else []
    latest = observations[-1] if observations else None
    return {
        "key": statistic.key,
        "title": str(statistic.title or statistic.key),
        "mark": " ".join(_mark(statistic)),
        "value": figures.words(Reference(statistic.key, show="value-with-unit"), language) or "",
        "period": (latest.formatted_period(language) if latest else ""),
        "source": str(statistic.source or statistic.producer or ""),
        "ranked": statistic.unit == Unit.RANK,
        "periods": [
            {"code": one.period or "undated", "words": one.formatted_period(language)}
            for one in reversed(observations)
        ],
    }


def _refusal(reference: Reference, figures: Figures) -> str:
    series = figures.series.get(reference.key)
    if series is None:
        return gettext("No statistic that can be used is called “%(key)s”.") % {
            "key": reference.key[:80]
        }
    return figure_error(reference, series)
