"""The list of coming dates: which, in what order, and at which moment and day."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.dates import DateRows, dates_of_owner, rows_of
from publishing.models import Withdrawal
from relations.models import AgreementEdition
from relations.models.agreement_lives import lives_at
from relations.register.dates import dates_of
from tests.factories import (
    make_agreement,
    make_partner,
    make_program,
    make_relationship,
    make_statistic,
    make_topic,
    review,
    term,
)

NOON = datetime(2026, 7, 2, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(db):
    with time_machine.travel(NOON, tick=False):
        yield


def treaty(slug, *events, rules=(), **fields):
    fields = {"title_en": slug.title(), "title_es": slug.title(), "binding": "binding", **fields}
    agreement = make_agreement(slug, rules=rules, **fields)
    for kind, day in (*events, ("signed", "2018-11-30"), ("in_force", "2020-07-01")):
        agreement.events.create(kind=kind, happened_on=day)
    return agreement


def listed(client, query=""):
    """The dates of a page in their order, each with the title of its item."""
    response = client.get(f"/dates/{query}")
    assert response.status_code == 200, response.content
    rows = re.findall(
        r'class="when">([^<]*)</span> <span><span class="what">([^<]*)</span> '
        r'<span class="of"><a [^>]*>([^<]*)<',
        response.content.decode(),
    )
    return [(title, words, day) for day, words, title in rows]


def titles(client, query=""):
    return [title for title, _words, _day in listed(client, query)]


@pytest.fixture
def everything(pilar):
    relationship = make_relationship("pair")
    relationship.publish(pilar)
    trade = treaty("trade", rules=[term("2036-07-01"), review("2026-07-01", every_amount=6)])
    trade.rules.create(kind="refused", amount=1, position=3)
    trade.relationships.add(relationship)
    trade.topics.add(make_topic("customs"))
    trade.parties.create(country=make_partner("CA"))
    visit = treaty("visit", ("related", "2026-08"))
    jobs = make_statistic(
        "jobs", title_en="Jobs", next_release_on="2026-07", relationship=relationship
    )
    grant = make_program("grant", title_en="Grant", closes_on="2026-12-01", opens_on="2026-07-02")
    for item in (trade, visit, jobs, grant):
        item.publish(pilar)
    return trade, visit, jobs, grant


def test_dates_of_every_type_by_month_and_open_reviews_first(client, everything):
    assert listed(client) == [
        (
            "Trade",
            "Review date passed on July 1, 2026; outcome not recorded",
            "July 1, 2026",
        ),
        ("Jobs", "Next release, not confirmed", "July 2026"),
        ("Grant", "Applications open", "July 2, 2026"),
        ("Visit", "Related event", "August 2026"),
        ("Grant", "Applications close", "December 1, 2026"),
        ("Trade", "Ends by its rules", "July 1, 2036"),
    ]
    page = client.get("/dates/").content.decode()
    headings = re.findall(r"<h3[^>]*>([^<]*)<", page)
    assert headings == [
        "Past, and the outcome is not recorded",
        "July 2026",
        "August 2026",
        "December 2026",
        "July 2036",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=release", ["Jobs"]),
        ("kind=deadline&kind=end", ["Grant", "Trade"]),
        ("type=program", ["Grant", "Grant"]),
        ("relationship=pair", ["Trade", "Jobs", "Trade"]),
        ("topic=customs", ["Trade", "Trade"]),
        ("party=CA", ["Trade", "Trade"]),
        ("q=TRÀDE", ["Trade", "Trade"]),
        ("until=2026-08-31&type=agreement", ["Trade", "Visit"]),
        ("on=2026-08-15", ["Trade", "Grant", "Trade"]),
        ("on=2026-07-31&kind=release", ["Jobs"]),
        ("on=2026-08-01&kind=release", []),
        ("on=2036-07-02&type=agreement", []),
        ("on=2026-06-30&type=agreement", ["Trade", "Visit", "Trade"]),
    ],
)
def test_filters_narrow_dates(client, everything, query, expected):
    assert titles(client, f"?{query}") == expected


def test_counts_of_choices_are_those_of_the_lists_they_lead_to(client, everything):
    page = client.get("/dates/?on=2026-07-02").content.decode()
    boxes = re.findall(r'name="(\w+)" value="([\w-]+)"> <span>[^<]*</span> <span [^>]*>(\d+)', page)
    assert {name for name, *_rest in boxes} == {"kind", "relationship", "topic", "type", "party"}
    for name, value, number in boxes:
        assert len(listed(client, f"?{name}={value}")) == int(number), (name, value)


def test_what_was_known_and_the_day_are_two_clocks(client, pilar):
    agreement = treaty("trade", rules=[term("2030-01-01")])
    agreement.import_edition(pilar, NOON - timedelta(days=9))
    agreement.rules.update(day="2040-01-01")
    agreement.publish(pilar)
    assert listed(client, "?on=2020-12-01")[0][2] == "January 1, 2040"
    known = (NOON - timedelta(days=5)).date()
    assert listed(client, f"?at={known}&on=2020-12-01")[0][2] == "January 1, 2030"
    assert listed(client, f"?at={known}&on=2030-01-02") == []
    assert client.get(f"/dates/?at={known}")["X-Robots-Tag"] == "noindex"


def test_dates_of_what_is_superseded_ended_or_withdrawn_are_left_out(client, pilar):
    old = treaty("old", rules=[term("2050-01-01"), review("2019-01-01")])
    ended = treaty("ended", ("terminated", "2025-01-01"), rules=[term("2050-01-01")])
    withdrawn = treaty("withdrawn", rules=[term("2050-01-01")])
    new = treaty("new", rules=[term("2060-01-01")])
    new.links.create(kind="supersedes", agreement_linked=old)
    late = treaty("late", rules=[term("2029-01-01"), review("2027-06-01")])
    for item in (old, ended, withdrawn, late):
        item.publish(pilar)
    assert titles(client) == ["Old", "Late", "Late", "Old", "Withdrawn"]
    new.publish(pilar)
    withdrawn.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Gone.", reason_es="Retirado.")
    assert titles(client) == ["Late", "Late", "New"]
    assert titles(client, "?on=2020-06-30&kind=review&until=2021-01-01") == ["Old"]


def test_of_an_agreement_that_renews_itself_the_next_term_alone_is_listed(client, pilar):
    agreement = treaty("tacit", rules=[term(amount=5)])
    agreement.rules.create(kind="renewal", amount=5, notice_amount=6, position=2)
    agreement.publish(pilar)
    assert [day for *_rest, day in listed(client)] == ["January 1, 2030", "July 1, 2030"]
    assert [day for *_rest, day in listed(client, "?on=2030-02-01")] == [
        "July 1, 2030",
        "January 1, 2035",
    ]
    assert listed(client, "?on=2300-01-01")[0][2] == "January 1, 2300"


@pytest.mark.parametrize(
    "query",
    ["on=2026-02-30", "until=tomorrow", "kind=banana", "relationship=mars", "topic=none",
     "party=ZZ",     "type=section", "colour=red", "on=0000-00-00", "until=9999-99-99"],
)  # fmt: skip
def test_what_makes_no_sense_is_named_and_refused_in_a_file(client, everything, query):
    page = client.get(f"/dates/?{query}")
    assert page.status_code == 200
    assert "Some filters were ignored" in page.content.decode()
    assert len(listed(client, f"?{query}")) == 6
    assert client.get(f"/dates.ics?{query}").status_code == 400


def test_an_empty_list_says_so_and_pages_beyond_the_last_are_none(client):
    assert "No date is ahead." in client.get("/dates/").content.decode()
    assert "Nothing matches" in client.get("/dates/?q=nothing").content.decode()
    assert client.get("/dates/?page=2").status_code == 404
    assert client.get("/dates/?on=9999-12-31").status_code == 200
    assert client.get("/es/dates/?on=0001-01-01").status_code == 200


def test_the_table_lists_what_the_pure_function_does(client, everything):
    moment = timezone.now()
    lives = lives_at(AgreementEdition.objects.as_of(moment), moment)
    for year in range(2017, 2040):
        day = datetime(year, 7, 1, tzinfo=UTC).date()
        rows = rows_of(DateRows.at(moment).listed(moment, day).union(), moment, day)
        found = {
            (row.edition.pk, row.due.key)
            for row in rows
            if row.edition.pk in lives and isinstance(row.edition, AgreementEdition)
        }
        derived = {
            (pk, due.key)
            for pk, life in lives.items()
            if (life.on(day).status or "") not in ("expired", "superseded", "terminated")
            for due in dates_of(life, day)
        }
        assert found == derived, day


def test_queries_do_not_grow_with_the_number_of_dates(client, pilar, everything):
    def measured():
        counts = {}
        for address in ("/dates/", "/dates.ics", "/", "/dates/?party=CA&q=trade"):
            client.get(address)  # what holds of all rows is asked for once a change
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts[address] = len(captured)
        return counts

    def publish(number):
        old = treaty(f"old-{number}", rules=[term("2050-01-01")])
        trade = treaty(f"trade-{number}", rules=[term("2036-07-01"), review("2026-07-01")])
        trade.links.create(kind="supersedes", agreement_linked=old)
        trade.parties.create(country=make_partner("CA"))
        for item in (old, trade, make_program(f"grant-{number}", closes_on="2026-12-01")):
            item.publish(pilar)

    publish(0)
    measured()
    few = measured()
    for number in range(1, 20):
        publish(number)
    many = measured()
    assert many.pop("/") <= few.pop("/")  # whose few dates may be of fewer types
    assert many == few


def desk(client, user):
    client.force_login(user)
    page = client.get("/admin/").content.decode()
    part = page.partition('id="coming"')[2].partition("</section>")[0]
    return re.findall(r"<h3[^>]*>([^<]*)<|<a href=[^>]*>([^<]*)<", part), part


def test_owners_see_the_dates_of_their_items_at_the_desk_the_most_urgent_first(
    client, pilar, everything
):
    trade, visit, _jobs, grant = everything
    far = treaty("far", rules=[term("2027-07-02")])
    beyond = treaty("beyond", rules=[term("2027-07-03")])
    for item in (far, beyond):
        item.publish(pilar)
    assert "No date of an item that you own" in desk(client, pilar)[1]
    for item in (trade, visit, grant, far, beyond):
        type(item)._default_manager.filter(pk=item.pk).update(owner=pilar)
    found, part = desk(client, pilar)
    assert found == [
        ("Past, and the outcome is not recorded", ""),
        ("", "Trade: Review date passed on July 1, 2026; outcome not recorded"),
        ("In the next 30 days", ""),
        ("", "Grant: Applications open"),
        ("", "Visit: Related event"),
        ("In the next 365 days", ""),
        ("", "Grant: Applications close"),
        ("", "Far: Ends by its rules"),
    ]
    assert f'href="/admin/relations/agreement/{trade.pk}/change/"' in part


def test_any_number_of_own_dates_takes_the_same_queries_at_the_desk(client, pilar, everything):
    def measured():
        with CaptureQueriesContext(connection) as captured:
            dates_of_owner(pilar, timezone.now())
        return len(captured)

    for item in everything:
        type(item)._default_manager.filter(pk=item.pk).update(owner=pilar)
    few = measured()
    for number in range(80):
        agreement = treaty(f"own-{number}", rules=[term("2026-12-01")], owner=pilar)
        if number < 60:
            agreement.publish(pilar)
    assert measured() == few
    shown = dates_of_owner(pilar, timezone.now())
    assert sum(len(rows) for _words, rows in shown["groups"]) == 50
    assert shown["more"] == 15


def test_what_was_past_when_the_page_was_written_is_so_whatever_day_is_asked(client, pilar):
    """Of two clocks, what is recorded is read by that of the moment."""
    treaty("trade", rules=[review("2026-07-01"), term("2036-07-01")]).publish(pilar)
    passed = "Review date passed on July 1, 2026; outcome not recorded"
    for day in ("2026-06-15", "2025-01-01", "2026-07-02"):
        assert (listed(client, f"?on={day}"))[0][1] == passed
        page = client.get(f"/agreements/?on={day}").text
        assert passed in page
        assert "Next: review" not in page
        assert "Next: end of the term" in page


def test_nothing_is_open_once_an_agreement_has_ended(client, pilar):
    """One rule for the page, the list of agreements and that of dates."""
    agreement = treaty("trade", ("terminated", "2025-03-01"), rules=[review("2024-07-01")])
    agreement.publish(pilar)
    passed = "Review date passed on July 1, 2024; outcome not recorded"
    for address in ("/agreements/trade/", "/agreements/", "/dates/"):
        assert passed not in client.get(address).text, address
    for address in ("/agreements/?on=2025-02-01", "/dates/?on=2025-02-01"):
        assert passed in client.get(address).text, address
