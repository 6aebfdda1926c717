"""The files of pictures, for those who may see them."""

import re
from pathlib import PurePath

from django.conf import settings
from django.http import Http404
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from publishing.changes.position import readers_now
from publishing.permissions import may, may_read_ahead
from relations.models import Image
from relations.uses import shown_to_readers

A_YEAR = 31_536_000  # seconds
# As django-imagefield names what it makes: after the picture, with a digest of how it was made.
RENDITION = re.compile(r"__processed__/.+/(?P<stem>[^/]+)-[0-9a-f]{12}\.[a-z]+", re.ASCII)


@require_safe
def picture_file(request, path: str):
    """Serve a picture or a rendition of one: to everybody once something published shows it, before
    that to staff who may look at pictures or read ahead. Three queries for readers.

    A picture is never replaced under its name, so that readers may keep it for a year.
    """
    pictures = _pictures_of(path)
    is_public = shown_to_readers(Image.objects.filter(pk__in=pictures), readers_now()).exists()
    if not is_public and not (pictures and _may_look(request.user)):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if is_public:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        add_never_cache_headers(response)
    return response


def _pictures_of(path: str) -> list[int]:
    """Return the key of the picture that a file is, or is a rendition of; of no other file."""
    if not (match := RENDITION.fullmatch(path)):
        return list(Image.objects.filter(file=path).values_list("pk", flat=True))
    candidates = Image.objects.filter(file__contains=f"/{match['stem']}.")
    return [image.pk for image in candidates if PurePath(path).parent == _folder(image)]


def _folder(image: Image) -> PurePath:
    """Return where the renditions of a picture are, whatever point they were cropped around."""
    return PurePath(image.file._process_base(image.file.name).path)


def _may_look(user) -> bool:
    return user.is_authenticated and (may(user, "view", Image) or may_read_ahead(user))
