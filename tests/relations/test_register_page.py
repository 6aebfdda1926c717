"""The register: its table says what is derived, and readers sort, filter and keep both clocks."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests import people
from tests.connections import undone
from tests.factories import (
    make_agreement,
    make_organization,
    make_partner,
    make_topic,
    review,
    term,
)
from tests.lives import assert_table_equals_the_pure_function

pytestmark = pytest.mark.django_db

KINDS = ("signed", "in_force", "suspended", "revived", "terminated", "met", "reviewed", "amended")
DATES = st.sampled_from(
    [f"{year}{rest}" for year in range(1990, 2000) for rest in ("", "-06", "-02-28", "-12-31")]
)
EVENTS = st.lists(st.tuples(st.sampled_from(KINDS), DATES), max_size=4)
RULES = st.lists(
    st.sampled_from(
        [
            {"kind": "term", "amount": 3},
            {"kind": "term", "day": "2001-07-01"},
            {"kind": "renewal", "amount": 2, "notice_amount": 6},
            {"kind": "review", "day": "1997-07-01", "every_amount": 2},
            {"kind": "refused", "amount": 1},
            {"kind": "duty", "amount": 1, "anchor": "review", "about_en": "a report"},
        ]
    ),
    max_size=3,
    unique_by=lambda rule: rule["kind"],
)
SHAPES = st.sampled_from(
    [("treaty", "binding"), ("memorandum", "non_binding"), ("memorandum", ""), ("dialogue", "")]
)
AGREEMENTS = st.lists(st.tuples(SHAPES, EVENTS, RULES), min_size=2, max_size=4)


@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(AGREEMENTS)
def test_the_table_equals_the_pure_function_of_agreements_at_random(built):
    """On any day, by what was known at any moment; all but the first replace another."""
    with undone():
        pilar, before = people.pilar(), timezone.now() - timedelta(days=30)
        previous = None
        for number, ((kind, binding), events, rules) in enumerate(built):
            fields = {"kind": kind, "binding": binding, "title_en": f"Number {number}"}
            agreement = make_agreement(f"number-{number}", **fields)
            for event, on in events:
                agreement.events.create(kind=event, happened_on=on)
            for position, rule in enumerate(rules):
                agreement.rules.create(position=position, **rule)
            if previous:
                agreement.links.create(kind="supersedes", agreement_linked=previous)
            try:
                agreement.import_edition(pilar, before + timedelta(days=number))
            except ValidationError:  # contradictory ones cannot be published
                continue
            previous = agreement
        days = [date(year, month, 1) for year in range(1989, 2003, 2) for month in (1, 7)]
        for moment in (before + timedelta(hours=1), timezone.now()):
            assert_table_equals_the_pure_function(moment, [*days, date(1995, 12, 31)])


@pytest.fixture
def before_the_review():
    with time_machine.travel(datetime(2025, 12, 1, 18, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def register(pilar, before_the_review):
    """Agreements of every kind of row."""
    mexico, topic = make_partner("MX"), make_topic("trade")
    bureau = make_organization("bureau", name_en="Bureau of Tides")
    made = {}
    for title, kind, binding, events, rules in (
        ("Alpha", "treaty", "binding", [("signed", "1990-05-01"), ("in_force", "1992-01-01")], []),
        (
            "Beta",
            "treaty",
            "binding",
            [("signed", "1970"), ("in_force", "1995-01-01")],
            [term("2030")],
        ),
        ("Gamma", "treaty", "binding", [("signed", "2001-01-01")], []),
        ("Delta", "memorandum", "", [("signed", "2002-01-01")], []),
        ("Epsilon", "dialogue", "", [("met", "2022-09-12")], []),
        (
            "Zeta",
            "treaty",
            "binding",
            [("signed", "2018-11-30"), ("in_force", "2020-07-01")],
            [term("2036-07-01"), review("2026-07-01", every_amount=6)],
        ),
        (
            "Eta",
            "treaty",
            "binding",
            [("signed", "2003-01-01"), ("in_force", "2004")],
            [term(amount=5)],
        ),
    ):
        agreement = make_agreement(
            title.lower(), title_en=title, kind=kind, binding=binding, rules=rules
        )
        for event, on in events:
            agreement.events.create(kind=event, happened_on=on)
        agreement.parties.create(country=mexico)
        agreement.topics.add(topic)
        agreement.lead_organizations.add(bureau)
        made[title] = agreement
    made["Zeta"].links.create(kind="supersedes", agreement_linked=made["Alpha"])
    for agreement in made.values():
        agreement.publish(pilar)
    return made


def titles(response) -> list[str]:
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", response.text.split('class="results"')[1])


def row_of(response, title) -> str:
    """The words of a row of the list."""
    rows = re.findall(r'<li class="entry">(.*?)</li>', response.text, re.S)
    row = next(row for row in rows if f">{title}</a>" in row)
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["Alpha", "Beta", "Delta", "Epsilon", "Eta", "Gamma", "Zeta"]),
        ("-title", ["Zeta", "Gamma", "Eta", "Epsilon", "Delta", "Beta", "Alpha"]),
        ("signed", ["Beta", "Alpha", "Gamma", "Delta", "Eta", "Zeta", "Epsilon"]),
        ("-signed", ["Zeta", "Eta", "Delta", "Gamma", "Alpha", "Beta", "Epsilon"]),
        ("in-force", ["Alpha", "Beta", "Eta", "Zeta", "Delta", "Epsilon", "Gamma"]),
        ("-in-force", ["Zeta", "Eta", "Beta", "Alpha", "Delta", "Epsilon", "Gamma"]),
        ("next", ["Zeta", "Beta", "Alpha", "Delta", "Epsilon", "Eta", "Gamma"]),
    ],
)
def test_a_list_is_sorted_and_what_has_no_value_comes_last_by_title(
    client, register, sort, expected
):
    assert titles(client.get(f"/agreements/?sort={sort}&on=2025-01-01")) == expected
    answer = json.loads(client.get(f"/agreements.json?sort={sort}&on=2025-01-01").content)
    assert [item["title"]["en"] for item in answer["items"]] == expected


def test_every_link_of_the_list_keeps_the_sort_and_the_day(client, register, monkeypatch):
    monkeypatch.setattr("relations.views.agreements.AgreementList.per_page", 2)
    page = client.get("/agreements/?kind=treaty&on=2025-01-01&sort=-signed").text
    page = page.replace("&amp;", "&")
    links = re.findall(r'href="(/(?:es/)?agreements[./?][^"]*)"', page)
    kept = [link for link in links if "?" in link and "kind=treaty" in link]
    assert any("page=2" in link for link in kept)
    assert any(link.startswith("/es/") for link in kept)
    assert any(".csv" in link for link in kept)
    without_day = [link for link in kept if "on=2025-01-01" not in link]
    assert len(without_day) == 1  # the link that removes it
    assert all("sort=" in link for link in kept)
    assert '<input type="hidden" name="sort" value="-signed">' in page
    second = next(link for link in kept if "page=2" in link)
    assert titles(client.get(second)) == ["Gamma", "Alpha"]


@pytest.mark.parametrize("value", ["banana", "-next", "--title", "Title", "-"])
def test_a_sort_that_does_not_exist_is_named_and_a_file_refused(client, register, value):
    page = client.get(f"/agreements/?sort={value}&kind=treaty")
    assert f"“{value}” is no order of this list." in page.text
    assert titles(page) == ["Alpha", "Beta", "Eta", "Gamma", "Zeta"]
    assert client.get(f"/agreements.csv?sort={value}").status_code == 400


def test_a_list_without_other_orders_has_no_sort(client, register):
    assert "This list has no filter “sort”." in client.get("/statistics/?sort=title").text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=TIDES+zeta", ["Zeta"]),
        ("q=bureau", ["Alpha", "Beta", "Delta", "Epsilon", "Eta", "Gamma", "Zeta"]),
        ("q=nothing+of+it", []),
        ("lead=bureau&status=signed", ["Gamma"]),
        ("review=within-12-months&on=2025-08-01", ["Zeta"]),
        ("review=within-12-months&on=2025-06-30", []),
        ("review=within-12-months&on=2026-07-02", []),
        ("status=superseded&q=alpha&party=MX&topic=trade&on=2020-07-01", ["Alpha"]),
        ("status=superseded&q=alpha&party=MX&topic=trade&on=2020-06-30", []),
    ],
)
def test_filters_narrow_each_other(client, register, query, expected):
    assert titles(client.get(f"/agreements/?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("lead=banana", "“banana” is not an organization on this site."),
        ("level=banana", "“banana” is not a level of government."),
        ("review=soon", "“soon” is not a time of a review."),
    ],
)
def test_a_wrong_value_is_named(client, register, query, sentence):
    assert sentence in client.get(f"/agreements/?{query}").text


def test_the_first_line_counts_and_each_row_begins_with_its_status(client, register):
    page = client.get("/agreements/?on=2025-01-01")
    assert "7 agreements and bodies" in page.text
    assert "in effect on January 1, 2025" in page.text
    for title, words in (
        ("Alpha", "Superseded since July 1, 2020 "),
        ("Beta", "In force since January 1, 1995 Next: end of the term, 2030 "),
        ("Gamma", "Signed January 1, 2001; no entry into force is recorded "),
        ("Delta", "Status not derived : Its legal force is not recorded. "),
        ("Epsilon", "Last met September 12, 2022 "),
        ("Zeta", "In force since July 1, 2020 Next: review, July 1, 2026 "),
    ):
        assert row_of(page, title).startswith(words), title
    past = client.get("/agreements/?on=2026-07-02")
    assert "Review date passed on July 1, 2026; outcome not recorded" in row_of(past, "Zeta")
    unclear = row_of(client.get("/agreements/?on=2004-06-01"), "Eta")
    assert unclear.startswith("Status not derived : What is recorded leaves it open on this day.")
    nothing = row_of(client.get("/agreements/?on=1980-01-01"), "Zeta")
    assert "Nothing that gives it a status is recorded up to this day." in nothing


@pytest.mark.parametrize("day", ["0001-01-01", "9999-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others(client, register, day):
    for address in ("/agreements/", "/agreements.json", "/agreements.csv"):
        assert client.get(f"{address}?on={day}&sort=next").status_code == 200, address
    assert_table_equals_the_pure_function(timezone.now(), [date.fromisoformat(day)])


def test_files_say_status_since_when_and_what_is_next_on_the_day(client, register):
    answer = json.loads(client.get("/agreements.json?on=2025-01-01").content)
    items = {item["title"]["en"]: item for item in answer["items"]}
    assert items["Zeta"]["since"] == "2020-07-01"
    assert items["Zeta"]["status_on"] == "2025-01-01"
    assert items["Zeta"]["next_date"]["kind"]["key"] == "review"
    assert items["Zeta"]["next_date"]["on"] == "2026-07-01"
    assert items["Beta"]["next_date"]["on"] == "2030"
    assert (
        items["Delta"]["status"] is items["Delta"]["since"] is items["Delta"]["next_date"] is None
    )
    rows = client.get("/agreements.csv?on=2025-01-01&q=zeta").text
    assert "In force" in rows or "in force" in rows
    assert "2020-07-01" in rows


QUERIES = (
    "",
    "status=in-force&on=2020-07-01",
    "q=zeta&topic=trade&party=MX&lead=bureau&status=in-force&sort=next&view=table",
    "review=within-12-months&signed=2018&level=agency&binding=binding&kind=treaty&sort=-in-force",
)


@pytest.mark.parametrize("query", QUERIES)
def test_the_page_takes_few_queries_and_derives_nothing(client, register, monkeypatch, query):
    client.get(f"/agreements/?{query}")  # what holds of all rows is asked for once a change

    def refuse(*arguments):
        raise AssertionError("a list derives nothing")

    for module in ("models.agreement_lives", "models.agreement_status", "views.agreements"):
        monkeypatch.setattr(f"relations.{module}.life_of", refuse)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(f"/agreements/?{query}")
    assert page.status_code == 200
    assert "ignored" not in page.text
    assert len(captured) <= 8, [each["sql"][:200] for each in captured]


def test_both_clocks_are_independent(client, pilar, register):
    """A day before the site knew the successor, and the day itself, are asked for apart."""
    known = (timezone.now() - timedelta(days=1)).isoformat()[:16]
    assert titles(client.get(f"/agreements/?at={known}")) == []
    now = datetime.now().date().isoformat()
    assert titles(client.get(f"/agreements/?status=in-force&on={now}&q=alpha")) == []
    assert titles(client.get("/agreements/?status=in-force&on=2020-06-30&q=alpha")) == ["Alpha"]
