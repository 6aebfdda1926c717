"""What is known of the request that a thread answers, for its logs."""

import re
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings

from delivery.commits import commit_begun

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestMiddleware:
    """Give the request an id, which its log lines and its response carry.

    It stands before everything else, so that whatever refuses a request has it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        commit_begun.set(False)
        request_id.set(_id_of(request))  # until the next: Django logs some of it once this is done
        response = self.get_response(request)
        response[HEADER] = request_id.get()
        return response


def _id_of(request) -> str:
    given = request.headers.get(HEADER, "") if settings.PROXY_REQUEST_ID else ""
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex
