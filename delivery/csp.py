"""What pages of the admin may do beyond the policy of the site: load the prose editor.

The editor's modules find each other through an import map, an inline script. It is allowed by
the hash of exactly the text that is rendered.
"""

import base64
import hashlib
from functools import wraps

from django.utils.functional import cached_property
from django_prose_editor.widgets import importmap


class _ImportMap:
    @cached_property
    def source(self) -> str:
        """The CSP source of the editor's import map, as `str(importmap)` writes it in a page."""
        script = str(importmap)
        text = script.partition(">")[2].rpartition("</script>")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return f"'sha256-{digest}'"


import_map = _ImportMap()


def allow_import_map(view):
    """Decorate a view so that its pages may hold the import map of the prose editor."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response._csp_update = {"script-src": [import_map.source]}
        return response

    return wrapped
