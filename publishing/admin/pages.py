"""The pages below the form of an item: what can be done to it besides editing it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from publishing.admin.audit.pages import audit_page
from publishing.admin.drafts import drafts_page
from publishing.admin.moving import move_page
from publishing.admin.notes import note_page
from publishing.admin.previewing import preview_page
from publishing.admin.queue import queue_page
from publishing.admin.reviewing import review_page
from publishing.admin.withdrawal import withdraw_page
from publishing.models import WorkingCopy
from publishing.permissions import may_audit, may_publish

VIEW, PUBLISH, AUDIT = "view", "publish", "audit"
# Whether someone may, besides viewing the item.
PERMITS = {VIEW: lambda user, item: True, PUBLISH: may_publish, AUDIT: may_audit}


class ItemPage(NamedTuple):
    """A page that answers `view(model_admin, request, item)`, and which permission it takes.

    All of them take the permission to view the item; `refusal` is what people read who may view
    it and no more.
    """

    view: Callable[..., Any]
    to_open: str = VIEW
    to_post: str = VIEW
    refusal: Any = ""

    def check_permission(self, request, item: WorkingCopy) -> None:
        """Raise PermissionDenied, with the refusal, for whoever lacks what the page takes."""
        needed = self.to_post if request.method == "POST" else self.to_open
        if not PERMITS[needed](request.user, item):
            raise PermissionDenied(self.refusal)


# By the name of the page in its address.
ITEM_PAGES = {
    "preview": ItemPage(preview_page),
    "drafts": ItemPage(drafts_page),
    "queue": ItemPage(
        queue_page, VIEW, PUBLISH, _("The queue is changed with the permission to publish.")
    ),
    "withdraw": ItemPage(
        withdraw_page, PUBLISH, PUBLISH, _("Withdrawing needs the permission to publish.")
    ),
    "move": ItemPage(move_page, PUBLISH, PUBLISH, _("Moving needs the permission to publish.")),
    "review": ItemPage(
        review_page, PUBLISH, PUBLISH, _("Recording a review needs the permission to publish.")
    ),
    "note": ItemPage(
        note_page, PUBLISH, PUBLISH, _("Correcting a note needs the permission to publish.")
    ),
    "audit": ItemPage(
        audit_page,
        AUDIT,
        AUDIT,
        _("The audit is for those who publish, and that of an item for its owner."),
    ),
}
