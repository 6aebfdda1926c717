"""Which editions are told of as one change."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.changes import group_changes
from publishing.models import Withdrawal
from relations.models import (
    Agreement,
    AgreementEdition,
    Statistic,
    StatisticEdition,
)

NOON = datetime(2026, 3, 10, 18, tzinfo=UTC)


def edition(model=AgreementEdition, at=NOON, note="Reviewed.", withdrawal=""):
    item = {AgreementEdition: Agreement, StatisticEdition: Statistic}[model](slug="any")
    return model(item=item, live_from=at, note_en=note, note_es=note, withdrawal=withdrawal)


def sizes(*editions) -> list[int]:
    """How many editions each change has."""
    return [len(change.editions) for change in group_changes(editions)]


def test_editions_of_one_type_day_and_reason_are_one_change():
    assert sizes(edition(), edition(at=NOON + timedelta(hours=5))) == [2]


@pytest.mark.parametrize(
    "other",
    [
        {"model": StatisticEdition},
        {"note": "Another reason."},
        {"note": ""},
        {"at": NOON - timedelta(days=1)},
        {"at": datetime(2026, 3, 11, 6, tzinfo=UTC)},  # the next day begins, on the site
        {"withdrawal": Withdrawal.WITHDRAWN},
    ],
    ids=" ".join,
)
def test_of_another_they_are_another_change(other):
    assert sizes(edition(), edition(**other), edition()) == [2, 1]


def test_change_says_what_how_many_and_what_was_done():
    several = [edition() for _ in range(4)]
    first, second = group_changes([edition(withdrawal="withdrawn"), *several])
    assert (first.kind, first.withdrawn, first.more) == ("agreement", "Withdrawn", False)
    assert (second.kind, second.withdrawn, second.more) == ("agreements", "", True)
    assert second.named == several[:3]
    assert second.note == "Reviewed."
