"""`manage.py prepare`: what `./dev run` does before it serves."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from delivery.sessions import SessionStore
from portal.management.commands import prepare
from publishing import triggers
from publishing.models import Change, Touched
from relations.models import Relationship
from tests import people
from tests.factories import make_relationship

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def served_from(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def run(*arguments):
    printed = StringIO()
    call_command("prepare", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_first_administrator_is_made_and_shown_once(rf):
    printed = run("--empty")
    password = re.search(r"password +(\S+)", printed)[1]
    user = authenticate(rf.get("/"), username="admin", password=password)
    assert user.is_superuser
    assert "password" not in run("--empty")


def test_no_administrator_is_made_beside_another():
    people.ruth()
    run("--empty")
    assert not get_user_model().objects.filter(username="admin").exists()


def test_a_taken_name_is_not_taken_over(django_user_model):
    django_user_model.objects.create_user("admin", password="kept")
    assert "admin2" in run("--empty")


def test_groups_are_there_also_where_somebody_else_migrated():
    Group.objects.all().delete()
    run("--empty")
    publishers = Group.objects.get(name="Publishers")
    assert publishers.permissions.filter(codename="publish_agreement").exists()
    publishers.permissions.clear()
    run("--empty")
    assert not publishers.permissions.exists()  # what somebody took away stays away


def test_sessions_that_have_ended_are_deleted():
    for days in (-1, 1):
        session = SessionStore()
        session.set_expiry(timezone.now() + timedelta(days=days))
        session.save()
    run("--empty")
    assert [row.session_key for row in Session.objects.all()] == [session.session_key]


def test_static_files_are_collected_only_when_they_changed(served_from, settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (source / "one.css").write_text("a {}")
    assert "Collecting" in run("--empty")
    assert (served_from / "one.css").exists()
    assert "Collecting" not in run("--empty")
    (source / "one.css").write_text("a { color: red }")
    assert prepare.static_files_changed()
    assert "Collecting" in run("--empty")


def test_the_demo_is_not_loaded_into_a_site_in_use():
    make_relationship("ours")
    run()
    assert Relationship.objects.count() == 1


def test_settings_that_readers_see_are_on_the_record_when_they_change(settings):
    for published_by in ("Embassy", "Embassy", "Ministry"):
        settings.PUBLISHED_BY = published_by
        run("--empty")
    recorded = Change.objects.filter(name="settings").order_by("number")
    assert [change.detail["PUBLISHED_BY"] for change in recorded] == ["Embassy", "Ministry"]
    assert None not in recorded.values_list("begins_at", flat=True)


def begun(make) -> str:
    """What is said after migrating to rows that were made before there was a record."""
    triggers.drop_triggers()
    make()
    Touched.objects.all().delete()
    triggers.remake_triggers()
    printed = StringIO()
    prepare.Command(stdout=printed).begin_record()
    return printed.getvalue()


def test_rows_of_a_new_site_are_taken_on_trust():
    assert not begun(make_relationship)
    assert Change.objects.filter(act="trusted", name="relations_relationship").exists()


def test_older_site_is_told_to_begin_its_record(pilar):
    assert "begin_record --by" in begun(lambda: make_relationship().publish(pilar))
    assert not Change.objects.filter(act="trusted").exists()
