"""Checks that every fact of the demo's source stands in a field, and not only in prose."""

from django.core.management.base import BaseCommand, CommandError

from demo.checking import facts, faults


class Command(BaseCommand):
    help = "Lists the facts of the demo's source that are missing or stand only in prose."

    def handle(self, **options):
        stated = facts()
        found = faults(stated)
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} of {len(stated)} facts are not in a field.")
        self.stdout.write(f"{len(stated)} facts, all in fields.")
