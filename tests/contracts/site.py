"""A small site with some of everything, and a reader who follows every link of it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.utils import timezone

from tests.factories import (
    make_agreement,
    make_audience,
    make_field,
    make_level,
    make_organization,
    make_page,
    make_partner,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_topic,
)

FILTERED = re.compile(r"[?&](?!at=)")
LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)
FIGURE = '<p>Trade was <data data-figure="trade" data-show="value">old words</data>.</p>'


@dataclass
class Site:
    relationship: object
    items: list


def make_site(by, rows: int = 1) -> Site:
    """One relationship with `rows` of every other type, all related to each other."""
    topic, organization = make_topic("trade"), make_organization("ministry")
    mexico = make_partner("MX")
    audience, level, field = make_audience(), make_level(), make_field()
    relationship = make_relationship("united-states-mexico", lead_en=FIGURE, lead_es=FIGURE)
    statistics, agreements, sections, programs, pages = [], [], [], [], []
    for number in range(rows):
        key = "trade" if number == 0 else f"trade-{number}"
        statistic = make_statistic(key, producer=organization, next_release_on="2027-02")
        statistics.append(statistic)
        agreement = make_agreement(f"agreement-{number}", body_en=FIGURE, ends_on="2036-07-01")
        agreement.parties.create(country=mexico, signed_on="2018-11-30")
        agreement.events.create(kind="signed", happened_on="2018-11-30")
        agreement.mechanisms.create(name_en="Mechanism", name_es="Mecanismo")
        agreements.append(agreement)
        sections.append(
            make_section(relationship, f"section-{number}", body_en=FIGURE, position=number)
        )
        programs.append(make_program(f"program-{number}", description_en=FIGURE))
        pages.append(make_page(f"page-{number}", body_en=FIGURE))
    for one in (*statistics, *agreements, *programs):
        one.relationships.add(relationship)
    for one in (*statistics, *agreements, *sections, *programs):
        one.topics.add(topic)
    for agreement in agreements:
        agreement.statistics.set(statistics)
        agreement.lead_organizations.add(organization)
        agreement.links.create(kind="implements", agreement_linked=agreements[0])
    for section in sections:
        section.agreements.set(agreements)
    for program in programs:
        program.agreements.set(agreements)
        program.statistics.set(statistics)
        program.sections.set(sections)
        program.sponsors.add(organization)
        program.audiences.add(audience)
        program.levels.add(level)
        program.fields.add(field)
    for position, statistic in enumerate(statistics):
        relationship.key_figures.create(statistic=statistic, position=position)
        relationship.memberships.create(organization=organization)
        relationship.offices.create(country=mexico, kind="embassy", city="Washington")
        relationship.readings.create(title_en="A book", title_es="Un libro")
    items = [relationship, *statistics, *agreements, *sections, *programs, *pages]
    for item in sorted(items, key=lambda one: one not in statistics):  # those, then their texts
        item.save()  # figures count as cited once their statistics exist
        item.import_edition(by, LONG_AGO)
        item.publish(by)
    return Site(relationship, items)


def write_secrets(site: Site, by, word: str) -> None:
    """Put `word` everywhere readers must not see: drafts, queued and cancelled editions."""
    for item in site.items:
        for field in item._meta.concrete_fields:
            if field.name.endswith(("_en", "_es")):
                setattr(item, field.attname, f"{word} {getattr(item, field.attname)}"[:100])
        item.save()
        for name in item.published_parts:
            for part in getattr(item, name).all():
                for field in part._meta.concrete_fields:
                    if field.name.endswith(("_en", "_es")):
                        setattr(part, field.attname, word)
                part.save()
        soon = timezone.now() + timedelta(hours=1)
        item.publish(by, at=soon)
        item.publish(by, at=soon + timedelta(hours=1)).cancel(by)


class Links(HTMLParser):
    """The addresses that a page links to, loads or sends forms to."""

    def __init__(self, html: str):
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        wanted = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
        if address := given.get(wanted.get(tag, "")):
            self.addresses.append(address)
        if given.get("id"):
            self.ids.add(given["id"])


def internal(address: str, page: str) -> str | None:
    """The path and query that a link of `page` leads to, or None when it leaves the site."""
    joined = urldefrag(urljoin(f"http://testserver{page}", address)).url
    parts = urlsplit(joined)
    if parts.netloc != "testserver" or parts.path.startswith(("/static/", "/media/", "/admin/")):
        return None
    return joined.removeprefix("http://testserver")


def crawl(client, *starts: str, most: int = 400, within: str = "") -> dict:
    """Every page that can be reached from `starts` by following links: address → response.

    Facets link to every combination of filters; they are followed one step deep. Of the others
    only those are followed that have `within` in their address.
    """
    waiting, seen = list(starts), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = seen[address] = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found = (internal(one, address) for one in Links(response.content.decode()).addresses)
            deep = FILTERED.search(address)
            waiting += [
                one
                for one in found
                if one and one not in seen and within in one and not (deep and FILTERED.search(one))
            ]
    return seen
