"""Responses that the public pages of every type share."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def render_page(request, template_name: str, context: dict, status: int = 200) -> HttpResponse:
    """Render a finished page, kept out of search engines when it shows the past or one edition."""
    response = render(request, template_name, context, status=status)
    if context.get("shown_edition"):
        response["X-Robots-Tag"] = "noindex"
    return noindex_if_past(request, response)


def noindex_if_past(request, response: HttpResponse) -> HttpResponse:
    """Return the same response, kept out of search engines when it shows the past."""
    if request.at:
        response["X-Robots-Tag"] = "noindex"
    return response


def gone(request) -> HttpResponse:
    """Return the answer for what was published in error: its text is never shown again."""
    return render_page(request, "410.html", {}, status=410)


def search_unavailable() -> HttpResponse:
    """Return the answer for a file that only the index can give, while it is being built."""
    text = _("The search is being prepared. Try again in a moment.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "2"
    return response
