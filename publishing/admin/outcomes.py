"""What became of a form: what a save, a restore or a conflict has to say in the answer."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from publishing.admin.forms import PublicationRefused
from publishing.admin.merging import EditConflict
from publishing.models import Edition


class AnotherStep(Exception):
    """Ends a request's transaction: what was asked for takes another step, which the form shows."""


@dataclass
class FormOutcome:
    """What one request found out about the form of an item, for whoever answers it.

    Empty for a form that is opened for the first time.
    """

    saved: bool = False
    published: Edition | None = None  # now, or scheduled
    unchanged_since: Edition | None = None  # already says what was to be published
    refusal: PublicationRefused | None = None
    step: AnotherStep | None = None
    conflict: EditConflict | None = None
    restored_from: SafeString | str = ""  # the name of the revision that fills the form
    looked_at: bool = False  # was posted to be shown again, with what follows from it

    @property
    def not_saving(self) -> bool:
        """Whether the form is filled in only to be looked at: whatever it holds is not saved."""
        return bool(
            self.refusal or self.step or self.conflict or self.restored_from or self.looked_at
        )

    @property
    def refusal_reasons(self) -> list[str]:
        return self.refusal.reasons if self.refusal else []
