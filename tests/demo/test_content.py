"""What the demo says, loaded once for all of these tests: the load takes seconds."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from demo.checking import find_errors, read_facts
from publishing.items import item_models
from relations.figures.page import Figures
from relations.lint.findings import known_statistics, lint_text
from relations.models import SectionEdition
from relations.models.cited import CitesStatistics
from relations.prose.references import references_in
from tests.demo.source_document import DECAYING, QUANTITIES, SOURCE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PROSE = {f"{name}_{code}" for name in ("lead", "body", "description") for code in ("en", "es")}


@pytest.fixture(scope="module")
def demo(module_db, tmp_path_factory):
    """Returns what the command that loaded it said."""
    output = StringIO()
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        call_command("load_demo", stdout=output)
        yield output.getvalue()


def rows_and_editions() -> dict:
    models = [model for item in item_models() for model in (item, item.edition_model())]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def test_second_load_changes_nothing(demo, capsys):
    assert "1 relationships" in demo
    before = rows_and_editions()
    assert all(before.values())
    call_command("load_demo")
    assert "everything was there already" in capsys.readouterr().out
    call_command("load_demo", "--if-empty")
    assert not capsys.readouterr().out
    assert rows_and_editions() == before


def test_every_fact_of_the_demo_stands_in_a_field(capsys):
    assert not find_errors(read_facts())
    call_command("check_demo")
    assert capsys.readouterr().out == f"{len(read_facts())} facts, all in fields.\n"


def test_sheet_of_2022_reads_otherwise_than_todays():
    then = SectionEdition.objects.as_of(datetime(2022, 10, 1, tzinfo=UTC))
    today = SectionEdition.objects.as_of(timezone.now())
    assert len(then) == len(today) == 10
    assert not {section.body_en for section in then} & {section.body_en for section in today}
    assert all(section.imported for section in then)
    assert all(section.body_en and section.body_es for section in today)


def test_every_figure_says_what_its_author_saw():
    editions = [
        edition
        for model in item_models()
        for edition in model.edition_model().objects.all()
        if isinstance(edition, CitesStatistics)
    ]
    seen = 0
    for edition in editions:
        figures = Figures(edition.prose(), edition.live_from)
        for language in ("en", "es"):
            for reference in references_in(prose_in(edition, language)):
                assert figures.words(reference, language) == reference.words, edition
                seen += 1
    assert seen > 200


def prose_in(edition, language: str) -> list[str]:
    names = [field.name for field in edition._meta.concrete_fields]
    return [getattr(edition, name) for name in names if name in PROSE and name.endswith(language)]


@pytest.mark.skipif(not SOURCE.exists(), reason="FACT_SHEET names no source document")
def test_source_document_is_read_as_an_editor_would():
    known = known_statistics(timezone.now())
    findings = lint_text(SOURCE.read_text(encoding="utf-8"), "en", known).findings
    stated = [finding for finding in findings if finding.kind == "quantity"]

    def finding_of(line, words):
        alike = (
            finding
            for finding in stated
            if finding.place == line and finding.words.startswith(words)
        )
        return next(alike, None)

    matched = [finding_of(line, words) for line, words, _key in QUANTITIES]
    right = [
        key in [known.key for known in finding.suggestions]
        for finding, (_line, _words, key) in zip(matched, QUANTITIES, strict=True)
        if finding
    ]
    false_alarms = [finding.words for finding in stated if finding not in matched]
    assert sum(map(bool, matched)) / len(QUANTITIES) >= 0.95
    assert len(false_alarms) <= 3, false_alarms
    assert sum(right) / len(right) >= 0.95
    assert [finding.words for finding in findings if finding.kind == "decay"] == DECAYING


def test_no_number_is_typed_that_has_a_statistic():
    out = StringIO()
    call_command("lint_figures", stdout=out, stderr=out)
    assert "0 unbound quantities: 100.0% bound." in out.getvalue()
