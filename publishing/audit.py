"""Verification of the published record."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from publishing.models import WorkingCopy
from publishing.snapshot import digest, snapshot


def faults(model: type[WorkingCopy]) -> Iterator[str]:
    """What is wrong with the editions of one item type, a sentence each."""
    timelines = defaultdict(list)
    for edition in model.edition_model().objects.order_by("of", "live_from").iterator():
        if not edition.seal:
            yield f"{edition.address}: was never sealed"
        elif digest(snapshot(edition)) != edition.seal:
            yield f"{edition.address}: differs from what was sealed"
        if edition.cancelled_at is None:
            timelines[edition.of_id].append(edition)
    for editions in timelines.values():
        for edition, following in pairwise([*editions, None]):
            if edition.live_until != (following and following.live_from):
                yield f"{edition.address}: does not end where the next edition begins"
