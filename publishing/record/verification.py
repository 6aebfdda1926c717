"""Verification of the published record."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from publishing.models import EditionQuerySet
from publishing.snapshot import digest, snapshot


def find_errors(editions: EditionQuerySet) -> Iterator[str]:
    """What is wrong with editions of one item type, a sentence each.

    Of each item, they are all or the last ones.
    """
    timelines = defaultdict(list)
    for edition in editions.order_by("item", "live_from").iterator():
        if not edition.seal:
            yield f"{edition.identifier}: was never sealed"
        elif digest(snapshot(edition, edition.format)) != edition.seal:
            yield f"{edition.identifier}: differs from what was sealed"
        if edition.cancelled_at is None:
            timelines[edition.item_id].append(edition)
    for timeline in timelines.values():
        for edition, following in pairwise([*timeline, None]):
            if edition.live_until != (following and following.live_from):
                yield f"{edition.identifier}: does not end where the next edition begins"
