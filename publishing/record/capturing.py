"""Database triggers that note which rows of the record's tables a transaction writes.

Whatever writes them, no change of what readers or auditors rely on is left out of the record: it
is appended, by whoever asked, as the last act of the transaction.
"""

from collections.abc import Iterator

from publishing.freezing import Trigger
from publishing.models import Change, Touched
from publishing.record.coverage import Covered, covered_tables

INTO = f"INSERT INTO {Touched._meta.db_table} (table_name, row_id, owner_id)"


def triggers(vendor: str, app_label: str | None = None) -> Iterator[Trigger]:
    """The triggers of one app's tables, or of all."""
    for table, covered in covered_tables().items():
        if app_label in (None, covered.model._meta.app_label):
            # The rows of the change table itself say what they are; only erasure changes them.
            events = ("update",) if covered.model is Change else ("insert", "update", "delete")
            for event in events:
                name = f"touched_{event}_{table}"
                yield Trigger(name, table, STATEMENTS[vendor](covered, name, event))


def _when(covered: Covered, event: str, unlike: str) -> tuple[str, str]:
    """What fires a trigger, and the condition: an update must change what the record covers."""
    if event != "update":
        return event.upper(), ""
    columns = [f'"{column}"' for column in covered.columns]
    changed = " OR ".join(f"OLD.{column} {unlike} NEW.{column}" for column in columns)
    return f"UPDATE OF {', '.join(columns)}", f"WHEN ({changed})"


def _sqlite(covered: Covered, name: str, event: str) -> tuple[str, ...]:
    when, condition = _when(covered, event, "IS NOT")

    def note(row: str) -> str:
        owner = f'{row}."{covered.owner}"' if covered.owner else "NULL"
        return f"{INTO} SELECT '{covered.table}', {row}.\"{covered.key}\", {owner}"

    notes = {
        "insert": [note("NEW")],
        "update": [note("NEW"), f'{note("OLD")} WHERE OLD."{covered.key}" <> NEW."{covered.key}"'],
        "delete": [note("OLD")],
    }
    return (
        f"CREATE TRIGGER {name} AFTER {when} ON {covered.table} FOR EACH ROW {condition} "
        f"BEGIN {'; '.join(notes[event])}; END",
    )


def _postgresql(covered: Covered, name: str, event: str) -> tuple[str, ...]:
    when, condition = _when(covered, event, "IS DISTINCT FROM")
    key, owner = covered.key, covered.owner

    def note(row: str) -> str:
        return (
            f"{INTO} VALUES (TG_TABLE_NAME, {row}.{key}, {f'{row}.{owner}' if owner else 'NULL'})"
        )

    function = f"note_{key}_{owner or 'alone'}"
    return (
        f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'DELETE' THEN
                {note("NEW")};
            END IF;
            IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.{key} <> NEW.{key}) THEN
                {note("OLD")};
            END IF;
            RETURN NULL;
        END $$""",
        f"CREATE TRIGGER {name} AFTER {when} ON {covered.table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION {function}()",
    )


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
