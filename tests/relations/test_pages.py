"""What the pages of a relationship, an agreement and a statistic show."""

import pytest

from publishing.models import Withdrawal
from tests.contracts.site import LONG_AGO
from tests.factories import (
    make_agreement,
    make_organization,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    term,
)

pytestmark = pytest.mark.django_db


def page_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def sheet(pilar):
    relationship = make_relationship("pair", relations_since="1822-12-12")
    relationship.publish(pilar)
    return relationship


def section_in(page: str, slug: str) -> str:
    return page.split(f'id="{slug}"')[1].split("</section>", maxsplit=1)[0]


def test_sections_stand_in_their_order_with_their_address(client, sheet, pilar):
    make_section(sheet, "second", position=2, title_en="Second").publish(pilar)
    make_section(sheet, "first", position=1, title_en="First").publish(pilar)
    page = page_of(client, "/relations/pair/")
    assert page.index('id="first"') < page.index('id="second"')
    assert page.index('href="#first"') < page.index('href="#second"')
    assert "December 12, 1822" in page


def test_section_shows_the_agreements_and_programs_beside_it(client, sheet, pilar):
    agreement, draft = make_agreement("treaty"), make_agreement("secret")
    agreement.publish(pilar)
    section, other = make_section(sheet, "trade"), make_section(sheet, "border")
    section.agreements.set([agreement, draft])
    section.publish(pilar)
    other.publish(pilar)
    program = make_program("exchange")
    program.sections.set([section])
    program.publish(pilar)
    page = page_of(client, "/relations/pair/")
    assert "/agreements/treaty/" in section_in(page, "trade")
    assert "/programs/exchange/" in section_in(page, "trade")
    assert "/programs/exchange/" not in section_in(page, "border")
    assert "/agreements/secret/" not in page
    agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Ended.")
    assert "withdrawn" in section_in(page_of(client, "/relations/pair/"), "trade")


def test_section_shows_memberships_offices_or_readings(client, pilar):
    relationship = make_relationship("pair")
    relationship.memberships.create(organization=make_organization("oas"), begins="1948")
    relationship.offices.create(
        country=relationship.home, kind="embassy", street="Reforma 305", telephone="+52 55 5080"
    )
    relationship.readings.create(title_en="A book", url="https://example.org/book")
    relationship.publish(pilar)
    for number, shows in enumerate(("memberships", "offices", "readings")):
        make_section(relationship, shows, shows=shows, position=number).publish(pilar)
    page = page_of(client, "/relations/pair/")
    assert "since 1948" in section_in(page, "memberships")
    assert "Reforma 305" in section_in(page, "offices")
    assert 'href="https://example.org/book"' in section_in(page, "readings")
    assert page.count("Reforma 305") == 1


def test_section_shows_the_organizations_that_its_text_names(client, sheet, pilar):
    """Named in prose alone, an institution could not be found, counted or translated."""
    section, other = make_section(sheet, "border"), make_section(sheet, "trade")
    bank = make_organization("bank", name_en="The Bank", name_es="El Banco", established="1994")
    section.organizations.set([bank])
    section.publish(pilar)
    other.publish(pilar)
    page = page_of(client, "/relations/pair/")
    assert "The Bank" in section_in(page, "border")
    assert "since 1994" in section_in(page, "border")
    assert "The Bank" not in section_in(page, "trade")
    assert "El Banco" in section_in(page_of(client, "/es/relations/pair/"), "border")
    assert "The Bank" in page_of(client, f"/e/{section.editions.get().identifier}/")
    (record,) = client.get("/relations.json").json()["items"]
    assert [part["organizations"] for part in record["sections"] if part["organizations"]] == [
        [{"key": "bank", "name": {"en": "The Bank", "es": "El Banco"}}]
    ]


@pytest.mark.parametrize(
    ("at", "words", "is_linked"),
    [
        ("", "ended February 4, 2026", False),
        ("?at=2026-02-01", "ends February 4, 2026", True),
    ],
)
def test_reading_is_labeled_when_it_ends_and_has_no_link_once_it_has(
    client, pilar, at, words, is_linked
):
    relationship = make_relationship("pair")
    reading = {"ended_on": "2026-02-04", "url": "https://example.org/book"}
    relationship.readings.create(title_en="A book", note_en="Says the press.", **reading)
    relationship.import_edition(pilar, LONG_AGO)
    make_section(relationship, "readings", shows="readings").import_edition(pilar, LONG_AGO)
    shown = section_in(page_of(client, f"/relations/pair/{at}"), "readings")
    assert words in " ".join(shown.split())
    assert "Says the press." in shown
    assert ("https://example.org/book" in shown) == is_linked


def test_key_figure_shows_its_latest_value_and_period(client, sheet, pilar):
    trade = make_statistic("trade", [("2020", "577.3"), ("2021", "725.7")], unit="usd", scale=9)
    border = make_statistic("border", [("", "2000")], unit="miles", decimals=0)
    for position, statistic in enumerate((trade, border)):
        statistic.publish(pilar)
        sheet.key_figures.create(statistic=statistic, position=position)
    sheet.publish(pilar)
    strip = page_of(client, "/relations/pair/").split('class="figure-strip"')[1].split("</ul>")[0]
    assert "$725.7 billion" in strip
    assert "2021" in strip
    assert "2,000 miles (3,219 km)" in strip
    assert "undated" in strip


def test_dates_of_agreements_are_ahead_or_past_of_the_moment(client, sheet, pilar):
    agreement = make_agreement("treaty", rules=[term("2036-07-01")])
    agreement.events.create(kind="in_force", happened_on="2020-07-01")
    agreement.relationships.add(sheet)
    agreement.publish(pilar)
    page = page_of(client, "/relations/pair/")
    ahead, past = page.split("Upcoming</h3>")[1].split("One date that has passed")
    assert "July 1, 2036" in ahead
    assert "July 1, 2020" in past


def test_agreement_shows_parties_events_and_rules_and_guesses_no_status(client, pilar):
    nafta = make_agreement("nafta", title_en="The old agreement")
    usmca = make_agreement(
        "usmca",
        kind="agreement",
        rules=[term(amount=16)],
        rule_citation="Article 34.7",
        rule_en="Term.",
    )
    usmca.parties.create(name_en="Ten border states", signed_on="2018-11-30")
    usmca.events.create(kind="in_force", happened_on="2020-07-01")
    usmca.links.create(kind="supersedes", agreement_linked=nafta)
    nafta.publish(pilar)
    usmca.publish(pilar)
    page = page_of(client, "/agreements/usmca/")
    for words in ("Ten border states", "November 30, 2018", "Entered into force", "Article 34.7"):
        assert words in page
    assert "16 years" in page
    assert "Supersedes" in page
    assert "Its legal force is not recorded." in page
    assert "supersedes it" in page_of(client, "/agreements/nafta/")


def test_statistic_shows_every_value_where_it_is_used_and_its_mirror(client, sheet, pilar):
    mirror = make_statistic("their-count", [("", "58")], title_en="Their count", decimals=0)
    ports = make_statistic("ports", [("2019", "55"), ("2022", "47")], decimals=0, mirror=mirror)
    mirror.publish(pilar)
    ports.publish(pilar)
    section = make_section(
        sheet,
        "border",
        title_en="The border",
        body_en=('<p>It has <data data-figure="ports">many</data>.</p>'),
    )
    section.publish(pilar)
    page = page_of(client, "/statistics/ports/")
    assert page.index('<td class="amount">47') < page.index('<td class="amount">55')
    assert "Their count" in page
    assert "/relations/pair/#border" in page
    undated = page_of(client, "/statistics/their-count/")
    assert "The source does not give the period of this value." in undated
    assert "No page uses it." in undated


def test_derived_statistic_shows_its_values_and_how_they_come_about(client, pilar):
    part = make_statistic("part", [("2021", "25")], title_en="The part", decimals=0)
    total = make_statistic("total", [("2021", "100")], title_en="The total", decimals=0)
    share = make_statistic(
        "share", (), unit="percent", derivation="share", title_en="Share", decimals=0
    )
    for position, statistic in enumerate((part, total)):
        statistic.publish(pilar)
        share.operands.create(statistic=statistic, position=position)
    share.publish(pilar)
    page = page_of(client, "/statistics/share/")
    assert "25%" in page
    assert "How it is computed" in page
    assert 'href="/statistics/part/"' in page
    assert "25%" in page_of(client, "/statistics/")


def test_direction_of_a_statistic_names_the_countries(client, sheet, pilar):
    statistic = make_statistic("crude", direction="to_home")
    statistic.relationships.add(sheet)
    statistic.publish(pilar)
    assert "From Country MX to Country US" in page_of(client, "/statistics/crude/")


def test_agreement_tells_who_leads_it(client, pilar):
    whole = make_organization("department", name_en="Department of State")
    bureau = make_organization(
        "bureau",
        name_en="Bureau of Exchanges",
        part_of=whole,
        established="1961",
        about_en="It runs exchanges.",
    )
    agreement = make_agreement("treaty")
    agreement.lead_organizations.set([bureau])
    agreement.publish(pilar)
    page = " ".join(page_of(client, "/agreements/treaty/").split())
    assert "part of Department of State" in page
    assert "since 1961" in page
    assert "It runs exchanges." in page


@pytest.mark.parametrize(
    ("typed", "english", "spanish"),
    [
        ("English", "English", "inglés"),
        ("Español", "Spanish", "español"),
        ("Náhuatl and Spanish", "Náhuatl and Spanish", "Náhuatl and Spanish"),
    ],
)
def test_the_language_of_a_text_is_named_in_that_of_the_page(
    client, pilar, typed, english, spanish
):
    agreement = make_agreement("treaty")
    agreement.texts.create(language=typed, url="https://example.org/text")
    agreement.publish(pilar)
    for address, name in (("/agreements/treaty/", english), ("/es/agreements/treaty/", spanish)):
        assert f'rel="external">{name}</a>' in page_of(client, address)


def test_a_publisher_is_marked_with_the_language_of_its_name(client, pilar):
    relationship = make_relationship("pair")
    readings = [("A book", "Un libro", "Library"), ("", "Otro libro", "Biblioteca")]
    for english, spanish, publisher in readings:
        relationship.readings.create(title_en=english, title_es=spanish, publisher=publisher)
    relationship.publish(pilar)
    make_section(relationship, "readings", shows="readings").publish(pilar)
    page = page_of(client, "/relations/pair/")
    assert '<span class="meta">Library' in page
    assert '<span class="meta"><span lang="es">Biblioteca</span>' in page
    page = page_of(client, "/es/relations/pair/")
    assert '<span class="meta"><span lang="en">Library</span>' in page
    assert '<span class="meta">Biblioteca' in page
