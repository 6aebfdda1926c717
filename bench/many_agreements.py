"""Agreements of invented lives, as many as are wanted. Django must have been set up."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from publishing.formats import CURRENT
from relations.models import (
    Agreement,
    AgreementEdition,
    Organization,
    Partner,
    PublishedEvent,
    PublishedLink,
    PublishedParty,
    PublishedRule,
    Topic,
)
from relations.models.agreement_status import derive

MANY = 1000  # rows that one statement inserts


def fill(number: int) -> None:
    """Write agreements with editions that are not sealed, as the record is not what is measured."""
    by = get_user_model().objects.create_user("bench")
    partners = [
        Partner.objects.create(code=code, name_en=code, name_es=code, region="americas")
        for code in ("US", "MX", "CA")
    ]
    topics = [
        Topic.objects.create(slug=f"topic-{n}", name_en=f"Topic {n}", name_es=f"Tema {n}")
        for n in range(12)
    ]
    bureaus = [
        Organization.objects.create(
            slug=f"bureau-{n}",
            name_en=f"Bureau {n}",
            name_es=f"Oficina {n}",
            country=partners[n % 3],
        )
        for n in range(60)
    ]
    now = timezone.now()
    items = Agreement.objects.bulk_create(
        [Agreement(slug=f"agreement-{n}") for n in range(number)], MANY
    )
    editions = AgreementEdition.objects.bulk_create(
        [edition(n, item, now - timedelta(days=n % 900 + 1), by) for n, item in enumerate(items)],
        MANY,
    )
    rows: dict = {}
    for n, each in enumerate(editions):
        for row in parts(n, each, partners, items):
            rows.setdefault(type(row), []).append(row)
    for model, of_model in rows.items():
        model.objects.bulk_create(of_model, MANY)
    for name, terms, shift in (("topics", topics, 5), ("lead_organizations", bureaus, 7)):
        through = getattr(AgreementEdition, name).through
        key = f"{terms[0]._meta.model_name}_id"
        chosen = [
            (e.pk, terms[n * step % len(terms)].pk)
            for n, e in enumerate(editions)
            for step in (1, shift)
        ]
        through.objects.bulk_create(
            [through(agreementedition_id=e, **{key: t}) for e, t in dict.fromkeys(chosen)], MANY
        )
    for start in range(0, number, MANY):
        with transaction.atomic():
            derive(editions[start : start + MANY])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def edition(n: int, item, live_from, by):
    kind, binding = (
        ("treaty", "binding"),
        ("memorandum", "non_binding"),
        ("agreement", "binding"),
        ("dialogue", ""),
    )[n % 4]
    about = ("water", "trade", "air", "science")[n % 7 % 4]
    return AgreementEdition(
        item=item,
        title_en=f"Agreement {n * 7919 % 10007} on {about}",
        title_es=f"Acuerdo {n}",
        summary_en="What it is about, in one or two sentences, of which this is the second.",
        kind=kind,
        binding=binding,
        level=("leaders", "cabinet", "government", "agency")[n % 4],
        live_from=live_from,
        recorded_at=live_from,
        published_by=by,
        format=CURRENT,
    )


def parts(n: int, of_edition, partners, items):
    signed = date(1950 + n % 70, n % 12 + 1, n % 28 + 1)
    for position, partner in enumerate(partners[: 2 + n % 2]):
        yield PublishedParty(edition=of_edition, country=partner, position=position)
    if of_edition.kind == "dialogue":
        yield PublishedEvent(edition=of_edition, kind="met", happened_on=signed.isoformat())
        return
    yield PublishedEvent(edition=of_edition, kind="signed", happened_on=signed.isoformat())
    if n % 9:
        force = (signed + timedelta(days=400)).isoformat()
        yield PublishedEvent(edition=of_edition, kind="in_force", happened_on=force)
    if n % 3 == 0:
        yield PublishedRule(edition=of_edition, kind="term", amount=10, position=1)
        yield PublishedRule(
            edition=of_edition, kind="renewal", amount=5, notice_amount=6, position=2
        )
    if n % 5 == 0:
        yield PublishedRule(
            edition=of_edition, kind="review", day="2026-07-01", every_amount=6, position=3
        )
    if n % 10 == 0 and n:
        yield PublishedLink(edition=of_edition, kind="supersedes", agreement_linked=items[n - 1])
