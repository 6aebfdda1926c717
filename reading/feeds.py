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
from publishing.links import absolute_url, kept_url, permanent_url
from reading.responses import noindex_if_past

MAX_ENTRIES = 50  # entries of a feed
# XML cannot hold these characters, not even escaped.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """Something that happened. `url` leads to it, and by `permalink`, which never changes, feed
    readers recognize it."""

    updated_at: datetime
    title: str
    text: str
    url: str
    permalink: str
    kind: str = ""


def atom_response(request, title: str, page_url: str, entries: Iterable[Entry]) -> HttpResponse:
    """Return a feed of the page at `page_url`, in the language of the request."""
    feed = Atom1Feed(
        title=_writable(title),
        link=absolute_url(request, page_url),
        description="",
        author_name=settings.PUBLISHED_BY or "Chancery",
        language=active_language(),
        feed_url=absolute_url(request, kept_url(request, request.path)),
        feed_guid=permanent_url(page_url),
    )
    for entry in entries:
        feed.add_item(
            title=_writable(entry.title),
            link=absolute_url(request, entry.url),
            description=linebreaks(_writable(entry.text), autoescape=True),
            unique_id=permanent_url(entry.permalink),
            pubdate=entry.updated_at,
            updateddate=entry.updated_at,
            categories=[entry.kind] if entry.kind else [],
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return noindex_if_past(request, response)


def _writable(text: str) -> str:
    return NOT_IN_XML.sub("", str(text))
