"""Atom feeds: what changed, for those who follow a list or a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from publishing.languages import active_language
from reading.responses import noindex_if_past

MAX_ENTRIES = 50  # entries of a feed
# XML has no place for these characters, however they are written.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """Something that happened. `address` leads to it; `name`, an address as well, is its own for
    ever, by which readers of feeds know it again."""

    at: datetime
    title: str
    text: str
    url: str
    name: str
    kind: str = ""


def atom_response(request, title: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    """A feed of the page at the address `page`, in the language of the request."""
    feed = Atom1Feed(
        title=_plain(title),
        link=request.build_absolute_uri(page),
        description="",
        author_name=settings.PUBLISHED_BY or "Chancery",
        language=active_language(),
        feed_url=request.build_absolute_uri(),
    )
    for entry in entries:
        feed.add_item(
            title=_plain(entry.title),
            link=request.build_absolute_uri(entry.url),
            description=linebreaks(_plain(entry.text), autoescape=True),
            unique_id=request.build_absolute_uri(entry.name),
            pubdate=entry.at,
            updateddate=entry.at,
            categories=[entry.kind] if entry.kind else [],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return noindex_if_past(request, response)


def _plain(text: str) -> str:
    return UNWRITABLE.sub("", str(text))
