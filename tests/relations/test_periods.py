"""Dates and periods: read as people write them, stored as codes, said in words."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from relations.fields import PartialDateField, PeriodField, PlainDateFormField
from relations.wording.periods import parse_date, parse_period, parse_typed_period, period_of

READ = [
    ("2021", "2021"),
    ("2021-08", "2021-08"),
    ("2021-08-31", "2021-08-31"),
    ("Aug 2022", "2022-08"),
    ("August 2022", "2022-08"),
    ("agosto de 2022", "2022-08"),
    ("1 Jul 2020", "2020-07-01"),
    ("1st July 2020", "2020-07-01"),
    ("July 1, 2020", "2020-07-01"),
    ("Jul. 1 2020", "2020-07-01"),
    ("1 de julio de 2020", "2020-07-01"),
    ("1º de julio de 2020", "2020-07-01"),
    ("Q3 2021", "2021-Q3"),
    ("2021 Q3", "2021-Q3"),
    ("2021-q3", "2021-Q3"),
    ("since 1948", "1948/"),
    ("desde 1948", "1948/"),
    ("since Aug 2018", "2018-08/"),
    ("2008–2021", "2008/2021"),
    ("2008-2021", "2008/2021"),
    ("2008 to 2021", "2008/2021"),
    ("from 2008 to 2021", "2008/2021"),
    ("de 2008 a 2021", "2008/2021"),
    ("Aug 2020 – Sep 2021", "2020-08/2021-09"),
    ("Q1 2020 to Q3 2021", "2020-Q1/2021-Q3"),
    ("1 Oct 2020 to 30 Sep 2021", "2020-10-01/2021-09-30"),
    ("2008/2021", "2008/2021"),
    ("2010/", "2010/"),
    ("2008 - 2021", "2008/2021"),
    ("2008 – 2021", "2008/2021"),
    ("2008‑2021", "2008/2021"),
    ("Aug 2020 - Sep 2021", "2020-08/2021-09"),
    ("del 2008 al 2021", "2008/2021"),
    ("2011-12", "2011-12"),
    ("1 de setiembre de 2020", "2020-09-01"),
    ("set 2020", "2020-09"),
    ("1.º de enero de 2021", "2021-01-01"),
    ("1er de enero de 2021", "2021-01-01"),
    ("5 de mayo del 2021", "2021-05-05"),
    ("mayo del 2021", "2021-05"),
    ("1T 2021", "2021-Q1"),
    ("4T 2021", "2021-Q4"),
    ("T1 2021", "2021-Q1"),
    ("1Q 2021", "2021-Q1"),
    ("2021 1T", "2021-Q1"),
    ("2021-T1", "2021-Q1"),
    ("1.er trimestre de 2021", "2021-Q1"),
    ("3er trimestre del 2021", "2021-Q3"),
    ("1T 2020 a 3T 2021", "2020-Q1/2021-Q3"),
    ("", ""),
    ("undated", ""),
    ("sin fecha", ""),
]


@pytest.mark.parametrize(("written", "code"), READ)
def test_a_period_is_read(written, code):
    assert parse_period(written) == code


@pytest.mark.parametrize("written", ["07/01/2020", "7/1/20", "01-02-2020", "1.2.2020"])
def test_a_day_that_can_be_read_in_two_ways_is_refused(written):
    with pytest.raises(ValueError, match="two ways"):
        parse_period(written)


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "31 February 2021",
        "2021-13",
        "2021-02-30",
        "0000",
        "2021-Q5",
        "5T 2021",
        "2024-07-00",
        "2024-00",
        "2024-00-01",
        "2024-13",
        "2024-13-01",
        "0 Jul 2020",
        "July 0, 2020",
        "00 de julio de 2020",
        "since 2024-00",
        "2024-00/2025",
        "2023/2024-07-00",
        "2023–2024-00",
        "32 Jul 2020",
        "2021–2008",
        "since then",
        "Smarch 2020",
        "20",
        "2021-08-31T10:00",
        "\x00",
        "٢٠٢١",
    ],
)
def test_what_is_no_period_is_refused_in_a_sentence(written):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_period(written)


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("2021", "2021", "2021"),
        ("2021-Q3", "Q3 2021", "3.º trimestre de 2021"),
        ("2022-08", "August 2022", "agosto de 2022"),
        ("2020-07-01", "July 1, 2020", "1 de julio de 2020"),
        ("2008/2021", "2008–2021", "2008–2021"),
        ("1948/", "since 1948", "desde 1948"),
        ("", "undated", "sin fecha"),
    ],
)
def test_a_period_is_said_in_both_languages(code, english, spanish):
    assert period_of(code).format("en") == english
    assert period_of(code).format("es") == spanish


DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
POINTS = st.one_of(
    DAYS.map(lambda day: f"{day:%Y}"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}"),
    DAYS.map(date.isoformat),
)
SPANS = (
    st.tuples(POINTS, POINTS)
    .map("/".join)
    .filter(lambda code: period_of(code.split("/")[0]).start <= period_of(code.split("/")[1]).end)
)
CODES = st.one_of(st.just(""), POINTS, POINTS.map("{}/".format), SPANS)


@given(CODES, st.sampled_from(["en", "es"]))
def test_what_is_said_is_read_as_the_same_period(code, language):
    assert parse_period(period_of(code).format(language)) == code


@given(CODES, st.sampled_from(["en", "es"]), st.booleans())
def test_what_follows_a_value_is_read_as_the_same_period(code, language, stock):
    assert parse_period(period_of(code).when(language, stock=stock)) == code


@pytest.mark.parametrize("written", ["2011-12", " 2011‑12 "])
def test_a_month_that_may_be_two_years_is_asked_about_in_forms(written):
    with pytest.raises(ValidationError, match="“December 2011” or “2011–2012”"):
        PeriodField().formfield().clean(written)
    assert parse_period(written) == "2011-12"


@given(CODES)
def test_what_a_form_shows_of_a_stored_period_it_reads_without_a_question(code):
    field = PeriodField().formfield()
    assert field.clean(field.prepare_value(code)) == code
    assert not field.has_changed(code, field.prepare_value(code))


@given(st.integers(0, 99), st.integers(0, 99))
def test_only_a_month_that_may_be_two_years_is_asked_about(year, month):
    written = f"20{year:02}-{month:02}"
    if month in range(1, 13):
        if month <= year:
            assert parse_typed_period(written) == written
            return
        with pytest.raises(ValueError, match="a month or a span"):
            parse_typed_period(written)
    else:
        with pytest.raises(ValueError, match="no such day"):
            parse_typed_period(written)


@given(CODES)
def test_a_code_is_read_as_itself(code):
    assert parse_period(code) == code


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(ValueError):
        code = parse_period(text)
        assert period_of(code).code == code


def test_an_observation_is_the_latest_by_the_end_of_its_period():
    codes = ["2021", "2021-Q3", "2022-08", "2008/2021", ""]
    assert max(codes, key=lambda code: period_of(code).ends_on) == "2022-08"


def test_a_whole_day_is_asked_for_where_one_is_needed():
    field = PlainDateFormField()
    assert field.clean("1 Jul 2020") == date(2020, 7, 1)
    assert parse_date("July 2020") == "2020-07"
    with pytest.raises(ValidationError, match="whole date"):
        field.clean("July 2020")
    with pytest.raises(ValidationError, match="two ways"):
        field.clean("07/01/2020")


@pytest.mark.parametrize("written", ["2024-07-00", "0 Jul 2020", "2024-13-01", "0000-01-01"])
@pytest.mark.parametrize("field", [PlainDateFormField(), PartialDateField().formfield()])
def test_no_form_fails_at_an_impossible_day(field, written):
    with pytest.raises(ValidationError):
        field.clean(written)


def test_impossible_day_that_was_stored_once_is_shown_as_far_as_it_is_known():
    assert period_of("2024-07-00").format("en") == "July 2024"
    assert period_of("2024-07-00").format("es") == "julio de 2024"
    assert period_of("2024-00").format("en") == "2024"
    assert period_of("2024-00/2025-07-00").end == date(2025, 7, 31)
    with pytest.raises(ValidationError, match="no such day"):
        PeriodField().clean("2024-07-00", None)
