"""The working copy in the very page that readers would get, leaving nothing behind.

The edition is written into shadows of the tables, which are gone once the page is rendered: it
waits for nobody who writes, and keeps nobody waiting.
"""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin

from publishing.changes.position import readers_now
from publishing.models import WorkingCopy
from publishing.shadows import shadowed, undone

# For a view whose page the desk may show in a frame, which no other page of the site allows.
allow_framing = (xframe_options_sameorigin, csp_replace({"frame-ancestors": [SELF]}))


def preview(
    request: HttpRequest, item: WorkingCopy, language: str, hosts: Iterable[WorkingCopy] = ()
) -> HttpResponse:
    """The rendered public page of `item` as it would read if it were published now.

    `hosts` are items whose page it stands on and which are not public themselves. Raises
    ValidationError when a working copy is too incomplete to be shown.
    """
    items = (*hosts, item)
    with undone(), translation.override(language):
        for previewed in items:
            previewed.fill_in(save=False)
        with shadowed(items):
            for previewed in items:
                now = readers_now()
                previewed.freeze(
                    previewed, published_by=request.user, live_from=now, recorded_at=now
                )
        return _public_page(request, item, readers_now())


def _public_page(request: HttpRequest, item: WorkingCopy, moment: datetime) -> HttpResponse:
    path = urlsplit(item.get_absolute_url()).path
    match = resolve(path)
    reader: Any = copy(request)
    reader.method = "GET"
    reader.GET = reader.POST = QueryDict()
    reader.META = {**request.META, "QUERY_STRING": "", "PATH_INFO": path}
    reader.path = reader.path_info = path
    reader.resolver_match = match
    reader.moment = moment
    reader.at = ""
    response = match.func(reader, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    return response
