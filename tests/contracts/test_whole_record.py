"""Whatever is altered by SQL, with every trigger lifted, is noticed and named: each column of each
table, each row that is deleted, each two rows that change places."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection, models, transaction
from django.utils import timezone

from portal.models import FooterLink
from programs.models import Audience, Field, Level
from publishing import triggers
from publishing.history import correct_note
from publishing.items import item_models
from publishing.models import Change, Withdrawal
from publishing.record.chain import Walk
from publishing.record.comparing import compare
from publishing.record.coverage import covered_tables
from publishing.record.ledger import Ledger
from publishing.record.verification import Verification
from relations.models import Agreement, Statistic
from tests import people
from tests.contracts.site import make_site
from tests.factories import (
    make_answer,
    make_audience,
    make_field,
    make_level,
    make_organization,
    make_partner,
    make_picture,
    make_relationship,
    make_sum,
    make_synonyms,
    make_topic,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = datetime(2090, 3, 1, 15, tzinfo=UTC)
CHANGE = Change._meta.db_table
ASIDE = 1_000_000_007  # the key of no row


@pytest.fixture(scope="module")
def ledger(module_db, tmp_path_factory) -> Iterator[Ledger]:
    """A site with everything in it, and what its chain says; no trigger is left."""
    media, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media")
    ruth, pilar = people.ruth(), people.pilar()
    write_everything(ruth, pilar)
    settings.MEDIA_ROOT = media
    with transaction.atomic():
        pass  # what no act told of is appended
    connection.check_constraints()
    assert list(Verification().errors()) == []
    triggers.drop_triggers()
    with Ledger() as ledger:
        assert list(Walk(ledger)) == []
        yield ledger


def write_everything(ruth, pilar) -> None:
    group = Group.objects.create(name="Desk")
    group.permissions.set(Permission.objects.all()[:2])
    pilar.groups.add(group, Group.objects.create(name="Press"))
    for title in ("one", "two"):
        FooterLink.objects.create(
            title_en=title, title_es=title, url=f"https://example.org/{title}"
        )
        picture = make_picture(title)
        picture.alt_en, picture.alt_es = "A bridge", "Un puente"
        picture.save()
    for make in (make_topic, make_organization, make_audience, make_level, make_field):
        make("another")
    make_synonyms("grant, scholarship", "beca")
    make_synonyms("teacher", "maestro, docente")
    for slug in ("one", "two"):
        sets = {"audiences": Audience, "levels": Level, "fields": Field}
        make_answer(slug, **{name: model.objects.all()[:2] for name, model in sets.items()})
    sides = {"home": make_partner("CA"), "partner": make_partner("FR")}
    make_relationship(**sides).publish(pilar)
    site = make_site(pilar, rows=2)
    total = make_sum("total", *site.rows[Statistic])
    total.publish(pilar)
    for item in site.items:
        item.save_draft(ruth)
        queued = item.publish(pilar, at=timezone.now() + DAY)
        item.publish(pilar, at=timezone.now() + 2 * DAY).cancel(ruth)
        correct_note(queued, ruth, note_en="Corrected.")
        item.move(f"{item.slug}-moved", pilar)
    gone, merged, *_others = site.rows[Agreement]
    merged.withdraw(pilar, Withdrawal.MERGED, merged_into=gone, reason_en="One and the same.")
    gone.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Never signed.")


@contextmanager
def altered(statement: str, *values) -> Iterator[None]:
    """A statement is run past everyone, and taken back."""
    with taken_back():
        sql(statement, *values)
        yield


@contextmanager
def taken_back() -> Iterator[None]:
    sid = transaction.savepoint()
    yield
    transaction.savepoint_rollback(sid)


def sql(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def another(field: models.Field, value):
    """A value unlike `value` that the column takes."""
    match value:
        case None:
            kinds = {
                "DateTimeField": HOUR,
                "DateField": date(2026, 3, 1),
                "DecimalField": Decimal(1),
                "TimeField": time(1),
            }
            return kinds.get(field.get_internal_type(), 1)
        case bool():
            return not value
        case int() if "Small" not in field.get_internal_type():
            return value + 1_000_003  # refers to nothing, and is unlike any other row's
        case int() | Decimal():
            return value + 1
        case datetime():
            return value + (-DAY if field.column == "live_from" else DAY)
        case date():
            return value + DAY
        case time():
            return time(value.hour ^ 1)
        case dict():
            return {**value, "added": 1}
    text = str(value)
    return (
        f"{text}x"
        if len(text) < (field.max_length or 1000)
        else f"{text[:-1]}{'xy'[text[-1] == 'x']}"
    )


def prepared(field: models.Field, value):
    return value if isinstance(value, str) else field.get_db_prep_save(value, connection)


def differences(ledger: Ledger, table: str) -> list[str]:
    return [str(one) for one in compare(ledger, covered_tables()[table]) if one.told]


@pytest.mark.parametrize("table", covered_tables())
def test_every_column_of_a_table(ledger, table):
    covered = covered_tables()[table]
    assert differences(ledger, table) == []
    row = next(ledger.rows(table))
    for field in covered.fields:
        if field.primary_key:
            continue
        value = models.QuerySet(covered.model).values_list(field.attname, flat=True).get(pk=row)
        new = prepared(field, another(field, value))
        statement = f'UPDATE "{table}" SET "{field.column}" = %s WHERE "{covered.key}" = %s'
        with altered(statement, new, row):
            (error,) = differences(ledger, table)
        assert error.startswith(
            f"{table} {row}: {field.column} differs from what was recorded on 2"
        )


@pytest.mark.parametrize("table", covered_tables())
def test_every_row_of_a_table(ledger, table):
    covered = covered_tables()[table]
    rows = list(ledger.rows(table))
    for row in rows:
        with altered(f'DELETE FROM "{table}" WHERE "{covered.key}" = %s', row):
            (error,) = differences(ledger, table)
        assert error.startswith(f"{table} {row}: is missing; was recorded on 2")
    with altered(f'DELETE FROM "{table}"'):
        assert len(differences(ledger, table)) == len(rows)


@pytest.mark.parametrize("table", covered_tables())
def test_two_rows_of_a_table_change_places(ledger, table):
    one, other = unlike_rows(covered_tables()[table])
    with taken_back():
        change_places(table, covered_tables()[table].key, one, other)
        named = [error.split(":")[0] for error in differences(ledger, table)]
    assert named == [f"{table} {one}", f"{table} {other}"]


def unlike_rows(covered) -> tuple[int, int]:
    """The keys of the first row, and of the first that says something else."""
    names = [field.attname for field in covered.fields if not field.primary_key]
    (one, *first), *rows = models.QuerySet(covered.model).order_by("pk").values_list("pk", *names)
    return one, next(key for key, *values in rows if values != first)


def change_places(table: str, key: str, one: int, other: int) -> None:
    for old, new in ((one, ASIDE), (other, one), (ASIDE, other)):
        sql(f'UPDATE "{table}" SET "{key}" = %s WHERE "{key}" = %s', new, old)


@pytest.mark.parametrize("item_model", item_models())
def test_two_editions_change_places(ledger, item_model):
    edition = item_model.edition_model()
    table = edition._meta.db_table
    open_ended = edition.objects.filter(live_until=None).order_by("-live_from")
    one, other = open_ended.filter(item=open_ended[0].item_id)[:2]
    moments = (
        prepared(edition._meta.get_field("live_from"), row.live_from) for row in (one, other)
    )
    statement = f'UPDATE "{table}" SET live_from = CASE id WHEN %s THEN %s ELSE %s END'
    with altered(f"{statement} WHERE id IN (%s, %s)", other.pk, *moments, one.pk, other.pk):
        errors = differences(ledger, table)
    assert [error.split(" differs")[0] for error in errors] == [
        f"{table} {key}: live_from" for key in sorted((one.pk, other.pk))
    ]


# The chain


def chain_errors() -> list[str]:
    with Ledger() as ledger:
        return list(Walk(ledger))


def test_every_column_of_the_chain(ledger):
    change = Change.objects.filter(act="corrected").first()
    for field in Change._meta.concrete_fields:
        new = prepared(field, another(field, getattr(change, field.attname)))
        statement = f'UPDATE "{CHANGE}" SET "{field.column}" = %s WHERE number = %s'
        with altered(statement, new, change.number):
            errors = chain_errors() or differences(ledger, CHANGE)
        assert errors, field.column
        assert errors[0].startswith((f"change {change.number}: ", f"{CHANGE} {change.number}: "))


def test_every_row_of_the_chain(ledger):
    *numbers, _last = Change.objects.order_by("number").values_list("number", flat=True)
    for number in numbers:
        with altered(f'DELETE FROM "{CHANGE}" WHERE number = %s', number), Ledger() as other:
            assert next(iter(Walk(other))) == f"change {number}: is missing"


def test_two_rows_of_the_chain_change_places(ledger):
    with taken_back():
        change_places(CHANGE, "number", 5, 6)
        named = {error.split(":")[0] for error in chain_errors()}
    assert {"change 5", "change 6"} <= named


@pytest.mark.parametrize("kept", [0, 1 / 2], ids=["all", "half"])
def test_end_of_the_chain_is_cut_off(ledger, kept):
    last = Change.objects.last_number()
    with altered(f'DELETE FROM "{CHANGE}" WHERE number > %s', int(last * kept)):
        errors = list(Verification().errors())
    assert sum("no change tells of it" in error or "differ" in error for error in errors) > 100
