"""`manage.py correct_clock --by pilar --reason "…"`: after a clock that ran ahead."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from publishing.changes.acts import record
from publishing.changes.position import readers_now
from publishing.management.people import person_named
from publishing.models import Act


class Command(BaseCommand):
    help = (
        "Let readers go by this machine's clock again, after a clock that ran ahead has dated "
        "changes of the record. What was published ahead waits for its hour from then on."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="the user name of who decides this")
        parser.add_argument("--reason", required=True)

    @transaction.atomic
    def handle(self, *, by, reason, **options):
        person = person_named(by)
        was, clock = readers_now(), timezone.now()
        if was <= clock:
            raise CommandError("The clock is not behind the record: there is nothing to correct.")
        record(Act.SET_CLOCK, None, person, begins_at=clock, name="clock", was=was, reason=reason)
        self.stdout.write(f"Readers went by {was:%Y-%m-%d %H:%M:%S} UTC; now by the clock.")
