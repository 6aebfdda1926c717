"""`verify_record` finds every way in which the record is not whole; see also the contract."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections, models, transaction
from django.utils import timezone

from publishing import freezing, triggers
from publishing.models import Change, Edition, Touched, Withdrawal
from publishing.record.chain import Walk
from publishing.record.comparing import compare
from publishing.record.coverage import Covered, covered_tables
from publishing.record.editions import find_errors
from publishing.record.ledger import Ledger
from publishing.record.rows import one_moment
from publishing.record.verification import Verification
from publishing.redaction import redact
from publishing.snapshot import digest, snapshot
from relations.models import Agreement, AgreementEdition, Statistic, Topic
from tests.factories import make_agreement, make_statistic, make_topic

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def editions(pilar):
    """Three editions of one agreement: in force, cancelled, and waiting."""
    agreement = make_agreement()
    public = agreement.publish(pilar)
    cancelled = agreement.publish(pilar, at=timezone.now() + DAY)
    cancelled.cancel(pilar)
    return public, cancelled, agreement.publish(pilar, at=timezone.now() + 2 * DAY)


def errors_after(edition, **columns) -> list[str]:
    """What is found once columns were changed behind everyone's back."""
    rows = models.QuerySet(type(edition))
    with freezing.lifted():
        rows.filter(pk=edition.pk).update(**columns)
    return list(find_errors(type(edition)))


def test_record_that_is_whole_has_no_errors(editions):
    assert list(find_errors(type(editions[0]))) == []


@pytest.mark.parametrize("days", [1, 3], ids=["gap", "overlap"])
def test_gap_and_overlap_are_found(editions, days):
    public, _cancelled, waiting = editions
    (error,) = errors_after(public, live_until=waiting.live_from + (days - 2) * DAY)
    assert error == f"{public.identifier}: does not end where the next edition begins"


def test_last_edition_that_ends_is_found(editions):
    waiting = editions[2]
    (error,) = errors_after(waiting, live_until=waiting.live_from + DAY)
    assert error.startswith(waiting.identifier)


def test_edition_that_was_never_sealed_is_found(editions):
    public = editions[0]
    assert errors_after(public, seal="") == [f"{public.identifier}: was never sealed"]


def test_altered_edition_is_found_even_when_it_was_cancelled(editions):
    cancelled = editions[1]
    (error,) = errors_after(cancelled, title_en="Altered")
    assert error == f"{cancelled.identifier}: differs from what was sealed"


def test_what_may_change_of_a_sealed_edition_is_what_time_and_withdrawal_change():
    assert set(Edition.MUTABLE) == {"live_until", "cancelled_at", "cancelled_by", "suppressed"}


@pytest.mark.parametrize("value", ["725.7", "725.70", "725.700000", "7257E-1", "0725.7"])
def test_value_that_is_written_in_another_way_has_the_same_seal(value):
    make_statistic(observations=[("2021", "725.7"), ("2022", "0")])
    statistic = Statistic.objects.prefetch_related("observations").get()
    seal = digest(snapshot(statistic))
    first, zero = statistic.observations.all()
    first.value, zero.value = Decimal(value), Decimal("-0.00")
    assert digest(snapshot(statistic)) == seal
    first.value += 1
    assert digest(snapshot(statistic)) != seal


# The record


def errors(**options) -> list[str]:
    return list(Verification(**options).errors())


def by_sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def appended() -> None:
    """What no act told of is appended at the end of a transaction."""
    with transaction.atomic():
        pass


def telling_of(row: models.Model, *, latest: bool = True) -> Change:
    """The change that tells of a row, the last or the first of them."""
    table = row._meta.db_table
    changes = Change.objects.filter(digests__has_key=table).order_by("number")
    found = [one for one in changes if str(row.pk) in one.digests[table]["rows"]]
    return found[-1 if latest else 0]


@pytest.fixture
def unguarded(editions):
    """The same editions, once all triggers are lifted."""
    assert errors() == []
    connection.check_constraints()
    triggers.drop_triggers()
    return editions


def test_difference_says_since_when(unguarded):
    edition = unguarded[0]
    change = telling_of(edition)
    columns = {"note_en": "Altered.", "significance": "minor"}
    models.QuerySet(AgreementEdition).filter(pk=edition.pk).update(**columns)
    when = f"{change.at:%Y-%m-%d %H:%M} UTC (change {change.number})"
    assert errors() == [
        f"relations_agreementedition {edition.pk}: significance and note_en differ from what was "
        f"recorded on {when}"
    ]


def test_row_that_no_change_tells_of_is_found(unguarded):
    topic = make_topic("unsaid")
    assert errors() == [f"relations_topic {topic.pk}: no change tells of it"]


def test_row_that_came_back_is_found(editions):
    topic = make_topic("gone")
    pk = topic.pk
    appended()
    topic.delete()
    appended()
    assert errors() == []
    triggers.drop_triggers()
    models.QuerySet(Topic).bulk_create([Topic(pk=pk, slug="gone", name_en="Gone", name_es="Ido")])
    (error,) = errors()
    assert error.startswith(f"relations_topic {pk}: is there; that it was deleted was recorded on")


def test_row_that_was_noted_and_not_appended_is_found(editions):
    Touched.objects.create(table_name="relations_topic", row_id=7)
    assert errors() == ["relations_topic 7: was written, and is not in the record yet"]


UNREADABLE = {"sqlite": "many", "postgresql": "NaN"}


def test_value_that_cannot_be_read_is_named(pilar):
    statistic = make_statistic(observations=[("2021", "1"), ("2022", "2")])
    observation = statistic.publish(pilar).observations.first()
    connection.check_constraints()
    triggers.drop_triggers()
    statement = "UPDATE relations_publishedobservation SET value = %s WHERE id = %s"
    by_sql(statement, UNREADABLE[connection.vendor], observation.pk)
    first, *further = errors()
    assert first.startswith(f"relations_publishedobservation {observation.pk}: value differs from")
    assert further


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps instants, not texts")
@pytest.mark.parametrize(
    "spelled", ["%Y%m%dT%H%M%S.%f", "%Y-%m-%d %H:%M:%S.%f+00:00", "%Y-%m-%dT%H:%M:%S.%f"]
)
def test_instant_that_is_spelled_so_that_it_sorts_elsewhere_is_named(unguarded, spelled):
    waiting = unguarded[2]
    statement = "UPDATE relations_agreementedition SET live_from = %s WHERE id = %s"
    by_sql(statement, waiting.live_from.strftime(spelled), waiting.pk)
    error = errors()[0]
    assert error.startswith(f"relations_agreementedition {waiting.pk}: live_from differs from")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL takes no such text")
def test_text_that_is_no_utf8_is_named(db):
    topic = make_topic()
    appended()
    triggers.drop_triggers()
    by_sql("UPDATE relations_topic SET name_en = CAST(x'ff41' AS TEXT) WHERE id = %s", topic.pk)
    (error,) = errors()
    assert error.startswith(f"relations_topic {topic.pk}: name_en differs from")


@pytest.mark.parametrize("table", ["publishing_change", "publishing_touched", "relations_topic"])
def test_table_that_is_missing_is_named(unguarded, table):
    by_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
    assert f"{table}: the table is missing" in errors()


def test_change_that_cannot_be_read_is_named(unguarded):
    value = {"sqlite": "some day", "postgresql": "infinity"}[connection.vendor]
    by_sql("UPDATE publishing_change SET at = %s WHERE number = 3", value)
    assert any(error.startswith("change 3: ") for error in errors())


@pytest.mark.parametrize("number", [2, 3])
def test_salt_that_is_gone_is_found(unguarded, number):
    change = Change.objects.get(number=number)
    for salts in ({}, {**change.salts, "publishing_change": {str(number): "AAAA"}}):
        models.QuerySet(Change).filter(pk=number).update(salts=salts)
        assert any(f"change {number}" in error for error in errors())


def test_salt_of_what_was_said_anew_since_is_not_lost_unsaid(unguarded):
    public = unguarded[0]
    first = telling_of(public, latest=False)
    salts = first.salts
    del salts["relations_agreementedition"][str(public.pk)]
    models.QuerySet(Change).filter(pk=first.pk).update(salts=salts)
    assert f"change {first.number}: salts are gone, and nothing was redacted since" in errors()


def test_record_is_whole_after_redacting_twice(editions, pilar):
    public = editions[0]
    public.item.save_draft(pilar)
    public.item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    for _time in range(2):
        redact(AgreementEdition.objects.get(pk=public.pk), pilar, "A court ordered it.")
        assert errors() == []


def test_since_looks_at_what_changed_since(pilar):
    long_ago = timezone.now() - 2 * DAY
    with time_machine.travel(long_ago, tick=False):
        make_topic("old")
        appended()
    public = make_agreement().publish(pilar)
    since = timezone.now() - DAY
    assert errors(since=since) == []
    triggers.drop_triggers()
    models.QuerySet(Topic).update(name_en="Altered")
    assert errors(since=since) == []
    assert len(errors(since=long_ago - DAY)) == 1
    models.QuerySet(AgreementEdition).update(title_en="Altered")
    recorded, sealed = errors(since=since)
    assert recorded.startswith(f"relations_agreementedition {public.pk}: title_en differs")
    assert sealed == f"{public.identifier}: differs from what was sealed"
    before = Change.objects.filter(at__lt=since).first()
    models.QuerySet(Change).filter(pk=before.pk).update(hash="0" * 64)
    assert any("previous is not the hash" in error for error in errors(since=since))


def test_command_says_what_it_looked_at(editions, capsys):
    call_command("verify_record")
    said, head = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\d+ changes, \d+ rows, 3 editions: all as they were .*", said)
    last = Change.objects.first()
    assert head == f"The head is change {last.number}, {last.hash}."
    call_command("verify_record", since=timezone.now() + DAY)
    assert capsys.readouterr().out.startswith("0 changes, 0 rows, 0 editions")


def test_kept_head_must_be_in_the_chain(editions):
    last = Change.objects.first()
    assert errors(head=last) == []
    assert errors(head=Change(number=last.number, hash="0" * 64)) == [
        f"change {last.number}: hash is not that of the head that was kept"
    ]
    assert errors(head=Change(number=99, hash=last.hash)) == [
        "change 99: is missing, and a head that was kept tells of it"
    ]


def test_verification_sees_one_moment_and_hinders_nobody(other_connection):
    make_topic("old")
    connections["default"].close()  # as where a command begins
    with one_moment():
        assert Topic.objects.count() == 1
        mine, connections["default"] = connections["default"], other_connection
        make_topic("new")
        connections["default"] = mine
        assert Topic.objects.count() == 1
        assert errors() == []
    assert Topic.objects.count() == 2
    assert errors() == []


class Columns(Ledger):
    """What the changes say, as if `missing` had come since, and `former` been there."""

    def __init__(self, missing: str, former: str = "former"):
        self.missing, self.former = missing, former

    def note(self, table, columns, statements):
        names = columns.split()
        if table == "relations_topic":
            place = names.index(self.missing)
            names[place] = self.former
        super().note(table, " ".join(names), statements)


@pytest.mark.parametrize(("name", "differ"), [("", []), ("Words", ["name_es"])])
def test_columns_that_came_since_hold_nothing(db, name, differ):
    make_topic("trade", name_es=name)
    appended()
    covered: Covered = covered_tables()["relations_topic"]
    with Columns("name_es") as ledger:
        assert list(Walk(ledger)) == []
        found = [one.problem.split(" differs")[0] for one in compare(ledger, covered)]
    assert found == differ


# Taking on trust


@pytest.fixture
def before(ruth, capsys):
    """A site that is older than its record."""
    triggers.drop_triggers()
    make_agreement().publish(ruth)
    Touched.objects.all().delete()
    triggers.remake_triggers()


def begin(*options) -> None:
    call_command("begin_record", "--by", "ruth", *options)


def test_record_of_an_older_site_begins(before, capsys):
    with pytest.raises(CommandError):
        call_command("verify_record")
    begin()
    assert "relations_agreementedition: 1 rows are taken on trust." in capsys.readouterr().out
    call_command("verify_record")
    trusted = Change.objects.filter(act="trusted", name="relations_agreementedition").get()
    assert (trusted.by.username, trusted.detail["rows"]) == ("ruth", 1)
    begin()
    assert "nothing was taken on trust" in capsys.readouterr().out


def test_nothing_that_differs_is_taken_on_trust_unasked(before, capsys):
    begin()
    triggers.drop_triggers()
    models.QuerySet(Agreement).update(slug="altered")
    triggers.remake_triggers()
    with pytest.raises(CommandError, match=r"1 of them differ(.|\n)*relations_agreement: 1"):
        begin()
    number = Change.objects.last_number()
    begin("--again", "--reason", "A migration moved it.")
    assert Change.objects.last_number() == number + 1
    assert Change.objects.first().detail["reason"] == "A migration moved it."
    assert errors() == []


def test_many_rows_are_taken_on_trust_in_few_changes(before):
    topics = [Topic(slug=f"t-{n}", name_en="T", name_es="T") for n in range(501)]
    triggers.drop_triggers()
    Topic.objects.bulk_create(topics)
    triggers.remake_triggers()
    begin()
    rows = Change.objects.filter(name="relations_topic").order_by("number")
    assert [change.detail["rows"] for change in rows] == [500, 1]
    assert not Change.objects.filter(act="changed", item_type="relations.topic").exists()
    assert errors() == []


def test_broken_chain_is_not_built_on(editions, ruth):
    with freezing.lifted():
        models.QuerySet(Change).filter(number=2).update(name="altered")
    with pytest.raises(CommandError, match="change 2: hash does not follow"):
        begin()
