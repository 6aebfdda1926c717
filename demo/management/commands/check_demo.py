"""Checks that every fact of the demo's source stands in a field, and not only in prose."""

from django.core.management.base import BaseCommand, CommandError

from demo.checking import find_errors, read_facts


class Command(BaseCommand):
    help = "Lists the facts of the demo's source that are missing or stand only in prose."

    def handle(self, **options):
        facts = read_facts()
        errors = find_errors(facts)
        for error in errors:
            self.stderr.write(error)
        if errors:
            raise CommandError(f"{len(errors)} of {len(facts)} facts are not in a field.")
        self.stdout.write(f"{len(facts)} facts, all in fields.")
