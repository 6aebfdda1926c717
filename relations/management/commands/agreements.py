"""Lists agreements in force whose text is not on the site, with the day by which it is due; or
writes anew what is derived of every agreement."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.changes.position import readers_now
from relations.models.agreement_standings import standings_at
from relations.models.agreement_status import rebuild
from relations.models.text_due import texts_due
from search.catching import state


class Command(BaseCommand):
    help = (
        "With --text-due, list binding agreements in force of which neither file nor address of "
        "the text is public, the longest overdue first. Fails when one is overdue. With --rebuild, "
        "write the statuses and dates of every edition anew, from its events and rules."
    )

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--text-due", action="store_true", help="whose texts are due")
        what.add_argument("--rebuild", action="store_true", help="write what is derived anew")

    def handle(self, *args, **options):
        if options["rebuild"]:
            self._rebuild()
        else:
            self._list_due()

    def _rebuild(self):
        number = rebuild()
        standings_at.cache_clear()  # of this process; others take it up with the next change
        state.forget()  # it holds from which day each agreement is in force
        message = ngettext(
            "Statuses and dates of %(number)d edition written anew.",
            "Statuses and dates of %(number)d editions written anew.",
            number,
        )
        self.stdout.write(message % {"number": number})

    def _list_due(self):
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
