"""Prose is sanitised on every way into the database, whatever its type."""

import pytest
from django.db import connection

from demo.loading import ITEMS, load
from publishing.items import item_models
from publishing.record.verification import find_errors
from relations.prose.field import ProseField
from tests.admin.desk import form_values, submit, url
from tests.contracts.site import FIGURE, LONG_AGO
from tests.factories import MAKERS, make_statistic

pytestmark = pytest.mark.django_db

DIRTY = (
    '<p onclick="run()">Words<script>run()</script> <a href="/" onfocus="run()">link</a>'
    '<img src="x" onerror="run()"><iframe src="//x"></iframe></p><style>p {}</style>'
)
FORBIDDEN = ("<script", "onclick", "onfocus", "<img", "<iframe", "<style", "run()")

PROSE = [
    pytest.param(model, column.name, id=f"{model.__name__}.{column.name}")
    for model in item_models()
    for column in model._meta.concrete_fields
    if isinstance(column, ProseField)
]
of_every_column = pytest.mark.parametrize(("model", "column"), PROSE)
# Forms take one way for all columns of a type.
of_every_type = pytest.mark.parametrize(
    ("model", "column"), {parameters.values[0]: parameters for parameters in PROSE}.values()
)


def is_clean(row, column) -> bool:
    """Whether the database holds the words of DIRTY, and nothing that could run."""
    text = type(row)._base_manager.values_list(column, flat=True).get(pk=row.pk)
    return "Words" in text and not [bad for bad in FORBIDDEN if bad in text]


def spoil(item, column) -> None:
    """Write DIRTY past the ORM, as SQL might have."""
    table = item._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [DIRTY, item.pk])
    item.refresh_from_db()
    assert not is_clean(item, column)


@of_every_column
def test_when_it_is_saved(model, column):
    item = MAKERS[model](**{column: DIRTY})
    assert is_clean(item, column)
    assert getattr(item, column) != DIRTY  # nor does the object say more than the database
    spoil(item, column)
    item.save()
    assert is_clean(item, column)
    spoil(item, column)
    item.save(update_fields=[column])
    assert is_clean(item, column)


@of_every_column
def test_when_many_are_saved_at_once(model, column):
    item = MAKERS[model]()
    setattr(item, column, DIRTY)
    model._default_manager.bulk_update([item], [column])
    assert is_clean(item, column)
    model._default_manager.filter(pk=item.pk).update(**{column: DIRTY})
    assert is_clean(item, column)
    copy = model._default_manager.get(pk=item.pk)
    copy.pk, copy.slug = None, "copy"
    setattr(copy, column, DIRTY)
    model._default_manager.bulk_create([copy])
    assert is_clean(model._default_manager.get(slug="copy"), column)


@of_every_column
def test_when_it_is_checked(model, column):
    """The form of the desk, publishing and restoring go through here."""
    item = MAKERS[model]()
    setattr(item, column, DIRTY)
    item.full_clean()
    assert not [bad for bad in FORBIDDEN if bad in getattr(item, column)]


@of_every_type
def test_when_it_is_sent_from_the_desk(model, column, client, ruth):
    client.force_login(ruth)
    item = MAKERS[model]()
    submit(client, item, **{column: DIRTY})
    assert is_clean(item, column)


@of_every_column
def test_when_it_is_published_or_imported(model, column, ruth):
    item = MAKERS[model]()
    spoil(item, column)
    assert is_clean(item.import_edition(ruth, LONG_AGO), column)
    spoil(item, column)
    edition = item.publish(ruth)
    assert is_clean(edition, column)
    assert list(find_errors(model.edition_model())) == []


@of_every_type
def test_when_it_is_restored(model, column, client, ruth):
    """Old draft saves may hold what no rule of their day forbade."""
    client.force_login(ruth)
    item = MAKERS[model]()
    spoil(item, column)
    draft = item.save_draft(ruth)
    assert "<script" in draft.content["fields"][column]
    model._default_manager.filter(pk=item.pk).update(**{column: ""})
    form_url = url(item, "change", item.pk)
    form = form_values(client.get(form_url, {"restore": draft.pk}))
    client.post(form_url, {**form, "_save": "1"})
    assert is_clean(item, column)


def test_when_the_words_of_a_figure_are_renewed(ruth):
    """They are written past the field; a unit is plain text, whatever it looks like."""
    unit = '<img src=x onerror="run()">'
    make_statistic("trade", counted_en=unit, counted_es=unit).publish(ruth)
    figure = FIGURE.replace('"value"', '"value-with-unit"')
    for model, column in (parameters.values for parameters in PROSE):
        item = MAKERS[model](**{column: figure})
        edition = item.publish(ruth)
        item.refresh_from_db()
        for row in (item, edition):
            assert "&lt;img" in getattr(row, column)
            assert "<img" not in getattr(row, column)


def test_when_a_demonstration_is_loaded(tmp_path):
    content = tmp_path / "programs" / "exchange.toml"
    content.parent.mkdir()
    content.write_text(
        f"title_en = 'Exchange'\nsummary_en = 'One.'\ndescription_en = '''{DIRTY}'''\n"
        f"[[history]]\nfrom = 2022-09-20\nlike_now = true\ndescription_en = '''{DIRTY}'''\n"
    )
    load(tmp_path)
    item = ITEMS["programs"]._default_manager.get()
    for row in (item, *item.editions.all()):
        assert is_clean(row, "description_en")
