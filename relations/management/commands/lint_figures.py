"""Lists quantities that are typed and could be figures, and words that go out of date."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from publishing.changes.position import readers_now
from publishing.languages import LANGUAGES
from relations.lint.findings import Report, known_statistics, lint_text
from relations.lint.proofreading import lint_items


class Command(BaseCommand):
    help = (
        "Find unbound quantities and decaying words in a plain-text file ('-' reads standard "
        "input), or in everything that readers see now."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="a plain-text file instead of the site")
        parser.add_argument(
            "--fail-under",
            type=float,
            metavar="PERCENT",
            help="fail when fewer of the quantities than that are figures",
        )
        parser.add_argument("--language", choices=LANGUAGES, help="of the file, or of the site")

    def handle(self, *args, file, fail_under, language, **options):
        total = self._file(file, language or LANGUAGES[0]) if file else self._site(language)
        self.stdout.write(
            _("%(figures)s figures, %(unbound)s unbound quantities: %(percent).1f%% bound.")
            % {
                "figures": total.figures,
                "unbound": total.unbound,
                "percent": total.bound_percent,
            }
        )
        if fail_under is not None and total.bound_percent < fail_under:
            raise CommandError(_("Less than %(number)g%% are figures.") % {"number": fail_under})

    def _file(self, name: str, language: str) -> Report:
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            message = _("Cannot read “%(name)s”: %(why)s") % {"name": name, "why": error}
            raise CommandError(message) from error
        report = lint_text(text, language, known_statistics(readers_now()))
        self._write(report, _("line %(place)s"))
        return report

    def _site(self, language: str | None) -> Report:
        total = Report()
        for linted in lint_items(readers_now(), language):
            if linted.report.findings:
                self.stdout.write(f"{linted.edition.get_absolute_url()} ({linted.field})")
                self._write(linted.report, _("paragraph %(place)s"))
            total += linted.report
        return total

    def _write(self, report: Report, place: str) -> None:
        for finding in report.findings:
            where = place % {"place": finding.place}
            keys = ", ".join(suggestion.key for suggestion in finding.suggestions)
            what = {
                "decay": _("decays"),
                "length": _("the text is too long: what follows is not looked at"),
            }.get(finding.kind, keys or _("no statistic says so"))
            self.stdout.write(f"  {where}: “{finding.words}” – {what}")
