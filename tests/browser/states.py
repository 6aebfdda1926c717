"""The site that the browser is shown, and the address of every state of every template."""

from datetime import timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from publishing.items import item_models
from publishing.models import Withdrawal
from relations.models import Agreement
from tests.contracts.addresses import addresses
from tests.contracts.site import LONG_AGO, Site, make_site
from tests.factories import make_agreement, make_page, make_program, make_statistic

SHEET = "/relations/united-states-mexico/"
# How the names of addresses end that answer with something else than a page.
NO_PAGES = (
    "health",
    "-csv",
    "-json",
    "-atom",
    "-feed",
    "-export",
    "-calendar",
    "-bib",
    "-ris",
    "agreement-text",
    "agreement-status",
    "record-head",
    "opportunities",
    "opportunity",
)
FORMS = ("changelist", "add", "change")
THEN = "?at=2022-10-01"


def make_states(by) -> tuple[Site, dict[str, int]]:
    """A site with some of everything, and the public addresses to look at with their answers."""
    site = make_site(by)
    for number in range(21):
        make_program(f"exchange-{number}", title_en=f"Exchange {number}").publish(by)
    withdrawn = make_agreement("withdrawn", title_en="An agreement that was withdrawn")
    withdrawn.publish(by)
    withdrawn.withdraw(by, Withdrawal.WITHDRAWN, reason_en="It had ended.")
    mistaken = make_statistic("mistaken", title_en="A statistic published in error")
    mistaken.publish(by)
    mistaken.withdraw(by, Withdrawal.IN_ERROR, reason_en="It was wrong.")
    queued = make_agreement("queued", title_en="An agreement with an edition to come")
    queued.publish(by, at=timezone.now() + timedelta(days=30))
    for item in site.items:  # in force and changed since
        item.title_en += ", revised"
        item.save()
    make_page("about-us").publish(by)
    make_program("draft", title_en="A program that nobody has published")
    editions = [item.editions.order_by("live_from").first() for item in site.items]
    pages = [
        *(
            address
            for name, of_name in addresses(site).items()
            if not name.endswith(NO_PAGES)
            for address in of_name
        ),
        *(reverse("edition", args=[edition.identifier]) for edition in editions),
        "/programs/?page=2",
        "/programs/?q=program",
        "/agreements/?topic=trade",
        "/programs/?q=nothing-has-this-word",
        "/programs/?taking_part=no-such-way&topic=no-such-topic",
        "/agreements/withdrawn/",
        f"/{THEN}",
        f"/agreements/{THEN}",
        SHEET + THEN,
    ]
    wrong = {
        "/?at=yesterday": 400,
        "/?at=2999-01-01": 403,
        "/no-such-page/": 404,
        "/programs/?page=99": 404,
        "/statistics/mistaken/": 410,
    }
    assert LONG_AGO.date().isoformat() < THEN[4:]
    return site, {**dict.fromkeys(pages, 200), **wrong}


def desk(site: Site) -> list[str]:
    """Every page of the admin that is opened by address, of one row of each model."""
    pages = [reverse("styleguide"), reverse("admin:index"), reverse("admin:password_change")]
    for model, model_admin in admin.site._registry.items():
        rows = site.rows.get(model) or model._default_manager.order_by("pk")[:1]
        for pattern in model_admin.get_urls():
            takes = set(pattern.pattern.converters)
            name = (pattern.name or "").rpartition("_")[2]
            if not name or takes - {"object_id"}:
                continue
            # The pages below a form are the same templates for every type of item.
            if model in item_models() and model is not Agreement and name not in FORMS:
                continue
            if not takes:
                pages.append(reverse(f"admin:{pattern.name}"))
            elif rows:
                pages.append(reverse(f"admin:{pattern.name}", args=[rows[0].pk]))
    return pages
