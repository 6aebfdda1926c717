"""What the demo says, loaded once for all of these tests: the load takes seconds."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import CharField, TextField
from django.test import override_settings
from django.utils import timezone

from demo.checking import find_errors, read_facts
from programs.models import ProgramEdition, PublishedCall
from publishing.characters import fold
from publishing.items import item_models
from relations.debt import DebtKind, debts
from relations.figures.page import Figures
from relations.lint.findings import known_statistics, lint_text
from relations.models import Organization, SectionEdition
from relations.models.cited import CitesStatistics
from relations.models.sourced import Sourced
from relations.prose.references import references_in
from search.synonyms import synonym_groups
from tests.demo.source_document import DECAYING, QUANTITIES, SOURCE
from tests.lives import assert_table_equals_the_pure_function

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# What the sources do not say, or say otherwise, and words that the site writes in another way.
NEVER_SAID = [
    ("over seven years", "the seven years belong to Mexico’s first place, not to the grants"),
    ("en siete años", "los siete años son del primer lugar de México"),
    ("9,000 awards", "people are counted"),
    ("9,000 becas", "se cuentan personas"),
    ("met every year since", "it dates from 2010 and meets yearly"),
    ("register and decide", "the capacity to register and process cases grew"),
    ("registrar y resolver", "creció la capacidad de registrar y tramitar"),
    ("alumni</data> in Mexico", "the source does not say where they live"),
    (r"\blos Estados Unidos", "Estados Unidos"),
    ("[Mm]emorando", "Memorándum"),
    ("[Pp]ostulación de la embajada", "Propuesta de la embajada"),
    ("vienen a México", "viajan a México"),
    (r"Mecanismo (Laboral )?de Respuesta Rápida(?! \(MLRR\)|$)", "MLRR"),
]
# Programs whose sponsors say that citizens of the United States take part, and no one else.
FOR_US_CITIZENS = {
    "american-music-abroad", "arts-envoy", "english-language-fellow",
    "english-language-specialist", "english-language-virtual-educator", "sports-envoy",
    "us-speaker-program",
}  # fmt: skip
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


def texts() -> list[tuple[object, str]]:
    """Every text of the organizations, and of all editions and their parts, in every language."""
    rows: list = list(Organization.objects.all())
    for model in item_models():
        for edition in model.edition_model().objects.all():
            rows += [
                edition,
                *(row for name in model.published_parts for row in parts(edition, name)),
            ]
    return [
        (row, getattr(row, column.attname))
        for row in rows
        for column in row._meta.concrete_fields
        if isinstance(column, CharField | TextField)
    ]


def parts(edition, name: str) -> list:
    return list(getattr(edition, name).all())


def test_every_group_of_synonyms_leads_to_what_the_demo_says():
    said = fold("\n".join(text for _row, text in texts()))
    groups = synonym_groups()
    assert len(groups) > 100
    lost = [
        group
        for group in groups
        if not any(re.search(rf"\b{re.escape(fold(word))}", said) for _language, word in group)
    ]
    assert lost == []


@pytest.mark.parametrize(("words", "instead"), NEVER_SAID)
def test_what_no_source_says_is_said_in_no_edition(words, instead):
    assert not [(row, text) for row, text in texts() if re.search(words, text)], instead


def test_every_agreement_figure_and_program_names_its_source():
    """As the home page promises, in every edition."""
    models = [model for model in item_models() if issubclass(model, Sourced)]
    assert len(models) == 3
    for model in models:
        editions = model.edition_model().objects.all()
        assert editions
        assert not [edition for edition in editions if not edition.names_source]
        for name in ("source_en", "source_es"):
            assert not editions.filter(**{name: ""})
    assert not [debt for debt in debts(timezone.now()) if debt.kind == DebtKind.SOURCE]


def test_no_organization_stands_in_prose_alone():
    """Each is shown where something public names it in a field."""
    named = set()
    for model in item_models():
        for edition in model.edition_model().objects.as_of(timezone.now()):
            rows = [row for name in model.published_parts for row in parts(edition, name)]
            for row in (edition, *rows):
                for field in row._meta.get_fields():
                    if field.related_model is Organization and field.concrete:
                        value = getattr(row, field.name)
                        named |= set(value.all()) if field.many_to_many else {value}
    assert {row.slug for row in Organization.objects.all()} == {row.slug for row in named if row}


@pytest.mark.parametrize(
    ("address", "begins", "words"),
    [
        ("/agreements/security-implementation-group/", "2025-09-30", "September 26, 2025"),
        ("/agreements/usaid-amexcid-memorandum/", "2025-07-31", "ended its foreign assistance"),
        ("/agreements/environmental-cooperation-commission/", "2026-01-31", "January 7, 2026"),
        ("/agreements/usmca/", "2026-07-06", "Did not confirm a new term"),
        ("/agreements/usmca/", "2026-10-08", "January 12, 2027"),
        ("/statistics/goods-trade/", "2026-03-01", "$872.8 billion"),
        ("/statistics/goods-trade-by-the-sheet/", "2024-09-16", "$807 billion"),
        ("/statistics/ports-of-entry/", "2024-09-16", "September 16, 2024"),
        ("/relations/united-states-mexico/", "2026-02-28", "ended February 4, 2026"),
    ],
)
def test_what_happened_since_is_unknown_the_day_before_the_edition(client, address, begins, words):
    day = date.fromisoformat(begins)
    before, after = (
        client.get(address, {"at": at.isoformat()}).content.decode()
        for at in (day - timedelta(days=1), day)
    )
    assert words in after
    assert words not in before


@pytest.mark.parametrize("on", ["", "2020-07-01", "2026-07-02", "2036-06-30"])
def test_no_outcome_is_known_before_the_edition_that_records_it(client, on):
    for at in ("2026-07-02", "2026-07-05"):
        answer = client.get("/agreements/usmca/status.json", {"at": at, "on": on}).json()
        words = [due["words"] for due in answer["dates"] if due["kind"]["key"] == "review"]
        assert words == ["Review date passed on July 1, 2026; outcome not recorded"]


def test_what_follows_from_the_refusal_of_a_new_term(client):
    answer = client.get("/agreements/usmca/status.json", {"at": "2026-07-06"}).json()
    due = {}
    for each in answer["dates"]:
        due.setdefault(each["kind"]["key"], []).append(each["on"])
    assert due["review"] == [f"{year}-07-01" for year in range(2027, 2036)]
    assert due["end"] == ["2036-07-01"]
    assert due["duty"][:4] == ["2026-07-21", "2026-10-04", "2027-04-22", "2027-07-21"]
    assert {party["status"]["key"] for party in answer["parties"]} == {"in-force"}


def test_one_trade_agreement_takes_the_place_of_the_other(client):
    for day, slug in (("2020-06-30", "nafta"), ("2020-07-01", "usmca")):
        page = client.get("/agreements.json", {"status": "in-force", "on": day, "kind": "trade"})
        assert [item["address"].split("/")[-2] for item in page.json()["items"]] == [slug]


def test_two_sources_of_one_number_are_shown_beside_each_other(client):
    for slug in ("goods-trade", "goods-trade-by-the-sheet"):
        page = client.get(f"/statistics/{slug}/").content.decode()
        mirror = page.split('aria-labelledby="mirror"')[1].split("</section>")[0]
        for words in ("$798.9 billion", "$807 billion", "rounded differently", "are revised"):
            assert words in mirror


def programs_found(client, **asked) -> set[str]:
    answer = client.get("/programs.json", asked).json()
    return {item["address"].split("/")[-2] for item in answer["items"]}


def test_whose_citizenship_is_recorded_is_found_by_it_and_the_rest_as_not_recorded(client):
    mexican, american, unknown = (
        programs_found(client, citizenship=key) for key in ("MX", "US", "not-recorded")
    )
    assert mexican & american == {"fulbright-garcia-robles"}
    assert american - mexican == FOR_US_CITIZENS
    assert not unknown & (mexican | american)
    assert mexican | american | unknown == programs_found(client)
    today = ProgramEdition.objects.as_of(timezone.now())
    assert unknown == {each.item.slug for each in today.filter(citizenships=None)}
    assert len(unknown) == 10


def test_what_sponsors_say_of_who_may_apply_was_not_said_in_2022(client):
    then = ProgramEdition.objects.as_of(datetime(2022, 10, 1, tzinfo=UTC))
    assert len(then) == 28
    for edition in then:
        assert not edition.citizenships.exists()
        assert not edition.calls.exists()
        said = [edition.applicants, edition.eligibility_en, edition.apply_at, edition.age_from]
        assert not any(said)
    assert programs_found(client, at="2022-10-01", citizenship="US") == set()


def test_no_call_is_invented():
    """Each is of the past, and names the page that announced it."""
    (call,) = PublishedCall.objects.all()
    assert (call.edition.item.slug, call.cycle) == ("fulbright-garcia-robles", "2025")
    assert call.announcement
    assert call.announced_on == call.opens_on < call.closes_on < timezone.localdate()


def test_a_mexican_teacher_of_english_is_led_to_what_she_may_apply_to(client):
    teacher = {"citizenship": "MX", "audience": ["teachers", "english-teachers"]}
    found = programs_found(client, **teacher)
    assert found == {
        "bridgeusa-camp-counselor", "fulbright-garcia-robles", "jovenes-en-accion",
        "open-english-network", "study-of-the-us-institutes",
    }  # fmt: skip
    assert not found & FOR_US_CITIZENS
    applied = programs_found(client, **teacher, taking_part="open")
    assert applied == {"fulbright-garcia-robles", "jovenes-en-accion"}
    english = programs_found(client, **teacher, field="english")
    assert english == {"open-english-network"}


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


def test_the_table_of_statuses_and_dates_equals_the_pure_function():
    days = [date(year, month, 1) for year in range(1940, 2045, 4) for month in (1, 7)]
    for moment in (datetime(2022, 10, 1, tzinfo=UTC), datetime(2026, 7, 2, tzinfo=UTC)):
        assert_table_equals_the_pure_function(moment, days)
    assert_table_equals_the_pure_function(timezone.now(), days)
