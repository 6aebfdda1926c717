"""Text that staff write is stored in one form on every way, and found as people type it, whatever
its type."""

from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, models
from django.urls import reverse

from demo.loading import ITEMS, load
from programs.models import Program
from publishing.fields import NormalizedMixin
from publishing.items import item_models
from publishing.record.verification import find_errors
from relations.fields import PartialDateField
from relations.lint.findings import lint_prose, lint_text
from relations.models import Topic
from relations.series.spreadsheets import import_observations, preview_observations
from tests import people
from tests.admin.desk import form_errors, form_values, submit, url
from tests.factories import MAKERS, make_statistic, make_topic

ROOMS = ("publishing", "relations", "programs", "portal")
# What the site writes itself: labels of models, seals, addresses of editions, the record.
WRITTEN_BY_THE_SITE = {
    "item_type", "seal", "agrees_with", "scope", "edition_address", "token", "source", "name",
    "previous", "hash", "table_name",
}  # fmt: skip
TYPED, STORED = "Curac\u0327ao\u202e y Ło\u0301dz\u0301\ufeff", "Curaçao y Łódź"
FIRST = {model: next(name for name in model.required_to_publish) + "_en" for model in item_models()}
of_every_type = pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)


def test_every_text_that_staff_write_is_normalized():
    plain = [
        f"{model.__name__}.{column.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField)
        and type(column).clean is models.Field.clean  # prose is sanitised instead
        and not column.choices
        and not isinstance(column, NormalizedMixin | PartialDateField)
        and not isinstance(column, models.SlugField | models.EmailField | models.URLField)
        and not (room == "publishing" and column.name in WRITTEN_BY_THE_SITE)
        and column.name not in ("seal", "focal_point")
    ]
    assert not plain, "declare them with CharField or TextField of publishing.fields"


def write_past_the_orm(item, column: str, text: str) -> None:
    """As a site of before this rule might have."""
    with connection.cursor() as cursor:
        table = item._meta.db_table
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [text, item.pk])
    item.refresh_from_db()


@pytest.mark.django_db
@of_every_type
def test_the_desk_stores_one_form_and_refuses_what_nobody_sees(model, client, ruth):
    client.force_login(ruth)
    item, column = MAKERS[model](), FIRST[model]
    submit(client, item, **{column: TYPED})
    item.refresh_from_db()
    assert getattr(item, column) == STORED
    invisible = dict.fromkeys((column, column.removesuffix("_en") + "_es"), "\u200b\u00ad")
    refused = submit(client, item, "_publish", **invisible)
    assert "Needed to publish" in str(form_errors(refused)[column])
    assert not item.editions.exists()


@pytest.mark.django_db
@of_every_type
def test_what_was_stored_before_is_mended_when_it_is_saved_or_restored(model, client, ruth):
    client.force_login(ruth)
    item, column = MAKERS[model](), FIRST[model]
    write_past_the_orm(item, column, TYPED)
    draft = item.save_draft(ruth)
    submit(client, item)
    item.refresh_from_db()
    assert getattr(item, column) == STORED
    form_url = url(item, "change", item.pk)
    form = form_values(client.get(form_url, {"restore": draft.pk}))
    client.post(form_url, {**form, "_save": "1"})
    item.refresh_from_db()
    assert getattr(item, column) == STORED


@pytest.mark.django_db
@of_every_type
def test_a_sealed_edition_keeps_what_it_holds(model, ruth):
    item, column = MAKERS[model](), FIRST[model]
    item.publish(ruth)
    item = model._default_manager.get(pk=item.pk)
    setattr(item, column, TYPED)
    item.save()
    second = item.publish(ruth)
    assert getattr(second, column) == STORED
    assert list(find_errors(model.edition_model())) == []


@pytest.mark.django_db
def test_a_demonstration_is_stored_in_one_form(tmp_path):
    content = tmp_path / "programs" / "exchange.toml"
    content.parent.mkdir()
    content.write_text(f"title_en = '{TYPED}'\nsummary_en = 'One.'\n", encoding="utf-8")
    load(tmp_path)
    assert ITEMS["programs"]._default_manager.get().title_en == STORED


# Searching and sorting at the desk


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["curacao", "LODZ", "Łódź", "Curac\u0327ao", "Curaçao lodz"])
@of_every_type
def test_the_desk_finds_it_as_it_is_typed(model, words, client, ruth):
    client.force_login(ruth)
    other, item = MAKERS[model](), MAKERS[model]()
    write_past_the_orm(item, FIRST[model], f"Cu\u00adrac\u0327ao\u00a0{TYPED}")
    page = client.get(f"{url(model, 'changelist')}?{urlencode({'q': words})}")
    assert [row.pk for row in page.context["cl"].result_list] == [item.pk] != [other.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "words"), [("İzmir", "izmir"), ("São Tomé", "sao tome")])
def test_what_is_chosen_is_found_as_it_is_typed(name, words, client, ruth):
    client.force_login(ruth)
    topic = make_topic("place", name_en=name)
    make_topic("elsewhere", name_en="Elsewhere")
    query = {
        "term": words, "app_label": "relations", "model_name": "agreement", "field_name": "topics",
    }  # fmt: skip
    results = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["id"] for row in results] == [str(topic.pk)]


def test_every_search_of_the_desk_folds():
    """`icontains`, which Django asks for by default, folds; other lookups would not."""
    for model, model_admin in admin.site._registry.items():
        for name in model_admin.search_fields:
            assert name[0] not in "^=@", f"{model.__name__}.{name}"
            assert not name.endswith("exact"), f"{model.__name__}.{name}"


@pytest.mark.django_db
@of_every_type
def test_the_desk_finds_it_by_its_abbreviation(model, client, ruth):
    client.force_login(ruth)
    item = MAKERS[model](abbreviation_es="CILÁ")
    MAKERS[model]()
    page = client.get(url(model, "changelist"), {"q": "cila"})
    assert [row.pk for row in page.context["cl"].result_list] == [item.pk]


@pytest.mark.django_db
@of_every_type
def test_the_desk_lists_in_the_order_of_folded_titles(model, client, ruth):
    client.force_login(ruth)
    made = {}
    for title in ("Zagreb", "Łódź", "izmir", "Ålesund"):
        item = MAKERS[model]()
        write_past_the_orm(item, FIRST[model], title)
        made[item.pk] = title
    if model.__name__ == "Section":
        return  # in the order of their fact sheets
    page = client.get(url(model, "changelist"))
    titles = [made[row.pk] for row in page.context["cl"].result_list if row.pk in made]
    assert titles == ["Ålesund", "izmir", "Łódź", "Zagreb"]


@pytest.mark.django_db
def test_terms_stand_in_the_order_of_folded_names(client):
    for slug, name in (("z", "Zagreb"), ("l", "Łódź"), ("a", "Ålesund"), ("i", "İzmir")):
        make_topic(slug, name_en=name)
    assert [topic.slug for topic in Topic.objects.all()] == ["a", "i", "l", "z"]


# Public search and lint


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("Becas de Curac\u0327ao", "curaçao"),
        ("Estancia en São Paulo", "sao paulo"),
        ("Universidad de Łódź", "lodz"),
        ("İzmir University", "izmir"),
        ("Oﬃce of Science", "office"),
        ("Coop\u00aderation fund", "cooperation"),
        ("Trade\u200bLab", "tradelab"),
        ("New\u00a0York", "new york"),
        ("Work", "wo\u200brk"),
    ],
)
def test_the_directory_finds_it_as_it_is_typed(stored, words, client, ruth):
    program = MAKERS[Program]()
    MAKERS[Program](title_en="Another", title_es="Otro").publish(ruth)
    write_past_the_orm(program, "title_en", stored)
    program.publish(ruth)
    page = client.get("/programs/", {"q": words})
    assert [edition.item_id for edition in page.context["rows"]] == [program.pk]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Cur\u00adrently 725.7\u00a0billion", ["Currently", "725.7 billion"]),
        ("es", "U\u0301ltimamente 3\u202fmillones", ["Últimamente", "3 millones"]),
        ("es", "Pro\u0301ximamente", ["Próximamente"]),
    ],
)
def test_lint_sees_what_readers_see(language, text, words):
    assert [finding.words for finding in lint_text(text, language).findings] == words
    assert [finding.words for finding in lint_prose(f"<p>{text}</p>", language).findings] == words


@pytest.mark.django_db
def test_rich_text_is_stored_in_one_form_and_its_tags_stay():
    section = MAKERS[item_models()[0]]()
    column = next(c.name for c in section._meta.concrete_fields if hasattr(c, "sanitize"))
    for typed, stored in (
        ("<p>Curac&#x327;ao &#x202e;now</p>", "<p>Curaçao now</p>"),
        ("<p>&#x200b;</p><p>&nbsp;</p>", ""),
        ('<p><a href="&#x202e;//evil.example/">Words</a></p>', "<p><a>Words</a></p>"),
    ):
        setattr(section, column, typed)
        section.save()
        section.refresh_from_db()
        assert getattr(section, column) == stored
    setattr(section, column, '<p>\u0338 onmouseover="run()" x=</p>')
    section.save()
    assert "<p≯" not in getattr(section, column)


@pytest.mark.django_db
def test_an_imported_note_is_stored_in_one_form():
    statistic = make_statistic("trade", ())
    content = f"statistic,period,value,note_en\ntrade,2022,800,{TYPED}\n".encode()
    assert import_observations(preview_observations(content, "csv"), people.ruth())
    assert statistic.observations.get().note_en == STORED
    assert preview_observations(content, "csv").counts == {"same": 1}
