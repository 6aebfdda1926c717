"""The status of agreements on the site: on pages, as files, in lists, and in the derived table."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from relations.models import AgreementEdition, StatusInterval
from relations.models.agreement_facts import PREFETCHED
from relations.models.agreement_lists import with_status
from relations.models.agreement_lives import life_at
from relations.models.agreement_status import rebuild
from tests.factories import make_agreement, make_partner, make_relationship, review, term

SIGNED, FORCE = "signed", "in_force"


def treaty(slug, *events, **fields):
    fields = {"kind": "treaty", "binding": "binding", **fields}
    agreement = make_agreement(slug, title_en=slug.title(), **fields)
    for kind, day in events:
        agreement.events.create(kind=kind, happened_on=day)
    return agreement


@pytest.fixture
def succession(pilar):
    """One treaty that took the place of another on July 1, 2020."""
    old = treaty("old", (SIGNED, "1992-12-17"), (FORCE, "1994-01-01"))
    new = treaty("new", (SIGNED, "2018-11-30"), (FORCE, "2020-07-01"))
    new.links.create(kind="supersedes", agreement_linked=old)
    old.publish(pilar)
    new.publish(pilar)
    return old, new


def listed(client, query):
    page = client.get(f"/agreements.json?{query}")
    assert page.status_code == 200, page.content
    return {item["title"]["en"]: item["status"] for item in json.loads(page.content)["items"]}


def test_one_takes_the_place_of_the_other_on_a_day(client, succession):
    assert listed(client, "status=in-force&on=2020-06-30").keys() == {"Old"}
    assert listed(client, "status=in-force&on=2020-07-01").keys() == {"New"}
    assert listed(client, "status=superseded&on=2020-07-01").keys() == {"Old"}
    assert listed(client, "on=2019-01-01")["New"]["key"] == "signed"
    assert listed(client, "on=1980-01-01") == {"Old": None, "New": None}


def test_what_the_site_knew_and_the_day_are_two_clocks(client, pilar):
    """A successor that is published today was not known yesterday, whatever day is asked about."""
    old = treaty("old", (SIGNED, "1992-12-17"), (FORCE, "1994-01-01"))
    yesterday = timezone.now() - timedelta(1)
    old.import_edition(pilar, yesterday)
    new = treaty("new", (SIGNED, "2018-11-30"), (FORCE, "2020-07-01"))
    new.links.create(kind="supersedes", agreement_linked=old)
    new.publish(pilar)
    known = f"at={(yesterday + timedelta(hours=1)).isoformat()[:16]}"
    assert listed(client, "on=2021-01-01")["Old"]["key"] == "superseded"
    assert listed(client, f"on=2021-01-01&{known}")["Old"]["key"] == "in-force"
    assert status(client, "old", f"?on=2021-01-01&{known}")["status"]["key"] == "in-force"


def status(client, slug, query=""):
    response = client.get(f"/agreements/{slug}/status.json{query}")
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def test_each_step_names_what_it_rests_on(client, succession):
    found = status(client, "old", "?on=2021-01-01")
    assert [step["status"]["key"] for step in found["steps"]] == [
        "signed",
        "in-force",
        "superseded",
    ]
    assert found["steps"][1]["rests_on"][0] == {
        "event": "in_force",
        "name": "Entry into force",
        "on": "1994-01-01",
        "party": "",
    }
    assert found["steps"][2]["rests_on"] == [{"superseded_by": "New", "on": "2020-07-01"}]
    page = client.get("/agreements/old/").content.decode()
    assert "Superseded</strong>" in page
    assert "Superseded since July 1, 2020: “New” takes its place" in page


@pytest.mark.parametrize("day", ["2020-02-30", "yesterday", "20200101", "2020-1-1"])
def test_what_is_no_day_is_refused_by_name(client, succession, day):
    response = client.get("/agreements/old/status.json", {"on": day})
    assert response.status_code == 400
    assert day in response.content.decode()
    page = client.get("/agreements/", {"on": day})
    assert f"“{day}” is not a day" in page.content.decode()


def test_dialogues_have_no_status_and_say_when_they_met(client, pilar):
    dialogue = make_agreement("dialogue", kind="dialogue", meetings_per_year=1)
    dialogue.events.create(kind="met", happened_on="2022-09-12")
    dialogue.publish(pilar)
    assert (
        "Meets yearly; last met September 12, 2022"
        in client.get("/agreements/dialogue/").content.decode()
    )
    assert "Meets yearly" in client.get("/agreements/").content.decode()
    assert not listed(client, "status=in-force") | listed(client, "status=in-effect")
    assert status(client, "dialogue")["vocabulary"] == "meeting"


@pytest.mark.parametrize(
    ("kind", "binding"),
    [("dialogue", "binding"), ("body", "non_binding"), ("treaty", "non_binding")],
)
def test_a_kind_and_a_legal_force_that_contradict_each_other_are_refused(pilar, kind, binding):
    agreement = make_agreement("odd", kind=kind, binding=binding)
    with pytest.raises(ValidationError, match="legal"):
        agreement.publish(pilar)


def test_events_that_cannot_all_be_true_are_refused_by_name(pilar):
    agreement = treaty("odd", (FORCE, "2000-01-01"), (SIGNED, "2001-01-01"))
    with pytest.raises(ValidationError, match="Signature on January 1, 2001 cannot follow"):
        agreement.publish(pilar)


def test_who_acts_is_a_party(pilar):
    agreement = treaty("odd", (SIGNED, "2001-01-01"))
    agreement.parties.create(country=make_partner("MX"))
    agreement.events.create(kind="ratified", happened_on="2002", country=make_partner("FR"))
    with pytest.raises(ValidationError, match="“Country FR” acts in an event"):
        agreement.publish(pilar)


def test_an_outcome_that_is_not_recorded_is_said_whatever_day_is_asked(client, pilar):
    agreement = treaty(
        "trade",
        (SIGNED, "2018-11-30"),
        (FORCE, "2020-07-01"),
        rules=[term("2036-07-01"), review("2026-07-01", every_amount=6)],
    )
    agreement.rules.create(kind="refused", amount=1, position=3)
    with time_machine.travel(datetime.fromisoformat("2026-07-02T18:00:00+00:00"), tick=False):
        agreement.publish(pilar)
        page = client.get("/agreements/trade/").content.decode()
        assert "Review date passed on July 1, 2026; outcome not recorded" in page
        assert "It depends on the outcome of the review of July 1, 2026." in page
        asked = status(client, "trade", "?on=2040-01-01")
    assert asked["status"]["key"] == "expired"


def test_the_table_equals_the_pure_function(pilar, succession):
    partner = make_partner("MX")
    for slug, events, rules in (
        ("partial", [(SIGNED, "1972"), (FORCE, "1973-06")], []),
        ("ending", [(SIGNED, "2000-01-01"), (FORCE, "2001")], [term(amount=10)]),
        ("suspended", [(SIGNED, "2000"), (FORCE, "2001-01-01"), ("suspended", "2004-03")], []),
    ):
        agreement = treaty(slug, *events, rules=rules)
        agreement.parties.create(country=partner)
        agreement.publish(pilar)
    perhaps = treaty("perhaps", (SIGNED, "2010-01-01"), (FORCE, "2011"))
    perhaps.links.create(kind="supersedes", agreement_linked=agreement)
    perhaps.publish(pilar)
    moment = timezone.now()
    editions = AgreementEdition.objects.as_of(moment).prefetch_related(*PREFETCHED)
    lives = {edition.pk: life_at(edition, moment) for edition in editions}
    days = {
        date(year, month, day)
        for year in range(1970, 2025, 3)
        for month in (1, 6, 12)
        for day in (1, 30)
    }
    days |= {each.first for life in lives.values() for each in life.intervals if each.first}
    before = list(StatusInterval.objects.values_list("of_edition", "status", "first", "last"))
    for day in sorted(days):
        in_table = dict(with_status(editions, moment, day).values_list("pk", "status"))
        assert in_table == {pk: life.on(day).status or "" for pk, life in lives.items()}, day
    StatusInterval.objects.all().delete()
    assert rebuild() == AgreementEdition.objects.count()
    assert (
        list(StatusInterval.objects.values_list("of_edition", "status", "first", "last")) == before
    )


def test_a_command_writes_what_is_derived_anew(client, succession, capsys):
    StatusInterval.objects.all().delete()
    assert listed(client, "status=in-force&on=2020-07-01") == {}
    call_command("agreements", "--rebuild")
    assert "of 2 editions written anew" in capsys.readouterr().out
    assert listed(client, "status=in-force&on=2020-07-01").keys() == {"New"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-06-30", "In force"),
        ("2020-07-01", "Superseded"),
        ("0001-01-01", "Status not derived"),
        ("9999-12-31", "Superseded"),
    ],
)
def test_the_page_says_the_status_on_any_day(client, succession, day, said):
    page = client.get(f"/agreements/old/?on={day}").text
    assert f'<p class="status"><strong>{said}</strong>' in page
    assert f'name="on" value="{day}"' in page
    assert f'/agreements/old/status.json?on={day}"' in page or day < "1992"
    assert f'<input type="hidden" name="on" value="{day}">' in page  # kept beside another moment


def test_the_page_names_what_is_no_day_and_says_the_status_today(client, succession):
    page = client.get("/agreements/old/?on=2020-02-30").text
    assert "“2020-02-30” is not a day. Write it as 2020-06-30." in page
    assert 'value="2020-02-30"' in page
    assert "Superseded</strong>" in page


def test_the_page_keeps_the_moment_beside_the_day(client, succession):
    at = timezone.localtime().isoformat()[:10]
    page = client.get(f"/es/agreements/old/?at={at}&on=2020-06-30").text
    assert f'type="hidden" name="at" value="{at}' in page


def test_the_page_of_a_relationship_has_the_dates_that_agreements_have(client, pilar, succession):
    """Ahead, what the page of each says; of what another replaced nothing, but what happened."""
    old, new = succession
    pair = make_relationship("pair", title_en="Pair")
    pair.publish(pilar)
    for agreement, end in ((old, "2096-07-01"), (new, "2097-07-01")):
        agreement.rules.create(kind="term", day=end)
        agreement.relationships.add(pair)
        agreement.publish(pilar)
    page = client.get(pair.editions.get().get_absolute_url()).text
    dates = page.partition('id="all-dates"')[2].partition("</section>")[0]
    assert "July 1, 2097" in dates
    assert "Ends by its rules" in dates
    assert "2096" not in dates
    assert "January 1, 1994" in dates
