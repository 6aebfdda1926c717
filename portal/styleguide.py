"""The style guide: every component of the site, from the very templates that the site uses.

Its samples are made in memory, so that it shows every state whatever the database holds.
"""

from copy import copy
from datetime import date, timedelta

from django.contrib.auth.decorators import user_passes_test
from django.core.paginator import Paginator
from django.http import Http404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.roles import is_staff
from portal import samples
from portal.colors import contrasts, hues, roles
from portal.dates import DatedRow
from portal.marking import Marker
from portal.search_hits import row_of
from portal.search_results import Way
from programs.applying import calls_at
from publishing.history import Milestones
from publishing.languages import TranslatedText, preferred_languages
from publishing.models import Withdrawal
from publishing.targets import Target
from reading.lists import page_links
from reading.responses import render_page
from reading.said import WordsSaid
from relations.figures.notes import Note
from relations.figures.page import Figures
from relations.models import Image
from relations.models.agreement_facts import facts_of
from relations.models.agreement_lives import party_standings
from relations.register.dates import DateKind, Due, dates_of
from relations.register.facts import Days
from relations.register.life import life_of
from relations.register.wording import Said
from relations.series.mirrors import Mirror
from relations.views.agreements import reviews_of
from relations.views.relationships import DatedFact, SheetSection
from relations.views.statistics import Latest
from search.thesaurus import Thesaurus
from search.words import parse

SCALE = (
    ("h1", gettext_lazy("Heading of a page")),
    ("h2", gettext_lazy("Heading of a section")),
    ("h3", gettext_lazy("Heading of a part")),
    ("read", gettext_lazy("Text to read")),
    ("body", gettext_lazy("Text of lists and forms")),
    ("small", gettext_lazy("Notes and labels")),
)
SPACES = ("gap", "measure", "radius")
ICONS = (
    "magnifying-glass",
    "adjustments-horizontal",
    "arrow-left",
    "arrow-right",
    "x-mark",
    "arrow-top-right-on-square",
)
ERRORS = (400, 403, 404, 410, 500, 503)
COUNTRIES = (("US", "MX"), ("MX", "CA"), ("CA", "US"))


@require_safe
@user_passes_test(is_staff)
def styleguide(request):
    request.dead_links = samples.dead_links(timezone.localdate(request.moment))
    context = {
        "moment": request.moment,
        "noindex": True,
        "figures": Figures([], request.moment, request.at),
        "scale": SCALE,
        "spaces": SPACES,
        "roles": roles(),
        "hues": hues(),
        "contrasts": contrasts(),
        "icons": ICONS,
        "errors": ERRORS,
        **item_samples(request.moment),
        **figure_samples(request.moment),
        **edition_samples(request),
        **list_samples(request),
        **search_samples(),
    }
    response = render_page(request, "portal/styleguide.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@user_passes_test(is_staff)
def error_page(request, status):
    """The page of an error as readers get it, to be looked at."""
    if status not in ERRORS:
        raise Http404
    message = _("This address is too long.") if status == 400 else ""
    return render_page(request, f"{status}.html", {"message": message, "noindex": True})


def item_samples(now) -> dict:
    relationships = [samples.relationship(*pair, now) for pair in COUNTRIES]
    today = timezone.localdate(now)
    agreement = samples.agreement(today)
    life = life_of(facts_of(agreement))
    parties = party_standings(agreement, life, today)
    program = samples.program(today)
    day, year = date(2026, 7, 1), Days(date(2027, 1, 1), date(2027, 12, 31))
    duty = Due(DateKind.DUTY, year, Said(_("Report")), "duty-1", owed_by=_("An organization"))
    return {
        "cards": relationships,
        "relationship": relationships[0],
        "agreement": agreement,
        "today": today,
        "life": life,
        "standing": life.on(today),
        "due": dates_of(life, today),
        "parties": parties,
        "reviews": reviews_of(agreement, life, parties, today),
        "program": program,
        "calls": calls_at(program, now),
        "organization": samples.organization(),
        "section": SheetSection(samples.section(), [Target(agreement, withdrawn=True)]),
        "dates": [
            DatedFact("2026-07-01", _("First review"), agreement),
            DatedFact("1944", _("Signed"), agreement),
        ],
        "dated": [
            DatedRow(
                agreement, Due(DateKind.REVIEW, Days(day, day), Said(_("Review")), "review-1")
            ),
            DatedRow(agreement, duty),
        ],
        "calendar_url": reverse("date-calendar"),
        "picture": static("icon.svg"),
        "image": Image(**samples.translations(alt=_("Two leaves of one book"))),
    }


def figure_samples(now) -> dict:
    """Statistics in lists and charts, the note of a figure, and what the other side publishes."""
    statistics = [Latest(edition, edition.latest()) for edition in samples.statistics()]
    money = statistics[0]
    differences = [_("They are measured in different ways.")]
    other = copy(money.edition)
    other.title_en, other.title_es = (
        _("As the other side counts it"),
        _("As the other side counts it"),
    )
    mirror = Mirror(other, money.observation, money.observation, differences)
    notes = Figures([], now)
    note = Note(1, money.edition, money.observation, money.observation, now.date())
    notes.noted = [(note, mirror)]
    return {
        "statistics": statistics,
        "charts": samples.charted_statistics(),
        "mirror": mirror,
        "notes": notes,
    }


def edition_samples(request) -> dict:
    """An edition in force, an old one, a withdrawn one, text in another language, and the past."""
    now, note = request.moment, _("The number of ports was corrected.")
    began, changed = now - timedelta(days=300), now - timedelta(days=30)
    past = copy(request)
    past.at, past.moment = "2022-10-01", now - timedelta(days=900)
    return {
        "in_force_edition": samples.page(began, note=note),
        "old_edition": samples.page(began, live_until=changed, recorded_at=now),
        "withdrawn_edition": samples.page(began, withdrawal=Withdrawal.WITHDRAWN, note=note),
        "plain_edition": samples.page(began),
        "milestones_of_sample": Milestones(began, changed, now.date()),
        "in_other_language": TranslatedText(_("A page"), preferred_languages()[-1]),
        "past": past,
    }


def list_samples(request) -> dict:
    """A list in the middle of its pages, with filters in use and one that makes no sense."""
    filters = samples.filters(request, "q=border&topic=trade&topic=banana")
    rows = Paginator(range(200), 20).page(5)
    return {
        "filters": filters,
        "no_filters": samples.filters(request),
        "rows": rows,
        "page_links": page_links(rows, filters.page_url),
        "followed": {
            "calls_url": reverse("call-feed"),
            "calendar_url": reverse("program-list-calendar"),
        },
    }


def search_samples() -> dict:
    """What is found of each type, and what is said where too little is."""
    asked = parse(_("what it is about"))
    marker = Marker(asked, Thesaurus([]))
    figures = Figures([], timezone.now())
    editions = {
        "agreement": samples.agreement(timezone.localdate()),
        "program": samples.program(timezone.localdate()),
        "statistic": samples.statistics()[0],
    }
    ways = [Way(_("trade"), reverse("search"), 12)]
    return {
        "search_rows": [row_of(name, each, marker, figures) for name, each in editions.items()],
        "search_results": {
            "to_drop": ways,
            "nearest": ways,
        },
        "search_said": WordsSaid(
            [("tradde", _("trade"))], _("“%(text)s”") % {"text": "xyz"}, most=True
        ),
        "search_published": [(_("Programs"), reverse("search"), 28)],
    }
