"""`manage.py check_editions`: prove that the published record is whole."""

from django.core.management.base import BaseCommand, CommandError

from publishing import triggers
from publishing.items import item_models
from publishing.record.verification import find_errors


class Command(BaseCommand):
    help = "Check every edition: no gap or overlap in time, seals unchanged, triggers in place."

    def handle(self, **options):
        errors = [
            f"{table}: its triggers are missing" for table in triggers.tables_without_triggers()
        ]
        count = 0
        for model in item_models():
            count += model.edition_model().objects.count()
            errors += find_errors(model.edition_model().objects.all())
        for error in errors:
            self.stderr.write(error)
        if errors:
            raise CommandError(f"{len(errors)} faults in {count} editions.")
        self.stdout.write(f"{count} editions: whole, in order, and sealed as they were published.")
