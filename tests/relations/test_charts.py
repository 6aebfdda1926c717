"""Charts are valid, stay in their box, and say what they show."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from relations.models import Observation, Statistic
from relations.prose.formatting import format_figure
from relations.prose.references import Reference
from relations.series.charts import HEIGHT, WIDTH, chart_of, nice_ticks, sparkline_of
from relations.series.gaps import gaps
from relations.views.statistics import formatted_by_language
from relations.wording.series import Series
from relations.wording.values import format_range, format_revision

YEARS = [("2017", "623"), ("2018", "678"), ("2020", "577.3"), ("2021", "725.7")]
SVG = "{%% load charts %%}{%% %s statistic %%}"


def statistic(observations=YEARS, **fields):
    given = {"key": "trade", "slug": "trade", "title_en": "Trade", "title_es": "Comercio"}
    given |= {"unit": "usd", "scale": 9, "decimals": 1, "measure": "flow"}
    made = Statistic(**{**given, **fields})
    rows = [Observation(statistic=made, period=p, value=Decimal(v)) for p, v in observations]
    made.series = lambda: sorted(rows, key=lambda row: row.parsed_period.ends_on)
    return made


def drawn(tag="chart", language="en", **fields) -> ElementTree.Element | None:
    with translation.override(language):
        html = Template(SVG % tag).render(Context({"statistic": statistic(**fields)}))
    return ElementTree.fromstring(html) if html.strip() else None


def chart(**fields):
    made = statistic(**fields)
    return chart_of(made, made.series())


def numbers(svg):
    """Every coordinate of the drawing."""
    for element in svg.iter():
        for name, value in element.attrib.items():
            if name in ("x", "x1", "x2", "cx"):
                yield "x", float(value)
            elif name in ("y", "y1", "y2", "cy"):
                yield "y", float(value)
            elif name == "d":
                coordinates = [float(number) for number in re.findall(r"-?[\d.]+", value)]
                yield from zip("xy" * (len(coordinates) // 2), coordinates, strict=True)


def inside(svg, width=WIDTH, height=HEIGHT):
    return all(0 <= at <= (width if axis == "x" else height) for axis, at in numbers(svg))


@pytest.mark.parametrize("language", ["en", "es"])
def test_chart_is_valid_named_and_without_inline_style(language):
    svg = drawn(language=language)
    assert svg.tag == "svg"
    ids = svg.attrib["aria-labelledby"].split()
    named = {element.attrib["id"]: element.text for element in svg.iter() if "id" in element.attrib}
    assert list(named) == ids
    assert not [element for element in svg.iter() if "style" in element.attrib]
    assert inside(svg)
    expected = "Trade, 2017 to 2021" if language == "en" else "Comercio"
    assert named["chart-trade-title"].startswith(expected)
    assert "725.7" in named["chart-trade-desc"]


def test_description_says_first_last_lowest_and_highest():
    assert chart().description == (
        "Bar chart of 4 values. First: $623 billion (2017). Last: $725.7 billion (2021). "
        "Lowest: $577.3 billion (2020). Highest: $725.7 billion (2021). "
        "1 period between them has no value."
    )


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, "bar"),
        ({"measure": "stock"}, "line"),
        ({"unit": "rank", "observations": [("2020", 3), ("2021", 2)]}, "dots"),
        ({"observations": [("2020", 3), ("2021-08", 2)]}, "dots"),
        ({"observations": [("2008/2021", 3), ("2022", 2)]}, "dots"),
        ({"observations": [("2019/2021", 3), ("2020/2022", 2)]}, "dots"),
        ({"observations": [(f"{year}", year) for year in range(1980, 2021)]}, "line"),
        ({"observations": [("2021-Q1", 1), ("2021-Q2", 2)]}, "bar"),
    ],
)
def test_kind_is_what_the_values_ask_for(fields, kind):
    assert chart(**fields).kind == kind


@pytest.mark.parametrize("observations", [[], [("2021", 1)], [("", 47)], [("", 1), ("2021", 2)]])
def test_one_value_or_undated_ones_have_no_chart(observations):
    assert chart(observations=observations) is None
    assert drawn(observations=observations) is None
    assert drawn("sparkline", observations=observations) is None


def test_undated_values_are_left_out_and_said_to_be():
    made = chart(observations=[*YEARS, ("", "1")])
    assert len(made.marks) == 4
    assert made.description.endswith("1 value without a date is not drawn.")


def test_time_runs_to_scale():
    """The year 2019, of which nothing is known, keeps its place."""
    x = [float(mark.x) for mark in chart().marks]
    assert x == sorted(x)
    assert x[2] - x[1] == pytest.approx(2 * (x[1] - x[0]), rel=0.02)


def test_a_missing_year_is_a_labelled_empty_slot():
    made = chart()
    assert [tick.label for tick in made.across] == ["2017", "2018", "2019", "2020", "2021"]
    (empty,) = made.empty
    assert empty.words == "2019: no value"
    svg = drawn()
    (text,) = [text for text in svg.iter("text") if text.attrib["class"] == "chart-empty"]
    (label,) = [text for text in svg.iter("text") if text.text == "2019"]
    assert float(text.attrib["x"]) == pytest.approx(float(label.attrib["x"]), abs=0.15)


def test_lines_break_where_a_period_has_no_value():
    made = chart(measure="stock", cadence="yearly")
    (first, second) = made.path.split(" M")
    assert [len(part.split("L")) for part in (first, second)] == [2, 2]
    assert not chart(measure="stock", observations=[("2000", 1), ("2010", 2)]).empty
    alone = statistic(measure="stock", observations=[("2017", 1), ("2018", 3), ("2020", 2)])
    assert sparkline_of(alone, alone.series()).path.count("M") == 2
    whole = statistic(measure="stock", observations=[("2017", 1), ("2018", 3), ("2019", 2)])
    assert sparkline_of(whole, whole.series()).path.count("M") == 1


@pytest.mark.parametrize(
    ("codes", "fields", "missing"),
    [
        (["2018", "2020"], {"measure": "flow"}, [["2019"]]),
        (["2018", "2020", "2022"], {"measure": "stock"}, [[], []]),
        (["2018", "2020", "2021"], {"measure": "stock"}, [["2019"], []]),
        (["2018", "2020"], {"measure": "stock", "cadence": "yearly"}, [["2019"]]),
        (["2018", "2020", "2021"], {"measure": "flow", "cadence": "irregular"}, [[], []]),
        (["2020-Q4", "2021-Q2"], {"measure": "flow"}, [["2021-Q1"]]),
        (["2020-11", "2021-02"], {"measure": "flow"}, [["2020-12", "2021-01"]]),
        (["2020", "2021-08"], {"measure": "flow"}, [[]]),
        (["2020-01-31", "2020-03-31"], {"measure": "stock"}, [[]]),
        (["2008/2021", "2023"], {"measure": "flow"}, [[]]),
    ],
)
def test_periods_between_are_missing_in_the_rhythm_of_the_series(codes, fields, missing):
    assert gaps(statistic(**fields), codes) == missing


def test_bars_stand_on_zero_and_greater_is_higher():
    made = chart(observations=[("2019", 10), ("2020", -5), ("2021", 20)])
    zero = float(made.zero)
    up, down, highest = made.marks
    assert float(up.bar_y) + float(up.bar_height) == pytest.approx(zero, abs=0.15)
    assert float(down.bar_y) == pytest.approx(zero, abs=0.15)
    assert float(highest.y) < float(up.y) < zero < float(down.y)
    assert "−5" in [tick.label for tick in made.up] or "−10" in [tick.label for tick in made.up]


def test_first_rank_is_at_the_top():
    made = chart(unit="rank", scale=0, observations=[("2020", 9), ("2021", 1)])
    assert float(made.marks[1].y) < float(made.marks[0].y)
    assert made.up[0].label == "1"


def test_words_are_escaped_and_long_labels_cut():
    svg = drawn(
        title_en="<script>alert(1)</script> & “x”",
        unit="count",
        counted_en="<b>",
        observations=[("2021-09-12", 1), ("2021-09-13", 2)],
        language="es",
    )
    assert "<script>" not in ElementTree.tostring(svg, encoding="unicode").replace("&lt;", "&")
    labels = [label for label in svg.iter("text") if label.attrib["class"] == "chart-label"]
    cut = [label for label in labels if label.find("title") is not None]
    assert cut[0].find("title").text == "12 de septiembre de 2021"
    assert cut[0].find("title").tail == "12 de septiembre…"


def test_labels_do_not_touch():
    months = [(f"{year}-{month:02}", month) for year in (2019, 2020) for month in range(1, 13)]
    made = chart(observations=months)
    assert len(made.marks) == 24
    assert 2 <= len(made.across) < 8
    assert (made.across[0].label, made.across[-1].label) == ("January 2019", "December 2020")


def test_units_are_named_in_the_readers_language():
    assert chart().unit == "billion US dollars"
    people = {"unit": "count", "scale": 6, "counted_en": "people", "counted_es": "personas"}
    assert chart(**people).unit == "million people"
    with translation.override("es"):
        assert chart(**people).unit == "millones de personas"


@pytest.mark.parametrize(("language", "sign"), [("en", "%"), ("es", " %")])
def test_percent_is_written_one_way_in_text_table_chart_and_export(language, sign):
    made = statistic(unit="percent", scale=0, observations=[("2020", 10), ("2021", 12.5)])
    first, last = made.series()
    with translation.override(language):
        drawn_chart = chart_of(made, made.series())
        said = {
            drawn_chart.up[-1].label,
            drawn_chart.marks[-1].words,
            drawn_chart.description,
            format_figure(Reference("trade"), Series(made, made.series()), language),
            Template("{% load figures %}{% value row statistic %}").render(
                Context({"row": last, "statistic": made})
            ),
            formatted_by_language(last, made)[language],
            format_revision(first.value, last.value, made, language),
            format_range(first.value, last.value, made, language),
        }
    for words in said:
        assert set(re.findall(r"(?<=\d)\s?%", words)) == {sign}, words


def test_sparkline_is_a_decoration_within_its_box():
    svg = drawn("sparkline", language="es")
    assert svg.attrib["aria-hidden"] == "true"
    assert inside(svg, 120, 32)
    flat = statistic(observations=[("2020", 5), ("2021", 5)])
    assert sparkline_of(flat, flat.series()).y == "16.0"


VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=3)


@given(VALUES, VALUES, st.booleans())
def test_ticks_are_few_round_and_enclose_the_values(one, other, zero):
    low, high = sorted((one, other))
    ticks = nice_ticks(low, high, zero=zero)
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(set(ticks))
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert not zero or Decimal(0) in ticks
    step = ticks[1] - ticks[0]
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))


@given(st.dictionaries(st.integers(1900, 2100), VALUES, min_size=2, max_size=40))
def test_any_series_stays_in_its_box(values):
    for measure in ("flow", "stock"):
        svg = drawn(observations=[(str(y), v) for y, v in values.items()], measure=measure)
        assert inside(svg)
        marks = [
            element for element in svg.iter() if "chart-mark" in element.attrib.get("class", "")
        ]
        x = [float(mark.attrib.get("cx") or mark.attrib["x"]) for mark in marks]
        assert x == sorted(x)
