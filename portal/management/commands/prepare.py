"""Prepare everything that the site needs before it is served, in one process."""

import hashlib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.access_log import forget_old_entries
from accounts.roles import ROLES
from portal.staff import first_administrator, make_groups
from publishing.changes.acts import record
from publishing.changes.position import readers_now
from publishing.items import item_models
from publishing.models import Act, Change
from publishing.record.heads import make_key
from publishing.record.notes import BadKey
from publishing.record.trusting import BrokenChainError, Untold
from relations.models import Relationship

SHOWN = ("OFFICIAL_WEBSITE", "PUBLISHED_BY", "SITE_URL", "TIME_ZONE")  # to readers, on every page


class Command(BaseCommand):
    help = (
        "Makes the site ready to be served: brings the database up to date, deletes sessions that "
        "have ended and what is kept of sign-ins no longer, makes the key of the record, collects "
        "static files if any has changed, loads the demo into an empty database, brings the index "
        "of searches up to date and makes the first administrator. Quick when there is nothing "
        "to do."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="Do not load the demo.")

    def handle(self, *, empty, **options):
        if has_unapplied_migrations():
            self.stdout.write("Bringing the database up to date ...")
            call_command("migrate", interactive=False, verbosity=0)
            make_groups()
            self.begin_record()
        elif Group.objects.filter(name__in=ROLES).count() < len(ROLES):  # it was migrated by hand
            make_groups()
        record_settings()
        call_command("clearsessions")
        forget_old_entries()
        try:
            make_key()
        except BadKey as error:
            raise CommandError(str(error)) from error
        Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
        if static_files_changed():
            self.stdout.write("Collecting static files ...")
            call_command("collectstatic", interactive=False, verbosity=0)
            fingerprint_file().write_text(fingerprint())
        if not empty and not Relationship.objects.exists():
            self.stdout.write("Loading the demo ...")
            call_command("load_demo", if_empty=True, stdout=self.stdout)
        self.bring_index_up_to_date()
        if account := first_administrator():
            self.stdout.write(
                "\nAn administrator was made. This is shown once:\n"
                "\n    name      {}\n    password  {}\n".format(*account)
            )

    def bring_index_up_to_date(self) -> None:
        """Have the first reader meet an index; without one lists have no counts, and no words."""
        try:
            call_command("index", stdout=StringIO())
        except CommandError as error:
            self.stderr.write(str(error))

    def begin_record(self) -> None:
        """Take the rows of a new site on trust. Of a site that has published, a person does."""
        published = any(model.edition_model().objects.exists() for model in item_models())
        try:
            with Untold() as untold:
                if not published:
                    for _table, _count in untold.trust(None, "The site is new."):
                        pass
                elif untold.rows:
                    self.stdout.write(
                        f"The record does not state {untold.rows.total()} rows as they are. Look "
                        "at manage.py verify_record, then run manage.py begin_record --by NAME."
                    )
        except BrokenChainError as error:
            self.stdout.write(f"The record is not whole, see manage.py verify_record: {error}")


@transaction.atomic
def record_settings() -> None:
    """Record the settings that readers see, where they are not those of the last time."""
    shown = {name: getattr(settings, name) for name in SHOWN}
    last = Change.objects.filter(name="settings").order_by("-number").first()
    if last is None or last.detail != shown:
        record(Act.CHANGED, None, None, begins_at=readers_now(), name="settings", **shown)


def has_unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_files_changed() -> bool:
    return not fingerprint_file().exists() or fingerprint_file().read_text() != fingerprint()


def fingerprint_file() -> Path:
    """Return the file that holds the fingerprint of the collected files; it is not served."""
    return Path(settings.STATIC_ROOT).with_suffix(".fingerprint")


def fingerprint() -> str:
    """Return a hash of the names, sizes and times of all static files, of packages as well."""
    hashed = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for line in sorted(_sources()):
        hashed.update(line.encode())
    return hashed.hexdigest()


def _sources() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            yield f"{name} {stat.st_size} {stat.st_mtime_ns}\n"
