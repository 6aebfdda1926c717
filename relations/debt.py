"""Freshness debt: what should have been looked at, by whom, and since when.

Owed are statistics without a date or without a source, those whose next release is past, figures in
a text that can say nothing, items whose review is past, agreements and programs that do not say
where their facts were read, agreements in force whose text was to be published, further reading
without an address, unless it has ended, and links that are dead or lead where no reader should go.
A debt weighs its days times the number of places that use it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.items import item_models
from publishing.links import form_url
from publishing.models import Edition
from relations.figures.page import Figures
from relations.links.published import published_links
from relations.models import (
    LinkCheck,
    PublishedOperand,
    RelationshipEdition,
    Statistic,
    StatisticEdition,
)
from relations.models.cited import citing_models
from relations.models.sourced import SourcedItem
from relations.models.text_due import texts_due
from relations.prose.references import references_in
from relations.series.freshness import is_undated, overdue_since
from relations.wording.periods import period_of


class DebtKind(models.TextChoices):
    UNDATED = "undated", _("undated")
    RELEASE = "release", _("update overdue")
    REVIEW = "review", _("review overdue")
    ADDRESS = "address", _("reading without an address")
    SOURCE = "source", _("source not known")
    FIGURE = "figure", _("figure that says nothing")
    TEXT = "text", _("text not published")
    LINK = "link", _("link that does not work")


@dataclass(frozen=True)
class Debt:
    """One thing that is owed, of one item or row of reference data, since a day."""

    kind: DebtKind
    item: models.Model
    what: str
    since: date
    days: int
    uses: int

    @property
    def weight(self) -> int:
        return self.days * max(self.uses, 1)

    @property
    def owner(self):
        return getattr(self.item, "owner", None)

    def get_absolute_url(self) -> str:
        """Return the address of the item's form, where it can be settled."""
        return form_url(self.item)


def debts(moment: datetime) -> list[Debt]:
    """Return everything that is owed at `moment`: first figures that say nothing, where readers
    see old words, then the rest, the heaviest first."""
    every = [
        *_statistic_debts(moment),
        *_review_debts(moment),
        *_reading_debts(moment),
        *_source_debts(moment),
        *_figure_debts(moment),
        *_text_debts(moment),
        *_link_debts(moment),
    ]
    return sorted(every, key=_urgency)


def _urgency(debt: Debt) -> tuple:
    return (debt.kind != DebtKind.FIGURE, -debt.weight, debt.since, str(debt.what))


def uses_by_statistic(moment: datetime) -> Counter:
    """Return in how many public places each statistic stands, by its id.

    A page that names it in a text and shows it besides counts twice.
    """
    uses: Counter = Counter()
    for model in citing_models():
        editions = model.edition_model().objects.as_of(moment)
        for lookup in ("cited", *model.statistics_shown):
            uses.update(editions.exclude(**{lookup: None}).values_list(lookup, flat=True))
    return uses


def _statistic_debts(moment: datetime) -> Iterator[Debt]:
    day, uses = timezone.localdate(moment), uses_by_statistic(moment)
    editions = StatisticEdition.objects.as_of(moment).filter(derivation="")
    first = Statistic.objects.annotate(public_from=Min("editions__live_from"))
    public_from = dict(first.values_list("pk", "public_from"))
    for edition in editions.select_related("item__owner").prefetch_related("observations"):
        count = uses[edition.item_id]
        if due := overdue_since(edition, day):
            what = gettext("%(title)s: next release") % {"title": edition.title}
            yield Debt(DebtKind.RELEASE, edition.item, what, due, (day - due).days, count)
        if is_undated(edition):
            since = timezone.localdate(public_from[edition.item_id])
            what = gettext("%(title)s: no period") % {"title": edition.title}
            yield Debt(DebtKind.UNDATED, edition.item, what, since, (day - since).days, count)
        if not all(row.sources(edition) for row in edition.observations.all()):
            since = timezone.localdate(public_from[edition.item_id])
            what = gettext("%(title)s: no source") % {"title": edition.title}
            yield Debt(DebtKind.SOURCE, edition.item, what, since, (day - since).days, count)


def _review_debts(moment: datetime) -> Iterator[Debt]:
    day = timezone.localdate(moment)
    for model in item_models():
        public: models.QuerySet[Edition] = model.edition_model().objects.as_of(moment)
        overdue = model._default_manager.filter(review_by__lt=day, pk__in=public.values("item"))
        for item in overdue.select_related("owner"):
            due: Any = item.review_by
            what = gettext("%(title)s: review") % {"title": item}
            yield Debt(DebtKind.REVIEW, item, what, due, (day - due).days, 1)


def _reading_debts(moment: datetime) -> Iterator[Debt]:
    day = timezone.localdate(moment)
    editions = RelationshipEdition.objects.as_of(moment).select_related("item__owner")
    editions = editions.annotate(public_from=Min("item__editions__live_from"))
    for edition in editions.prefetch_related("readings"):
        since = timezone.localdate(edition.public_from)
        for reading in edition.readings.all():
            if not reading.url and not period_of(reading.ended_on).is_over(day):
                yield Debt(
                    DebtKind.ADDRESS, edition.item, reading.title, since, (day - since).days, 1
                )


def _source_debts(moment: datetime) -> Iterator[Debt]:
    """Agreements and programs that do not say where their facts were read."""
    day = timezone.localdate(moment)
    for model in item_models():
        if not issubclass(model, SourcedItem):
            continue
        editions = model.edition_model().objects.as_of(moment).select_related("item__owner")
        for edition in editions.annotate(public_from=Min("item__editions__live_from")):
            if not edition.names_source:
                since = timezone.localdate(edition.public_from)
                what = gettext("%(title)s: no source") % {"title": edition.title}
                yield Debt(DebtKind.SOURCE, edition.item, what, since, (day - since).days, 1)


def _text_debts(moment: datetime) -> Iterator[Debt]:
    """Agreements whose text was to be published by now."""
    for due in texts_due(moment):
        if due.due_on and due.days_over and due.days_over > 0:
            what = gettext("%(title)s: text") % {"title": due.edition.title}
            yield Debt(DebtKind.TEXT, due.edition.item, what, due.due_on, due.days_over, 1)


def _link_debts(moment: datetime) -> Iterator[Debt]:
    """Links that failed on three days, and those that lead where no reader should go, once for each
    item that has one."""
    checks = {check.address: check for check in LinkCheck.objects.owed()}
    if not checks:
        return
    day = timezone.localdate(moment)
    for address, item in dict.fromkeys(published_links(moment, among=checks)):
        check = checks[address]
        since = check.bad_since or day
        what = gettext("%(title)s: %(address)s %(trouble)s") % {
            "title": item,
            "address": address[:80],
            "trouble": check.trouble,
        }
        yield Debt(DebtKind.LINK, item, what, since, max((day - since).days, 0), 1)


def _figure_debts(moment: datetime) -> Iterator[Debt]:
    """Figures in public texts that can say nothing, and show the words that were written."""
    day = timezone.localdate(moment)
    editions: list[Any] = []
    for model in citing_models():
        public = model.edition_model().objects.as_of(moment).exclude(cited=None)
        editions += public.select_related("item__owner").distinct()
    figures = Figures([text for edition in editions for text in edition.prose()], moment)
    changed = _last_change_by_key(moment)
    for edition in editions:
        silent = {
            reference.key
            for _name, language, text in edition.prose_by_language()
            for reference in references_in([text])
            if figures.words(reference, language) is None
        }
        for key in sorted(silent):
            since = timezone.localdate(max(edition.live_from, changed.get(key, edition.live_from)))
            what = gettext("%(title)s: figure of “%(statistic)s”") % {
                "title": edition.title,
                "statistic": key,
            }
            yield Debt(DebtKind.FIGURE, edition.item, what, since, (day - since).days, 1)


def _last_change_by_key(moment: datetime) -> dict[str, datetime]:
    """When the statistic of each key, or what it is computed from, last got an edition."""
    in_force = StatisticEdition.objects.in_force_at(moment)
    begun = dict(in_force.values_list("item", "live_from"))
    changed = dict(in_force.values_list("item__key", "live_from"))
    operands = PublishedOperand.objects.filter(edition__in=in_force)
    for key, operand in operands.values_list("edition__item__key", "statistic"):
        changed[key] = max(changed[key], begun.get(operand, changed[key]))
    return changed
