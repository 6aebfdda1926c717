"""Typed quantities and decaying words are listed, each with the statistic that it may be."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from relations.lint.findings import known_statistics, lint_prose, lint_text
from tests.factories import make_section, make_statistic


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Currently it is so.", "Currently"),
        ("en", "They will celebrate a birthday.", "will celebrate"),
        ("en", "The incoming chair spoke.", "incoming chair"),
        ("en", "For the last seven years it grew.", "For the last seven years"),
        ("en", "In 2019 (latest data available).", "latest data available"),
        ("en", "It was sent last year.", "last year"),
        ("en", "They are about to sign.", "are about to sign"),
        ("es", "Actualmente es así.", "Actualmente"),
        ("es", "Los países celebrarán un aniversario.", "celebrarán"),
        ("es", "La presidencia entrante habló.", "presidencia entrante"),
        ("es", "Durante los últimos siete años creció.", "Durante los últimos siete años"),
        ("es", "En 2019 (últimos datos disponibles).", "últimos datos disponibles"),
        ("es", "Se envió el año pasado.", "el año pasado"),
    ],
)
def test_decaying_words_are_found(language, text, words):
    decaying = [one.words for one in lint_text(text, language).findings if one.kind == "decay"]
    assert decaying == [words]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "2019 was the last year before the pandemic."),
        ("en", "The treaty was signed in 1970 and is in force."),
        ("es", "El tratado se firmó en 1970 y está en vigor."),
    ],
)
def test_lasting_words_are_not(language, text):
    assert not lint_text(text, language).findings


def test_line_and_paragraph_are_named():
    assert [one.place for one in lint_text("None.\n\nCurrently 47 ports.", "en").findings] == [3, 3]
    html = "<h3>Title</h3><ul><li><p>One.</p></li><li><p>Over 47 ports.</p></li></ul>"
    assert [one.place for one in lint_prose(html, "en").findings] == [3]


def test_figures_count_as_bound_and_are_no_findings():
    figure = '<data data-figure="ports">47 ports</data>'
    rank = '<data data-figure="rank" data-show="rank">second</data>-largest market'
    report = lint_prose(f"<p>{figure} and 9 more; the {rank}.</p>", "en")
    assert [one.words for one in report.findings] == ["9"]
    assert (report.figures, report.unbound, round(report.bound_percent)) == (2, 1, 67)
    assert lint_prose("<p>None.</p>", "en").bound_percent == 100


@pytest.mark.django_db
def test_suggestion_is_the_statistic_with_that_value_and_those_words(pilar):
    for key, fields, observations in (
        ("trade", {"title_en": "Goods trade", "unit": "usd", "scale": 9}, [("2021", "725.7")]),
        ("aid", {"title_en": "Aid", "unit": "usd", "scale": 9}, [("2021", "3.3")]),
        ("projects", {"title_en": "Projects", "counted_en": "projects"}, [("", 9)]),
        ("pacts", {"title_en": "Pacts", "counted_en": "limited agreements"}, [("", 9)]),
    ):
        make_statistic(key, observations, **fields).publish(pilar)
    make_statistic("draft", [("", 9)], counted_en="projects")
    known = known_statistics(timezone.now())

    def suggested(text):
        (one,) = lint_text(text, "en", known).findings
        return [statistic.key for statistic in one.suggestions]

    assert suggested("Trade came to $726 billion in 2021.") == ["trade"]
    assert suggested("It has nine limited economic agreements.") == ["pacts"]
    assert suggested("It paid for nine projects.") == ["projects"]
    assert suggested("It has 725.7 billion bees.") == []
    assert suggested("It has nine lives.") == []


def test_finding_tells_apart_words_that_are_said_twice():
    html = "<p>It has 47 ports, 47 in all.</p><ul><li><p>47, currently.</p></li></ul>"
    findings = lint_prose(html, "en").findings
    assert [(one.words, one.nth) for one in findings] == [
        ("47", 0), ("47", 1), ("47", 2), ("currently", 0)
    ]  # fmt: skip


def test_dollars_in_words_belong_to_their_amount():
    (found,) = lint_text("Fueron 725.7 mil millones de dólares.", "es").findings
    assert found.words == "725.7 mil millones de dólares"


@pytest.mark.django_db
def test_suggested_figure_holds_for_the_period_of_its_value(pilar):
    series = [("2019", 40), ("2020", 41), ("2021", 42)]
    make_statistic("ports", series, title_en="Ports", counted_en="ports").publish(pilar)
    rank = make_statistic("rank", [("2021", 2)], title_en="Rank of the market", unit="rank")
    rank.publish(pilar)
    known = known_statistics(timezone.now())

    def suggested(text):
        (one,) = lint_text(text, "en", known).findings
        return [(each.key, each.period) for each in one.suggestions], one.replaceable

    assert suggested("There are 42 ports.") == ([("ports", "latest")], True)
    assert suggested("There were 42 ports in 2021.") == ([("ports", "2021")], True)
    assert suggested("There were 41 ports.") == ([("ports", "2020")], True)
    # "the second" would lose "largest", and one end of a range the other
    assert suggested("It is the second-largest market.") == ([("rank", "latest")], False)
    assert suggested("There are 42 to 60 ports.") == ([("ports", "latest")], False)


@pytest.mark.django_db
def test_command_lists_places_and_fails_under(pilar, tmp_path):
    make_statistic("ports", [("", 47)], title_en="Ports", title_es="Puertos").publish(pilar)
    figure = '<data data-figure="ports">47</data>'
    section = make_section(body_en=f"<p>{figure} here.</p><p>Ports: 47 and 55.</p>", body_es="")
    section.relationship.publish(pilar)
    section.publish(pilar)
    out = StringIO()
    with pytest.raises(CommandError, match="Less than 95%"):
        call_command("lint_figures", "--fail-under=95", stdout=out)
    said = out.getvalue()
    assert "(body_en)\n  paragraph 2: “47” – ports\n" in said
    assert "“55” – no statistic says so" in said
    assert "1 figures, 2 unbound quantities: 33.3% bound." in said
    call_command("lint_figures", "--fail-under=33", stdout=StringIO())
    call_command("lint_figures", "--language=es", "--fail-under=100", stdout=StringIO())
    file = tmp_path / "text.txt"
    file.write_text("Hay 47 puertos.\nActualmente.", encoding="utf-8")
    out = StringIO()
    call_command("lint_figures", str(file), "--language=es", stdout=out)
    assert "line 1: “47” – ports" in out.getvalue()
    assert "line 2: “Actualmente” – decays" in out.getvalue()
    with pytest.raises(CommandError, match="Cannot read"):
        call_command("lint_figures", str(tmp_path / "none.txt"))


# The proof: the source document of the demo, which is not ours to copy.

SOURCE = Path(
    os.environ.get("FACT_SHEET")
    or Path(__file__).resolve().parents[3] / "shared/seed/us-mexico-fact-sheet.txt"
)
QUANTITIES = [
    (14, "2,000", "border-length"), (14, "47", "ports-of-entry"),
    (14, "1.6 million", "us-citizens-in-mexico"),
    (14, "top foreign destination", "travel-destination-rank"),
    (18, "16.9 million", "vaccine-doses"), (22, "$725.7 billion", "goods-services-trade"),
    (22, "second largest", "trade-partner-rank"), (22, "1.1 million", "jobs-from-exports"),
    (24, "second-largest", "crude-oil-rank"), (24, "top destination", "petroleum-rank"),
    (24, "top destination", "natural-gas-rank"),
    (24, "$110.7 billion", "us-investment-in-mexico"),
    (24, "$48.1 billion", "mexican-investment-in-us"), (28, "six", "rrm-cases"),
    (30, "twelve", "trade-agreements"), (30, "46", "countries-with-trade-agreements"),
    (30, "32", "investment-agreements"), (30, "nine", "limited-agreements"),
    (34, "21", "artemis-others"), (37, "eleven", "rcm-members"),
    (39, "400 percent", "comar-capacity"), (45, "15 million", "border-population"),
    (47, "$1.4 billion", "border-funding-us"), (47, "$1.5 billion", "border-commitment-mexico"),
    (51, "ten", "border-states"), (55, "$300 million", "wastewater-appropriation"),
    (63, "$3.3 billion", "security-assistance"), (69, "40,000", "exchange-alumni"),
    (71, "23", "educationusa-centers"), (71, "ninth top", "student-sender-rank"),
    (71, "sixth top", "community-college-sender-rank"), (71, "twelfth top", "study-abroad-rank"),
    (73, "84", "innovation-fund-grants"), (73, "113", "innovation-fund-institutions"),
    (73, "28", "innovation-fund-us-states"), (73, "20", "innovation-fund-mexican-states"),
    (75, "9,000", "fulbright-awards"), (77, "13", "bridgeusa-categories"),
    (77, "9,808", "bridgeusa-new"), (77, "10,339", "bridgeusa-new"),
    (77, "14,183", "bridgeusa-active"), (77, "5,501", "bridgeusa-summer-work"),
    (77, "3,221", "bridgeusa-camp"), (77, "2,838", "bridgeusa-au-pair"),
    (79, "900", "jovenes-participants"), (79, "four", "jovenes-weeks"),
    (79, "three to four", "jovenes-team-size"), (79, "three to four", "jovenes-team-size-smallest"),
    (81, "$1.7 million", "preservation-awards"), (81, "nine", "preservation-projects"),
    (87, "21", "los-angeles-endorsers"),
]  # fmt: skip
DECAYING = ["will celebrate", "latest data available", "incoming chair",
            "For the last seven years", "Currently"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.skipif(not SOURCE.exists(), reason="FACT_SHEET names no source document")
def test_source_document_is_read_as_an_editor_would(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_demo", stdout=StringIO())
    known = known_statistics(timezone.now())
    findings = lint_text(SOURCE.read_text(encoding="utf-8"), "en", known).findings
    stated = [one for one in findings if one.kind == "quantity"]

    def finding_of(line, words):
        alike = (one for one in stated if one.place == line and one.words.startswith(words))
        return next(alike, None)

    matched = [finding_of(line, words) for line, words, _key in QUANTITIES]
    right = [
        key in [known.key for known in one.suggestions]
        for one, (_line, _words, key) in zip(matched, QUANTITIES, strict=True)
        if one
    ]
    false_alarms = [one.words for one in stated if one not in matched]
    assert sum(map(bool, matched)) / len(QUANTITIES) >= 0.95
    assert len(false_alarms) <= 3, false_alarms
    assert sum(right) / len(right) >= 0.95
    assert [one.words for one in findings if one.kind == "decay"] == DECAYING
