"""The pages that span rooms, and the pages of errors."""

import sys

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, QueryDict
from django.template import loader
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.changes import latest_changes
from portal.context import languages, query_of, with_query
from portal.models import Page, PageEdition
from programs.filters import ProgramFilter
from programs.models import ProgramEdition
from programs.views import ProgramDetail
from publishing.items import edition_at
from publishing.models import Withdrawal
from publishing.targets import targets
from relations.figures import Figures
from relations.filters.facets import Choice
from relations.models import (
    AgreementEdition,
    Relationship,
    RelationshipEdition,
    SectionEdition,
    StatisticEdition,
)
from relations.sides import sides_of
from relations.views import (
    AgreementDetail,
    RelationshipDetail,
    SectionDetail,
    StatisticDetail,
)
from relations.views.pages import ItemDetail, gone, page
from relations.views.relationships import key_figures_of

CHANGES_AT_HOME = 6
AUDIENCES_AT_HOME = 10
RETRY_AFTER = "60"  # seconds


class PageDetail(ItemDetail):
    model = Page
    template_name = "portal/page.html"


# By which page an edition of each type is shown.
PAGES = {
    RelationshipEdition: RelationshipDetail,
    SectionEdition: SectionDetail,
    AgreementEdition: AgreementDetail,
    StatisticEdition: StatisticDetail,
    ProgramEdition: ProgramDetail,
    PageEdition: PageDetail,
}


@require_safe
def home(request):
    relationships = list(
        RelationshipEdition.objects.as_of(request.moment)
        .select_related("of", "home", "partner", "image")
        .prefetch_related("key_figures")
        .order_by("title_en")
    )
    programs = ProgramEdition.objects.as_of(request.moment)
    filters = ProgramFilter(QueryDict(), programs, request=request)
    context = {
        "relationships": relationships,
        "sides": sides_of(relationships),
        "key_figures": key_figures_of(relationships, request.moment),
        "audiences": most_frequent(filters.choices_of("audience")),
        "ways": filters.choices_of("taking_part"),
        "program_number": programs.count(),
        "changes": latest_changes(request.moment, CHANGES_AT_HOME),
        "moment": request.moment,
        "figures": Figures(
            [text for one in relationships for text in one.prose()], request.moment, request.at
        ),
    }
    return page(request, "portal/home.html", context)


def most_frequent(choices: list[Choice]) -> list[Choice]:
    """The choices that give the most results, in the order they came in."""
    ranked = sorted(choices, key=lambda choice: -choice.count)[:AUDIENCES_AT_HOME]
    return [choice for choice in choices if choice in ranked]


@require_safe
def edition(request, address):
    """A published edition as it was, through the page of its type."""
    found = edition_at(address)
    if not found or found.cancelled_at or found.live_from > request.moment:
        raise Http404
    if found.suppressed or found.withdrawal == Withdrawal.IN_ERROR:
        return gone(request)
    if isinstance(found, SectionEdition) and not _sheet_is_public(found, request.moment):
        raise Http404
    standing = found.item_model().edition_model().objects.standing_at(request.moment)
    return PAGES[type(found)].show(
        request,
        found,
        found.live_from,
        shown_edition=found,
        in_force=standing.filter(pk=found.pk).exists(),
    )


def _sheet_is_public(section: SectionEdition, moment) -> bool:
    return bool(targets(Relationship, [section.relationship_id], moment))


def bad_request(request, exception):
    return _error(request, 400, exception)


def permission_denied(request, exception):
    return _error(request, 403, exception)


def form_expired(request, reason=""):
    """A form whose proof of origin is missing or old; the desk keeps what was typed in it."""
    said = _(
        "This form is too old, or cookies are off. Go back, reload the page and send it again."
    )
    return _error(request, 403, PermissionDenied(said))


def page_not_found(request, exception):
    return _error(request, 404, exception)


def server_error(request):
    """A page that needs neither the database nor anything that the failed request holds.

    A database that cannot be reached, or stays locked, is no fault of the site: it answers 503.
    """
    resting = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if resting else 500
    with override(_language(request)):
        try:
            response = HttpResponse(loader.render_to_string(f"{status}.html"), status=status)
        except Exception:  # the page about a broken site must not break as well
            said = "The site has a fault. / El sitio tiene una falla."
            response = HttpResponse(said, status=status)
    if resting:
        response["Retry-After"] = RETRY_AFTER
    return response


def _error(request, status: int, exception) -> HttpResponse:
    """The page of an error, with the sentence that the exception carries for the reader."""
    # The error may lie in the moment, or come before anyone has read it.
    if status != 404 or not hasattr(request, "at"):
        request.at = ""
    # What Django itself complains of is not written for readers.
    spoken = isinstance(exception, (BadRequest, PermissionDenied, Http404))
    said = exception.args[0] if spoken and exception.args else ""
    with override(_language(request)):
        query = query_of(request).copy()
        wrong_page = query.pop("page", None)
        context = {
            "said": said if isinstance(said, str) else "",
            "first_page": with_query(request.path, query) if wrong_page else "",
        }
        if status == 400:
            context["languages"] = languages(_home(request), QueryDict())
        return page(request, f"{status}.html", context, status=status)


def _language(request) -> str:
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def _home(request) -> str:
    language = _language(request)
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
