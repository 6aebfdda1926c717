"""What narrows the audit, what its rows say, and the files that say the same."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from publishing.admin.audit import exports
from publishing.files import unescape_formula
from publishing.history import correct_note
from publishing.models import Act, Change, Withdrawal
from tests.admin.audit import (
    export_of,
    exported,
    listed,
    listed_about,
    numbers,
    write_change,
)
from tests.admin.desk import url
from tests.factories import MAKERS, make_agreement, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, ruth):
    """An administrator, who reads all of it."""
    client.force_login(ruth)
    return client


@pytest.fixture
def treaty(ana):
    return make_agreement("water", title_en="Water treaty", title_es="Tratado de aguas", owner=ana)


def text_of(client, **query) -> str:
    return client.get(url(Change, "changelist"), query).text


# Filters


def test_by_person(reader, treaty, ana, pilar):
    hers = write_change(Act.SAVED, treaty, ana).number
    his = write_change(Act.SAVED, treaty, pilar).number
    nobody_s = write_change(Act.REACHED, None, None).number
    assert hers in listed(reader, by=ana.pk)
    assert {his, nobody_s}.isdisjoint(listed(reader, by=ana.pk))
    assert nobody_s in listed(reader, by="nobody")
    assert {hers, his}.isdisjoint(listed(reader, by="nobody"))


def test_by_act(reader, treaty, pilar):
    saved = write_change(Act.SAVED, treaty, pilar).number
    moved = write_change(Act.MOVED, treaty, pilar).number
    assert listed(reader, act="moved") == [moved]
    assert saved in listed(reader)
    rest = listed(reader, act="all-but-saved")
    assert moved in rest
    assert saved not in rest


def test_by_type_and_by_item(reader, treaty, pilar):
    topic, other = make_topic(), make_agreement()
    about = {
        each: write_change(Act.REVIEWED, each, pilar).number for each in (treaty, topic, other)
    }
    of_type = listed(reader, type="relations.agreement")
    assert {about[treaty], about[other]} <= set(of_type)
    assert about[topic] not in of_type
    address = f"relations.agreement:{treaty.pk}"
    assert set(listed(reader, item=address)) == set(
        Change.objects.about(treaty).values_list("number", flat=True)
    )
    assert "Water treaty" in text_of(reader, item=address)


@pytest.mark.parametrize("term", ["Water treaty", "tratado de AGUAS", "water"])
def test_an_item_is_found_by_its_titles_and_its_address(reader, treaty, pilar, term):
    found = write_change(Act.REVIEWED, treaty, pilar).number
    other = write_change(Act.REVIEWED, make_agreement(), pilar).number
    assert found in listed(reader, q=term)
    assert other not in listed(reader, q=term)


def test_an_item_is_found_by_its_number_and_a_change_by_its_own(reader, pilar):
    item = make_agreement(id=900_001)
    change = write_change(Act.REVIEWED, item, pilar)
    assert change.number in listed(reader, q="900001")
    other = write_change(Act.REVIEWED, make_agreement(), pilar)
    assert other.number in listed(reader, q=str(other.number))
    assert not listed(reader, q="9" * 30)


def test_by_days_of_the_site_s_clock(reader, treaty, pilar):
    midnight = timezone.make_aware(datetime(2095, 3, 2))
    first, second, third = (
        write_change(Act.REVIEWED, treaty, pilar, at=midnight + after).number
        for after in (timedelta(microseconds=-1), timedelta(), timedelta(days=1))
    )
    assert listed(reader, since="2095-03-02") == [third, second]
    assert first in listed(reader, until="2095-03-01")
    assert {second, third}.isdisjoint(listed(reader, until="2095-03-01"))
    assert listed(reader, since="2095-03-02", until="2095-03-02") == [second]
    both = {"since": "2095-03-01", "until": "2095-03-03", "act": "reviewed"}
    assert listed(reader, **both) == [third, second, first]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"since": "yesterday"}, "Enter a valid date"),
        ({"until": "2026-02-30"}, "Enter a valid date"),
        ({"since": "0001-01-01"}, "greater than or equal"),
        ({"until": "9999-12-31"}, "less than or equal"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The first day is after the last"),
    ],
)
def test_days_that_make_no_sense_say_so_and_show_nothing(reader, treaty, query, error):
    response = reader.get(url(Change, "changelist"), query)
    assert error in response.text
    for value in query.values():
        assert f'value="{value}"' in response.text
    assert not listed(reader, **query)
    for each in ("csv", "json"):
        assert export_of(reader, each, **query).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"by": "x"},
        {"by": "9" * 30},
        {"act": "exploded"},
        {"item": "agreement"},
        {"item": "no.such:1"},
        {"type": "no.such"},
        {"item": "relations.agreement:" + "9" * 30},
    ],
)
def test_what_there_is_not_has_no_changes(reader, treaty, query):
    assert not listed(reader, **query)
    assert not exported(reader, "csv", **query)


def test_filters_narrow_together_and_newest_stands_first(reader, treaty, ana, pilar):
    older, newer = (write_change(Act.SAVED, treaty, ana).number for _each in range(2))
    write_change(Act.MOVED, treaty, ana)
    write_change(Act.SAVED, treaty, pilar)
    query = {"by": ana.pk, "act": "saved", "q": "water", "type": "relations.agreement"}
    assert listed(reader, **query) == [newer, older]


# The page of an item


def test_an_item_s_page_leaves_draft_saves_out_until_they_are_asked_for(reader, treaty, pilar):
    saved = write_change(Act.SAVED, treaty, pilar).number
    moved = write_change(Act.MOVED, treaty, pilar).number
    page = listed_about(reader, treaty)
    assert moved in page
    assert saved not in page
    assert saved in listed_about(reader, treaty, act="")
    assert listed_about(reader, treaty, act="saved") == [saved]
    assert not listed_about(reader, treaty, act="exploded")


@pytest.mark.parametrize("act", ["all-but-saved", "", "moved"])
def test_an_item_s_page_leads_to_files_that_say_the_same(reader, treaty, pilar, act):
    write_change(Act.SAVED, treaty, pilar)
    write_change(Act.MOVED, treaty, pilar)
    write_change(Act.MOVED, make_agreement(), pilar)
    response = reader.get(url(treaty, "audit", treaty.pk), {"act": act})
    for name, address in response.context["exports"]:
        file = reader.get(address)
        content = b"".join(file.streaming_content).decode()
        assert content.count(treaty.title_en) == len(response.context["entries"]), name
        assert "agreement-" not in content


# What the rows say


def test_a_row_names_the_item_of_today_and_leads_to_it(reader, treaty, pilar):
    write_change(Act.REVIEWED, treaty, pilar)
    type(treaty).objects.filter(pk=treaty.pk).update(title_en="<b>River</b> treaty")
    text = text_of(reader, act="reviewed")
    assert "&lt;b&gt;River&lt;/b&gt; treaty" in text
    assert url(treaty, "change", treaty.pk) in text


def test_what_is_gone_is_named_by_type_and_number(reader, pilar):
    topic = make_topic()
    number = topic.pk
    with transaction.atomic():
        topic.delete()
    change = Change.objects.filter(item_type="relations.topic").latest("number")
    assert f"topic {number}" in text_of(reader, act="changed", type="relations.topic")
    assert f"topic: {number} (deleted)" in reader.get(url(Change, "change", change.pk)).text


def test_acts_of_the_clock_and_of_commands_say_so(reader, ruth):
    now = timezone.now()
    write_change(Act.REACHED, None, None)
    text = text_of(reader, act="reached")
    assert "a command" in text
    assert "the hour came" in text
    was = now + timedelta(days=400)
    write_change(Act.SET_CLOCK, None, ruth, name="clock", was=was, reason="It ran ahead.")
    text = text_of(reader, act="set_clock")
    assert "the clock" in text
    assert "reason: It ran ahead." in text
    assert was.isoformat(timespec="seconds") in text


def test_particulars_are_escaped_wherever_they_stand(reader, treaty, pilar):
    write_change(Act.MOVED, treaty, pilar, former="<b>a</b>", note={"en": "<i>n</i>"})
    change = Change.objects.latest("number")
    pages = [
        text_of(reader),
        reader.get(url(Change, "change", change.pk)).text,
        reader.get(url(treaty, "audit", treaty.pk)).text,
    ]
    for text in pages:
        assert "&lt;b&gt;a" in text
        assert "&lt;i&gt;n" in text
        assert "<b>a" not in text


@pytest.mark.parametrize(
    "value", ["2026-13-45T99:99", "T", "2026-01-01T10:00", ["a", "b"], 3, None]
)
def test_particulars_may_hold_anything(reader, treaty, pilar, value):
    write_change(Act.MOVED, treaty, pilar, strange=value)
    assert "strange: " in text_of(reader, act="moved")


def test_the_record_of_one_change_shows_its_whole_hash(reader, treaty, pilar):
    change = write_change(Act.MOVED, treaty, pilar)
    text = reader.get(url(Change, "change", change.pk)).text
    assert change.hash in text
    assert change.previous in text
    assert change.hash[:12] in text_of(reader)


def test_a_redaction_says_what_was_erased_by_whom_and_why(reader, pilar):
    treaty = make_agreement(summary_en="A secret clause.")
    treaty.events.create(kind="signed", happened_on="2020")
    treaty.events.create(kind="in_force", happened_on="2021")
    treaty.save_draft(pilar)
    edition = treaty.publish(pilar, note_en="A secret note.")
    correct_note(edition, pilar, note_en="Another secret note.")
    treaty.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    reason = "A court ordered it."
    call_command("redact", edition.identifier, "--by", "pilar", "--reason", reason)
    (row,) = exported(reader, "json", act="redacted")
    assert row["by"] == "pilar"
    assert row["detail"] == {
        "edition": edition.identifier,
        "reason": reason,
        "former_seal": edition.seal,
        "erased": {
            "editions": 1,
            "parts": 2,
            "corrected_notes": 1,
            "draft_saves": 1,
            "quotations": 1,
        },
    }
    for text in (text_of(reader, act="redacted"), reader.get(url(treaty, "audit", treaty.pk)).text):
        for words in ("pilar", edition.identifier, f"reason: {reason}", "parts: 2", "editions: 1"):
            assert words in text
        assert "secret" not in text


# Files


@pytest.mark.parametrize("file_format", ["csv", "json"])
@pytest.mark.parametrize(
    "query", [{}, {"act": "reviewed"}, {"q": "water"}, {"since": "2000-01-01"}]
)
def test_a_file_holds_what_the_list_shows(reader, treaty, pilar, monkeypatch, query, file_format):
    monkeypatch.setattr(exports, "CHUNK", 3)
    for _each in range(4):
        write_change(Act.REVIEWED, treaty, pilar)
        write_change(Act.MOVED, make_agreement(), pilar)
    rows = exported(reader, file_format, **query)
    assert len(rows) > 3
    assert numbers(rows) == listed(reader, **query)


@pytest.mark.parametrize("count", [0, 3, 6])
def test_a_file_ends_at_a_full_chunk_too(reader, treaty, pilar, monkeypatch, count):
    monkeypatch.setattr(exports, "CHUNK", 3)
    for _each in range(count):
        write_change(Act.REVIEWED, treaty, pilar)
    for each in ("csv", "json"):
        assert len(exported(reader, each, act="reviewed")) == count


def test_a_file_says_every_column(reader, treaty, pilar):
    change = write_change(Act.MOVED, treaty, pilar, begins_at=timezone.now(), former="old")
    (as_json,) = exported(reader, "json", act="moved")
    (as_csv,) = exported(reader, "csv", act="moved")
    assert as_json == {
        "number": change.number,
        "at": change.at.isoformat(),
        "by": "pilar",
        "source": "command",
        "act": "moved",
        "item_type": "relations.agreement",
        "item_id": treaty.pk,
        "title": "Water treaty",
        "begins_at": change.begins_at.isoformat(),
        "detail": {"former": "old"},
        "hash": change.hash,
    }
    assert as_csv == {
        name: '{"former":"old"}' if name == "detail" else value if name == "number" else str(value)
        for name, value in as_json.items()
    }


def test_cells_that_a_spreadsheet_would_run_are_escaped(reader, treaty, pilar):
    type(treaty).objects.filter(pk=treaty.pk).update(title_en='=cmd|"/C calc"!A0')
    write_change(Act.MOVED, treaty, pilar)
    (row,) = exported(reader, "csv", act="moved")
    assert row["title"].startswith("'=")
    assert unescape_formula(row["title"]) == '=cmd|"/C calc"!A0'


def test_a_file_names_items_in_the_language_of_who_asks(reader, treaty, pilar):
    write_change(Act.MOVED, treaty, pilar)
    response = reader.get(
        url(Change, "export", "json"), {"act": "moved"}, headers={"accept-language": "es"}
    )
    with translation.override("en"):  # as the middleware leaves it while the file is sent
        content = b"".join(response.streaming_content).decode()
        assert translation.get_language() == "en"
    assert "Tratado de aguas" in content


def test_there_are_no_other_files(reader):
    assert export_of(reader, "exe").status_code == 404


# Queries


def test_more_rows_take_no_more_queries(reader, pilar):
    def measured(times: int) -> list[int]:
        for model in MAKERS:
            for _each in range(times):
                write_change(Act.REVIEWED, MAKERS[model](), pilar)
                write_change(Act.REVIEWED, item, pilar)
        counts = []
        for address in (
            url(Change, "changelist"),
            url(item, "audit", item.pk),
            url(Change, "export", "csv"),
        ):
            with CaptureQueriesContext(connection) as captured:
                response = reader.get(address, {"act": "reviewed"})
                rows = b"".join(response.streaming_content) if response.streaming else response
                assert rows
            counts.append(len(captured))
        return counts

    item = make_agreement()
    of_few = measured(1)
    assert measured(8) == of_few
