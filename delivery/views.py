"""Responses besides the pages: the health of the site and its icon."""

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def health(request):
    """Answer 200 while the site reaches its database. This causes a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def favicon(request):
    """Redirect from the URL that browsers try when a page, such as a download, names no icon."""
    return redirect(static("icon.svg"))
