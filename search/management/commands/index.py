"""Brings the index of this machine up to date at once, or makes it anew."""

from time import perf_counter

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from publishing.changes.position import current_position
from search.catching import state
from search.index import IndexBrokenError, clear_away, folder


class Command(BaseCommand):
    help = (
        "Have the index of this machine know all that is published, so that no reader waits for "
        "it, and delete indexes of other versions. With --rebuild, make it anew. Prints documents, "
        "bytes and seconds."
    )

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", help="make it anew")

    def handle(self, *args, rebuild, **options):
        began = perf_counter()
        if rebuild:
            state.forget()
        try:
            state.catch_up_now(current_position())
        except (IndexBrokenError, OSError, ValueError) as error:
            raise CommandError(_("The index cannot be written: %s") % error) from error
        clear_away()
        size = sum(path.stat().st_size for path in folder().iterdir())
        self.stdout.write(
            _("%(number)d documents, %(size)d bytes, %(seconds).1f seconds.")
            % {
                "number": state.number_of_documents(),
                "size": size,
                "seconds": perf_counter() - began,
            }
        )
