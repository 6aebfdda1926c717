"""Responses besides the pages: the health of the site, its icon and uploaded pictures."""

from django.conf import settings
from django.db import connection
from django.http import JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve


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


# A picture is never replaced under its name, so that readers may keep it for a year.
@cache_control(public=True, max_age=31_536_000, immutable=True)
@require_safe
def media(request, path):
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
