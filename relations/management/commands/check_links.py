"""Asks for every address that the site publishes, and says which do not work."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from relations.links.checking import Checker
from relations.links.rounds import RunningError, check_links
from relations.models import LinkCheck
from relations.models.link_check import Outcome


class Command(BaseCommand):
    help = (
        "Ask for the addresses that the site publishes, those first that were not asked for "
        "longest, one request a host and second. Prints what did not answer."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, help="ask for so many addresses at most")

    def handle(self, *args, limit, **options):
        if limit is not None and limit < 1:
            raise CommandError(_("A limit is at least 1."))
        outcomes: Counter[str] = Counter()
        try:
            for check in check_links(self.checker(), limit):
                outcomes[check.outcome] += 1
                if check.outcome != Outcome.ANSWERED:
                    self.stdout.write(self._line(check))
        except RunningError:
            raise CommandError(_("Another check of links runs on this machine.")) from None
        number, dead = outcomes.total(), LinkCheck.objects.dead().count()
        self.stdout.write(
            _("%(number)d addresses asked for, %(answered)d answered; %(dead)d links are dead.")
            % {"number": number, "answered": outcomes[Outcome.ANSWERED], "dead": dead}
        )

    def checker(self) -> Checker:
        return Checker()

    def _line(self, check: LinkCheck) -> str:
        asked = f"{check.address} → {check.final_address}" if check.final_address else check.address
        status = f" ({check.status})" if check.status else ""
        return f"{asked}: {check.get_outcome_display()}{status}"
