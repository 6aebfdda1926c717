"""What to show, at a moment, of the items that a page links to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from publishing.models import Edition, Withdrawal, WorkingCopy


@dataclass(frozen=True)
class Target:
    """A linked item as readers may see it: its edition, and whether that was withdrawn."""

    edition: Edition
    withdrawn: bool

    def get_absolute_url(self) -> str:
        return self.edition.get_absolute_url()


def targets(model: type[WorkingCopy], ids: Iterable[int], moment: datetime) -> dict[int, Target]:
    """The items of `model` among `ids` that can be shown at `moment`, by id, in one query.

    A live item is linked, a withdrawn one labelled; one never public, or published in error,
    is absent.
    """
    wanted = {key for key in ids if key}
    if not wanted:
        return {}
    editions = (
        model.edition_model()
        .objects.in_force_at(moment)
        .filter(item__in=wanted, suppressed=False)
        .exclude(withdrawal=Withdrawal.IN_ERROR)
        .select_related("item")
    )
    return {edition.item_id: Target(edition, bool(edition.withdrawal)) for edition in editions}
