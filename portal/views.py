"""The pages that span rooms: home, updates, editions by their permanent links."""

from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.changes import edition_rows, editions_of, group_changes, latest_changes
from portal.dates import next_dates
from portal.models import Page
from programs.filters import ProgramFilter
from programs.models import ProgramEdition
from programs.views import ProgramDetail
from publishing.items import edition_by_identifier
from publishing.links import keep_at
from publishing.models import Withdrawal
from publishing.targets import targets
from reading.facets import Choice
from reading.feeds import MAX_ENTRIES, atom_response
from reading.lists import page_links, requested_page
from reading.ordering import title_order
from reading.responses import gone, render_page
from relations.figures.page import Figures
from relations.models import Relationship, RelationshipEdition, SectionEdition
from relations.sides import sides_of
from relations.views.agreements import AgreementDetail
from relations.views.history import entry_of_edition, entry_of_update
from relations.views.prose import ProseDetail
from relations.views.relationships import (
    RelationshipDetail,
    SectionDetail,
    key_figures_of,
)
from relations.views.statistics import StatisticDetail

CHANGES_AT_HOME = 6
AUDIENCES_AT_HOME = 10
DATES_AT_HOME = 5
EDITIONS_ON_PAGE = 50


class PageDetail(ProseDetail):
    model = Page
    template_name = "portal/page.html"


# The views by which an edition of each type is shown.
DETAIL_VIEWS = {
    view.model: view
    for view in (
        RelationshipDetail,
        SectionDetail,
        AgreementDetail,
        StatisticDetail,
        ProgramDetail,
        PageDetail,
    )
}


@require_safe
def home(request):
    relationships = list(
        RelationshipEdition.objects.as_of(request.moment)
        .select_related("item", "home", "partner", "image")
        .prefetch_related("key_figures")
        .order_by(*title_order())
    )
    programs = ProgramEdition.objects.as_of(request.moment)
    filters = ProgramFilter(QueryDict(), programs, request=request)
    context = {
        "relationships": relationships,
        "sides": sides_of(relationships),
        "key_figures": key_figures_of(relationships, request.moment),
        "audiences": most_frequent(filters.choices_of("audience")),
        "application_methods": filters.choices_of("taking_part"),
        "program_count": filters.total(),
        "dates": next_dates(request.moment, DATES_AT_HOME),
        "changes": latest_changes(request.moment, CHANGES_AT_HOME),
        "moment": request.moment,
        "feed_url": keep_at(reverse("updates-atom"), request.at),
        "figures": Figures(
            [text for relationship in relationships for text in relationship.prose()],
            request.moment,
            request.at,
        ),
    }
    return render_page(request, "portal/home.html", context)


def most_frequent(choices: list[Choice]) -> list[Choice]:
    """Return the choices that give the most results, in the order they came in."""
    ranked = sorted(choices, key=lambda choice: -choice.count)[:AUDIENCES_AT_HOME]
    return [choice for choice in choices if choice in ranked]


@require_safe
def updates(request):
    """Everything that changed, the newest first."""
    rows = requested_page(request, Paginator(edition_rows(request.moment), EDITIONS_ON_PAGE))
    context = {
        "changes": group_changes(editions_of(rows.object_list)),
        "rows": rows,
        "feed_url": keep_at(reverse("updates-atom"), request.at),
        "page_links": page_links(rows, lambda number: _updates_url(request, number)),
    }
    return render_page(request, "portal/updates.html", context)


def _updates_url(request, number: int) -> str:
    url = reverse("updates")
    return keep_at(f"{url}?page={number}" if number > 1 else url, request.at)


@require_safe
def updates_feed(request):
    """The latest changes as a feed; a figure that changed has an entry of its own."""
    entries = []
    for edition in editions_of(edition_rows(request.moment)[:MAX_ENTRIES]):
        entries += [entry_of_update(update, edition.note, request.at) for update in edition.updates]
        entries.append(entry_of_edition(edition, request.at))
    return atom_response(request, _("Updates"), _updates_url(request, 1), entries[:MAX_ENTRIES])


@require_safe
def edition_detail(request, identifier):
    """A published edition as it was, on the page of its type."""
    edition = edition_by_identifier(identifier)
    if not edition or edition.cancelled_at or edition.live_from > request.moment:
        raise Http404
    if edition.suppressed or edition.withdrawal == Withdrawal.IN_ERROR:
        return gone(request)
    if isinstance(edition, SectionEdition) and not _sheet_is_public(edition, request.moment):
        raise Http404
    in_force = type(edition).objects.in_force_at(request.moment).filter(pk=edition.pk).exists()
    return DETAIL_VIEWS[edition.item_model()].show(
        request, edition, edition.live_from, shown_edition=edition, in_force=in_force
    )


def _sheet_is_public(section: SectionEdition, moment) -> bool:
    return bool(targets(Relationship, [section.relationship_id], moment))
