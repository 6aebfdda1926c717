"""How calls stand at a moment, as files say it."""

from typing import Any

from django.utils.text import capfirst

from programs.applying import CallAt
from programs.models import Program, ProgramEdition, PublishedCall
from programs.standings import NOT_RUNNING
from programs.windows import CallState, zone_of
from publishing import formats
from publishing.formats import layout
from publishing.languages import base_and_language, in_every_language, translated_columns
from relations.records import format_record_value

TIMES = ("opens_on", "closes_on", "opens_at", "closes_at")


def application_state(edition: ProgramEdition, leading: CallAt | None) -> CallState | None:
    """Return whether one can apply at a moment; None where that is not recorded."""
    if edition.is_always_open:
        return CallState.CLOSED if edition.state in NOT_RUNNING else CallState.OPEN
    return leading.state if leading else None


def times_of(call: PublishedCall) -> dict:
    """Return TIMES: the days as they are recorded, and the instants in the zone of the call."""
    window, zone = call.window, zone_of(call.zone)
    instants = {"opens_at": window.opens_at, "closes_at": window.closes_at}
    return {
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        **{name: at and at.astimezone(zone).isoformat() for name, at in instants.items()},
    }


def call_record(call: PublishedCall) -> dict:
    """Return all that is recorded of a call, as records of editions have it."""
    columns = map(base_and_language, layout(Program, formats.CURRENT).parts["calls"])
    return {
        "key": call.key,
        **{
            name: in_every_language(call, name) if language else getattr(call, name)
            for name, language in columns
            if name != "position"
        },
    }


def call_in_a_cell(record: dict) -> str:
    """Return what is most wanted of a call in one line: `2026 (Open): 2026-04-01T00:00:00-06:00 –
    2026-06-01T23:59:00-06:00`."""
    title = " ".join(filter(None, (format_record_value(record["name"]), record["cycle"])))
    times = (record["opens_at"], record["closes_at"])
    known = f": {times[0] or '…'} – {times[1] or '…'}" if any(times) else ""
    return f"{title} ({format_record_value(record['state'])}){known}"


def label_of(row: ProgramEdition | PublishedCall, name: str) -> str:
    """Return what a column, or a text in several languages, is called."""
    columns = {each.name: each for each in row._meta.get_fields()}
    column: Any = columns.get(name) or columns[translated_columns(name)[0]]
    return capfirst(str(column.verbose_name))
