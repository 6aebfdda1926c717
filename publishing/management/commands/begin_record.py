"""`manage.py begin_record --by ruth`: give a site that is older than its record a beginning."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from publishing.management.people import person_named
from publishing.record.trusting import BrokenChainError, Untold, was_begun

REASON = "No change told of them as they were."


class Command(BaseCommand):
    help = (
        "Takes on trust every row that the record does not state as it is, and says how many. What "
        "they said before is known to nobody: look at verify_record first."
    )
    requires_migrations_checks = True

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="the user name of who answers for it")
        parser.add_argument("--reason", default=REASON, help="why; the audit shows it")
        parser.add_argument(
            "--again",
            action="store_true",
            help="also where this was done before, or rows differ from what the record says",
        )

    def handle(self, *, by, reason, again, **options):
        person = person_named(by)
        try:
            with Untold() as untold:
                self._refuse(untold, again)
                self._trust(untold, person, reason)
        except BrokenChainError as error:
            raise CommandError(f"The record itself is not whole: {error}") from error

    def _refuse(self, untold: Untold, again: bool) -> None:
        """Raise CommandError where somebody should look first."""
        if not untold.rows or again or not (untold.differing or was_begun()):
            return
        tables = "\n".join(f"  {table}: {count}" for table, count in untold.rows.items())
        raise CommandError(
            f"These rows are not as the record says, {untold.differing} of them differ from it:\n"
            f"{tables}\nSee what verify_record says of them. To take them on trust all the same, "
            "give --again."
        )

    def _trust(self, untold: Untold, person, reason: str) -> None:
        trusted: Counter[str] = Counter()
        for table, count in untold.trust(person, reason):
            trusted[table] += count
        for table, count in trusted.items():
            self.stdout.write(f"{table}: {count} rows are taken on trust.")
        if not trusted:
            self.stdout.write("The record states every row as it is; nothing was taken on trust.")
