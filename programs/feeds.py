"""New calls as a feed, and what else those follow who look for programs."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from programs.applying import day_said, who_may_apply
from programs.filters import ProgramFilter
from programs.models import CallTimes, ProgramEdition, PublishedCall, calls_of
from programs.records import label_of
from programs.standings import NOT_RUNNING
from programs.views import ProgramList
from publishing.links import keep_at, with_query
from reading.facets import Facet, SetFacet
from reading.feeds import MAX_ENTRIES, Entry, atom_response
from relations.views.exports import refused, titled
from search.finding import find
from search.matching import Engine, only
from search.questions import Answers
from search.schema import schema
from search.words import parse

PARTS = ("calls", "citizenships", "residences", "audiences")


def found_editions(filters: ProgramFilter) -> QuerySet:
    """Return the editions that a list finds at its moment."""
    if not filters.found:
        return filters.qs
    return filters.qs.filter(pk__in=filters.answers.all_ids(*filters.conditions()))


class Ever(Answers):
    """What the index says of the editions of every time."""

    @cached_property
    def live(self) -> Engine:
        return only(Engine.term_set_query(schema(), "type", list(self.types)))


def told_editions(filters: ProgramFilter) -> QuerySet:
    """Return the editions of every time that the list had by what they say: whether a call was open
    then, or new, is not asked."""
    editions = ProgramEdition.objects.all()
    for name, labels in filters.labels.items():
        facet = filters.filters[name]
        if labels and isinstance(facet, Facet) and not isinstance(facet, SetFacet):
            editions = facet.filter(editions, list(labels))
    if filters.found:
        ever = Ever(filters.answers.searcher, filters.request.moment, filters.searched)
        found = find(ever, filters.matching, parse(next(iter(filters.labels["q"]))))
        editions = editions.filter(pk__in=ever.all_ids(found.engine))
    return editions


class Told(NamedTuple):
    """When readers were told of a call: first, and last of something else about it."""

    first: ProgramEdition
    changed_at: datetime


class CallFeed(View):
    """The calls of the programs that a filter of their list finds, the newest announced first.

    Raises BadRequest for a filter that makes no sense, as other files of the list do.
    """

    def get(self, request):
        filters = ProgramList.get_filters(request)
        if refusal := refused(request, filters):
            return refusal
        list_url = keep_at(with_query(reverse("program-list"), filters.kept_query), request.at)
        title = titled(_("Calls of programs"), filters)
        return atom_response(request, title, list_url, self._entries(filters))

    def _entries(self, filters: ProgramFilter) -> Iterator[Entry]:
        moment = self.request.moment
        calls = newest_calls(found_editions(filters), moment)
        told = told_of([edition.item_id for edition, _call in calls], moment)
        for edition, call in calls:
            first, changed_at = told[edition.item_id, call.key]
            anchor = f"#call-{call.key}"
            yield Entry(
                updated_at=changed_at,
                title=f"{edition.title}: {call}",
                text="\n\n".join(_text(edition, call)),
                url=keep_at(f"{edition.get_absolute_url()}{anchor}", self.request.at),
                permalink=f"{reverse('edition', args=[first.identifier])}{anchor}",
            )


def newest_calls(
    editions: QuerySet, moment: datetime
) -> list[tuple[ProgramEdition, PublishedCall]]:
    """Return the calls of some editions that were announced last, the newest first."""
    today = timezone.localdate(moment)
    times = CallTimes.objects.filter(of_edition__in=editions.values("pk"), announced_on__lte=today)
    newest = times.order_by("-announced_on", "-of_edition__live_from", "-of_edition", "-pk")
    keys = list(newest.values_list("of_edition", "key")[:MAX_ENTRIES])
    rows = ProgramEdition.objects.select_related("item").prefetch_related(*PARTS)
    loaded = rows.in_bulk([pk for pk, _key in keys])
    calls = {(pk, call.key): call for pk, row in loaded.items() for call in calls_of(row)}
    return [(loaded[pk], calls[pk, key]) for pk, key in keys if (pk, key) in calls]


def told_of(items: list[int], moment: datetime) -> dict[tuple[int, str], Told]:
    """Return when readers were told of each call of some programs, by item and key."""
    begun = ProgramEdition.objects.begun_by(moment).readable().filter(item__in=items)
    told: dict[tuple[int, str], Told] = {}
    said: dict[tuple[int, str], str] = {}
    for edition in begun.order_by("live_from", "pk").prefetch_related(*PARTS):
        for call in calls_of(edition):
            of, says = (edition.item_id, call.key), "\n".join(_text(edition, call))
            if of not in told:
                told[of] = Told(edition, edition.live_from)
            elif said[of] != says:
                told[of] = Told(told[of].first, edition.live_from)
            said[of] = says
    return told


def _text(edition: ProgramEdition, call: PublishedCall) -> Iterator[str]:
    """Say what a call is: who may apply, from when until when, and on which conditions."""
    if call.cancelled:
        yield f"{label_of(call, 'cancelled')}."
    if edition.state in NOT_RUNNING:
        yield f"{label_of(edition, 'state')}: {edition.get_state_display()}"
    who = "; ".join(map(str, who_may_apply(edition)))
    yield who or _("Who may apply: not recorded")
    times = (
        (_("Applications open"), day_said(call.opens_on, call.opens_time, call.zone)),
        (_("Applications close"), day_said(call.closes_on, call.closes_time, call.zone)),
    )
    unknown = _("not recorded")
    yield "\n".join(f"{words}: {said or unknown}" for words, said in times)
    texts = ((call, "conditions"), (call, "not_eligible"), (edition, "not_eligible"))
    yield "\n".join(
        f"{label_of(row, name)}: {'; '.join(said.splitlines())}"
        for row, name in texts
        if (said := getattr(row, name))
    )
