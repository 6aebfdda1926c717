"""Loads the demo relationship into this site's database."""

from django.core.management.base import BaseCommand, CommandError

from demo.loading import LoadError, load
from relations.models import Relationship


class Command(BaseCommand):
    help = "Loads the demo, United States–Mexico. What exists already is left alone."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing if any relationship exists."
        )

    def handle(self, *, if_empty, **options):
        if if_empty and Relationship.objects.exists():
            return
        try:
            made = load()
        except LoadError as error:
            raise CommandError(str(error)) from error
        counts = ", ".join(f"{number} {name}" for name, number in made.items() if number)
        self.stdout.write(f"Demo: {counts or 'everything was there already'}.")
