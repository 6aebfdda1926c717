"""Text that the browser keeps until it is saved; see static/admin_theme/kept.js."""

import re

from django.urls import reverse

NONCE = re.compile(r"[\d-]{1,40}", re.ASCII)


def forget_local_draft(request, response):
    """Tell the browser which text has been saved, so that it keeps that no longer."""
    nonce = request.POST.get("kept", "")
    if hasattr(request, "saved") and NONCE.fullmatch(nonce):
        response.set_cookie(
            "kept",
            nonce,
            max_age=3600,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Strict",
        )
    return response
