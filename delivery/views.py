"""Responses besides the pages: the icon of the site."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request):
    """Redirect from the URL that browsers try when a page, such as a download, names no icon."""
    return redirect(static("icon.svg"))
