"""The public page of a working copy, for the pane beside its form."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext

from publishing.changes.position import readers_now
from publishing.preview import allow_framing, preview


@method_decorator(allow_framing)
def preview_page(model_admin, request, item):
    """The page in the language that `?language=` names, or a word where there is no page yet."""
    language = request.GET.get("language", translation.get_language())
    if language not in dict(settings.LANGUAGES):
        raise Http404
    try:
        return preview(request, item, language, model_admin.hosts_unseen(item, readers_now()))
    except ValidationError:
        title = gettext("Nothing to show yet")
        return model_admin.render_item_page(request, item, "no_preview", title, is_popup=True)
