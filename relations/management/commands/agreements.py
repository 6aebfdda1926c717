"""Lists agreements in force whose text is not on the site, with the day by which it is due."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.changes.position import readers_now
from relations.models.text_due import texts_due


class Command(BaseCommand):
    help = (
        "With --text-due, list binding agreements in force of which neither file nor address of "
        "the text is public, the longest overdue first. Fails when one is overdue."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--text-due", action="store_true", required=True, help="whose texts are due"
        )

    def handle(self, *args, **options):
        every = texts_due(readers_now())
        for due in every:
            self.stdout.write(f"{due.edition.get_absolute_url()}  {due.edition.title}. {due}")
        overdue = sum((due.days_over or 0) > 0 for due in every)
        if overdue:
            message = ngettext(
                "%(number)d text is overdue.", "%(number)d texts are overdue.", overdue
            )
            raise CommandError(message % {"number": overdue})
        self.stdout.write(_("No text is overdue."))
