"""What every test may count on."""

import gc
import os
import shutil
import time

import hypothesis
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from publishing import triggers
from publishing.record.heads import make_key
from tests import people
from tests.connections import other_connection, undone  # noqa: F401

# Playwright's synchronous interface keeps an event loop in the test's thread, where Django would
# otherwise refuse every query of a test that looks at the database and at a page.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_addoption(parser):
    parser.addoption(
        "--write-matrix", action="store_true", help="write tests/contracts/matrix.txt anew"
    )


def pytest_configure(config):
    """Static files straight from their sources, and passwords that are quick to check."""
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if connection.vendor == "sqlite":
        # pytest-django makes a file for a backend whose name it does not know.
        connection.settings_dict["TEST"]["NAME"] = ":memory:"
    connection.settings_dict["TEST"]["MIGRATE"] = False
    settings.PAGE_CACHE = False  # but where a test is about it
    # The index catches up before a question is answered, in the transaction of the test.
    settings.SEARCH_IN_BACKGROUND = False
    settings.SEARCH_DIR /= os.environ.get("PYTEST_XDIST_WORKER", "main")
    for folder in (settings.STATIC_ROOT, settings.MEDIA_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    make_key()
    # How long an example takes says more about the machine than about the code.
    hypothesis.settings.register_profile("chancery", deadline=None)
    hypothesis.settings.load_profile("chancery")


# Files that take longest, so that none of them is left to the end, when other workers have nothing
# more to do.
HEAVY = ("tests/contracts/test_matrix.py", "tests/upgrade/")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(HEAVY))


def pytest_collection_finish(session):
    """Look for garbage seldom, and not in what lives to the end: modules and collected tests."""
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables straight from the models, which takes a tenth of the time that migrations do.

    They are on record as applied; tests/upgrade and the tests that start a site of their own apply
    them, and tests/contracts/test_new_type.py sees that they lead to these tables.
    """
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(connection).graph.nodes:
            recorder.record_applied(app, name)


# As root, as on CI, chromium cannot make its sandbox; and it must not call its maker's servers.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Have pytest-playwright start the system's chromium; it ships none of its own here."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no browser; on Debian: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(autouse=True)
def _thaw_before_flush(request):
    """Lift the triggers before a transactional test's tables are emptied.

    The flush ends with `post_migrate`, which makes the triggers again.
    """
    transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    marker = request.node.get_closest_marker("django_db")
    if not transactional and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    _drop_triggers()


def _drop_triggers() -> None:
    """Drop them once nobody reads: the server of a test may still answer its last request, and an
    SQLite database in memory is locked meanwhile."""
    patience = time.monotonic() + 10
    while True:
        try:
            return triggers.drop_triggers()
        except OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.05)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module: what its fixtures write, each of them finds.

    `./dev test` gives each file to one worker, so that only one writes it.
    """
    with django_db_blocker.unblock(), undone():
        yield


@pytest.fixture
def pilar(db):
    return people.pilar()


@pytest.fixture
def ana(db):
    return people.ana()


@pytest.fixture
def ruth(db):
    return people.ruth()


@pytest.fixture(autouse=True)
def _english():
    """The language of one test's last page does not reach into the next test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
