"""How the site writes its logs: one line for each thing that happened, whatever strangers send."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from delivery.requests import request_id


class RequestFilter(logging.Filter):
    """Add the id of the request to a line, and leave the traceback out where it is no fault of the
    site: a request that was answered with a 4xx."""

    def filter(self, record):
        record.request_id = request_id.get()
        if 400 <= getattr(record, "status_code", 0) < 500:
            record.exc_info = record.exc_text = None
        return True


class TextFormatter(logging.Formatter):
    """A line of text. Only tracebacks follow it on further lines, which are indented."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name} [{request_id}] {message}", style="{")

    def formatMessage(self, record):
        return _on_one_line(super().formatMessage(record))

    def formatException(self, ei):
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info):
        return _indented(stack_info)


class JsonFormatter(logging.Formatter):
    """An object of JSON on one line: time, level, logger, message, request_id, and where there are
    any, status, method, path and traceback."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": record.request_id,
        }
        if status := getattr(record, "status_code", None):
            line["status"] = status
        request: Any = getattr(record, "request", None)
        if hasattr(request, "path"):  # that of runserver is a socket
            line |= {"method": request.method, "path": request.path}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def _on_one_line(text: str) -> str:
    """Escape what a terminal or a reader of lines would obey: newlines of all kinds, controls."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {_on_one_line(line)}" for line in text.splitlines())
