"""What is overdue: for whom, since when, and how much it weighs."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from relations.debt import DebtKind, debts, uses_by_statistic
from relations.series.freshness import freshness, overdue_since
from tests.factories import (
    make_agreement,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 18, tzinfo=UTC)
CITING = '<p><data data-figure="trade">725.7</data></p>'


@pytest.mark.parametrize(
    ("due", "released", "since"),
    [
        ("2026-08-07", "", date(2026, 8, 7)),
        ("2026-08", "", date(2026, 8, 31)),
        ("2025", "", date(2025, 12, 31)),
        ("2026-09-01", "", None),
        ("2026-09", "", None),
        ("", "", None),
        ("2026-08-07", "2026-08-05", date(2026, 8, 7)),
        ("2026-08-07", "2026-08-07", None),
        ("2026-08-07", "2026-08", None),
    ],
)
def test_release_is_overdue_once_it_was_due_and_did_not_come(due, released, since):
    statistic = make_statistic(next_release_on=due)
    statistic.observations.update(released_on=released)
    assert overdue_since(statistic, TODAY) == since


def test_reader_is_told_in_words():
    late, undated = make_statistic(next_release_on="2026-08-07"), make_statistic("", [("", 47)])
    assert freshness(late, TODAY) == "update overdue since August 7, 2026"
    assert freshness(undated, TODAY) == "undated"
    assert freshness(make_statistic(), TODAY) == ""
    with translation.override("es"):
        assert "7 de agosto de 2026" in freshness(late, TODAY)


@pytest.fixture
def site(pilar):
    """One debt of every kind, and what is not debt beside it."""
    relationship = make_relationship(lead_en=CITING, owner=pilar)
    relationship.readings.create(title_en="A book", title_es="Un libro")
    relationship.readings.create(title_en="A page", title_es="Una página", url="https://x.org/")
    relationship.readings.create(title_en="A yearbook", title_es="Un anuario", ended_on="2025")
    late = make_statistic("trade", next_release_on="2026-08-07", owner=pilar)
    relationship.key_figures.create(statistic=late)
    undated = make_statistic("ports", [("", 47)])
    agreement = make_agreement(body_en=CITING, review_by=date(2026, 8, 31), owner=pilar)
    agreement.statistics.add(late)
    program = make_program(source_en="A leaflet")
    items = [late, undated, make_statistic("fine"), relationship, agreement, program]
    for item in items:
        item.save()
        item.import_edition(pilar, LONG_AGO)
    make_statistic("draft", [("", 1)], next_release_on="2020")
    make_section(relationship, review_by=date(2020, 1, 1))
    return {item.slug: item for item in items}


def test_debts_weigh_days_times_uses(site):
    # Used by the lead, as a key figure, by the text of the agreement, and beside it.
    assert uses_by_statistic(NOON) == {site["trade"].pk: 4}
    owed = debts(NOON)
    assert sorted((debt.kind, debt.since, debt.days, debt.uses, debt.weight) for debt in owed) == [
        (DebtKind.ADDRESS, date(2026, 1, 1), 243, 1, 243),
        (DebtKind.RELEASE, date(2026, 8, 7), 25, 4, 100),
        (DebtKind.REVIEW, date(2026, 8, 31), 1, 1, 1),
        (DebtKind.SOURCE, date(2026, 1, 1), 243, 1, 243),
        (DebtKind.UNDATED, date(2026, 1, 1), 243, 0, 243),
    ]
    assert [debt.weight for debt in owed] == [243, 243, 243, 100, 1]
    assert [
        debt.owner and debt.owner.username for debt in owed if debt.kind == DebtKind.RELEASE
    ] == ["pilar"]
    assert owed[-1].get_absolute_url() == f"/admin/relations/agreement/{owed[-1].item.pk}/change/"


def test_date_that_is_written_settles_the_debt(site, pilar):
    site["ports"].observations.update(period="2026")
    site["ports"].publish(pilar)
    kinds = {debt.kind for debt in debts(timezone.now() + timedelta(days=1))}
    assert DebtKind.UNDATED not in kinds


def test_query_count_does_not_grow(site, pilar):
    with CaptureQueriesContext(connection) as few:
        debts(NOON)
    for number in range(5):
        make_statistic(f"more-{number}", [("", 1)]).import_edition(pilar, LONG_AGO)
    with CaptureQueriesContext(connection) as many:
        debts(NOON)
    assert len(many) == len(few)


def test_command_lists_and_writes_csv(site, pilar):
    formula = make_statistic("formula", [("", 1)], title_en="=1+1")
    formula.import_edition(pilar, LONG_AGO)
    out = StringIO()
    call_command("debt", stdout=out)
    assert "update overdue: Statistic trade: next release – since 2026-08-07, used 4×, pilar" in (
        out.getvalue()
    )
    out = StringIO()
    call_command("debt", "--csv", stdout=out)
    header, *rows = out.getvalue().splitlines()
    assert header == "\ufeffkind,what,item,owner,since,days,uses,weight,form"
    assert any(row.startswith("undated,'=1+1: no period,statistic/formula,,") for row in rows)
