"""Writes anew what is derived of every program."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from programs.models.times import rebuild
from publishing.models import Hour


class Command(BaseCommand):
    help = (
        "With --rebuild, derive anew at which instants calls open and close, from what "
        "editions say: after the rules of a time zone have changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", required=True)

    def handle(self, *args, **options):
        number = rebuild()
        Hour.objects.create(at=timezone.now())  # every cache takes it up
        message = ngettext(
            "Calls of %(number)d edition derived anew.",
            "Calls of %(number)d editions derived anew.",
            number,
        )
        self.stdout.write(message % {"number": number})
