"""The publication clock of 22 CFR 181.9: by when the text of an agreement in force is due."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from relations.debt import DebtKind, debts
from relations.models.text_due import texts_due
from tests.admin.desk import open_form
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
IN_FORCE = date(2021, 3, 1)


def noon(year, month, day):
    return datetime(year, month, day, 18, tzinfo=UTC)


def published(pilar, in_force="2021-03-01", **columns):
    agreement = make_agreement(**columns)
    if in_force:
        agreement.events.create(kind="in_force", happened_on=in_force)
    agreement.import_edition(pilar, LONG_AGO)
    return agreement


def words(moment) -> list[str]:
    return [str(due) for due in texts_due(moment)]


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (noon(2021, 3, 1), "is to be published by June 29, 2021: 120 days left"),
        (noon(2021, 6, 28), "1 day left"),
        (noon(2021, 6, 29), "0 days left"),
        (noon(2021, 6, 30), "was to be published by June 29, 2021: 1 day over"),
        (noon(2022, 6, 29), "365 days over"),
    ],
)
def test_days_left_and_over_count_from_the_entry_into_force(pilar, moment, said):
    published(pilar)
    assert len(words(moment)) == 1
    assert said in words(moment)[0]


def test_number_of_days_is_a_setting(pilar, settings):
    published(pilar)
    settings.TEXT_DUE_DAYS = 30
    assert "by March 31, 2021" in words(noon(2021, 3, 2))[0]


def test_of_a_partial_entry_into_force_the_last_day_counts(pilar):
    published(pilar, "2021-03")
    assert "by July 29, 2021" in words(noon(2021, 7, 1))[0]  # 120 days after March 31
    assert "not derived" in words(noon(2021, 3, 10))[0]


def test_what_is_not_derived_is_said_so(pilar):
    published(pilar, "")
    assert "not derived" in words(noon(2024, 1, 1))[0]


@pytest.mark.parametrize(
    "columns", [{"kind": "memorandum", "binding": "non_binding"}, {"kind": "dialogue"}]
)
def test_what_does_not_bind_has_no_clock(pilar, columns):
    published(pilar, **columns)
    assert words(noon(2024, 1, 1)) == []


def test_neither_has_what_is_no_longer_in_force_or_has_a_text(pilar):
    ended = make_agreement()
    ended.events.create(kind="in_force", happened_on="2010-01-01")
    ended.events.create(kind="terminated", happened_on="2015-01-01")
    readable = make_agreement()
    readable.events.create(kind="in_force", happened_on="2010-01-01")
    readable.texts.create(language="English", url="https://example.org/")
    for agreement in (ended, readable):
        agreement.import_edition(pilar, LONG_AGO)
    assert words(noon(2024, 1, 1)) == []


def test_one_query_for_any_number(pilar, django_assert_num_queries):
    for _number in range(3):
        published(pilar)
    with django_assert_num_queries(1):
        assert len(words(noon(2024, 1, 1))) == 3


def test_overdue_texts_are_owed_and_shown_at_the_form(client, pilar):
    agreement = published(pilar)
    owed = [debt for debt in debts(noon(2021, 6, 30)) if debt.kind == DebtKind.TEXT]
    assert [(debt.item, debt.since, debt.days) for debt in owed] == [
        (agreement, date(2021, 6, 29), 1)
    ]
    assert not [d for d in debts(noon(2021, 6, 29)) if d.kind == DebtKind.TEXT]
    client.force_login(pilar)
    assert "was to be published by June 29, 2021" in open_form(client, agreement).content.decode()


def test_command_fails_when_a_text_is_overdue(pilar):
    written = StringIO()
    call_command("agreements", "--text-due", stdout=written)
    assert written.getvalue() == "No text is overdue.\n"
    agreement = published(pilar)
    with pytest.raises(CommandError, match="1 text is overdue") as failure:
        call_command("agreements", "--text-due", stdout=written)
    assert failure.value.returncode == 1
    assert agreement.get_absolute_url() in written.getvalue()
