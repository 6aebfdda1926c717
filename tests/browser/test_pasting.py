"""A real browser: what is pasted comes clean into the text, and a bar tells what was left out; a
link finds its page by the words of its title."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from relations.models import Section
from tests import people
from tests.browser.desk import english_text, open_form, save_and_continue, sign_in
from tests.browser.looking import AXE, CRITERIA, RUN_AXE
from tests.browser.test_editing import complaints
from tests.factories import make_agreement, make_relationship, make_section

__all__ = ["complaints"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIXTURES = Path(__file__).parent.parent / "relations" / "fixtures" / "paste"
PASTE = """(box, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  box.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })
  )
}"""
DROP = """(box, html) => {
  const dataTransfer = new DataTransfer()
  dataTransfer.setData("text/html", html)
  const { left, top } = box.querySelector("p").getBoundingClientRect()
  box.dispatchEvent(
    new DragEvent("drop", {
      dataTransfer, clientX: left + 1, clientY: top + 8, bubbles: true, cancelable: true,
    })
  )
}"""


@pytest.fixture
def section(page, live_server, complaints):
    pilar = people.pilar()
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    make_agreement("nafta", title_en="North American Free Trade Agreement").publish(pilar)
    make_agreement("draft", title_en="North American draft")
    section = make_section(relationship, "trade", title_en="Trade", body_en="<p>It is now.</p>")
    sign_in(page, live_server, pilar)
    open_form(page, live_server, section)
    return section


def bar(page):
    return english_text(page).locator("xpath=..").locator(".pasting-bar")


def saved(page, section):
    save_and_continue(page)
    return Section.objects.get(pk=section.pk).body_en


def test_what_word_copied_comes_clean_and_a_bar_tells_what_was_left_out(page, section, complaints):
    textbox = english_text(page)
    textbox.press("Control+A")
    textbox.evaluate(PASTE, (FIXTURES / "word.en.html").read_text())
    told = bar(page).get_by_text(
        "Left out: 1 deletion, 1 comment, 1 hidden passage. A text holds no tables: each row "
        "became a line, with | between its cells."
    )
    told.wait_for()
    assert complaints == []  # axe itself writes inline styles, which the policy refuses
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, CRITERIA) == []
    bar(page).get_by_role("button", name="Close").press("Enter")
    expect(told).to_have_count(0)
    _left_out, html = (FIXTURES / "word.en.expected.html").read_text().split("\n", 1)
    html = html.replace("\n", "").replace("<ol ", '<ol data-type="decimal" ')  # as the editor does
    assert saved(page, section) == html


def test_it_takes_its_place_in_the_line_and_typing_goes_on(page, section, complaints):
    """The words that are typed before the server answers stay behind those that were pasted."""
    textbox = english_text(page)
    textbox.press("Control+End")
    page.keyboard.type("1")  # the editor knows by now where the caret is

    def answer_after_typing(route):
        page.keyboard.type(" Then.")
        route.continue_()

    page.route("**/admin/pasted/", answer_after_typing, times=1)
    textbox.evaluate(PASTE, ' <b style="font-weight:normal">$799<sup>2</sup> <del>612</del></b>')
    bar(page).get_by_text("Left out: 1 deletion.").wait_for()
    assert saved(page, section) == "<p>It is now.1$799<sup>2</sup> Then.</p>"
    assert complaints == []


def test_the_caret_stays_where_the_author_went_on(page, section, complaints):
    textbox = english_text(page)
    textbox.press("Control+Home")
    page.keyboard.type("1")  # the editor knows by now where the caret is

    def answer_after_moving(route):
        page.keyboard.press("Control+End")
        page.keyboard.type(" Then")
        route.continue_()

    page.route("**/admin/pasted/", answer_after_moving, times=1)
    textbox.evaluate(PASTE, "<b>Trade.</b> <del>612</del>")
    bar(page).get_by_text("Left out: 1 deletion.").wait_for()
    page.keyboard.type(" on.")
    expect(textbox).to_have_text("1Trade.It is now. Then on.")
    textbox.press("Control+A")
    textbox.evaluate(PASTE, "<i>Here</i> <del>612</del>")
    expect(textbox).to_have_text("Here")
    page.keyboard.type(" it is.")  # behind what was pasted: nobody has moved
    expect(textbox).to_have_text("Here it is.")
    assert complaints == []


def test_a_link_that_is_pasted_keeps_its_address(page, section):
    textbox = english_text(page)
    textbox.press("Control+End")
    link = '<a href="https://example.org/a?b=1">example.org</a>'
    textbox.evaluate(PASTE, f" See {link}.")
    textbox.get_by_text("example.org").wait_for()
    assert saved(page, section) == f"<p>It is now.See {link}.</p>"


def test_what_is_dropped_is_cleaned_alike(page, section, complaints):
    textbox = english_text(page)
    textbox.evaluate(DROP, "<del>$612</del><b>$799</b>")
    bar(page).get_by_text("Left out: 1 deletion.").wait_for()
    assert saved(page, section) == "<p><strong>$799</strong>It is now.</p>"
    assert complaints == []


@pytest.mark.parametrize(
    "answer",
    [
        lambda route: route.abort(),
        lambda route: route.fulfill(content_type="application/json", body='{"html": "<p>$6'),
    ],
    ids=["none", "half"],
)
def test_nothing_is_pasted_unclean_when_the_server_does_not_answer(answer, page, section):
    def answer_after_saving(route):
        page.get_by_role("button", name="Save and continue").dispatch_event("click")
        answer(route)

    page.route("**/admin/pasted/", answer_after_saving)
    english_text(page).evaluate(PASTE, "<del>$612</del>$799")
    page.get_by_role("alert").get_by_text("nothing was pasted").wait_for()
    assert english_text(page).inner_text().strip() == "It is now."
    with page.expect_navigation():  # saving was put off, and goes on when it is asked for again
        page.get_by_role("button", name="Save and continue").press("Enter")


def test_whoever_saves_at_once_saves_what_was_pasted(page, section):
    def answer_after_saving(route):
        page.get_by_role("button", name="Save and continue").dispatch_event("click")
        route.continue_()

    page.route("**/admin/pasted/", answer_after_saving, times=1)
    with page.expect_navigation():
        english_text(page).evaluate(PASTE, "<del>$612</del>$799")
    page.get_by_text("was changed successfully").wait_for()
    assert "$799" in Section.objects.get(pk=section.pk).body_en


def test_what_the_editor_copied_itself_needs_no_server(page, section, complaints):
    page.route("**/admin/pasted/", lambda route: route.abort())
    textbox = english_text(page)
    for keys in ("Control+A", "Control+X", "Control+V"):
        textbox.press(keys)
    expect(textbox).to_have_text("It is now.")


def test_a_link_finds_its_page_by_keyboard_alone(page, section, complaints):
    textbox = english_text(page)
    textbox.press("Control+A")
    textbox.press("Control+k")
    dialog = page.get_by_role("dialog", name="Link")
    dialog.wait_for()
    page.keyboard.type("american trade")
    dialog.get_by_text("1 page", exact=True).wait_for()
    entry = dialog.get_by_role("option", name="North American Free Trade Agreement")
    expect(entry).to_contain_text("Agreement · ")
    expect(entry).to_contain_text("/agreements/nafta/")
    assert complaints == []
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, CRITERIA) == []
    page.keyboard.press("ArrowDown")
    expect(entry).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    link = '<p><a href="/agreements/nafta/">It is now.</a></p>'
    assert saved(page, section) == link
    textbox = english_text(page)
    textbox.press("Control+A")
    textbox.press("Control+k")
    expect(dialog.get_by_label("Page or address")).to_have_value("/agreements/nafta/")
    expect(dialog.get_by_role("option", selected=True)).to_contain_text("/agreements/nafta/")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    textbox.press("Control+k")
    dialog.get_by_role("button", name="Remove").press("Enter")
    assert saved(page, section) == "<p>It is now.</p>"


def test_a_link_takes_an_address_of_elsewhere_and_no_bare_words(page, section):
    textbox = english_text(page)
    textbox.press("Control+A")
    page.get_by_role("button", name="insert link").first.click()
    dialog = page.get_by_role("dialog", name="Link")
    dialog.wait_for()
    page.keyboard.type("no such page")
    page.keyboard.press("Enter")
    dialog.get_by_text("Choose a page, or type a whole address.").wait_for()
    dialog.get_by_label("Page or address").fill("example.org/a")
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")
    assert saved(page, section) == '<p><a href="https://example.org/a">It is now.</a></p>'


@pytest.mark.parametrize("width", [320, 1280])
def test_the_bar_is_in_sight_where_one_pastes(page, section, width):
    page.set_viewport_size({"width": width, "height": 800})
    textbox = english_text(page)
    textbox.press("Control+End")
    page.keyboard.insert_text("Long. " * 600)
    # The upper edge of the editor is out of sight, the caret is in it.
    textbox.evaluate("(box) => scrollTo(0, box.getBoundingClientRect().bottom + scrollY - 400)")
    textbox.evaluate(PASTE, "<del>$612</del>$799")
    told = bar(page).get_by_text("Left out: 1 deletion.")
    told.wait_for()
    expect(told).to_be_in_viewport(ratio=1)
