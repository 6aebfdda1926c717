"""What a change says to people: who, about what, and its particulars."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from publishing.models import Change
from publishing.record.coverage import covered_tables
from publishing.templatetags.clocks import clocks

# The particulars of acts, in the order in which they are read.
DETAILS = {
    "edition": _("edition"),
    "live_from": _("live from"),
    "former": _("former address"),
    "slug": _("address"),
    "was": _("was"),
    "note": _("note"),
    "reason": _("reason"),
    "erased": _("erased"),
    "editions": _("editions"),
    "parts": _("parts"),
    "corrected_notes": _("corrected notes"),
    "draft_saves": _("draft saves"),
    "quotations": _("quotations in the audit"),
    "former_seal": _("former seal"),
    "heir": _("handed over to"),
    "items": _("items"),
}
# What acts besides people, by the source that a change names, and what it can be about besides
# rows, by its name.
SOURCES = {
    "clock": _("the clock"),
    "command": _("a command"),
    "database": _("the database, past this site"),
}
NAMES = {"clock": _("the clock")}
NOTHING = "–"
LINE = SafeString("<br>")
HASH_SHOWN = 12  # characters
ROWS_SHOWN = 20


def with_subjects(request, changes: Iterable[Any]) -> list:
    """Set `subject` of each change: the row that it is about, or None where there is none anymore,
    or none that the person who asks may view. One query for each type among them."""
    changes = list(changes)
    ids: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        if change.item_id is not None:
            ids[change.item_type].add(change.item_id)
    rows = {label: _rows(request, label, of_type) for label, of_type in ids.items()}
    for change in changes:
        change.subject = rows.get(change.item_type, {}).get(change.item_id)
    return changes


def _rows(request, label: str, ids: set[int]) -> dict[int, models.Model]:
    model = _model(label)
    if model is None or not may_view(request, model):
        return {}
    return models.QuerySet(model).in_bulk(ids)


def may_view(request, model: type[models.Model]) -> bool:
    """Whether the person who asks may view the rows of a model at the desk."""
    site = admin.site
    return site.is_registered(model) and site.get_model_admin(model).has_view_permission(request)


def type_name(label: str) -> str:
    """Return what a type of row is called, by its label: `relations.agreement`."""
    model = _model(label)
    if model is None:
        return label
    known = admin.site.is_registered(model)  # perhaps by a name that is the desk's alone
    opts = admin.site.get_model_admin(model).opts if known else model._meta
    return str(opts.verbose_name)


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):  # of before, or of no app
        return None


def format_subject(change: Any):
    """What a change is about: a link to its form under its title of today, or else its type and
    number. `with_subjects` comes first."""
    if change.item_id is None:
        return NAMES.get(change.name, change.name) or NOTHING
    kind = type_name(change.item_type)
    if change.subject is None:
        return format_html("{} {}", kind, change.item_id)
    name = f"{admin.site.name}:{change.item_type.replace('.', '_')}_change"
    url = reverse(name, args=[change.item_id])
    return format_html(
        '<a href="{}">{}</a> <span class="help">{}</span>', url, change.subject, kind
    )


def format_person(change: Change):
    """Who acted: a person, or the clock, or a command that named nobody."""
    return change.by or SOURCES.get(change.source, NOTHING)


def format_source(change: Change):
    """From where: the address of a client, or what acted instead of a person."""
    return SOURCES.get(change.source, change.source) or NOTHING


def format_detail(change: Change):
    """The particulars of a change, each on its line after its name."""
    return _named(change.detail, LINE)


def format_hash(change: Change):
    """The beginning of the hash that chains a change to the one before."""
    text = change.hash[:HASH_SHOWN]
    return format_html('<code class="hash" title="{}">{}</code>', change.hash, text)


def format_rows(change: Change):
    """The rows of other tables whose content a change commits to, by table."""
    lines = []
    for table, stated in change.digests.items():
        covered = covered_tables().get(table)
        if covered is None or covered.model is Change:
            continue
        rows = list(stated["rows"].items())
        numbers = [
            pk if digest else gettext("%(row)s (deleted)") % {"row": pk}
            for pk, digest in rows[:ROWS_SHOWN]
        ]
        more = len(rows) - ROWS_SHOWN
        if more > 0:
            numbers.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
        lines.append((type_name(covered.model._meta.label_lower), ", ".join(numbers)))
    return format_html_join(LINE, "{}: {}", lines)


def _named(content: dict, separator: str = "; "):
    order = {name: place for place, name in enumerate(DETAILS)}
    names = sorted(content, key=lambda name: order.get(name, len(order)))
    pairs = ((DETAILS.get(name) or type_name(name), _format_value(content[name])) for name in names)
    return format_html_join(separator, "{}: {}", pairs)


def _format_value(value):
    if isinstance(value, dict):
        return _named({name: text for name, text in value.items() if text})
    if isinstance(value, list):
        return ", ".join(map(str, value))
    moment = _instant(value) if isinstance(value, str) else None
    return clocks(moment) if moment else value


def _instant(text: str) -> datetime | None:
    """The instant that a text holds, if it holds one."""
    try:
        moment = parse_datetime(text) if "T" in text else None
    except ValueError:  # of that form, and no day there is
        return None
    return moment if moment and moment.tzinfo else None
