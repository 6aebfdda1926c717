"""Lists what is overdue on the site: figures, reviews, further reading."""

import csv

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from reading.files import escape_formula
from relations.debt import debts


class Command(BaseCommand):
    help = "List freshness debt, the heaviest first: what, who owns it, since when, used where."

    def add_arguments(self, parser):
        parser.add_argument("--csv", action="store_true", help="write it as CSV")

    def handle(self, *args, **options):
        overdue = debts(timezone.now())
        if options["csv"]:
            self._csv(overdue)
            return
        for debt in overdue:
            self.stdout.write(
                _("%(weight)8d  %(kind)s: %(what)s – since %(since)s, used %(uses)d×, %(owner)s")
                % {
                    "weight": debt.weight,
                    "kind": debt.kind.label,
                    "what": debt.what,
                    "since": debt.since,
                    "uses": debt.uses,
                    "owner": debt.owner or _("no owner"),
                }
            )
        self.stdout.write(_("%(number)d debts.") % {"number": len(overdue)})

    def _csv(self, overdue) -> None:
        rows = csv.writer(self.stdout, lineterminator="\n")
        rows.writerow(["kind", "what", "item", "owner", "since", "days", "uses", "weight", "form"])
        for debt in overdue:
            item = f"{debt.item._meta.model_name}/{debt.item.slug}"
            cells = [debt.kind.value, debt.what, item, str(debt.owner or "")]
            numbers = [debt.since.isoformat(), debt.days, debt.uses, debt.weight]
            rows.writerow([*map(escape_formula, cells), *numbers, debt.get_absolute_url()])
