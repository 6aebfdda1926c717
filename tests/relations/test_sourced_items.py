"""Agreements and programs say where their facts were read, to readers, in files and at the desk."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils.translation import override

from publishing.comparing import changes
from publishing.items import item_models
from publishing.snapshot import snapshot
from relations.models.sourced import Sourced, SourcedItem
from relations.records import format_record_value
from tests.admin.desk import open_form, submit
from tests.factories import MAKERS

pytestmark = pytest.mark.django_db

SOURCE = {
    "source_en": "A fact sheet",
    "source_es": "Una hoja informativa",
    "source_url": "https://example.org/sheet",
    "sourced_on": "2022-09",
    "licence": "CC BY 4.0",
}
WORDS = {
    "en": ("Source", "A fact sheet", "September 2022", "not recorded"),
    "es": ("Fuente", "Una hoja informativa", "septiembre de 2022", "sin registro"),
}
MODELS = [model for model in item_models() if issubclass(model, SourcedItem)]


def source_on(page: str, label: str) -> str:
    return page.split(f"<dt>{label}</dt>")[1].split("</div>", maxsplit=1)[0]


def test_what_the_home_page_promises_is_a_field_of_every_type(client):
    """Agreements, figures and programs, each with its source and its date."""
    page = client.get("/").content.decode()
    assert "Agreements, figures and programs, each with its source and its date." in page
    sourced = {model._meta.model_name for model in item_models() if issubclass(model, Sourced)}
    assert sourced == {"agreement", "program", "statistic"}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("model", MODELS)
def test_page_shows_the_source_its_address_and_its_date(client, pilar, model, language):
    label, source, date, unknown = WORDS[language]
    item = MAKERS[model]("with", **SOURCE)
    item.publish(pilar)
    without = MAKERS[model]("without")
    without.publish(pilar)  # is owed, and not refused
    with override(language):
        shown = source_on(client.get(item.get_absolute_url()).content.decode(), label)
        missing = source_on(client.get(without.get_absolute_url()).content.decode(), label)
    assert f'<a href="https://example.org/sheet" rel="external">{source}</a>' in shown
    assert date in shown
    assert "CC BY 4.0" in shown
    assert unknown not in shown
    assert unknown in missing


@pytest.mark.parametrize("model", MODELS)
def test_source_without_words_is_shown_by_its_address(client, pilar, model):
    item = MAKERS[model](source_url="https://example.org/sheet")
    item.publish(pilar)
    shown = source_on(client.get(item.get_absolute_url()).content.decode(), "Source")
    assert ">https://example.org/sheet</a>" in shown


@pytest.mark.parametrize("model", MODELS)
def test_files_name_the_source(client, pilar, model):
    MAKERS[model]("with", **SOURCE).publish(pilar)
    export = f"{model._meta.model_name}-list-export"
    (record,) = client.get(reverse(export, args=["json"])).json()["items"]
    assert record["source"] == {"en": "A fact sheet", "es": "Una hoja informativa"}
    spreadsheet = client.get(reverse(export, args=["csv"])).content.decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(spreadsheet))
    for name in ("source", "source_url", "sourced_on", "license"):
        assert row[name] == format_record_value(record[name]) != ""


@pytest.mark.parametrize("model", MODELS)
def test_source_is_typed_at_the_desk_and_editions_differ_by_it(client, pilar, model):
    item = MAKERS[model]("with")
    first = item.publish(pilar)
    client.force_login(pilar)
    assert "source_en" in open_form(client, item).context["adminform"].form.fields
    assert not submit(client, item, **{**SOURCE, "sourced_on": "Sep 2022"}).context.get("errors")
    item.refresh_from_db()
    assert {name: getattr(item, name) for name in SOURCE} == SOURCE
    second = item.publish(pilar)
    labels = [change.label for change in changes(model, snapshot(first), snapshot(second))]
    assert labels == [
        "Source (English)",
        "Source (Spanish)",
        "Address of the source",
        "License",
        "Date of the source",
    ]


@pytest.mark.parametrize("model", MODELS)
def test_date_that_cannot_be_is_refused_beside_the_field(client, pilar, model):
    item = MAKERS[model]("with")
    client.force_login(pilar)
    form = submit(client, item, sourced_on="2022-13").context["adminform"].form
    assert "sourced_on" in form.errors
    assert form["sourced_on"].value() == "2022-13"
