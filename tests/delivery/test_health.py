"""`/healthz` and `/readyz`: what whatever watches the site is told."""

from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from delivery import health

pytestmark = pytest.mark.django_db(transaction=True)
OK = {"database": "ok", "migrations": "ok", "writable": "ok", "media": "ok"}
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    cache.clear()  # of what an earlier test was answered
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def with_connection(monkeypatch):
    """Have the checks ask another database than the test's."""

    def with_connection(**changed):
        def own_connection():
            database = connection.copy()
            database.settings_dict.update(changed)
            return database

        monkeypatch.setattr(health, "own_connection", own_connection)

    return with_connection


@pytest.fixture
def sqlite_file(tmp_path):
    """A file with the site's migrations on record."""
    database = connection.copy()
    database.settings_dict["NAME"] = tmp_path / "site.sqlite3"
    recorder = MigrationRecorder(database)
    recorder.ensure_schema()
    for app, name in health.newest_migrations():
        recorder.record_applied(app, name)
    database.close()
    return tmp_path / "site.sqlite3"


def checks(client):
    cache.clear()
    response = client.get("/readyz")
    content = response.json()
    ready = response.status_code == 200
    assert response.status_code in (200, 503)
    assert content["status"] == ("ok" if ready else "unavailable")
    assert ready == (content["checks"] == OK)
    return content["checks"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/health/"])
def test_site_that_works_says_so_and_no_cache_keeps_it(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_health_of_the_process_asks_no_database(client, settings, django_assert_num_queries, ana):
    settings.PAGE_CACHE = True
    client.force_login(ana)
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
        assert Client().get("/healthz").status_code == 200


def test_ready_site_names_each_check(client):
    assert checks(client) == OK


def test_database_with_a_migration_missing_is_not_ready(client):
    recorder = MigrationRecorder(connection)
    app, name = min(health.newest_migrations())
    recorder.record_unapplied(app, name)
    assert checks(client) == {**OK, "migrations": "migrations are missing"}
    recorder.record_applied(app, name)


@on_sqlite
def test_empty_file_is_not_ready(client, with_connection, tmp_path):
    with_connection(NAME=tmp_path / "empty.sqlite3")
    assert checks(client) == {**OK, "migrations": "migrations are missing"}


@on_sqlite
def test_file_is_ready_also_while_someone_else_writes(client, with_connection, sqlite_file):
    with_connection(NAME=sqlite_file, OPTIONS={"timeout": 0})
    assert checks(client) == OK
    writer = health.own_connection()
    with writer.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
    assert checks(client) == OK
    writer.close()


@on_sqlite
def test_read_only_file_is_not_ready(client, with_connection, sqlite_file):
    with_connection(NAME=sqlite_file, OPTIONS={"init_command": "PRAGMA query_only = 1"})
    assert checks(client) == {**OK, "writable": "failed"}


@on_sqlite
def test_file_that_was_replaced_is_not_ready(client, with_connection, sqlite_file):
    with_connection(NAME=sqlite_file)
    assert checks(client) == OK
    sqlite_file.write_bytes(sqlite_file.rename(sqlite_file.with_suffix(".old")).read_bytes())
    assert checks(client)["database"] == "failed"


@on_postgresql
def test_read_only_database_is_not_ready(client, with_connection):
    with_connection(OPTIONS={"options": "-c default_transaction_read_only=on"})
    assert checks(client) == {**OK, "writable": "read-only"}


@on_postgresql
def test_database_with_a_full_disk_is_not_ready(client, with_connection):
    with_connection(OPTIONS={"options": "-c temp_file_limit=0"})
    assert checks(client) == {**OK, "writable": "failed"}


@pytest.mark.parametrize("fault", [OperationalError, InterfaceError])
def test_database_that_is_gone_is_not_ready(client, monkeypatch, fault):
    def unreachable(self, params):
        raise fault("password of chancery at 10.0.0.1 is wrong")

    with monkeypatch.context() as patched:
        patched.setattr(type(connections["default"]), "get_new_connection", unreachable)
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed"
    assert b"10.0.0.1" not in response.content


def test_answer_stands_for_a_second_whoever_asks(client, monkeypatch):
    checked = []
    monkeypatch.setattr(health, "CHECKS", {"database": checked.append})
    with time_machine.travel("2026-11-26 12:00:00", tick=False) as traveller:
        assert [client.get("/readyz").status_code for _ in range(5)] == [200] * 5
        assert len(checked) == 1
        traveller.shift(health.KEPT_SECONDS)
        assert client.get("/health/").status_code == 200
        assert len(checked) == 2


def test_media_folder_that_is_missing_is_not_ready(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "nowhere"
    assert checks(client) == {**OK, "media": "missing"}


def test_media_folder_that_takes_no_files_is_not_ready(client, settings):
    settings.MEDIA_ROOT = Path("/proc")
    assert checks(client)["media"] in ("cannot be written", "missing")


class FullDisk:
    def __init__(self, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def write(self, content):
        return len(content) // 2


def test_full_disk_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "TemporaryFile", FullDisk)
    assert checks(client)["media"] == "full"
