"""Agreements that will change others, what cannot lead back to itself, parties, and reviews."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from relations.models import Link, Organization
from relations.models.agreement_facts import facts_of
from relations.register.dates import every_date
from relations.register.life import life_of
from tests.factories import make_organization, make_partner, make_relationship, review, term
from tests.relations.test_agreement_status import FORCE, SIGNED, status, treaty

CHANGES = ("supersedes", "amends", "implements")


def page(client, slug, query=""):
    response = client.get(f"/agreements/{slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", ["supersedes", "amends"])
def test_what_is_signed_and_not_in_force_is_shown_on_what_it_will_change(client, pilar, kind):
    old = treaty("old", (SIGNED, "1992-12-17"), (FORCE, "1994-01-01"))
    old.publish(pilar)
    new = treaty("new", (SIGNED, "2018-11-30"), (FORCE, "2020-07-01"))
    new.links.create(kind=kind, agreement_linked=old)
    with time_machine.travel("2019-01-02T18:00:00Z", tick=False):
        old_pages = [page(client, "old")]
    new.publish(pilar)
    assert "once in force" not in old_pages[0]
    assert "once in force" not in page(client, "old")
    new.events.filter(kind=FORCE).delete()
    new.publish(pilar)
    verb = kind.removesuffix("s")
    assert f"will {verb} it, once in force" in page(client, "old")
    assert "Signed and not yet in force:" in page(client, "old")
    assert f"Will {verb}, once in force" in page(client, "new")
    new.events.create(kind=FORCE, happened_on="2020-07-01")
    new.publish(pilar)
    assert "once in force" not in page(client, "old") + page(client, "new")
    assert f"{kind} it" in page(client, "old")
    assert f"{kind.title()} <a" in page(client, "new")


@pytest.mark.parametrize("kind", CHANGES)
def test_an_agreement_cannot_change_itself(pilar, kind):
    own = treaty("own", (SIGNED, "2000-01-01"))
    with pytest.raises(ValidationError) as refused:
        Link(agreement=own, kind=kind, agreement_linked=own).full_clean()
    assert "“Own” → “Own”" in refused.value.message_dict["agreement_linked"][0]
    own.links.create(kind=kind, agreement_linked=own)
    with pytest.raises(ValidationError, match="“Own” → “Own”"):
        own.publish(pilar)


@pytest.fixture
def chain(pilar):
    """A supersedes B, which supersedes C."""
    a, b, c = (treaty(slug, (SIGNED, "2000-01-01"), (FORCE, "2001-01-01")) for slug in "abc")
    c.publish(pilar)
    for one, other in ((b, c), (a, b)):
        one.links.create(kind="supersedes", agreement_linked=other)
        one.publish(pilar)
    return a, b, c


WAYS = {
    "publish": lambda item, by: item.publish(by),
    "schedule": lambda item, by: item.publish(by, at=timezone.now() + timedelta(1)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_circle_is_refused_with_its_chain(pilar, chain, way):
    a, _b, c = chain
    link = Link(agreement=c, kind="supersedes", agreement_linked=a)
    with pytest.raises(ValidationError) as refused:
        link.full_clean()
    assert refused.value.message_dict.keys() == {"agreement_linked"}
    link.save()
    with pytest.raises(ValidationError, match="“C” → “A” → “B” → “C”"):
        WAYS[way](c, pilar)
    assert c.editions.count() == 1


def test_history_that_leads_back_is_refused(pilar, chain):
    new = treaty("new", (SIGNED, "2000-01-01"))
    new.links.create(kind="supersedes", agreement_linked=chain[0])
    chain[2].links.create(kind="supersedes", agreement_linked=new)
    new.import_edition(pilar, timezone.now() - timedelta(1))
    with pytest.raises(ValidationError, match="“C” → “New” → “A” → “B” → “C”"):
        chain[2].publish(pilar)


def test_a_relation_that_waits_for_its_hour_counts(pilar, chain):
    a, b, c = chain
    a.links.all().delete()
    a.publish(pilar)
    a.links.create(kind="supersedes", agreement_linked=b)
    waiting = a.publish(pilar, at=timezone.now() + timedelta(1))
    c.links.create(kind="supersedes", agreement_linked=a)
    with pytest.raises(ValidationError, match="“C” → “A” → “B” → “C”"):
        c.publish(pilar)
    waiting.cancel(pilar)
    c.publish(pilar)


def test_relations_of_other_kinds_and_past_ones_make_no_circle(pilar, chain):
    a, _b, c = chain
    c.links.create(kind="implements", agreement_linked=a)
    c.publish(pilar)


def test_pages_of_a_circle_that_is_public_already_answer(client, pilar, chain, monkeypatch):
    monkeypatch.setattr("relations.models.agreement.circles", lambda *args: [])
    a, _b, c = chain
    c.links.create(kind="supersedes", agreement_linked=a)
    c.publish(pilar)
    for slug in "abc":
        page(client, slug)
        assert status(client, slug)["status"]["key"] == "superseded"


def test_the_parties_of_the_relationship_come_first_each_with_its_own_status(client, pilar):
    relationship = make_relationship()
    agreement = treaty("trade", (SIGNED, "2018-11-30"), (FORCE, "2020-07-01"))
    agreement.relationships.add(relationship)
    for position, code in enumerate(("CA", "FR", "US", "MX")):
        agreement.parties.create(
            country=make_partner(code),
            position=position,
            signed_on="2018-11-30",
            in_force_on="2020-07-01",
            withdrawn_on="2022-01-01" if code == "FR" else "",
        )
    agreement.publish(pilar)
    parties = status(client, "trade", "?on=2023-01-01")["parties"]
    assert [party["party"] for party in parties] == ["US", "MX", "CA", "FR"]
    assert [party["status"]["key"] for party in parties] == [*["in-force"] * 3, "withdrawn"]
    assert parties[3]["since"] == "2022-01-01"
    assert parties[3]["steps"][-1]["rests_on"][0]["event"] == "withdrew"
    before = status(client, "trade", "?on=2019-01-01")["parties"]
    assert {party["status"]["key"] for party in before} == {"signed"}
    assert "Withdrawn<span" in page(client, "trade")


@pytest.fixture
def reviewed(pilar):
    """An agreement of three, the first review of which fell on July 1, 2026."""
    agreement = treaty(
        "trade",
        (SIGNED, "2018-11-30"),
        (FORCE, "2020-07-01"),
        rules=[term("2036-07-01"), review("2026-07-01", every_amount=6)],
    )
    agreement.rules.create(kind="decision", amount=16, anchor="review", position=3)
    agreement.rules.create(kind="refused", amount=1, position=4)
    for code in ("US", "MX", "CA"):
        agreement.parties.create(country=make_partner(code), in_force_on="2020-07-01")
    return agreement


def state(agreement, **stances):
    for code, stance in stances.items():
        agreement.events.create(
            kind="reviewed", happened_on="2026-07-01", country=make_partner(code), stance=stance
        )


@pytest.mark.parametrize("on", ["", "2020-01-01", "2026-06-30", "2026-07-02", "2035-01-01"])
def test_a_review_that_has_passed_is_said_whatever_day_is_asked(client, pilar, reviewed, on):
    reviewed.import_edition(pilar, timezone.datetime.fromisoformat("2022-09-30T00:00:00+00:00"))
    with time_machine.travel("2026-07-05T18:00:00Z", tick=False):
        found = status(client, "trade", f"?at=2026-07-02&on={on}")
        words = [due["words"] for due in found["dates"] if due["kind"]["key"] == "review"]
        assert words == ["Review date passed on July 1, 2026; outcome not recorded"]
        assert words[0] in page(client, "trade", f"?at=2026-07-02&on={on}")


def test_who_said_what_at_a_review_is_shown(client, pilar, reviewed):
    state(reviewed, US="not_confirmed", MX="not_stated")
    reviewed.publish(pilar)
    with time_machine.travel("2026-12-01T18:00:00Z", tick=False):
        shown = page(client, "trade")
    assert "July 1, 2026: a new term was not confirmed" in shown
    assert "Did not confirm a new term" in shown
    assert "Has no recorded statement" in shown
    assert "is not recorded of: Country MX and Country CA." in shown
    assert "The day of the next review, July 1, 2027, follows from the rule" in shown


def test_outcomes_that_contradict_each_other_are_refused_by_name(pilar, reviewed):
    state(reviewed, US="not_confirmed")
    state(reviewed, US="confirmed", MX="confirmed", CA="confirmed")
    with pytest.raises(ValidationError, match="US is recorded both as confirming a new term"):
        reviewed.publish(pilar)


@pytest.mark.parametrize(
    ("stances", "ends", "following"),
    [
        ({"US": "confirmed", "MX": "confirmed", "CA": "confirmed"}, "2042-07-01", "2032-07-01"),
        ({"US": "not_confirmed"}, "2036-07-01", "2027-07-01"),
        ({}, "2036-07-01", None),
    ],
)
def test_twins_of_which_another_outcome_is_recorded(
    client, pilar, reviewed, stances, ends, following
):
    state(reviewed, **stances)
    reviewed.publish(pilar)
    for day in ("2026-12-01", "2031-01-01"):
        dates = status(client, "trade", f"?on={day}")["dates"]
        assert [each["on"] for each in dates if each["kind"]["key"] == "end"] == [ends]
        ahead = [each["on"] for each in dates if each["kind"]["key"] == "review"]
        if following is None:
            assert ahead == ["2026-07-01"]
        elif following > day:
            assert ahead[0] == following


@pytest.fixture
def notified(pilar):
    """An agreement with an organization that gave notice, at a time when none has left yet."""
    ministry = make_organization("economia", name_en="Ministry of Economy")
    agreement = treaty("trade", (SIGNED, "2018-11-30"), (FORCE, "2020-07-01"))
    agreement.rules.create(kind="withdrawal", amount=6, unit="months")
    agreement.parties.create(country=make_partner("US"))
    agreement.parties.create(organization=ministry, signed_on="2018-11-30")
    agreement.events.create(kind="notice", happened_on="2026-05-01", organization=ministry)
    agreement.events.create(kind="reviewed", happened_on="2026-10", organization=ministry)
    return agreement


def test_readers_see_what_a_party_is_called_and_not_its_address(client, pilar, notified):
    notified.import_edition(pilar, timezone.datetime.fromisoformat("2026-05-02T00:00:00+00:00"))
    shown = [due["words"] for due in status(client, "trade", "?at=2026-06-01")["dates"]]
    calendar = client.get("/agreements/trade/dates.ics?at=2026-06-01").content.decode()
    assert shown == ["Review: Ministry of Economy", "Withdrawal takes effect: Ministry of Economy"]
    assert "Notice of withdrawal\\, 2026-05-01 (Ministry of Economy)" in calendar.replace(
        "\r\n ", ""
    )
    assert "economia" not in calendar


def test_dates_keep_their_names_when_an_organization_is_renamed(notified):
    def keys():
        return [due.key for due in every_date(life_of(facts_of(notified)))]

    before = keys()
    Organization.objects.update(slug="economy", name_en="Economy", name_es="Economía")
    notified.refresh_from_db()
    assert keys() == before
    assert len(set(before)) == len(before) > 3


def test_the_list_says_why_no_status_is_derived_as_the_page_does(client, pilar, monkeypatch):
    crossed = treaty("crossed", (FORCE, "1990-06-01"), (SIGNED, "1995-01-01"))
    monkeypatch.setattr("relations.models.agreement.contradictions", lambda *args: [])
    crossed.publish(pilar)
    nothing = "Nothing that gives it a status is recorded up to this day."
    early, late = (
        client.get(f"/agreements/?on={day}").content.decode()
        for day in ("1980-01-01", "1996-01-01")
    )
    assert nothing in early
    assert nothing not in late
    assert "What is recorded leaves it open on this day." in late
