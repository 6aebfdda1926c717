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

CARET_IS_AFTER_THE_FIGURE = """() => {
  const figure = document.querySelector("[contenteditable=true] data")
  const {anchorNode, anchorOffset} = getSelection()
  const end = document.createRange()
  if (!figure) return false
  end.setStartAfter(figure)
  return end.comparePoint(anchorNode, anchorOffset) >= 0
}"""
# Shortly after it takes the focus, the editor puts the caret back to where it knows it.
AFTER_TAKING_FOCUS = "new Promise(done => setTimeout(done, 50))"
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
    focus(open_form(page, live_server, section))
    return section


def focus(textbox):
    textbox.focus()
    textbox.page.evaluate(AFTER_TAKING_FOCUS)


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
    page.wait_for_function(CARET_IS_AFTER_THE_FIGURE)


def saved(page, section):
    save_and_continue(page)
    return Section.objects.get(pk=section.pk).body_en


def test_a_figure_is_inserted_by_keyboard(page, section, complaints):
    insert_trade(page)
    page.keyboard.type(" so")
    assert saved(page, section) == f"<p>{LATEST} soIt is now.</p>"
    assert complaints == []


def test_enter_waits_for_the_words_and_the_insertion_is_announced(page, section):
    press(page, "Control+Home", "Control+Alt+f")
    page.get_by_role("dialog", name="Figure").wait_for()
    page.keyboard.type("goods")
    page.get_by_text("1 statistic", exact=True).wait_for()

    def answer_after_enter(route):
        page.keyboard.press("Enter")
        route.continue_()

    page.route("**/figures/read/*", answer_after_enter, times=1)
    press(page, "ArrowDown")
    page.wait_for_function(CARET_IS_AFTER_THE_FIGURE)
    page.locator("#figure-status").get_by_text("$725.7 billion", exact=True).wait_for()
    assert saved(page, section) == f"<p>{LATEST}It is now.</p>"


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
    focus(english_text(page))
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


def test_a_figure_that_the_caret_reaches_is_announced(page, section):
    insert_trade(page)
    status = page.locator("#figure-status")
    press(page, "ArrowLeft")
    status.get_by_text("Figure: $725.7 billion, Trade in goods, 2021. Enter edits.").wait_for()
    press(page, "ArrowRight")
    page.wait_for_function("!document.getElementById('figure-status').textContent")


def test_a_finding_leads_to_its_words_and_makes_a_figure_of_them(page, section, complaints):
    press(page, "Control+End")
    page.keyboard.type(" 9 ports, 9 bees and $577.3 billion")
    save_and_continue(page)
    english_text(page)
    findings = page.locator("#findings")
    findings.get_by_role("link", name="9", exact=False).nth(1).press("Enter")
    before = "getSelection().anchorNode.textContent.slice(0, getSelection().anchorOffset)"
    page.wait_for_function("getSelection().toString() === '9'")
    assert page.evaluate(before).endswith("9 ports, ")
    findings.get_by_role("button", name="Use Trade in goods").press("Enter")
    page.locator("#figure-picker output").get_by_text("$577.3 billion").wait_for()
    page.locator("#figure-picker button[type=submit]:enabled").wait_for()
    press(page, "Enter")
    page.locator("#figure-picker").wait_for(state="hidden")
    pinned = LATEST.replace("latest", "2020").replace("725.7", "577.3")
    assert saved(page, section) == f"<p>It is now. 9 ports, 9 bees and {pinned}</p>"
    assert complaints == []


def test_a_figure_of_the_page_opens_its_note_and_closes_it(page, live_server, section, complaints):
    section.body_en = f"<p>It came to {LATEST} of goods.</p>" + "<p>And so on.</p>" * 40
    section.save()
    section.publish(people.ruth())
    page.goto(live_server.url + section.relationship.get_absolute_url())
    figure = page.get_by_role("link", name="$725.7 billion").first
    figure.press("Enter")
    note = page.get_by_role("note")
    note.get_by_text("Trade in goods").wait_for()
    assert note.evaluate("box => box === document.activeElement")
    page.evaluate("scrollBy(0, 40)")
    page.evaluate(AFTER_A_FRAME)
    assert note.is_visible()
    assert complaints == []  # axe itself writes inline styles, which the policy refuses
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, CRITERIA) == []
    press(page, "Tab")
    source = note.get_by_role("link", name="Trade in goods")
    assert source.evaluate("link => link === document.activeElement")
    press(page, "Escape")
    note.wait_for(state="hidden")
    assert figure.evaluate("link => link === document.activeElement")


def test_tab_past_the_note_goes_on_after_its_figure(page, live_server, section):
    section.body_en = f'<p>It came to {LATEST} of <a href="https://example.org/">goods</a>.</p>'
    section.save()
    section.publish(people.ruth())
    page.goto(live_server.url + section.relationship.get_absolute_url())
    figure = page.get_by_role("link", name="$725.7 billion").first
    note = page.get_by_role("note")
    figure.press("Enter")
    note.wait_for()
    press(page, "Tab", "Tab")
    note.wait_for(state="hidden")
    goods = page.get_by_role("link", name="goods", exact=True)
    assert goods.evaluate("link => link === document.activeElement")
    figure.press("Enter")
    note.wait_for()
    press(page, "Shift+Tab")
    note.wait_for(state="hidden")
    assert figure.evaluate("link => link === document.activeElement")


def test_enter_takes_the_only_statistic_that_is_found(page, section):
    press(page, "Control+Home", "Control+Alt+f")
    page.get_by_role("dialog", name="Figure").wait_for()
    page.keyboard.type("goods")
    press(page, "Enter")
    page.wait_for_function(CARET_IS_AFTER_THE_FIGURE)
    assert saved(page, section) == f"<p>{LATEST}It is now.</p>"


def test_what_cannot_be_said_of_a_statistic_is_not_offered(page, section):
    insert_trade(page)
    press(page, "ArrowLeft", "Enter")
    page.get_by_role("button", name="Update").wait_for()
    page.get_by_label("Period", exact=True).select_option("2020")
    page.get_by_label("What to show").select_option("change")
    offered = page.get_by_label("Earlier period").locator("option")
    assert offered.evaluate_all("options => options.map(option => option.value)") == ["2019"]
    ranks = page.get_by_label("What to show").locator("option[value^=rank]")
    assert ranks.evaluate_all("options => options.map(option => option.hidden)") == [True, True]


def test_the_editor_shows_what_a_figure_says_now_and_saves_it_as_it_was(page, live_server, section):
    old = LATEST.replace("725.7", "577.3")
    texts = {"body_en": f"<p>It was {old}.</p>", "body_es": f"<p>Fue de {old}.</p>"}
    Section.objects.filter(pk=section.pk).update(**texts)
    textbox = open_form(page, live_server, section)
    textbox.get_by_text("$725.7 billion").wait_for()
    spanish = page.get_by_role("textbox", name="Text (Spanish)")
    spanish.get_by_text("725.7 mil millones de dólares").wait_for()
    assert saved(page, section) == f"<p>It was {old}.</p>"


PASTE = """(box, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData("text/html", html)
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }))
}"""


def test_a_figure_pasted_from_the_page_is_a_figure_again(page, live_server, section):
    section.body_en = f"<p>It came to {LATEST} in all.</p>"
    section.save()
    section.publish(people.ruth())
    page.goto(live_server.url + section.relationship.get_absolute_url())
    passage = page.locator("p", has_text="It came to").first.evaluate("p => p.outerHTML")
    assert 'href="#note-1"' in passage
    elsewhere = '<a href="https://example.org/x#note-2">elsewhere</a>'
    passage = passage.replace("in all", elsewhere)
    textbox = open_form(page, live_server, section)
    focus(textbox)
    press(page, "Control+a")
    textbox.evaluate(PASTE, passage)
    text = saved(page, section)
    assert text.startswith(f"<p>It came to {LATEST} ")
    assert 'href="https://example.org/x#note-2"' in text
