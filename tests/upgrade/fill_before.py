"""Fills an empty database with the demonstration and with what befalls items over three months.

Runs on the code of commit 88e6bb7 only; README.md beside it says how. Each day of the story has a
function. Time is frozen, and a second passes with each edition; nothing is left to chance, so that
every run writes the same rows, on SQLite and on PostgreSQL.
"""

from datetime import UTC, date, datetime

import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from portal.models import FooterLink, Page
from portal.staff import make_groups
from programs.models import Audience, Level, Program
from publishing.history import correct_note
from publishing.models import DraftSave, Significance, Withdrawal
from publishing.redaction import redact
from relations.models import Agreement, Organization, Relationship, Section, Statistic, Topic
from tests.factories import (
    make_agreement,
    make_page,
    make_partner,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_sum,
)

clock = time_machine.travel(0, tick=False).start()


def main() -> None:
    settings.AFTER_PUBLISH.append("tests.upgrade.fill_before.a_second_passes")
    for day, happens in STORY:
        clock.move_to(f"{day}T15:00:00+00:00")
        happens()


def a_second_passes(edition) -> None:
    """No two editions begin at once: what readers would be shown first is not defined."""
    clock.shift(1)


# How the story is told


def person(username):
    return get_user_model().objects.get(username=username)


def the(model, slug):
    return model.objects.get(slug=slug)


def publish(model, *slugs, **how):
    """Publish items as they are; returns the last edition."""
    for slug in slugs:
        edition = the(model, slug).publish(person("pilar"), **how)
    return edition


def edit(model, slug, **fields):
    """Save an item as its form does: the version is claimed and the draft kept."""
    item = the(model, slug)
    item.keep_draft(person("ana"))
    item.claim(item.version)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    item.keep_draft(person("ana"))
    return item


def revise(model, slug, note_en="", note_es="", at=None, minor=False, **fields):
    """Edit an item and publish it."""
    edit(model, slug, **fields)
    significance = Significance.MINOR if minor else Significance.SUBSTANTIVE
    return publish(model, slug, at=at, note_en=note_en, note_es=note_es, significance=significance)


def withdraw(model, slug, kind=Withdrawal.WITHDRAWN, **how):
    reasons = {"reason_en": "It is out of date.", "reason_es": "Ya no está vigente."}
    return the(model, slug).withdraw(person("pilar"), kind, **{**reasons, **how})


def merge(model, slug, into):
    withdraw(model, slug, Withdrawal.MERGED, merged_into=the(model, into))


def instant(*parts):
    return datetime(*parts, tzinfo=UTC)


def figure(key, show="value", period="latest", qualifier=""):
    qualified = f' data-qualifier="{qualifier}"' if qualifier else ""
    return (
        f'<data data-figure="{key}" data-period="{period}" data-show="{show}"{qualified}>'
        "words of the author</data>"
    )


# What happens


def the_site_opens():
    """An empty site is prepared; nobody's password can be used."""
    call_command("migrate", verbosity=0)
    make_groups()
    call_command("load_demo", verbosity=0)
    users = get_user_model().objects
    users.create(username="pilar", first_name="Pilar", is_staff=True)
    users.create(username="ana", first_name="Ana", is_staff=True)
    users.create(username="ruth", first_name="Ruth", is_staff=True, is_superuser=True)
    users.update(password="!")
    FooterLink.objects.create(
        title_en="Canada", title_es="Canadá", url="https://www.canada.ca/", position=3
    )


def statistics_begin():
    """Zeros, every qualifier, status and unit, dates of every precision, and each formula."""
    census = the(Organization, "census-bureau")
    counted = {
        "counted_en": "ferries",
        "counted_es": "transbordadores",
        "counted_one_en": "ferry",
        "counted_one_es": "transbordador",
        "producer": census,
        "decimals": 0,
    }
    ferries = make_statistic("ferries", [("2020", 0), ("2021", 1), ("2022", 14)], **counted)
    ferries.observations.filter(period="2021").update(
        qualifier="about", status="preliminary", released_on="2022-03-01", note_en="Counted once."
    )
    buses = make_statistic("buses", [("2020", 5), ("2021", 7), ("2022", 0)], decimals=0)
    vehicles = make_statistic("vehicles", [("2020", 10), ("2021", 10), ("2022", 20)], decimals=0)
    make_statistic("idle-ports", [("", 0)], decimals=0)
    make_statistic(
        "growth", [("2020", "-2.5"), ("2021-Q3", 0), ("2022-08", "0.25")], unit="percent"
    )
    make_statistic("lake-shore", [("1948/", "4530.16")], unit="miles", decimals=0)
    make_statistic("fleet", [("2008/2021", "0.004"), ("2022-08-31", "1.5")], scale=3, decimals=3)
    make_statistic(
        "canada-trade",
        [("2024", "700.25"), ("2025-01", "60.1"), ("2025-02", "58")],
        unit="usd",
        scale=9,
        measure="flow",
        cadence="monthly",
        next_release_on="2026-10",
        next_release_confirmed=True,
        review_by=date(2026, 10, 1),
        source_url="https://www.census.gov/",
        licence="Public domain",
    )
    mirrored = make_statistic("trade-as-canada-counts", [("2024", "712")], unit="usd", scale=9)
    Statistic.objects.filter(key="canada-trade").update(mirror=mirrored)
    for number, qualifier in enumerate(("exact", "about", "over", "nearly", "estimate")):
        status = ("", "preliminary", "revised", "final", "")[number]
        mirrored.observations.create(
            period=f"{2018 + number}", value=number, qualifier=qualifier, status=status
        )
    typed = Statistic.objects.filter(pk__gte=ferries.pk).order_by("pk").values_list("slug")
    publish(Statistic, *(slug for (slug,) in typed))
    make_sum("ships-and-buses", ferries, buses)
    for key, derivation, operands, fields in (
        ("share-of-ferries", "share", (ferries, vehicles), {"unit": "percent"}),
        ("more-ferries", "change", (ferries,), {"unit": "percent", "change_since": "2021"}),
        ("rank-of-ferries", "rank", (ferries, buses, vehicles), {"unit": "rank"}),
    ):
        computed = make_statistic(key, (), derivation=derivation, **fields)
        for position, operand in enumerate(operands):
            computed.operands.create(statistic=operand, position=position)
    publish(Statistic, "ships-and-buses", "share-of-ferries", "more-ferries", "rank-of-ferries")


def a_second_relationship_begins():
    """Sections with figures of every kind; parts of a fact sheet; history that is imported."""
    states, canada = make_partner("US"), make_partner("CA")
    canadian = make_relationship(
        "united-states-canada",
        home=states,
        partner=canada,
        lead_en=f"<p>They share {figure('lake-shore', 'value-with-unit')} of shore.</p>",
        relations_since="1927-02",
    )
    for position, key in enumerate(("ferries", "canada-trade", "share-of-ferries")):
        canadian.key_figures.create(statistic=the(Statistic, key), position=position)
    for position, slug in enumerate(("oecd", "apec")):
        canadian.memberships.create(
            organization=the(Organization, slug), shared=position == 0, begins="1961"
        )
    canadian.offices.create(country=states, kind="embassy", name_en="Embassy in Ottawa")
    canadian.offices.create(country=canada, kind="consulate", city="Detroit, MI", position=1)
    canadian.readings.create(
        title_en="A book", title_es="Un libro", last_checked_on=date(2026, 9, 1)
    )
    canadian.import_edition(person("pilar"), instant(2024, 5, 1), note_en="From the archive.")
    shows = ("value", "value-with-unit", "value-in-period", "period", "change:2021", "range:2020")
    said = "".join(f"<li><p>{figure('ferries', show)}</p></li>" for show in shows)
    make_section(
        canadian,
        "transport",
        body_en=f"<h3>Ferries</h3><ul>{said}</ul><p>None in {figure('ferries', 'period', '2020')}, "
        f"{figure('ferries', 'value-with-unit', '2020')}; "
        f"{figure('idle-ports', 'value-in-period', 'undated')}; "
        f"{figure('more-ferries', qualifier='about')}, {figure('rank-of-ferries', 'rank')}.</p>",
        body_es=f"<p>Son {figure('ferries', 'value-with-unit')}; "
        f"la {figure('rank-of-ferries', 'rank:feminine')} vía.</p>",
        position=1,
    )
    make_section(canadian, "bodies", shows="memberships", position=2)
    make_section(canadian, "embassies", shows="offices", position=0, body_es="")
    make_section(canadian, "books", shows="readings", position=3)
    make_section(canadian, "lakes", position=4).topics.add(the(Topic, "environment"))
    atlantis = make_partner("AT", name_en="Atlantis", name_es="Atlántida", region="oceania")
    sunken = make_relationship("united-states-atlantis", home=states, partner=atlantis)
    make_section(sunken, "depth")
    publish(Relationship, canadian.slug, sunken.slug, note_en="The first edition.")
    publish(Section, "transport", "bodies", "embassies", "books", "lakes", "depth")


def agreements_programs_and_pages_begin():
    """Numbers that are 0 and claims that are false; what is in one language only."""
    for slug in AGREEMENTS.split():
        agreement = make_agreement(slug)
        agreement.relationships.add(the(Relationship, "united-states-canada"))
        agreement.topics.add(the(Topic, "environment"))
        agreement.parties.create(country=make_partner("CA"), signed_on="2001")
        agreement.parties.create(name_en="Ten tribes", name_es="Diez tribus", position=1)
        agreement.events.create(kind="signed", happened_on="2001-06", outcome_en="With a clause.")
    edit(Agreement, "fisheries", term_years=0, meetings_per_year=0, review_every_years=3)
    edit(Agreement, "birds", title_en="", summary_en="", owner=person("ana"))
    the(Agreement, "fisheries").links.create(kind="amends", agreement_linked=the(Agreement, "smog"))
    the(Agreement, "smog").links.create(kind="predates", title_en="Another that is not here")
    edit(Agreement, "secret", summary_en="A secret clause.")
    drafts = ("never-published", "next-year")
    publish(Agreement, *(slug for slug in AGREEMENTS.split() if slug not in drafts))
    make_program("junior-rangers", age_from=0, age_until=6, recurring=True, rolling=False)
    make_program("newborns", age_from=0, age_until=0, rolling=True)
    make_program("apprentices", opens_on=date(2026, 1, 1), closes_on=date(2026, 12, 31), state="")
    make_program("scouts", part_of=the(Program, "junior-rangers"), state="ended")
    make_program("bands", title_es="", summary_es="", direction="online", modality="online")
    for program in Program.objects.filter(pk__gte=the(Program, "junior-rangers").pk).order_by("pk"):
        program.relationships.add(the(Relationship, "united-states-canada"))
        program.audiences.add(the(Audience, "youth"))
        program.levels.add(the(Level, "secondary"))
        program.agreements.add(the(Agreement, "birds"))
        program.statistics.add(the(Statistic, "ferries"))
        publish(Program, program.slug)
    make_page("first-of-all", position=0)
    make_page("in-no-foot", position=None)
    make_page("thanks", position=9)
    publish(Page, "first-of-all", "in-no-foot", "thanks")


AGREEMENTS = """
    fisheries birds smog airways lakes great-lakes rivers customs quotas rumour hoax secret arctic
    parks tunnel never-published next-year
"""


def texts_are_revised():
    """Minor and substantive editions with notes, one of which is corrected twice."""
    revise(
        Agreement, "fisheries", "A comma.", "Una coma.", minor=True, summary_en="An accord, too."
    )
    noted = revise(Agreement, "smog", "Knew parties.", binding="binding", covers_en="Air")
    correct_note(noted, person("pilar"), note_en="New parties.", note_es="Partes nuevas.")
    revise(Relationship, "united-states-mexico", "Since when.", relations_since="1822-12")
    revise(Section, "lakes", "Deeper.", "Más hondo.", body_en="<p>Five <b>great</b> lakes.</p>")
    revise(Page, "about", "Shorter.", minor=True, body_es="<p>Esto es una demostración.</p>")
    revise(Program, "scouts", "It runs again.", state="running", last_reviewed_on=date(2026, 9, 8))


def hours_are_set():
    """Editions that wait: one begins later in the story, one never; others are cancelled, put
    off or given another text."""
    pilar = person("pilar")
    revise(Agreement, "arctic", "In October.", at=instant(2026, 10, 1, 6), summary_en="Of October.")
    revise(Agreement, "arctic", "Next year.", at=instant(2027, 1, 15, 6), summary_en="Of 2027.")
    revise(Agreement, "parks", at=instant(2026, 10, 9), summary_en="Cancelled.").cancel(pilar)
    late = revise(Agreement, "tunnel", at=instant(2026, 9, 30), summary_en="Put off.")
    the(Agreement, "tunnel").reschedule(late, instant(2026, 10, 20), pilar)
    publish(Agreement, "next-year", at=instant(2027, 2, 1), note_en="Not yet.")
    wrong = revise(Section, "books", at=instant(2026, 11, 1), body_en="<p>With a mistake.</p>")
    edit(Section, "books", body_en="<p>Without a mistake.</p>")
    the(Section, "books").replace_queued(wrong, pilar)


def values_are_revised():
    """A value that is revised, one that is new, one that is deleted; texts follow by themselves."""
    trade = the(Statistic, "canada-trade").observations
    trade.filter(period="2024").update(value="701", status="revised", released_on="2026-09")
    trade.filter(period="2025-02").delete()
    trade.create(period="2025", value="0", qualifier="over", status="preliminary")
    revise(Statistic, "canada-trade", "2024 is revised.", next_release_on="2027-02")
    the(Statistic, "ferries").observations.create(period="2023", value=0)
    revise(Statistic, "ferries", decimals=1, minor=True)
    of_mexico = the(Statistic, "goods-services-trade").observations
    of_mexico.create(period="2022", value="779.3", status="preliminary")
    revise(Statistic, "goods-services-trade", "2022 is new.", "2022 es nuevo.")


def items_move_and_merge():
    """A move there and back, chains of moves and of mergers, a merger after a move."""
    for slug in ("open-skies", "air-transport"):
        the(Agreement, "airways" if slug == "open-skies" else "open-skies").move(
            slug, person("pilar")
        )
    the(Program, "bands").move("orchestras", person("pilar"))
    the(Program, "orchestras").move("bands", person("pilar"))
    the(Section, "bodies").move("organizations", person("pilar"))
    the(Statistic, "fleet").move("merchant-fleet", person("pilar"))
    the(Page, "thanks").move("acknowledgements", person("pilar"))
    the(Agreement, "rivers").move("streams", person("pilar"))
    merge(Agreement, "streams", "lakes")
    merge(Program, "scouts", "junior-rangers")


def items_are_withdrawn():
    """Withdrawn for good, for a while, with its queue or without; a sheet with its sections; a
    statistic that others are computed from and that a text names."""
    merge(Agreement, "lakes", "great-lakes")
    withdraw(Agreement, "customs")
    withdraw(Agreement, "quotas", reason_es="")
    withdraw(Agreement, "tunnel", keep_queue=True)
    withdraw(Relationship, "united-states-atlantis")
    withdraw(Section, "lakes")
    withdraw(Statistic, "idle-ports")
    withdraw(Statistic, "vehicles")
    withdraw(Page, "in-no-foot")
    withdraw(Program, "apprentices", reason_en="")


def errors_are_taken_back():
    """Published in error: for good, until the right text came, and with its words erased."""
    revise(Agreement, "quotas", "It is in force again.", "Está vigente de nuevo.")
    for slug in ("rumour", "hoax", "secret"):
        withdraw(Agreement, slug, Withdrawal.IN_ERROR, reason_en="It was never agreed.")
    withdraw(Statistic, "growth", Withdrawal.IN_ERROR, reason_en="It counts something else.")


def right_text_follows_and_words_are_erased():
    revise(Agreement, "rumour", "Now it is agreed.", summary_en="What was agreed.")
    secret = the(Agreement, "secret")
    noted = secret.editions.earliest("live_from")
    correct_note(noted, person("pilar"), note_en="Names a witness.")
    for edition in (noted, the(Statistic, "growth").editions.earliest("live_from")):
        redact(edition, person("ruth"), "A court ordered it.")
    edit(Agreement, "secret", summary_en="A summary after the erasure.")


def drafts_are_left():
    """Changes that are not published, of every type; saves that change nothing readers see; an
    older text that was restored."""
    edit(Agreement, "great-lakes", summary_en="A draft.", last_reviewed_on=date(2026, 11, 2))
    edit(Agreement, "never-published", summary_en="Still a draft.", review_by=date(2026, 11, 1))
    the(Agreement, "nafta").events.create(kind="terminated", happened_on="2020-07")
    edit(Agreement, "nafta")
    edit(Relationship, "united-states-canada").memberships.filter(shared=True).update(shared=False)
    edit(Section, "economy", title_en="Trade, in a draft")
    edit(Section, "transport", body_es=f"<p>Son {figure('buses', 'value-with-unit')}.</p>")
    edit(Statistic, "ports-of-entry").observations.all().delete()
    the(Statistic, "buses").observations.filter(period="2022").update(value=9)
    edit(Program, "fulbright-garcia-robles", rolling=True)
    edit(Program, "junior-rangers", recurring=False, age_until=7)
    edit(Page, "privacy", body_en="<p>A draft.</p>")
    edit(Agreement, "smog", binding="")
    first = DraftSave.objects.about(the(Agreement, "smog")).earliest("at", "pk")
    the(Agreement, "smog").restore(first.content, person("ana"))
    edit(Agreement, "birds", review_by=date(2026, 12, 1))


STORY = (
    ("2026-09-01", the_site_opens),
    ("2026-09-02", statistics_begin),
    ("2026-09-03", a_second_relationship_begins),
    ("2026-09-04", agreements_programs_and_pages_begin),
    ("2026-09-10", texts_are_revised),
    ("2026-09-15", hours_are_set),
    ("2026-09-25", values_are_revised),
    ("2026-10-05", items_move_and_merge),
    ("2026-10-12", items_are_withdrawn),
    ("2026-10-19", errors_are_taken_back),
    ("2026-10-26", right_text_follows_and_words_are_erased),
    ("2026-11-02", drafts_are_left),
)
