"""A real browser: figures in prose are inserted, edited, moved and deleted by keyboard alone."""

import pytest

from relations.models import Section
from tests import people
from tests.browser.desk import english_text, open_form, save_and_continue, sign_in
from tests.browser.looking import AXE, CRITERIA, RUN_AXE
from tests.browser.test_editing import complaints
from tests.factories import make_relationship, make_section, make_statistic

__all__ = ["complaints"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LATEST = '<data data-figure="trade" data-period="latest" data-show="value">$725.7 billion</data>'
PINNED = (
    '<data data-figure="trade" data-period="2020" data-show="change:2019"'
    ' data-qualifier="over">up $77.3 billion</data>'
)

AFTER_A_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


@pytest.fixture
def section(page, live_server, complaints):
    pilar = people.pilar()
    series = (("2019", "500"), ("2020", "577.3"), ("2021", "725.7"))
    given = {"scale": 9, "unit": "usd", "title_en": "Trade in goods"}
    make_statistic("trade", observations=series, **given).publish(pilar)
    make_statistic("ports", title_en="Ports of entry").publish(pilar)
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    section = make_section(relationship, "trade", title_en="Trade", body_en="<p>It is now.</p>")
    section.publish(pilar)
    sign_in(page, live_server, pilar)
    open_form(page, live_server, section).focus()
    return section


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        page.evaluate(AFTER_A_FRAME)  # the editor hears of a moved caret after the key


def insert_trade(page):
    """At the start of the text."""
    press(page, "Control+Home", "Control+Alt+f")
    page.get_by_role("dialog", name="Figure").wait_for()
    page.keyboard.type("goods")
    page.get_by_text("1 statistic", exact=True).wait_for()
    press(page, "ArrowDown")
    page.locator("#figure-picker output").get_by_text("$725.7 billion").wait_for()
    page.locator("#figure-picker button[type=submit]:enabled").wait_for()
    press(page, "Enter")
    page.locator("#figure-picker").wait_for(state="hidden")


def saved(page, section):
    save_and_continue(page)
    return Section.objects.get(pk=section.pk).body_en


def test_a_figure_is_inserted_by_keyboard(page, section, complaints):
    insert_trade(page)
    page.keyboard.type(" so")
    assert saved(page, section) == f"<p>{LATEST} soIt is now.</p>"
    assert complaints == []


def test_a_figure_is_edited_as_one_unit(page, section, complaints):
    insert_trade(page)
    press(page, "ArrowLeft")
    page.locator("data.ProseMirror-selectednode").wait_for()
    press(page, "Enter")
    page.get_by_role("button", name="Update").wait_for()
    page.get_by_label("Period", exact=True).select_option("2020")
    page.get_by_label("What to show").select_option("change")
    page.get_by_label("Earlier period").select_option("2019")
    page.get_by_label("Qualifier").select_option("over")
    page.locator("#figure-picker output").get_by_text("up $77.3 billion").wait_for()
    assert complaints == []  # axe itself writes inline styles, which the policy refuses
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, CRITERIA) == []
    page.get_by_role("button", name="Update").press("Enter")
    assert saved(page, section) == f"<p>{PINNED}It is now.</p>"


def test_a_figure_is_moved_and_deleted(page, section, complaints):
    insert_trade(page)
    press(page, "ArrowLeft")
    page.locator("data.ProseMirror-selectednode").wait_for()
    press(page, "Control+x", "Control+End", "Control+v")
    assert saved(page, section) == f"<p>It is now.{LATEST}</p>"
    english_text(page).focus()
    press(page, "Control+End", "ArrowLeft")
    page.locator("data.ProseMirror-selectednode").wait_for()
    press(page, "Control+Alt+f")
    page.get_by_role("button", name="Remove").press("Enter")
    assert saved(page, section) == "<p>It is now.</p>"
    assert complaints == []


def test_leaving_the_picker_changes_nothing(page, section):
    press(page, "Control+Home")
    page.get_by_role("button", name="Insert or edit a figure").first.press("Enter")
    page.get_by_role("dialog", name="Figure").wait_for()
    press(page, "Escape")
    page.keyboard.type("So ")
    assert saved(page, section) == "<p>So It is now.</p>"
