"""What the tests of the audit ask of it."""

import csv
import json
from io import StringIO

from django.db import transaction

from publishing.changes.acts import record
from publishing.models import Change
from tests.admin.desk import url
from tests.record import settle


def write_change(act, item, by, **options) -> Change:
    """Let `by` do something to an item, and return the change that says so."""
    settle()
    with transaction.atomic():
        record(act, item, by, **options)
    return Change.objects.latest("number")


def listed(client, **query) -> list[int]:
    """The numbers of the changes that the list shows, as they stand there."""
    response = client.get(url(Change, "changelist"), query)
    assert response.status_code == 200, response
    return [change.number for change in response.context["cl"].result_list]


def listed_about(client, item, **query) -> list[int]:
    """The numbers of the changes that the page of an item shows."""
    response = client.get(url(item, "audit", item.pk), query)
    assert response.status_code == 200, response
    return [change.number for change in response.context["entries"]]


def export_of(client, file_format, **query):
    return client.get(url(Change, "export", file_format), query)


def exported(client, file_format, **query) -> list[dict]:
    """The rows of a file, numbers as numbers."""
    response = export_of(client, file_format, **query)
    assert response.status_code == 200, response
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    if file_format == "json":
        return json.loads(text)["changes"]
    rows = list(csv.DictReader(StringIO(text, newline="")))
    return [{**row, "number": int(row["number"])} for row in rows]


def numbers(rows: list[dict]) -> list[int]:
    return [row["number"] for row in rows]
