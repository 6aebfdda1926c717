"""Units that are typed with a value are read or refused, never dropped; ranks are whole."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from relations.models import Statistic
from relations.series.spreadsheets import preview_observations
from relations.wording.values import Unit, format_ordinal, format_rank
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
    Unit.RANK: {"2": 2, "2nd": 2, "2.º": 2, "1st": 1, "3ª": 3, "12th": 12},
    Unit.COUNT: {"1.6 million people": 1600000, "47": 47, "15 millones de personas": 15000000},
}
NO_UNIT_OF_OURS = [
    "15 pesos",
    "$15 pesos",
    "MX$15",
    "$15 MXN",
    "MXN 15",
    "15 mdp",
    "€15",
    "15 km",
    "15 kilómetros",
    "15 widgets",
]
TYPED = {
    **dict.fromkeys(NO_UNIT_OF_OURS),
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
    [(unit, text) for unit in Unit for text, own in TYPED.items() if unit != own],
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


def test_what_was_published_as_a_rank_and_is_none_reads_as_a_number():
    for words in (format_rank, format_ordinal):
        assert words(Decimal("2.500000"), "en") == words(Decimal("2.500000"), "es") == "2.5"
    assert format_rank(Decimal("2.000000"), "en") == "2nd"
