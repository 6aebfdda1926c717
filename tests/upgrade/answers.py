"""What a site answers to readers at one frozen moment, printed as JSON.

    python manage.py shell -v 0 -c "from tests.upgrade import answers; answers.print_answers()"

Runs in a process of its own, on the code of before and on today's.
"""

import json
import sys
from html.parser import HTMLParser
from pathlib import Path

import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from publishing.items import item_models

MOMENT = "2026-11-20T18:00:00+00:00"
ADDRESSES = Path(__file__).with_name("addresses.txt")
INLINE = set("a abbr b bdi cite code data em i q s small span strong sub sup time u wbr".split())
UNSEEN = {"script", "style", "template"}


def print_answers() -> None:
    # Static files straight from their sources: nothing is collected here.
    finder = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": finder}
    settings.SEARCH_IN_BACKGROUND = False  # no answer is without counts because a machine is busy
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    lines = ADDRESSES.read_text().splitlines()
    with time_machine.travel(MOMENT, tick=False):
        pages = {line: answer(client, line) for line in lines if line.startswith("/")}
        told = {"pages": pages, "unpublished": sorted(unpublished_changes())}
    json.dump(told, sys.stdout, ensure_ascii=False, indent=1)


def answer(client: Client, address: str) -> dict:
    response = client.get(address)
    text = response.text
    kind = response["Content-Type"].partition(";")[0]
    if kind == "text/html":
        text = "\n".join(VisibleText(text).lines())
    elif kind.endswith("xml"):  # all on one line
        text = text.replace("><", ">\n<")
    return {
        "status": response.status_code,
        "location": response.get("Location", ""),
        "text": text.split("\n"),
    }


def unpublished_changes() -> list[str]:
    """The items that differ from their edition in force: `relations.agreement:usmca`."""
    return [
        f"{model._meta.label_lower}:{item.slug}"
        for model in item_models()
        for item in model._default_manager.all()
        if (edition := item.edition_at(timezone.now())) and item.differs_from(edition)
    ]


class VisibleText(HTMLParser):
    """The text of a page's title and body, a line for each block; without elements of the class
    `derived`, which tell what follows today from the words of then."""

    def __init__(self, html: str):
        super().__init__()
        self.blocks = [""]
        self.hidden: list[str] = []
        self.feed(html)
        self.close()

    def lines(self) -> list[str]:
        joined = (" ".join(block.split()) for block in self.blocks)
        return [line for line in joined if line]

    def handle_starttag(self, tag, attrs):
        derived = "derived" in (dict(attrs).get("class") or "").split()
        if tag in UNSEEN or derived or (self.hidden and tag == self.hidden[-1]):
            self.hidden.append(tag)
        if tag not in INLINE:
            self.blocks.append("")

    def handle_endtag(self, tag):
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        if tag not in INLINE:
            self.blocks.append("")

    def handle_data(self, data):
        if not self.hidden:
            self.blocks[-1] += data
