"""The style guide: every component of the site, from the very templates that the site uses.

Its samples are made in memory, so that it shows every state whatever the database holds.
"""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.http import Http404
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.colours import contrasts, hues, roles
from portal.models import Page, PageEdition
from programs.models import ApplicationMethod, ProgramEdition
from publishing.languages import TranslatedText, active_language
from publishing.models import Withdrawal
from publishing.targets import Target
from reading.facets import Choice, FacetChoices
from reading.filtersets import EXPORT_FORMATS, AppliedFilter
from reading.responses import render_page
from relations.figures.page import Figures
from relations.models import (
    Agreement,
    AgreementEdition,
    Partner,
    PublishedObservation,
    Relationship,
    RelationshipEdition,
    Section,
    SectionEdition,
    Statistic,
    StatisticEdition,
)
from relations.models.derived import Derivation
from relations.views.relationships import DatedFact, SheetSection
from relations.views.statistics import Latest

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
)
ERRORS = (400, 403, 404, 410, 500, 503)
SLUG = "sample"
MONEY: dict = {"unit": "usd", "scale": 9, "decimals": 1}


@require_safe
@staff_member_required
def styleguide(request):
    now = request.moment
    context = {
        "moment": now,
        "noindex": True,
        "figures": Figures([], now, request.at),
        "scale": SCALE,
        "spaces": SPACES,
        "roles": roles(),
        "hues": hues(),
        "contrasts": contrasts(),
        "icons": ICONS,
        "errors": ERRORS,
        "cards": [_relationship(*pair) for pair in (("US", "MX"), ("MX", "CA"), ("CA", "US"))],
        "statistics": _statistics(),
        "mirror": _mirror(),
        "charts": [_series("flow"), _series("stock")],
        "notes": SimpleNamespace(notes={"one": _note()}),
        "agreement": _agreement_row(),
        "program": _program_row(),
        "relationship": _sheet(now),
        "section": _section(),
        "dates": [
            DatedFact("2026-07-01", _("First review"), _agreement()),
            DatedFact("1944", _("Signed"), _agreement()),
        ],
        "organization": _organization(),
        "picture": static("icon.svg"),
        "image": SimpleNamespace(decorative=False, alt=_("Two leaves of one book")),
        "filters": _filters(),
        "no_filters": SimpleNamespace(applied=[], unfiltered_url="#"),
        "rows": Paginator(range(200), 20).page(4),
        "page_links": {
            "previous": "#",
            "next": "#",
            "numbers": [(1, "#"), ("…", ""), (3, "#"), (4, "#"), (5, "#"), ("…", ""), (10, "#")],
        },
        "past": SimpleNamespace(at="2022-10-01", moment=now - timedelta(days=900)),
        **_editions(now),
    }
    response = render_page(request, "portal/styleguide.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@staff_member_required
def error_page(request, status):
    """The page of an error as readers get it, to be looked at."""
    if status not in ERRORS:
        raise Http404
    said = _("This address is too long.") if status == 400 else ""
    return render_page(request, f"{status}.html", {"said": said, "noindex": True})


def _relationship(home: str, partner: str) -> RelationshipEdition:
    names = {"US": _("United States"), "MX": _("Mexico"), "CA": _("Canada")}
    sides = [Partner(code=c, name_en=names[c], name_es=names[c]) for c in (home, partner)]
    title = f"{names[home]} – {names[partner]}"
    lead = _("Two neighbors, in a sentence or two.")
    return RelationshipEdition(
        item=Relationship(slug=SLUG),
        home=sides[0],
        partner=sides[1],
        title_en=title,
        title_es=title,
        lead_en=f"<p>{lead}</p>",
        lead_es=f"<p>{lead}</p>",
    )


def _statistics() -> list[Latest]:
    """Dated, undated, and of money."""
    said: tuple[tuple[str, dict, str, str], ...] = (
        (_("Goods and services traded"), MONEY, "725.7", "2021"),
        (_("People who cross each day"), {}, "1100000", "2022-08"),
        (_("Ports of entry"), {}, "47", ""),
    )
    return [
        Latest(
            StatisticEdition(
                pk=0, item=Statistic(slug=SLUG), title_en=title, title_es=title, **unit
            ),
            PublishedObservation(period=period, value=Decimal(value)),
        )
        for title, unit, value, period in said
    ]


def _series(measure: str) -> StatisticEdition:
    """A statistic whose values are at hand, as those of a computed one are."""
    values = (("2018", "611.5"), ("2019", "614.5"), ("2020", "538.1"), ("2021", "661.2"))
    series = StatisticEdition(
        pk=0,
        item=Statistic(slug=f"{SLUG}-{measure}", key=SLUG),
        title_en=_("Goods traded"),
        title_es=_("Goods traded"),
        measure=measure,
        derivation=Derivation.SUM,
        **MONEY,
    )
    series.computed = [PublishedObservation(period=p, value=Decimal(v)) for p, v in values]
    return series


def _mirror() -> SimpleNamespace:
    """What the other side publishes for the same thing, and why the two may differ."""
    latest = _statistics()[0]
    return SimpleNamespace(
        edition=latest.edition,
        observation=latest.observation,
        differences=[_("They are measured in different ways.")],
    )


def _note() -> SimpleNamespace:
    """Where a figure of the text comes from."""
    latest = _statistics()[0]
    return SimpleNamespace(
        number=1,
        statistic=latest.edition,
        observation=latest.observation,
        freshness="",
        get_absolute_url=latest.edition.get_absolute_url,
    )


def _agreement() -> AgreementEdition:
    title = _("An agreement")
    return AgreementEdition(item=Agreement(slug=SLUG), title_en=title, title_es=title)


def _address() -> str:
    return _agreement().get_absolute_url()


def _all(*rows) -> SimpleNamespace:
    return SimpleNamespace(all=rows)


def _term(name: str) -> SimpleNamespace:
    return SimpleNamespace(name=name)


def _country(name: str) -> SimpleNamespace:
    return SimpleNamespace(country=_term(name))


def _agreement_row() -> SimpleNamespace:
    return SimpleNamespace(
        title=_("An agreement"),
        abbreviation="ABC",
        summary=_("What it is about, in one or two sentences."),
        get_kind_display=_("Treaty"),
        binding="",
        parties=_all(_country(_("United States")), _country(_("Mexico"))),
        events=_all(
            SimpleNamespace(kind="signed", get_kind_display=_("Signed"), happened_on="1944-02-03")
        ),
        topics=_all(_term(_("Water"))),
        get_absolute_url=_address,
    )


def _program_row() -> SimpleNamespace:
    return SimpleNamespace(
        title=_("A program"),
        summary=_("What it offers, in one or two sentences."),
        taking_part=ApplicationMethod.OPEN,
        get_taking_part_display=ApplicationMethod.OPEN.label,
        state="paused",
        get_state_display=ProgramEdition(state="paused").get_state_display(),
        audiences=_all(_term(_("students"))),
        fields=_all(),
        closes_on=None,
        get_absolute_url=_address,
    )


def _organization() -> SimpleNamespace:
    return SimpleNamespace(
        name=_("An organization"), abbreviation="ORG", website="", country=_term(_("Mexico"))
    )


def _sheet(now) -> SimpleNamespace:
    """A fact sheet with its memberships, offices and readings."""
    member = {"organization": _organization(), "role": "", "ends": ""}
    reading = {"publisher": _("A publisher"), "last_checked_on": now.date()}
    return SimpleNamespace(
        partner=_term(_("Mexico")),
        memberships=_all(
            SimpleNamespace(**member, shared=True, begins="1994"),
            SimpleNamespace(**member, shared=False, begins=""),
        ),
        offices=_all(
            SimpleNamespace(
                get_kind_display=_("Embassy"),
                country=_term(_("Mexico")),
                name="",
                street="1 Sample Street",
                city="Washington",
                telephone="+1 202 555 0100",
                website="",
            )
        ),
        readings=_all(
            SimpleNamespace(
                **reading, title=_("A book with an address"), url="https://example.org"
            ),
            SimpleNamespace(**reading, title=_("A book without one"), url=""),
        ),
    )


def _section() -> SheetSection:
    title, body = (
        _("A section"),
        _(
            "Text at the measure at which it is read, sixty to seventy-five "
            "letters to a line, with related agreements and programs beside it on wide screens."
        ),
    )
    edition = SectionEdition(
        item=Section(slug="sample-section"),
        title_en=title,
        title_es=title,
        body_en=f"<p>{body}</p>",
        body_es=f"<p>{body}</p>",
        shows="",
    )
    return SheetSection(edition, [Target(_agreement(), withdrawn=True)])


def _filters() -> SimpleNamespace:
    topics = [Choice("trade", _("Trade"), 12, True), Choice("water", _("Water"), 3, False)]
    return SimpleNamespace(
        filters={"q": True},
        export_urls=dict.fromkeys(EXPORT_FORMATS, "#"),
        labels={"q": [_("border")]},
        view="",
        views=[(_("Cards"), "#", True), (_("Table"), "#", False)],
        facets=[FacetChoices("topic", _("Topic"), topics)],
        applied=[
            AppliedFilter(_("Topic"), _("Trade"), "#"),
            AppliedFilter(_("Search"), _("border"), "#"),
        ],
        invalid_values=[AppliedFilter(_("Topic"), _("There is no topic “banana”."), "#")],
        unfiltered_url="#",
    )


def _editions(now) -> dict:
    """An edition in force, an old one, a withdrawn one, and text in the other language only."""
    title = _("A page")

    def edition(**said):
        item = Page(slug=SLUG)
        then = now - timedelta(days=300)
        columns = {"pk": 0, "live_from": then, "recorded_at": then, **said}
        return PageEdition(item=item, title_en=title, title_es=title, **columns)

    other = "en" if active_language() == "es" else "es"
    note = _("The number of ports was corrected.")
    return {
        "in_force_edition": edition(note_en=note, note_es=note),
        "old_edition": edition(live_until=now - timedelta(days=30), recorded_at=now),
        "withdrawn_edition": edition(withdrawal=Withdrawal.WITHDRAWN, note_en=note, note_es=note),
        "plain_edition": edition(),
        "milestones_of_sample": SimpleNamespace(
            first_published=now - timedelta(days=300),
            last_changed=now - timedelta(days=30),
            last_reviewed_on=now.date(),
        ),
        "in_other_language": TranslatedText(title, other),
    }
