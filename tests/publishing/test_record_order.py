"""Changes stand in the order of commits, whoever writes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Act, Change, Touched
from publishing.shadows import undone
from relations.models import Agreement, Relationship, Topic
from tests import people
from tests.connections import HERE, meanwhile
from tests.factories import make_agreement, make_section, make_topic
from tests.stated import faults, recorded

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"
)


@pytest.fixture
def at_once(other_connection):
    """Calls functions at the same time, each with a connection of its own."""
    other_connection.settings_dict["OPTIONS"].pop("timeout", None)

    def call(*functions):
        barrier = Barrier(len(functions))

        def run(function):
            connections[HERE] = other_connection.copy()
            try:
                barrier.wait()
                return function()
            finally:
                connections[HERE].close()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(run, functions))

    return call


@on_postgresql
def test_publication_that_began_first_and_commits_last_is_seen_at_once(
    client, other_connection, settings, pilar
):
    settings.PAGE_CACHE = True
    first, second = make_agreement("first"), make_agreement("second")
    for item in (first, second):
        item.publish(pilar)
        item.title_en = "After"
        item.save()
    with meanwhile(other_connection, lambda: first.publish(pilar), commit=True):
        second.publish(pilar)
        assert "After" in client.get("/agreements/second/").text
        assert "After" not in client.get("/agreements/first/").text
    assert "After" in client.get("/agreements/first/").text
    published = Change.objects.filter(act=Act.PUBLISHED).order_by("-number")
    assert [change.item_id for change in published[:2]] == [first.pk, second.pk]
    assert published[0].begins_at < published[1].begins_at
    assert faults() == []


def test_changes_of_many_at_once_have_numbers_without_gaps(at_once, pilar):
    items = [make_agreement() for _ in range(2)]
    topics = [make_topic() for _ in range(THREADS)]
    last = Change.objects.last_number()

    def act(number: int) -> None:
        for turn in range(3):
            Agreement.objects.get(pk=items[(number + turn) % 2].pk).publish(pilar)
            Topic.objects.filter(pk=topics[number].pk).update(name_en=f"{number} {turn}")

    at_once(*(lambda number=number: act(number) for number in range(THREADS)))
    changes = Change.objects.filter(number__gt=last)
    assert changes.filter(act=Act.PUBLISHED).count() == 3 * THREADS
    assert changes.filter(act=Act.CHANGED).count() == 3 * THREADS
    assert len({change.token for change in changes}) == len(changes)
    assert faults() == []


@on_postgresql
def test_section_is_published_while_its_relationship_is(other_connection, pilar):
    section = make_section()
    with meanwhile(other_connection, lambda: section.relationship.publish(pilar), commit=True):
        section.publish(pilar)
    assert faults() == []


@on_postgresql
def test_who_waits_for_a_row_does_not_hold_the_lock_of_the_record(other_connection, pilar):
    """Else the two would wait for each other: whoever has the row waits for that lock."""
    section = make_section()
    with (
        meanwhile(other_connection, lambda: list(Relationship.objects.select_for_update())),
        CaptureQueriesContext(connection) as captured,
        pytest.raises(OperationalError, match="lock timeout"),
    ):
        section.publish(pilar)
    assert not [query for query in captured if "pg_advisory" in query["sql"]]


def test_of_two_items_that_are_merged_into_each_other_at_once_one_stays(at_once, pilar):
    one, other = make_agreement(), make_agreement()
    for item in (one, other):
        item.publish(pilar)

    def merge(item, target) -> str:
        try:
            item.withdraw(pilar, "merged", merged_into=target, reason_en="The same.")
        except ValidationError:
            return "refused"
        return "merged"

    outcomes = at_once(lambda: merge(one, other), lambda: merge(other, one))
    assert sorted(outcomes) == ["merged", "refused"]
    assert faults() == []


def test_what_fails_as_it_is_recorded_is_not_saved(pilar, monkeypatch):
    def fail(database, acts):
        raise OperationalError("full")

    agreement = make_agreement()
    monkeypatch.setattr("publishing.changes.transactions.AppendsToRecord.append", fail)
    writes = [lambda: agreement.publish(pilar), lambda: Topic.objects.create(slug="lost")]
    for write in writes:
        with pytest.raises(OperationalError):
            write()
    monkeypatch.undo()
    assert not agreement.editions.exists()
    assert not Topic.objects.filter(slug="lost").exists()
    assert faults() == []


def test_statements_outside_of_a_transaction_are_recorded():
    """Each with its change, in one commit."""
    pilar = people.pilar()
    topic, group = make_topic("trade", name_en="Trade"), Group.objects.create(name="Readers")
    users = get_user_model().objects
    writes = [
        lambda: Topic.objects.create(slug="labor", name_en="Labor", name_es="Trabajo"),
        lambda: Topic.objects.bulk_create([Topic(slug=f"t{n}", name_en="t") for n in range(3)]),
        lambda: Topic.objects.bulk_create(
            [Topic(slug="trade", name_en="Upserted")],
            update_conflicts=True, unique_fields=["slug"], update_fields=["name_en"],
        ),
        lambda: Topic.objects.bulk_update([Topic(pk=topic.pk, name_es="Comercio")], ["name_es"]),
        lambda: Topic.objects.filter(slug="labor").update(name_en="Work"),
        lambda: Topic.objects.get_or_create(slug="new", name_en="New"),
        lambda: Topic.objects.filter(slug="t0").delete(),
        lambda: group.permissions.add(*Permission.objects.all()[:2]),
        group.permissions.clear,
        lambda: pilar.groups.set([group]),
        pilar.user_permissions.clear,
        lambda: users.filter(pk=pilar.pk).update(first_name="Pilar"),
        lambda: users.create_user("olga"),
        lambda: users.get(username="olga").delete(),
        group.delete,
        lambda: execute("UPDATE relations_topic SET name_en = 'By SQL'"),
    ]  # fmt: skip
    for number, write in enumerate(writes):
        for block in (write, transaction.atomic(write)):
            with recorded() as appended:
                block() if number not in ONCE or block is write else None
            assert appended or block is not write, number
            assert all(change.act == Act.CHANGED for change in appended), number
    unseen = [
        lambda: users.filter(pk=pilar.pk).update(last_login=timezone.now(), password="x"),
        lambda: Topic.objects.filter(pk=0).update(name_en="Nothing"),
        lambda: Topic.objects.filter(slug="trade").update(name_en="By SQL"),
        lambda: list(Topic.objects.all()),
    ]
    for number, write in enumerate(unseen):
        with recorded() as appended:
            write()
        assert appended == [], number


# What cannot be done a second time.
ONCE = {0, 1, 12, 13, 14}


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_is_undone_appends_nothing_that_sql_wrote_before(pilar):
    """A preview takes no lock, whatever is left to append."""
    topic = make_topic()
    with connection.cursor() as cursor:  # of a process that runs none of this code
        cursor.cursor.execute(f"UPDATE relations_topic SET name_en = 'X' WHERE id = {topic.pk}")
    last = Change.objects.last_number()
    with undone():
        assert Topic.objects.get().name_en == "X"
    assert Change.objects.last_number() == last
    assert Touched.objects.get().row_id == topic.pk


def test_what_sql_wrote_is_the_act_of_nobody_and_not_of_who_acts_next(pilar):
    bystander, edition = make_agreement("bystander"), make_agreement("victim").publish(pilar)
    topic = make_topic()
    with connection.cursor() as cursor:  # of a process that runs none of this code
        cursor.cursor.execute(f"UPDATE relations_topic SET name_en = 'X' WHERE id = {topic.pk}")
        cursor.cursor.execute(
            f"UPDATE relations_agreementedition SET suppressed = TRUE WHERE id = {edition.pk}"
        )
    last = Change.objects.last_number()
    bystander.publish(pilar)
    appended = Change.objects.filter(number__gt=last).order_by("number")
    *leftovers, own = [(each.by, each.source, each.item_id) for each in appended]
    assert sorted(leftovers) == sorted(
        [(None, "database", topic.pk), (None, "database", edition.item_id)]
    )
    assert own == (pilar, "command", bystander.pk)
    assert str(edition.pk) not in appended.last().digests["relations_agreementedition"]["rows"]


def test_verification_leaves_what_sql_wrote_where_it_is(capsys):
    topic = make_topic()
    with connection.cursor() as cursor:
        cursor.cursor.execute(f"UPDATE relations_topic SET name_en = 'X' WHERE id = {topic.pk}")
    last = Change.objects.last_number()
    with pytest.raises(CommandError):
        call_command("verify_record")
    assert f"relations_topic {topic.pk}: was written, and is not" in capsys.readouterr().err
    assert Change.objects.last_number() == last
