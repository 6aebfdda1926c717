"""Typed quantities and decaying words are listed, each with the statistic that it may be."""

from io import StringIO

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
    decaying = [
        finding.words for finding in lint_text(text, language).findings if finding.kind == "decay"
    ]
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
    assert [
        finding.place for finding in lint_text("None.\n\nCurrently 47 ports.", "en").findings
    ] == [3, 3]
    html = "<h3>Title</h3><ul><li><p>One.</p></li><li><p>Over 47 ports.</p></li></ul>"
    assert [finding.place for finding in lint_prose(html, "en").findings] == [3]


def test_figures_count_as_bound_and_are_no_findings():
    figure = '<data data-figure="ports">47 ports</data>'
    rank = '<data data-figure="rank" data-show="rank">second</data>-largest market'
    report = lint_prose(f"<p>{figure} and 9 more; the {rank}.</p>", "en")
    assert [finding.words for finding in report.findings] == ["9"]
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

    def suggested(text, language="en"):
        (finding,) = lint_text(text, language, known).findings
        return [statistic.key for statistic in finding.suggestions]

    assert suggested("Trade came to $726 billion in 2021.") == ["trade"]
    assert suggested("It has nine limited economic agreements.") == ["pacts"]
    assert suggested("It paid for nine projects.") == ["projects"]
    assert suggested("It has 725.7 billion bees.") == []
    assert suggested("It has nine lives.") == []
    assert suggested("Trade came to 726 billion pesos in 2021.") == []
    assert suggested("Trade came to MX$726 billion in 2021.") == []
    assert suggested("Trade came to 726 mmdp in 2021.", "es") == []
    assert suggested("Trade came to 726 mmdd in 2021.", "es") == ["trade"]


def test_finding_tells_apart_words_that_are_said_twice():
    html = "<p>It has 47 ports, 47 in all.</p><ul><li><p>47, currently.</p></li></ul>"
    findings = lint_prose(html, "en").findings
    assert [(finding.words, finding.nth) for finding in findings] == [
        ("47", 0), ("47", 1), ("47", 2), ("currently", 0)
    ]  # fmt: skip


def test_dollars_in_words_belong_to_their_amount():
    (finding,) = lint_text("Fueron 725.7 mil millones de dólares.", "es").findings
    assert finding.words == "725.7 mil millones de dólares"


@pytest.mark.django_db
def test_suggested_figure_holds_for_the_period_of_its_value(pilar):
    series = [("2019", 40), ("2020", 41), ("2021", 42)]
    make_statistic("ports", series, title_en="Ports", counted_en="ports").publish(pilar)
    rank = make_statistic("rank", [("2021", 2)], title_en="Rank of the market", unit="rank")
    rank.publish(pilar)
    known = known_statistics(timezone.now())

    def suggested(text):
        (finding,) = lint_text(text, "en", known).findings
        return [
            (suggestion.key, suggestion.period) for suggestion in finding.suggestions
        ], finding.replaceable

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
    output = out.getvalue()
    assert "(body_en)\n  paragraph 2: “47” – ports\n" in output
    assert "“55” – no statistic says so" in output
    assert "1 figures, 2 unbound quantities: 33.3% bound." in output
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
