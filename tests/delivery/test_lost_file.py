"""A SQLite file that is deleted or replaced under the running site: nothing is written any more."""

import shutil

import pytest
from django.db import OperationalError, connection

from delivery.commits import commit_begun, may_have_saved
from delivery.sqlite.base import DatabaseWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.skipif("connection.vendor != 'sqlite'")]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "site.sqlite3"


@pytest.fixture
def database(file, monkeypatch):
    """A database in a file with a table, in WAL mode as the site's; opened by this process."""
    monkeypatch.setattr(DatabaseWrapper, "files", {})
    options = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    changed = {"ENGINE": "delivery.sqlite", "NAME": file, "OPTIONS": options}
    database = DatabaseWrapper({**connection.settings_dict, **changed})
    run(database, "CREATE TABLE words (word TEXT)")
    yield database
    database.close()


def run(database, statement):
    with database.cursor() as cursor:
        return cursor.execute(statement).fetchall()


def delete(file):
    file.unlink()


def replace(file):
    copy = shutil.copy(file, file.with_suffix(".copy"))
    copy.rename(file)


def lose_folder(file):
    file.parent.rename(file.parent.with_suffix(".lost"))


def hide_folder(file):
    """As a disk that fails: no answer, but an error of another kind than for what is not there."""
    lose_folder(file)
    file.parent.touch()


@pytest.mark.parametrize("lose", [delete, replace, lose_folder, hide_folder])
def test_next_write_fails_and_says_so_in_the_log(database, file, lose, caplog):
    lose(file)
    with pytest.raises(OperationalError, match="deleted or replaced"):
        run(database, "INSERT INTO words VALUES ('lost')")
    with pytest.raises(OperationalError, match="deleted or replaced"):
        run(database, "BEGIN IMMEDIATE")
    assert {record.levelname for record in caplog.records} == {"CRITICAL"}


@pytest.mark.parametrize("lose", [delete, replace])
def test_transaction_that_has_begun_is_not_committed(database, file, lose):
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    run(database, "INSERT INTO words VALUES ('lost')")
    lose(file)
    commit_begun.set(False)
    with pytest.raises(OperationalError, match="deleted or replaced"):
        database.commit()
    assert not may_have_saved()


def test_no_new_connection_makes_the_file_anew(database, file):
    database.close()
    delete(file)
    with pytest.raises(OperationalError, match="deleted or replaced"):
        run(database, "SELECT 1")
    assert not file.exists()


def test_no_new_connection_opens_the_file_in_its_place(database, file):
    replace(file)
    database.close()
    with pytest.raises(OperationalError, match="deleted or replaced"):
        run(database, "SELECT 1")


def test_site_that_serves_makes_no_file(database, file, settings):
    settings.STATEMENT_SECONDS = 10
    database.settings_dict["NAME"] = file.with_name("never.sqlite3")
    database.close()
    with pytest.raises(OperationalError, match="There is no database file"):
        run(database, "SELECT 1")
    assert not file.with_name("never.sqlite3").exists()


def test_file_that_stays_is_written(database):
    run(database, "INSERT INTO words VALUES ('kept')")
    database.close()
    assert run(database, "SELECT word FROM words") == [("kept",)]
