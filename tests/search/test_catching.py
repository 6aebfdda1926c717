"""What is published, scheduled, taken back or renamed changes lists and words at its moment."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from publishing.changes.position import current_position
from publishing.models import Change, Withdrawal
from search.catching import state
from search.index import folder
from search.questions import Answers, Sort
from tests import people
from tests.factories import (
    make_agreement,
    make_organization,
    make_partner,
    make_relationship,
    make_topic,
)
from tests.record import settle
from tests.search.site import lived_on

pytestmark = pytest.mark.django_db

NOON = timezone.now().replace(microsecond=0) + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(index):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agreement(clock, pilar):
    agreement = make_agreement("treaty", title_en="First", summary_en="Of rivers.")
    agreement.publish(pilar)
    return agreement


def titles(client, query="", at="") -> list[str]:
    """The titles in the list of agreements, for a query and at a moment."""
    asked = "&".join(filter(None, (query, at and f"at={at:%Y-%m-%dT%H:%M:%SZ}")))
    page = client.get(f"/agreements/?{asked}")
    assert page.status_code == 200
    results = page.text.split('class="results"')[1]
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", results)


def tallies(page) -> list[str]:
    """The numbers beside the choices of the filters."""
    return re.findall(r'</span> <span class="tally">(\d+)', page.text)


def write(item, by, title, **options):
    item.title_en = title
    item.save()
    edition = item.publish(by, **options)
    settle()
    return edition


def number_of_commits() -> tuple:
    current = state.searcher(current_position())
    return state.shelf.committed, current.num_docs


def test_what_is_published_is_found_and_what_it_said_before_at_its_moment(
    client, agreement, clock, pilar
):
    assert titles(client, "q=first") == titles(client) == ["First"]
    clock.shift(HOUR)
    write(agreement, pilar, "Second")
    assert titles(client) == titles(client, "q=second") == ["Second"]
    assert titles(client, "q=first", NOON) == titles(client, at=NOON) == ["First"]
    assert titles(client, "q=second", NOON) == []


def test_what_is_scheduled_is_found_from_its_hour_on(client, agreement, clock, pilar):
    write(agreement, pilar, "Second", at=NOON + HOUR)
    assert titles(client, "q=second") == []
    clock.move_to(NOON + HOUR - timedelta(seconds=1))
    assert titles(client) == ["First"]
    clock.move_to(NOON + HOUR)
    assert titles(client) == titles(client, "q=second") == ["Second"]
    assert titles(client, "q=first") == []


def test_what_is_cancelled_is_never_found(client, agreement, clock, pilar):
    edition = write(agreement, pilar, "Second", at=NOON + HOUR)
    assert titles(client) == ["First"]
    edition.cancel(pilar)
    settle()
    clock.move_to(NOON + 2 * HOUR)
    assert titles(client) == titles(client, "q=first") == ["First"]
    assert titles(client, "q=second") == []


def test_what_is_withdrawn_is_found_before_that(client, agreement, clock, pilar):
    clock.shift(HOUR)
    agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Out of date.")
    settle()
    assert titles(client) == titles(client, "q=first") == []
    assert titles(client, at=NOON) == titles(client, "q=rivers", NOON) == ["First"]


def test_what_was_published_in_error_is_found_at_no_moment(client, agreement, clock, pilar):
    assert titles(client, "q=first") == ["First"]
    clock.shift(HOUR)
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    settle()
    for query in ("", "q=first"):
        assert titles(client, query) == titles(client, query, NOON) == []
    clock.shift(HOUR)
    write(agreement, pilar, "Corrected")
    assert titles(client, "q=corrected") == ["Corrected"]
    assert titles(client, "q=rivers", NOON) == []


def test_what_was_published_in_error_is_never_shown_whatever_the_index_says(
    client, agreement, clock, pilar, monkeypatch
):
    assert titles(client) == ["First"]
    clock.shift(HOUR)
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    settle()
    monkeypatch.setattr(state, "_catch_up", lambda wanted: None)
    assert titles(client, at=NOON) == titles(client, "q=first") == []


def test_redacted_words_are_found_at_no_moment(client, agreement, clock, pilar):
    edition = agreement.editions.get()
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    call_command("redact", edition.identifier, "--by", "pilar", "--reason", "A court ordered it.")
    settle()
    clock.shift(HOUR)
    assert titles(client, "q=rivers") == titles(client, "q=rivers", NOON) == []
    words = state.searcher(current_position()).terms_with_prefix("summary", "riv")
    assert [word for word, number in words if number] == []


def test_moved_item_is_found_at_its_address(client, agreement, pilar):
    assert titles(client) == ["First"]
    agreement.move("moved", pilar)
    settle()
    page = client.get("/agreements/?q=first").text
    assert 'href="/agreements/moved/"' in page
    assert "/agreements/treaty/" not in page


def test_renamed_topic_is_found_without_work_of_the_index(client, clock, pilar):
    topic = make_topic("water", name_en="Water", name_es="Agua")
    agreement = make_agreement(title_en="First")
    agreement.topics.add(topic)
    agreement.publish(pilar)
    settle()
    assert titles(client, "q=water") == ["First"]
    before = number_of_commits()
    with transaction.atomic():
        topic.name_en = "Rivers"
        topic.save()
    assert titles(client, "q=rivers") == ["First"]
    assert titles(client, "q=water") == []
    assert number_of_commits() == before


def test_country_of_an_organization_is_followed(client, clock, pilar):
    body = make_organization(country=make_partner("FR"))
    agreement = make_agreement(title_en="First")
    agreement.parties.create(organization=body)
    agreement.publish(pilar)
    settle()
    make_partner("CA")
    assert titles(client, "party=FR") == ["First"]
    with transaction.atomic():
        body.country = make_partner("CA")
        body.save()
    assert titles(client, "party=CA") == ["First"]
    assert titles(client, "party=FR") == []


def test_draft_costs_no_commit(client, agreement, pilar):
    titles(client)
    before = number_of_commits()
    with transaction.atomic():
        agreement.title_en = "Draft"
        agreement.save()
        agreement.save_draft(pilar)
    assert titles(client) == ["First"]
    assert number_of_commits() == before


def answered() -> dict:
    """What an index says: ids and counts, in every order and by words, at some moments."""
    searcher = state.searcher(current_position())
    said: dict = {"documents": searcher.num_docs}
    for moment in (timezone.now(), timezone.now() - timedelta(days=2)):
        for name in ("agreement", "program", "statistic", "relationship"):
            answers = Answers(searcher, moment, [name])
            number = answers.count()
            said[moment, name] = [
                number,
                answers.tally(["relationship"]),
                *(answers.sorted_ids(Sort(), each, 0, number) for each in ("en", "es")),
                answers.latest(number),
            ]
    return said


def test_index_made_anew_says_what_one_says_that_grew(index):
    grown = []
    with lived_on(people.make_staff("paula", "publish"), rounds=3) as site:
        for item in [each for items in site.items.values() for each in items][::3]:
            with transaction.atomic():
                item.title_en = f"Grown {item.pk}"
                item.publish(site.by)
            grown.append(answered())
        index.forget()
        assert answered() == grown[-1]
    assert len({str(each) for each in grown}) > 5


def test_index_of_a_record_that_was_put_back_is_made_anew(client, agreement, pilar):
    assert titles(client) == ["First"]
    last = Change.objects.filter(begins_at__isnull=False).latest("number")
    state.shelf.known = state.shelf.known._replace(token="of another record")
    state.shelf.searcher = None  # nobody asks it
    assert titles(client) == ["First"]
    assert state.shelf.known == (last.number, last.token)


HOLDER = """
import sys, tantivy
index = tantivy.Index.open(sys.argv[1])
writer = index.writer(20_000_000, 1)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(client, agreement):
    """Another process that holds the lock of the writer."""
    titles(client)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder())],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "held\n"
    yield process
    process.communicate("")


def test_index_behind_answers_while_another_process_writes_and_no_cache_keeps_it(
    client, agreement, pilar, clock, held, settings
):
    settings.PAGE_CACHE = True
    other = make_agreement("other", title_en="Other")
    other.publish(pilar)
    settle()
    assert titles(client) == ["First"]  # not found yet
    held.communicate("")
    assert titles(client) == ["First", "Other"]


def test_index_that_stays_behind_is_asked_no_longer(client, agreement, pilar, held, monkeypatch):
    monkeypatch.setattr("search.catching.MAX_LATE", -1)
    other = make_agreement("other", title_en="Other")
    other.publish(pilar)
    settle()
    assert titles(client) == ["First", "Other"]  # from the database
    assert "being prepared" in client.get("/agreements/").text


def test_list_without_an_index_has_rows_and_says_so(client, agreement, monkeypatch, settings):
    settings.PAGE_CACHE = True
    with monkeypatch.context() as patched:
        patched.setattr(state, "_catch_up", lambda wanted: None)
        page = client.get("/agreements/?q=rivers&kind=treaty")
        assert page.status_code == 200
        assert "being prepared" in page.text
        assert tallies(page) == []
        assert titles(client) == ["First"]
        assert titles(client, "kind=dialogue") == []
        for file_format in ("csv", "json", "atom"):
            assert client.get(f"/agreements.{file_format}?q=rivers").status_code == 503
            assert client.get(f"/agreements.{file_format}").status_code == 200
    page = client.get("/agreements/?q=rivers&kind=treaty")
    assert "being prepared" not in page.text
    assert tallies(page)


def test_relationships_are_found_by_the_names_of_their_countries(client, pilar, clock):
    make_relationship("sides", title_en="Two neighbors").publish(pilar)
    settle()
    with transaction.atomic():
        partner = make_partner("MX")
        partner.name_en = "Mexico"
        partner.save()
    assert "Two neighbors" in client.get("/relations/?q=mexico").text


def test_command_brings_the_index_up_to_date_and_makes_it_anew(agreement, capsys, settings):
    settle()
    stale = settings.SEARCH_DIR / "0123456789abcdef"
    stale.mkdir(parents=True)
    call_command("index")
    assert capsys.readouterr().out.startswith("1 documents")
    assert not stale.exists()
    left_over = folder() / "left over"  # a folder made anew may have the inode of the one before
    left_over.touch()
    call_command("index", "--rebuild")
    assert capsys.readouterr().out.startswith("1 documents")
    assert not left_over.exists()


def test_what_is_derived_of_agreements_is_indexed_anew_with_it(client, agreement):
    titles(client)
    call_command("agreements", "--rebuild")
    assert not folder().exists()
    assert titles(client) == ["First"]
