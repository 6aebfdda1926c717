"""A small site with some of everything, and a reader who follows every link of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from programs.models import Audience, Call, Field, Level
from publishing.items import item_models
from publishing.models import WorkingCopy
from publishing.snapshot import part_models, shared_fields, shared_sets
from relations import texts
from relations.fields import PartialDateField
from relations.models import (
    Agreement,
    Event,
    Link,
    Operand,
    Organization,
    Partner,
    Party,
    Relationship,
    Rule,
    Statistic,
    Text,
    Topic,
)
from relations.prose.field import ProseField
from tests.factories import (
    MAKERS,
    make_audience,
    make_field,
    make_level,
    make_organization,
    make_partner,
    make_topic,
)

FILTERED = re.compile(r"[?&](?!at=)")
ELSEWHERE = re.compile(r"/(static|media|admin)/|.*/texts/")
NOWHERE = re.compile(r"(?!)")
LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)
FIGURE = '<p>Trade was <data data-figure="trade" data-show="value">old words</data>.</p>'

# Columns that a site is poorer without, and for which the makers have no reason.
ITEM_COLUMNS: dict[type[models.Model], dict] = {
    Relationship: {"lead_es": FIGURE},
    Statistic: {"next_release_on": "2027-02"},
}
# Columns of parts that are filled in besides those that may not be empty; of parts that are not
# named here, those that refer to reference data.
PART_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Event: ("country",),
    Party: ("country", "signed_on"),
    Link: ("agreement_linked",),
    Text: ("url", "sha256"),
}
# What rows of parts hold that may not say the same, or anything: by which row it is.
PART_VALUES: dict[type[models.Model], Callable[[int], dict]] = {
    Event: lambda number: {"happened_on": str(date(2018, 11, 30) + timedelta(days=number))},
    Call: lambda number: {"cycle": f"Words {number}", "closes_on": date(2049, 2, 1)},
    Rule: lambda number: {
        "kind": "duty",
        "amount": number + 30,  # years, so that it is ahead
        "anchor": "signed",
        "owed_by_en": "Words",
        "about_en": "Words",
    },
}
# Parts of some items only: the statistics of the site have values of their own.
NOT_MADE = (Operand,)


@dataclass
class Site:
    """`rows` holds the published items by type, and the rows of reference data."""

    rows: dict[type[models.Model], list]

    @property
    def relationship(self) -> Relationship:
        return self.rows[Relationship][0]

    @property
    def items(self) -> list[WorkingCopy]:
        return [item for model in item_models() for item in self.rows[model]]


def make_site(by, rows: int = 1) -> Site:
    """One relationship and `rows` items of every other type, and one agreement more, all related to
    each other. The first of each type has `rows` rows of each of its parts; each item has two
    editions."""
    site = Site(
        {
            Topic: [make_topic("trade")],
            Organization: [make_organization("ministry")],
            Partner: [make_partner("MX")],
            Audience: [make_audience()],
            Level: [make_level()],
            Field: [make_field()],
        }
    )
    for model in item_models():
        # One agreement more, to which the others can lead: no relation may lead back.
        numbers = range(1 if model is Relationship else rows + (model is Agreement))
        site.rows[model] = [make_item(site, model, number) for number in numbers]
    for item in site.items:
        relate(site, item, rows if item is site.rows[type(item)][0] else 1)
    # Figures are counted as cited, and published, once their statistics are.
    for item in sorted(site.items, key=lambda item: not isinstance(item, Statistic)):
        item.save()
        item.import_edition(by, LONG_AGO)
        item.publish(by)
    return site


def make_item(site: Site, model: type[WorkingCopy], number: int = 0) -> WorkingCopy:
    """Make an item whose English prose has a figure, and which refers to the site's first rows."""
    columns = {
        column.name: FIGURE
        for column in model._meta.concrete_fields
        if isinstance(column, ProseField) and column.name.endswith("_en")
    }
    for column in shared_fields(model, model.edition_model()):
        if column.related_model is Relationship or (is_reference(column) and column.null):
            columns[column.name] = next(iter(site.rows.get(column.related_model, [])), None)
    slug = slug_of(model, number)
    columns |= {"key": slug} if model is Statistic else {"slug": slug}
    if any(column.name == "position" for column in model._meta.concrete_fields):
        columns["position"] = number
    return MAKERS[model](**{**columns, **ITEM_COLUMNS.get(model, {})})


def is_reference(column: models.Field) -> bool:
    """Whether a column refers to a row of reference data, and not to another item."""
    return column.is_relation and not issubclass(column.related_model, WorkingCopy)


def slug_of(model: type[WorkingCopy], number: int = 0) -> str:
    """The slug of an item of the site: `agreement-0`."""
    if number == 0 and model is Relationship:
        return "united-states-mexico"
    if number == 0 and model is Statistic:
        return "trade"  # the figures of all texts are its values
    return f"{model._meta.model_name}-{number}"


def relate(site: Site, item: WorkingCopy, rows: int = 1) -> None:
    """Put everything of the site into the sets of an item, and make `rows` rows of each part."""
    for name in shared_sets(type(item), item.edition_model()):
        related = getattr(item, name)
        related.set(site.rows[related.model])
    for name in item.published_parts:
        make_parts(site, item, name, rows)
    if isinstance(item, Relationship):  # the figures that it shows belong to it as well
        for statistic in site.rows[Statistic]:
            statistic.relationships.add(item)


def make_parts(site: Site, item: WorkingCopy, name: str, rows: int) -> None:
    """Make `rows` child rows of one kind, unless the maker made some or none can be."""
    part, published = part_models(type(item), name)
    if part in NOT_MADE or getattr(item, name).exists():
        return
    columns = shared_fields(part, published)
    optional = PART_COLUMNS.get(part, [column.name for column in columns if is_reference(column)])
    filled = [
        column
        for column in columns
        if column.name in optional or not (column.blank or column.null or column.has_default())
    ]
    values_of = PART_VALUES.get(part, lambda _number: {})
    for number in range(rows):
        row = part(**{getattr(item, name).field.name: item})
        for column in filled:
            targets = targets_of(site, item, column) if column.is_relation else [filling(column)]
            if targets:
                setattr(row, column.name, targets[number % len(targets)])
            else:  # a relation of the last item, to what is not on the site
                row.title_en = row.title_es = "Another"
        for column_name, value in values_of(number).items():
            setattr(row, column_name, value)
        row.full_clean()
        row.save()


def keep_text_file() -> str:
    """Keep the file of the site's texts in the MEDIA_ROOT of the test; return its SHA-256."""
    return texts.keep(ContentFile(b"Words")).sha256


def targets_of(site: Site, item: WorkingCopy, column: models.Field) -> list[models.Model]:
    """Return what a part of an item can refer to: of its own type, those that come after it, since
    no relation may lead back to where it began."""
    rows = site.rows[column.related_model]
    return rows[rows.index(item) + 1 :] if item in rows else rows


ZONE = "zone"  # the name of a time zone, and no words


def filling(column: models.Field):
    """Return a value that a column which refers to nothing can hold."""
    if column.name == "sha256":
        return keep_text_file()
    if column.choices:
        return column.flatchoices[0][0]
    if isinstance(column, PartialDateField):
        return "2018-11-30"
    if isinstance(column, models.DateField):
        return date(2018, 11, 30)
    if isinstance(column, models.TimeField):
        return time(12)
    if isinstance(column, models.URLField):
        return "https://example.org/"
    if column.name == ZONE:
        return "UTC"
    return "Words" if isinstance(column, models.CharField | models.TextField) else 1


def write_secrets(site: Site, by, word: str) -> None:
    """Put `word` everywhere readers must not see: drafts, queued and cancelled editions."""
    for item in site.items:
        parts = [part for name in item.published_parts for part in getattr(item, name).all()]
        for row in (item, *parts):
            for column in text_columns(type(row), len(word)):
                text = f"{word} {getattr(row, column.attname)}"
                setattr(row, column.attname, text[: column.max_length])
            row.save()
        soon = timezone.now() + timedelta(hours=1)
        item.publish(by, at=soon)
        item.publish(by, at=soon + timedelta(hours=1)).cancel(by)


def text_columns(model: type[models.Model], length: int = 1) -> list[models.Field]:
    """The columns of a model that hold free text of at least so many characters."""
    texts = (models.CharField, models.TextField)
    no_texts = (PartialDateField, models.SlugField, models.URLField, models.EmailField)
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, texts)
        and not isinstance(column, no_texts)
        and not column.choices
        and column.name != ZONE
        and (column.max_length or length) >= length
    ]


class Links(HTMLParser):
    """The addresses that a page links to, loads or sends forms to."""

    def __init__(self, html: str):
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        linking = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
        if address := values.get(linking.get(tag, "")):
            self.addresses.append(address)
        if values.get("id"):
            self.ids.add(values["id"])


def internal(address: str, page: str) -> str | None:
    """The path and query that a link of `page` leads to, or None when it leaves the site or leads
    to a file that was made elsewhere."""
    joined = urldefrag(urljoin(f"http://testserver{page}", address)).url
    parts = urlsplit(joined)
    if parts.netloc != "testserver" or ELSEWHERE.match(parts.path):
        return None
    return joined.removeprefix("http://testserver")


def crawl(
    client, *starts: str, most: int = 400, within: str = "", avoiding: re.Pattern = NOWHERE
) -> dict:
    """Every page that can be reached from `starts` by following links: address → response.

    Facets link to every combination of filters; they are followed one step deep. Of the others
    only those are followed that have `within` in their address, and in which `avoiding` is not
    found.
    """
    waiting, seen = list(starts), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = seen[address] = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            links = (internal(link, address) for link in Links(response.content.decode()).addresses)
            deep = FILTERED.search(address)
            waiting += [
                link
                for link in links
                if link
                and link not in seen
                and within in link
                and not avoiding.search(link)
                and not (deep and FILTERED.search(link))
            ]
    return seen
