"""`manage.py redact agreement-12 --by pilar --reason "…"`: erase words published in error."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from publishing.items import edition_by_identifier
from publishing.management.people import person_named
from publishing.redaction import redact


class Command(BaseCommand):
    help = "Erase the words of an edition that was withdrawn as published in error, for good."

    def add_arguments(self, parser):
        parser.add_argument("edition", help="its identifier, such as agreement-12")
        parser.add_argument("--by", required=True, help="the user name of who decides this")
        parser.add_argument("--reason", required=True)

    def handle(self, *, edition, by, reason, **options):
        target = edition_by_identifier(edition)
        if target is None:
            raise CommandError("There is no edition by that name.")
        person = person_named(by)
        try:
            redact(target, person, reason)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"The words of {edition} are erased; the audit says why.")
