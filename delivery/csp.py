"""What pages of the admin may do beyond the policy of the site: load the prose editor.

The editor's modules find each other through an import map, an inline script. It is allowed by
the hash of exactly the text that is rendered.
"""

import base64
import hashlib
from functools import cache, wraps

from csp.decorators import csp_update
from django_prose_editor.widgets import importmap


@cache
def import_map_source() -> str:
    """Return the CSP source of the editor's import map, as `str(importmap)` writes it in a page."""
    text = str(importmap).partition(">")[2].rpartition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def allow_import_map(view):
    """Decorate a view so that its pages may hold the import map of the prose editor.

    The map is complete once every app is loaded, so that its hash is taken with the first request.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        allowing = csp_update({"script-src": [import_map_source()]})(view)
        return allowing(request, *args, **kwargs)

    return wrapped
