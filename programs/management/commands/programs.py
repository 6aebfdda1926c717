"""Writes anew what is derived of every program."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from programs.models.times import rebuild
from programs.standings import standings_at


class Command(BaseCommand):
    help = (
        "With --rebuild, derive anew at which instants calls open and close, from what "
        "editions say: after the rules of a time zone have changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", required=True)

    def handle(self, *args, **options):
        number = rebuild()
        standings_at.cache_clear()  # of this process; others take it up with the next change
        message = ngettext(
            "Calls of %(number)d edition derived anew.",
            "Calls of %(number)d editions derived anew.",
            number,
        )
        self.stdout.write(message % {"number": number})
