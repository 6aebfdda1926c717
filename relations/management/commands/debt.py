"""Lists what is overdue on the site: figures, reviews, further reading."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from publishing.changes.position import readers_now
from publishing.files import csv_text
from relations.debt import debts


class Command(BaseCommand):
    help = "List freshness debt, the heaviest first: what, who owns it, since when, used where."

    def add_arguments(self, parser):
        parser.add_argument("--csv", action="store_true", help="write it as CSV")

    def handle(self, *args, **options):
        overdue = debts(readers_now())
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
        header = ["kind", "what", "item", "owner", "since", "days", "uses", "weight", "form"]
        rows = [
            [
                debt.kind.value,
                debt.what,
                f"{debt.item._meta.model_name}/{getattr(debt.item, 'slug', debt.item.pk)}",
                debt.owner or "",
                debt.since.isoformat(),
                debt.days,
                debt.uses,
                debt.weight,
                debt.get_absolute_url(),
            ]
            for debt in overdue
        ]
        self.stdout.write(csv_text(header, rows), ending="")
