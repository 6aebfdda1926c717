"""Units that are typed with a value are read or refused, never dropped; ranks are whole."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from relations.models import Statistic
from relations.series.spreadsheets import preview_observations
from relations.wording.values import (
    Unit,
    format_ordinal,
    format_rank,
    format_unit,
    format_value,
)
from tests.admin.desk import submit
from tests.factories import make_statistic

READ = {
    # typed, with the power of ten of the statistic: read
    Unit.PERCENT: {"15": 15, "15%": 15, "15 %": 15, "-2.5 percent": -2.5, "15 por ciento": 15},
    Unit.POINTS: {"3": 3, "3 percentage points": 3, "-1.5 puntos porcentuales": -1.5},
    Unit.USD: {
        "$15": 15,
        "-$15": -15,
        "US$ 15": 15,
        "US $15": 15,
        "15 USD": 15,
        "15 dólares": 15,
        "15 dolares": 15,
        "$1.5 million": 1500000,
        "1.5 millones de dólares": 1500000,
        "1.5 mdd": 1500000,
    },
    Unit.MILES: {"2,000 miles": 2000, "1 mi": 1, "2,000 millas": 2000},
    "mxn": {
        "15": 15,
        "15 pesos": 15,
        "MX$15": 15,
        "MXN 15": 15,
        "1.5 mdp": 1500000,
        "1.5 millones de pesos mexicanos": 1500000,
        "1.5 million Mexican pesos": 1500000,
    },
    "tonnes": {"15 metric tons": 15, "1.5 millones de toneladas métricas": 1500000},
    "km": {"15 km": 15, "15 kilómetros": 15, "15 kilometers": 15},
    "acreft": {"15 acre-feet": 15, "1 acre-foot": 1, "15 acre-pies": 15},
    Unit.RANK: {"2": 2, "2nd": 2, "2.º": 2, "1st": 1, "3ª": 3, "12th": 12},
    Unit.COUNT: {"1.6 million people": 1600000, "47": 47, "15 millones de personas": 15000000},
}
OF_NO_STATISTIC = ["$15 pesos", "$15 MXN", "€15", "£15", "15 GBP", "15 widgets"]
TYPED = {
    **dict.fromkeys(OF_NO_STATISTIC),
    **{text: unit for unit, rows in READ.items() for text in rows if not text.isdigit()},
}


def measured(unit):
    return Statistic(unit=unit, counted_en="people", counted_es="personas", counted_one_en="person")


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [(unit, text, value) for unit, rows in READ.items() for text, value in rows.items()],
)
def test_an_amount_in_the_unit_of_its_statistic_is_read(unit, text, value):
    assert measured(unit).parse_value(text) == Decimal(str(value))


@pytest.mark.parametrize(
    ("unit", "text"),
    [(unit, text) for unit in READ for text, own in TYPED.items() if unit != own],
)
def test_an_amount_in_another_unit_is_refused(unit, text):
    with pytest.raises(ValueError, match=r"^“.*\.$"):
        measured(unit).parse_value(text)


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.POINTS, Unit.RANK])
@pytest.mark.parametrize("text", ["5 million", "5 M", "5 mil", "5 millones", "5 bn"])
def test_percentages_and_ranks_have_no_scale(unit, text):
    with pytest.raises(ValueError, match="not in the unit of this statistic"):
        measured(unit).parse_value(text)


FIELDS = {"percent": "5 million", "count": "15%", "usd": "15 pesos", "rank": "2.5", "miles": "$15"}


@pytest.mark.django_db
@pytest.mark.parametrize(("unit", "text"), FIELDS.items())
def test_form_and_file_refuse_what_is_in_another_unit(client, ana, unit, text):
    statistic = make_statistic("measured", [("2021", 2)], unit=unit, decimals=0)
    client.force_login(ana)
    page = submit(client, statistic, **{"observations-0-value": text})
    (form,) = page.context["inline_admin_formsets"][0].formset.initial_forms
    assert form.errors.keys() == {"value"}
    assert f'value="{text}"' in page.text
    file = f"statistic,period,value\nmeasured,2022,{text}"
    (row,) = preview_observations(file.encode(), "csv").rows
    assert (row.kind, row.reasons[0].partition(":")[0]) == ("refused", "value")
    assert statistic.observations.get().value == 2


@pytest.mark.django_db
def test_form_checks_values_by_the_unit_that_it_sets(client, ana):
    statistic = make_statistic("measured", [("2021", "2.5")], unit="count")
    client.force_login(ana)
    page = submit(client, statistic, unit="rank")
    (form,) = page.context["inline_admin_formsets"][0].formset.initial_forms
    assert form.errors == {"value": ["A rank is a whole number from 1."]}


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["2.5", "0", "-1"])
def test_what_is_no_rank_is_not_published(pilar, value):
    statistic = make_statistic("rank", [("2021", value)], unit="rank")
    with pytest.raises(ValidationError, match="A rank is a whole number from 1"):
        statistic.publish(pilar)


@pytest.mark.django_db
@pytest.mark.parametrize("unit", ["rank", "percent"])
def test_ranks_and_percentages_are_in_units(pilar, unit):
    statistic = make_statistic("scaled", [("2021", 2)], unit=unit, scale=9)
    with pytest.raises(ValidationError, match="are written in units"):
        statistic.publish(pilar)


@pytest.mark.parametrize(
    ("unit", "scale", "value", "english", "spanish"),
    [
        ("mxn", 9, "725.7", "MX$725.7 billion", "725.7 mil millones de pesos mexicanos"),
        ("usd", 9, "725.7", "$725.7 billion", "725.7 mil millones de dólares"),
        ("mxn", 0, "1", "MX$1", "1 peso mexicano"),
        ("cad", 6, "-2.5", "−CA$2.5 million", "−2.5 millones de dólares canadienses"),
        ("eur", 0, "12.5", "€12.50", "12.50 euros"),
        ("chf", 6, "3", "CHF 3 million", "3 millones de francos suizos"),
        ("km", 0, "3219", "3,219 kilometers", "3,219 kilómetros"),
        ("tonnes", 6, "1", "1 million metric tons", "1 millón de toneladas métricas"),
        ("acreft", 3, "350", "350,000 acre-feet", "350,000 acre-pies"),
        ("acreft", 0, "1", "1 acre-foot", "1 acre-pie"),
    ],
)
def test_values_are_said_in_any_currency_and_measure(unit, scale, value, english, spanish):
    statistic = Statistic(unit=unit, scale=scale, decimals=1)
    for language, words in (("en", english), ("es", spanish)):
        assert format_value(Decimal(value), statistic, language, with_unit=True) == words


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_unit_has_a_name_in_each_language_and_fits_its_column(language):
    with translation.override(language):
        choices = Statistic._meta.get_field("unit").flatchoices
        assert {"usd", "mxn", "km", "points"} < dict(choices).keys()
        for code, name in choices:
            assert len(code) <= 7
            assert str(name)
            if code not in Unit:
                assert format_unit(Statistic(unit=code), language) == str(name)
    assert len({str(name) for _code, name in choices}) == len(choices)


@pytest.mark.django_db
def test_a_statistic_in_pesos_is_typed_published_and_read(client, pilar):
    statistic = make_statistic("budget", [("2021", 2)], unit="mxn", scale=9)
    client.force_login(pilar)
    submit(client, statistic, "_publish", **{"observations-0-value": "2.5 billion pesos"})
    assert "MX$2.5 billion" in client.get("/statistics/budget/").text
    assert "2.5 mil millones de pesos mexicanos" in client.get("/es/statistics/budget/").text
    assert '"unit": "mxn"' in client.get("/statistics.json").text


def test_what_was_published_as_a_rank_and_is_none_reads_as_a_number():
    for words in (format_rank, format_ordinal):
        assert words(Decimal("2.500000"), "en") == words(Decimal("2.500000"), "es") == "2.5"
    assert format_rank(Decimal("2.000000"), "en") == "2nd"
