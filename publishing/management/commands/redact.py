"""`manage.py redact agreement-12 --by pilar --reason "…"`: erase words published in error."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from publishing.items import edition_by_identifier
from publishing.redaction import redact


class Command(BaseCommand):
    help = "Erase the words of an edition that was withdrawn as published in error, for good."

    def add_arguments(self, parser):
        parser.add_argument("edition", help="its identifier, such as agreement-12")
        parser.add_argument("--by", required=True, help="the user name of who decides this")
        parser.add_argument("--reason", required=True)

    def handle(self, *, edition, by, reason, **options):
        target = edition_by_identifier(edition)
        person = get_user_model().objects.filter(username=by).first()
        if target is None or person is None:
            raise CommandError(f"There is no {'person' if target else 'edition'} by that name.")
        try:
            redact(target, person, reason)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"The words of {edition} are erased; the audit says why.")
