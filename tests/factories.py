"""Plain functions that make content, filling in what a test does not care about."""

from io import BytesIO
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from portal.models import Page
from programs.models import Answer, Audience, Field, Level, Program
from relations.models import (
    Agreement,
    Image,
    Organization,
    Partner,
    Relationship,
    Section,
    Statistic,
    Topic,
)
from relations.pictures import sanitized
from search.models import Synonyms

_numbers = count(1)


def make_partner(code="", **fields):
    number = next(_numbers)
    code = code or f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
    defaults = {"name_en": f"Country {code}", "name_es": f"País {code}", "region": "americas"}
    return Partner.objects.get_or_create(code=code, defaults={**defaults, **fields})[0]


def make_topic(slug="", **fields):
    slug = slug or f"topic-{next(_numbers)}"
    return Topic.objects.create(slug=slug, **{"name_en": slug, "name_es": slug, **fields})


def make_synonyms(words_en="", words_es=""):
    return Synonyms.objects.create(words_en=words_en, words_es=words_es)


def make_organization(slug="", **fields):
    slug = slug or f"organization-{next(_numbers)}"
    defaults = {"name_en": slug.title(), "name_es": slug.title()}
    return Organization.objects.create(slug=slug, **{**defaults, **fields})


def make_picture(title="bridge"):
    """Make a picture; the test says in which MEDIA_ROOT."""
    written = BytesIO()
    Pillow.new("RGB", (1200, 800), "teal").save(written, "JPEG")
    file = sanitized(SimpleUploadedFile(f"{title}.jpg", written.getvalue()))
    return Image.objects.create(title=title, file=file, decorative=True)


def make_relationship(slug="", **fields):
    slug = slug or f"relationship-{next(_numbers)}"
    defaults = {
        "title_en": f"Relations {slug}",
        "title_es": f"Relaciones {slug}",
        "lead_en": "<p>Neighbours.</p>",
        "lead_es": "<p>Vecinos.</p>",
    }
    sides = {}
    if "home" not in fields:
        sides = {"home": make_partner("US"), "partner": make_partner("MX")}
    return Relationship.objects.create(slug=slug, **{**defaults, **sides, **fields})


def make_section(relationship=None, slug="", **fields):
    slug = slug or f"section-{next(_numbers)}"
    defaults = {
        "title_en": f"Section {slug}",
        "title_es": f"Sección {slug}",
        "body_en": "<p>English text.</p>",
        "body_es": "<p>Texto en español.</p>",
    }
    relationship = relationship or Relationship.objects.first() or make_relationship()
    return Section.objects.create(relationship=relationship, slug=slug, **{**defaults, **fields})


def term(day="", **columns):
    """The columns of a rule that says when an agreement ends."""
    return {"kind": "term", "day": day, "anchor": "in_force", "position": 1, **columns}


def review(day="", **columns):
    """The columns of a rule that says when an agreement is first reviewed."""
    return {"kind": "review", "day": day, "position": 2, **columns}


def make_agreement(slug="", rules=(), **fields):
    slug = slug or f"agreement-{next(_numbers)}"
    defaults = {
        "title_en": f"Agreement {slug}",
        "title_es": f"Acuerdo {slug}",
        "summary_en": "An agreement.",
        "summary_es": "Un acuerdo.",
        "kind": "treaty",
    }
    agreement = Agreement.objects.create(slug=slug, **{**defaults, **fields})
    for columns in rules:
        agreement.rules.create(**columns)
    return agreement


def make_statistic(key="", observations=(("2021", "725.7"),), *, relationship=None, **fields):
    key = key or f"statistic-{next(_numbers)}"
    defaults = {
        "title_en": f"Statistic {key}",
        "title_es": f"Estadística {key}",
        "slug": key,
        "source_en": "A yearbook",
        "source_es": "Un anuario",
        "decimals": 1,
    }
    statistic = Statistic.objects.create(key=key, **{**defaults, **fields})
    statistic.relationships.add(relationship or Relationship.objects.first() or make_relationship())
    for period, value in observations:
        statistic.observations.create(period=period, value=value)
    return statistic


def make_sum(key, *operands, **fields):
    """A statistic that is computed: the sum of others."""
    fields.setdefault("relationship", operands[0].relationships.first() if operands else None)
    total = make_statistic(key, (), derivation="sum", **fields)
    for position, operand in enumerate(operands):
        total.operands.create(statistic=operand, position=position)
    return total


def make_program(slug="", **fields):
    """A program; `opens_on` and `closes_on` are those of its one call, or `calls` has several."""
    slug = slug or f"program-{next(_numbers)}"
    defaults = {
        "title_en": f"Program {slug}",
        "title_es": f"Programa {slug}",
        "summary_en": "An exchange.",
        "summary_es": "Un intercambio.",
    }
    days = {side: fields.pop(side) for side in ("opens_on", "closes_on") if side in fields}
    calls = fields.pop("calls", [{"cycle": "2026", **days}] if days else [])
    program = Program.objects.create(slug=slug, **{**defaults, **fields})
    for position, call in enumerate(calls, start=1):
        program.calls.create(**{"position": position, "zone": "America/Mexico_City", **call})
    return program


def make_answer(slug="students", question="who", **values):
    sets = {name: values.pop(name, []) for name in ("audiences", "levels", "fields")}
    answer = Answer.objects.create(
        slug=slug, question=question, **{"name_en": slug, "name_es": slug, **values}
    )
    for name, rows in sets.items():
        getattr(answer, name).set(rows)
    return answer


def make_audience(slug="students"):
    return Audience.objects.create(slug=slug, name_en=slug, name_es=slug)


def make_level(slug="secondary"):
    return Level.objects.create(slug=slug, name_en=slug, name_es=slug)


def make_field(slug="arts"):
    return Field.objects.create(slug=slug, name_en=slug, name_es=slug)


def make_page(slug="", **fields):
    slug = slug or f"page-{next(_numbers)}"
    defaults = {
        "title_en": f"Page {slug}",
        "title_es": f"Página {slug}",
        "body_en": "<p>English text.</p>",
        "body_es": "<p>Texto en español.</p>",
        "position": 1,
    }
    return Page.objects.create(slug=slug, **{**defaults, **fields})


MAKERS = {
    Relationship: make_relationship,
    Section: make_section,
    Agreement: make_agreement,
    Statistic: make_statistic,
    Program: make_program,
    Page: make_page,
}
