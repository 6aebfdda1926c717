"""What the editor of prose asks about HTML that is pasted into it: what it says, as prose."""

from collections import Counter
from functools import cache

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from publishing.permissions import may_write
from relations.prose import elements, foreign
from relations.prose.field import EXTENSIONS, create_sanitizer


@require_POST
def clean_pasted(request):
    """Answer with what `html` says as prose, in headings of the two `levels` of its field, and
    with the sentences that tell what was left out; or with why it cannot be read."""
    if not may_write(request.user):
        raise PermissionDenied
    html, levels = request.POST.get("html", ""), request.POST.get("levels", "3,4")
    if levels not in ("2,3", "3,4"):
        raise Http404
    upper, lower = map(int, levels.split(","))
    try:
        document = foreign.read(html, (upper, lower), is_pasted=True)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    clean = _sanitizer(upper, lower)(document.html)
    return JsonResponse({"html": clean, "left_out": left_out(document.left_out)})


@cache
def _sanitizer(upper: int, lower: int):
    return create_sanitizer({**EXTENSIONS, "Heading": {"levels": [upper, lower]}})


def left_out(counts: Counter[str]) -> list[str]:
    """Return sentences that tell what was left out of pasted text, and what became of tables."""
    words = {
        elements.DELETION: ngettext(
            "%(count)d deletion", "%(count)d deletions", counts["deletion"]
        ),
        elements.COMMENT: ngettext("%(count)d comment", "%(count)d comments", counts["comment"]),
        elements.HIDDEN: ngettext(
            "%(count)d hidden passage", "%(count)d hidden passages", counts["hidden"]
        ),
        elements.PICTURE: ngettext("%(count)d picture", "%(count)d pictures", counts["picture"]),
        elements.LINK: ngettext(
            "%(count)d address that leads nowhere",
            "%(count)d addresses that lead nowhere",
            counts["link"],
        ),
        elements.NOTE: ngettext(
            "%(count)d link to a footnote", "%(count)d links to footnotes", counts["note"]
        ),
    }
    parts = [words[kind] % {"count": counts[kind]} for kind in words if counts[kind]]
    sentences = [gettext("Left out: %(list)s.") % {"list": ", ".join(parts)}] if parts else []
    if counts[elements.TABLE]:
        sentences.append(
            gettext(
                "A text holds no tables: each row became a line, with | between its cells. Write "
                "it as a list, and its numbers as statistics."
            )
        )
    return sentences
