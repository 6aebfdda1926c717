"""Lists what is overdue on the site: figures, reviews, readings."""

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
        owed = debts(timezone.now())
        if options["csv"]:
            self._csv(owed)
            return
        for one in owed:
            self.stdout.write(
                _("%(weight)8d  %(kind)s: %(what)s – since %(since)s, used %(uses)d×, %(owner)s")
                % {
                    "weight": one.weight,
                    "kind": one.kind.label,
                    "what": one.what,
                    "since": one.since,
                    "uses": one.uses,
                    "owner": one.owner or _("no owner"),
                }
            )
        self.stdout.write(_("%(number)d debts.") % {"number": len(owed)})

    def _csv(self, owed) -> None:
        rows = csv.writer(self.stdout, lineterminator="\n")
        rows.writerow(["kind", "what", "item", "owner", "since", "days", "uses", "weight", "form"])
        for one in owed:
            item = f"{one.item._meta.model_name}/{one.item.slug}"
            cells = [one.kind.value, one.what, item, str(one.owner or "")]
            numbers = [one.since.isoformat(), one.days, one.uses, one.weight]
            rows.writerow([*map(escape_formula, cells), *numbers, one.get_absolute_url()])
