"""Which addresses the site publishes: all that readers see, of every type, and no others."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from portal.models import FooterLink
from publishing.changes.position import readers_now
from publishing.items import item_models
from publishing.links import form_url
from publishing.models import Withdrawal
from publishing.snapshot import part_models, shared_fields
from relations.links import published
from relations.links.published import (
    address_columns,
    prose_columns,
    published_links,
    readable,
)
from relations.models import LinkCheck
from relations.prose.references import ADDRESS
from tests.contracts.site import make_site
from tests.factories import make_agreement, make_organization, make_program, make_relationship

pytestmark = pytest.mark.django_db
SOME = "https://site.example/"


def addresses(**options) -> list[str]:
    return sorted(link.address for link in published_links(readers_now(), **options))


def fill(site, model) -> dict[str, str]:
    """Write another address into each column and each text of an item and of its parts; return the
    columns by address."""
    item, written = site.rows[model][0], {}
    rows = [(item, shared_fields(model, model.edition_model()))]
    for name in item.published_parts:
        if part := getattr(item, name).first():
            rows.append((part, shared_fields(*part_models(model, name))))
    for row, columns in rows:
        for column in columns:
            address = f"{SOME}{type(row).__name__}/{column.name}?a=1&b=2"
            if isinstance(column, models.URLField):
                setattr(row, column.name, address)
            elif column.name in prose_columns(type(row)):
                setattr(row, column.name, f'<p><a href="{escape(address)}">Words</a></p>')
            else:
                continue
            written[address] = f"{type(row).__name__}.{column.name}"
        row.save()
    return written


def test_every_address_of_every_type_is_found_and_leads_to_its_form(
    pilar, ruth, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    site = make_site(pilar)
    for model in item_models():
        written = fill(site, model)
        site.rows[model][0].publish(ruth)
        links = [link for link in published_links(readers_now()) if link.address in written]
        missing = written.keys() - {link.address for link in links}
        assert not missing, (
            f"of {[written[each] for each in missing]} readers see what no check asks"
        )
        assert {link.on for link in links} <= {site.rows[model][0]}


def test_every_model_with_addresses_is_read_or_seen_by_no_reader():
    """A column of a new kind of model, say of reference data, is found as well."""
    read = {rows.model for rows, _item in readable(timezone.now())}
    drafts = {*item_models()}
    for item in item_models():
        drafts |= {part_models(item, name)[0] for name in item.published_parts}
    for model in apps.get_models():
        if address_columns(model) or prose_columns(model):
            assert model in read | drafts, model.__name__
    assert LinkCheck not in read


def test_reference_data_and_the_foot_are_found_and_have_forms():
    ministry = make_organization(website=f"{SOME}ministry")
    link = FooterLink.objects.create(title_en="A", title_es="A", url=f"{SOME}foot")
    found = {each.address: each.on for each in published_links(readers_now())}
    assert found == {f"{SOME}ministry": ministry, f"{SOME}foot": link}
    assert form_url(ministry) == reverse("admin:relations_organization_change", args=[ministry.pk])
    assert form_url(link)


def test_drafts_and_what_waits_or_ended_or_was_withdrawn_is_not_found(ruth):
    programs = [make_program(site=f"{SOME}{number}") for number in range(4)]
    _draft, waits, ended, withdrawn = programs
    waits.publish(ruth, at=timezone.now() + timedelta(days=1))
    ended.publish(ruth)
    ended.site = f"{SOME}new"
    ended.save()
    ended.publish(ruth)
    withdrawn.publish(ruth)
    withdrawn.withdraw(ruth, Withdrawal.WITHDRAWN, reason_en="Gone.", reason_es="Ido.")
    assert addresses() == [f"{SOME}new"]


@pytest.mark.parametrize(
    "address",
    [
        "/programs/",
        "mailto:ana@example.org",
        "tel:+521234",
        "https://localhost/programs/",
        "http://127.0.0.1:8000/",
        "https://chancery.example/programs/",
        f"{SOME}{'a' * 2_000}",
    ],
)
def test_what_is_of_this_site_or_no_page_of_the_web_is_left_out(ruth, settings, address):
    settings.SITE_URL = "https://chancery.example"
    make_relationship(lead_en=f'<p><a href="{address}">Words</a></p>').publish(ruth)
    assert not addresses()


def test_an_address_is_found_where_it_is_asked_for(ruth):
    one, other = make_program(site=f"{SOME}1"), make_program(site=f"{SOME}2")
    text = f'<p><a href="{SOME}1">A</a> <a href="{SOME}1">B</a> <a href="{SOME}3">C</a></p>'
    page = make_relationship(lead_en=text)
    for item in (one, other, page):
        item.publish(ruth)
    links = list(published_links(readers_now(), among={f"{SOME}1"}))
    assert {link.address for link in links} == {f"{SOME}1"}
    assert [link.on for link in links] == [page, one]


def test_query_count_does_not_grow(ruth):
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            addresses()
        return len(captured)

    make_program(site=f"{SOME}0").publish(ruth)
    few = counted()
    for number in range(1, 5):
        make_program(site=f"{SOME}{number}").publish(ruth)
    assert counted() == few


@pytest.mark.parametrize("hosts", [50, 2])
def test_of_some_addresses_only_texts_that_name_their_hosts_are_read(ruth, monkeypatch, hosts):
    class Reader:
        read: list[str] = []

        def findall(self, text):
            self.read.append(text)
            return ADDRESS.findall(text)

    sought = f"{SOME}?a=1&b=2"
    for number, address in enumerate((sought, "https://other.example/")):
        words = f'<p><a href="{escape(address)}">Words</a></p>'
        make_agreement(f"agreement-{number}", body_en=words).publish(ruth)
    reader = Reader()
    monkeypatch.setattr(published, "ADDRESS", reader)
    monkeypatch.setattr(published, "HOSTS", hosts)
    reader.read.clear()
    among = {sought, "https://a.example/", "https://b.example/"}
    assert addresses(among=among) == [sought]
    assert any("other.example" in text for text in reader.read) == (hosts == 2)
    assert addresses(among={sought, "https://other.example/"}) == ["https://other.example/", sought]
