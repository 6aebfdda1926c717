"""A list as a request asks for it, without its page."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.test import RequestFactory

from publishing.changes.position import current_position
from tests.contracts.addresses import list_views

FILTERS = {name: view.filter_class for name, view in list_views().items()}


def asked(name: str, moment: datetime | None = None, pairs: Any = ()) -> Any:
    """Return the filters of a list, by its name, at a moment, None for now."""
    query = QueryDict(mutable=True)
    for parameter, value in pairs:
        query.appendlist(parameter, value)
    request = RequestFactory().get("/list/")
    request.at = moment.isoformat() if moment else ""
    request.moment = moment or current_position().now
    filter_class = FILTERS[name]
    editions = filter_class._meta.model.objects.as_of(request.moment)
    return filter_class(query, editions, request=request)
