"""A real browser: a teacher of English in Oaxaca finds, on her telephone, what she may apply to."""

import re

import pytest
from playwright.sync_api import expect

from tests import people
from tests.factories import (
    make_answer,
    make_audience,
    make_field,
    make_level,
    make_partner,
    make_program,
    make_relationship,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERS = "Docencia en los Estados Unidos"
# Where each box stands that has the focus, and whether something lies on it.
COVERED = """() => [...document.querySelectorAll(".facets input")]
  .filter(box => box.checkVisibility())
  .filter(box => {
    box.focus()
    const {x, y, width, height} = box.getBoundingClientRect()
    return document.elementFromPoint(x + width / 2, y + height / 2) !== box
  })
  .map(box => box.id)"""


@pytest.fixture
def telephone(open_window):
    """A telephone in Spanish, on a site with three programs for teachers of English."""
    pilar = people.pilar()
    home = make_partner("US", name_es="Estados Unidos", name_in_text_es="los Estados Unidos")
    mexico = make_partner("MX", name_es="México")
    make_relationship("pair", home=home, partner=mexico).publish(pilar)
    teachers, english = make_audience("english-teachers"), make_field("english")
    teachers.name_es = "Docentes de inglés"
    teachers.save()
    levels = [make_level(f"level-{number}") for number in range(12)]
    make_answer("teacher", name_es="Soy docente", audiences=[teachers])
    make_answer("english", "what", name_es="Aprender o enseñar inglés", fields=[english])
    for title, countries, direction, who in (
        (HERS, [mexico], "to_home", "Docentes con ciudadanía mexicana."),
        ("Becas de enseñanza", [home], "to_partner", "Docentes con ciudadanía estadounidense."),
        ("Red de docentes", [], "online", ""),
    ):
        program = make_program(
            title_es=title, taking_part="open", direction=direction, eligibility_es=who
        )
        program.audiences.set([teachers])
        program.fields.set([english])
        program.citizenships.set(countries)
        program.levels.set(levels)
        program.publish(pilar)
    size = {"width": 390, "height": 844}
    window = open_window(viewport=size, is_mobile=True, has_touch=True, reduced_motion="reduce")
    window.page.goto(f"{window.base}/es/")
    return window.page


def assert_hers(page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(HERS)
    expect(page.locator("main")).to_contain_text("ciudadanía mexicana")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_five_taps_lead_her_to_a_program_that_she_may_apply_to(telephone):
    way = (
        lambda page: page.get_by_role("link", name="Docentes de inglés"),
        lambda page: page.locator(".filter-box > summary"),
        lambda page: page.locator("#citizenship-MX"),
        lambda page: page.locator("button.show"),
        lambda page: page.get_by_role("link", name=HERS),
    )
    for place, find in enumerate(way):
        find(telephone).tap()
        if place == 2:  # what is found is on the button before she taps it
            expect(telephone.locator("button.show")).to_have_text(re.compile(r"\b(one|un)\b"))
    assert_hers(telephone)


def test_three_questions_lead_her_there(telephone):
    telephone.locator("main a[href='/es/programs/find/']").first.tap()
    for answer in ("Soy docente", "Aprender o enseñar inglés"):
        telephone.get_by_role("radio", name=answer).tap()
        telephone.locator("main form button").tap()
    telephone.locator("[value=mx-abroad]").tap()
    telephone.locator("main form button").tap()
    telephone.wait_for_url("**/es/programs/?**citizenship=MX**")
    expect(telephone.locator(".entries h3")).to_have_count(1)
    telephone.get_by_role("link", name=HERS).tap()
    assert_hers(telephone)


def test_button_stays_in_reach_and_off_what_has_the_focus(telephone):
    telephone.goto(telephone.url + "programs/")
    telephone.locator(".filter-box > summary").tap()
    telephone.evaluate("document.querySelectorAll('.facet').forEach(facet => facet.open = true)")
    expect(telephone.locator("button.show")).to_be_in_viewport()
    assert telephone.locator(".facets").bounding_box()["height"] > 844
    assert telephone.evaluate(COVERED) == []
    expect(telephone.locator("button.show")).to_be_in_viewport()
