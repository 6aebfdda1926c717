"""`manage.py verify_record`: prove that the site says what the record says."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from publishing import triggers
from publishing.record.heads import Head, load_head
from publishing.record.notes import NoteError
from publishing.record.rows import one_moment
from publishing.record.verification import Verification


class Command(BaseCommand):
    help = (
        "Compares every table that readers or auditors rely on with the record, and the record "
        "with itself: names each row and column that differs, and exits 1 if there is any."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument(
            "--since",
            type=moment,
            help="look at what changed since then only: 2026-11-25, or 2026-11-25T15:00",
        )
        parser.add_argument(
            "--head", type=Path, help="a head that was kept elsewhere, which the record must hold"
        )
        parser.add_argument("--key", default="", help="the public key that signed the head")

    def handle(self, *, since, head, key, **options):
        verification = Verification(since, read_head(head, key) if head else None)
        count = 0
        with one_moment():
            for error in chain(_trigger_errors(), verification.errors()):
                count += 1
                self.stderr.write(error)
        seen = (
            f"{verification.changes} changes, {verification.rows} rows, "
            f"{verification.editions} editions"
        )
        if count:
            raise CommandError(f"{count} differences in {seen}.")
        self.stdout.write(f"{seen}: all as they were recorded and sealed.")
        if last := verification.last:
            self.stdout.write(f"The head is change {last.number}, {last.hash}.")


def _trigger_errors() -> Iterator[str]:
    for table in triggers.tables_without_triggers():
        yield f"{table}: its triggers are missing, disabled or altered"


def moment(text: str) -> datetime:
    """Read a day, or an instant in site time or with its offset; raises ValueError."""
    day = parse_date(text)
    found = datetime.combine(day, time()) if day else parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def read_head(file: Path, key: str) -> Head:
    try:
        return load_head(file.read_bytes(), key)
    except (OSError, NoteError) as error:
        raise CommandError(f"{file}: {error}") from error
