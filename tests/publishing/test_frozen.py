"""No path in the ORM or SQL changes a published edition."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from publishing import freezing, triggers
from publishing.models import FrozenEditionError
from tests.factories import (
    MAKERS,
    make_agreement,
    make_partner,
    make_section,
    make_statistic,
    make_topic,
)

pytestmark = pytest.mark.django_db


def refused(act):
    """The database refuses `act`; returns after undoing it."""
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        act()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("model", MAKERS)
def test_orm_refuses_to_change_an_edition(model, pilar):
    edition = MAKERS[model]().publish(pilar)
    edition.title_en = "Altered"
    with pytest.raises(FrozenEditionError):
        edition.save()
    with pytest.raises(FrozenEditionError):
        edition.delete()
    everyone = model.edition_model().objects.all()
    for act in (everyone.delete, lambda: everyone.update(title_en="Altered")):
        with pytest.raises(FrozenEditionError):
            act()
    with pytest.raises(FrozenEditionError):
        everyone.bulk_update([edition], ["title_en"])


@pytest.mark.parametrize("guard", list(freezing.guards()), ids=lambda guard: guard.table)
def test_every_guarded_table_has_its_triggers(guard):
    assert guard.table not in triggers.tables_without_triggers()


@pytest.mark.parametrize("model", MAKERS)
def test_database_refuses_every_frozen_column(model, pilar):
    edition = MAKERS[model]().publish(pilar)
    table = edition._meta.db_table
    for field in edition._meta.concrete_fields:
        if field.name not in edition.MUTABLE:
            refused(lambda column=field.column: sql(f'UPDATE {table} SET "{column}" = "{column}"'))
    refused(lambda: sql(f"DELETE FROM {table}"))


def test_parts_and_sets_of_an_edition_cannot_be_touched(pilar):
    statistic, topic = make_statistic(), make_topic()
    statistic.topics.add(topic)
    edition = statistic.publish(pilar)
    refused(lambda: edition.observations.update(value=1))
    refused(lambda: edition.observations.all().delete())
    refused(lambda: edition.observations.create(period="1999", value=1))
    refused(edition.topics.clear)
    refused(lambda: edition.topics.add(make_topic()))


def test_raw_queryset_is_stopped_by_the_database(pilar):
    edition = make_statistic().publish(pilar)
    refused(lambda: models.QuerySet(type(edition)).update(title_en="Altered"))


def test_what_is_in_use_cannot_be_deleted(pilar):
    topic, partner = make_topic(), make_partner("CA")
    section, agreement = make_section(), make_agreement()
    section.topics.add(topic)
    agreement.parties.create(country=partner)
    section.publish(pilar)
    agreement.publish(pilar)
    section.topics.clear()
    agreement.parties.all().delete()
    for row in (topic, partner, section, agreement):
        with pytest.raises(ProtectedError):
            row.delete()


def test_verification_catches_an_altered_row(pilar, capsys):
    edition = make_statistic().publish(pilar)
    call_command("verify_record")
    with freezing.lifted():
        models.QuerySet(type(edition)).update(title_en="Altered")
    with pytest.raises(CommandError, match="3 differences"):
        call_command("verify_record")
    assert edition.identifier in capsys.readouterr().err


def test_verification_catches_an_altered_observation(pilar, capsys):
    edition = make_statistic().publish(pilar)
    with freezing.lifted():
        edition.observations.update(value="725.8")
    with pytest.raises(CommandError):
        call_command("verify_record")
    assert "differs from what was sealed" in capsys.readouterr().err


def test_verification_catches_lifted_triggers(pilar, capsys):
    make_statistic().publish(pilar)
    triggers.drop_triggers()
    with pytest.raises(CommandError):
        call_command("verify_record")
    assert "triggers are missing" in capsys.readouterr().err


@pytest.mark.parametrize("event", ["insert", "update", "delete"])
def test_one_missing_trigger_is_noticed(db, event):
    table = "relations_publishedobservation"
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    sql(f"DROP TRIGGER frozen_{event}_{table}{on_table}")
    assert triggers.tables_without_triggers() == [table]


HOLLOW = {
    "sqlite": [
        "DROP TRIGGER frozen_update_relations_topic",
        "CREATE TRIGGER frozen_update_relations_topic AFTER INSERT ON relations_topic "
        "BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
    ],
}


def test_trigger_that_does_something_else_is_noticed(db):
    table = "relations_publishedobservation"
    for statement in HOLLOW[connection.vendor]:
        sql(statement.replace("relations_topic", table))
    assert table in triggers.tables_without_triggers()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such switch")
def test_trigger_that_is_disabled_is_noticed(db):
    sql("ALTER TABLE relations_topic DISABLE TRIGGER touched_update_relations_topic")
    assert triggers.tables_without_triggers() == ["relations_topic"]


def test_triggers_make_way_for_migrations_and_come_back(db):
    triggers.lift_for_migrations(plan=[])
    assert not triggers.tables_without_triggers()
    triggers.lift_for_migrations(plan=["a migration"])
    assert triggers.tables_without_triggers()
    triggers.remake_triggers()
    assert not triggers.tables_without_triggers()
