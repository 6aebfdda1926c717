"""The page about the record, with its latest head; and that head alone, for programs.

No cache keeps them: changes that readers see nothing of have heads as well.
"""

import logging

from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from publishing.record.heads import Head, load_key, newest_head
from publishing.record.notes import BadKey, PrivateKey
from reading.responses import noindex_if_past, render_page

logger = logging.getLogger(__name__)


def head_and_key(moment) -> tuple[Head | None, PrivateKey | None]:
    """Return the head of the record at a moment, and the key that signs it, if they exist."""
    try:
        key = load_key()
    except BadKey as error:
        logger.error("Heads of the record cannot be signed. %s", error)
        key = None
    return newest_head(moment), key


@require_safe
@never_cache
def record(request):
    head, key = head_and_key(request.moment)
    context = {
        "head": head,
        "public_key": key and key.public,
        "note": head.signed(key) if head and key else "",
    }
    return render_page(request, "portal/record.html", context)


@require_safe
@never_cache
def record_head(request):
    """The latest head as a signed note."""
    head, key = head_and_key(request.moment)
    if not (head and key):
        raise Http404
    response = HttpResponse(head.signed(key), content_type="text/plain; charset=utf-8")
    return noindex_if_past(request, response)
