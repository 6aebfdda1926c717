"""No address that deceives is kept: in prose the words of its link remain, a field refuses it."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from publishing.items import item_models
from relations.fields import WebAddressField
from relations.figures.page import Figures
from relations.models import Organization
from relations.prose.field import ProseField
from tests.admin.desk import form_errors, submit
from tests.deception import EVIL, GOOD, escaped
from tests.factories import MAKERS, make_agreement

pytestmark = pytest.mark.django_db


def linking(*addresses: str) -> str:
    return "".join(f'<p><a href="{escaped(address)}">Words</a></p>' for address in addresses)


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_prose_keeps_the_words_of_a_link_that_deceives_and_not_its_address(model, ruth):
    columns = [c.name for c in model._meta.concrete_fields if isinstance(c, ProseField)]
    item = MAKERS[model](**dict.fromkeys(columns, linking(*EVIL)))
    for row in (item, item.publish(ruth)):
        row.refresh_from_db()
        texts = {getattr(row, column) for column in columns}
        assert texts <= {"<p><a>Words</a></p>" * len(EVIL)}


def test_prose_keeps_plain_addresses():
    html = "".join(f'<p><a href="{address}">Words</a></p>' for address in GOOD)
    assert make_agreement(body_en=html).body_en == html


def test_form_says_which_address_deceives_and_keeps_what_was_typed(client, ruth):
    client.force_login(ruth)
    agreement = make_agreement(body_en="<p>Before</p>")
    typed = '<p><a href="//evil.example/">Words</a></p>'
    response = submit(client, agreement, body_en=typed)
    assert "“//evil.example/”" in str(form_errors(response)["body_en"])
    assert response.context["adminform"].form["body_en"].value() == typed
    agreement.refresh_from_db()
    assert agreement.body_en == "<p>Before</p>"


def test_text_published_before_the_check_leads_nowhere_else():
    html = linking("//evil.example/", "/\\evil.example/", "https:/evil.example/", "/programs/")
    rendered = Figures([], timezone.now()).render(html, "es")
    links = '<p><a href="#">Words</a></p>' * 3 + '<p><a href="/es/programs/">Words</a></p>'
    assert rendered == links


@pytest.mark.parametrize("address", [*EVIL, "ftp://example.org/", "/programs/"])
def test_no_way_leads_a_bad_address_into_the_database(address):
    with pytest.raises(ValidationError):
        Organization(slug="o", name_en="O", name_es="O", website=address).full_clean()
    with pytest.raises(ValidationError), transaction.atomic():
        Organization.objects.create(slug="o", name_en="O", name_es="O", website=address)
    with pytest.raises(ValidationError), transaction.atomic():
        Organization.objects.update(website=address)


def test_every_web_address_is_checked():
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.URLField):
                assert isinstance(column, WebAddressField), f"{model.__name__}.{column.name}"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.org", "https://example.org"),
        (" www.gob.mx/sre?page=1 ", "https://www.gob.mx/sre?page=1"),
        ("ana@example.org", "mailto:ana@example.org"),
        ("\u200bexample.org/a\u00a0", "https://example.org/a"),
        ("https://example.org/", "https://example.org/"),
        ("mailto:ana@example.org", "mailto:ana@example.org"),
        ("/programs/", "/programs/"),
    ],
)
def test_a_link_typed_without_its_scheme_gets_it(typed, stored, client, ruth):
    client.force_login(ruth)
    agreement = make_agreement()
    submit(client, agreement, body_en=f'<p><a href="{typed}">Words</a></p>')
    agreement.refresh_from_db()
    assert agreement.body_en == f'<p><a href="{stored}">Words</a></p>'


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("javascript:alert(1)", "leads nowhere"),
        ("JavaScript:alert(1)", "leads nowhere"),
        ("data:text/html,words", "leads nowhere"),
        ("ftp://example.org/", "leads nowhere"),
        ("", "has no address"),
        (" ", "has no address"),
        ("\u200b", "has no address"),
        ("#", "leads nowhere"),
        ("#_ftn1", "leads nowhere"),
        ("?topic=trade", "leads nowhere"),
        ("report.pdf", "leads nowhere"),
        ("../programs/", "leads nowhere"),
        ("programs/", "leads nowhere"),
        ("https://", "leads nowhere"),
        ("http://[bad", "leads nowhere"),
        ("example.org:8000/a", "leads nowhere"),
        ("mailto:", "leads nowhere"),
        ("mailto:ana", "leads nowhere"),
        ("tel:", "leads nowhere"),
        ("tel:call", "leads nowhere"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_beside_its_text(address, why, client, ruth):
    client.force_login(ruth)
    agreement = make_agreement(body_en="<p>Before</p>")
    typed = f'<p><a href="{address}">Words</a></p>'
    response = submit(client, agreement, body_en=typed)
    assert why in str(form_errors(response)["body_en"])
    assert response.context["adminform"].form["body_en"].value() == typed
    agreement.refresh_from_db()
    assert agreement.body_en == "<p>Before</p>"
