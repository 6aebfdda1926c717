"""A real browser: an editor signs in, edits a section in the prose editor, and sees it live."""

import pytest
from playwright.sync_api import expect

from relations.models import Section
from tests import people
from tests.browser.desk import open_form, save_and_continue, sign_in
from tests.factories import make_relationship, make_section, make_statistic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURE = (
    '<data data-figure="trade" data-period="2021" data-show="value-in-period"'
    ' data-qualifier="over">over $725.7 billion as of 2021</data>'
)
TEXT = (
    f"<h3>Trade</h3><p>It came to <strong>{FIGURE}</strong>, as "
    f'<a href="/statistics/trade/">{FIGURE}</a> says.</p><p>Second paragraph.</p>'
)


@pytest.fixture
def complaints(page):
    """What the browser had to say against the pages: refusals of the policy, errors of scripts."""
    texts = []
    page.on("console", lambda message: texts.append(message.text))
    page.on("pageerror", lambda error: texts.append(str(error)))
    return texts


@pytest.fixture
def section(page, live_server, complaints):
    pilar = people.pilar()
    make_statistic("trade", observations=(("2021", "725.7"),), scale=9, unit="usd").publish(pilar)
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    section = make_section(relationship, "trade", title_en="Trade", body_en=TEXT)
    section.publish(pilar)
    sign_in(page, live_server, pilar)
    return section


def test_an_edited_section_is_live_once_it_is_published(page, live_server, section, complaints):
    textbox = open_form(page, live_server, section)
    textbox.get_by_text("Second paragraph.").click()
    page.keyboard.press("End")
    page.keyboard.type(" Two  spaces.")
    page.get_by_text("Note for readers").click()
    page.get_by_label("Public note (English)").fill("Said more of trade")
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("link", name="See the page").click()
    expect(page).to_have_url(live_server.url + section.get_absolute_url())
    expect(page.get_by_text("Second paragraph. Two spaces.")).to_be_visible()
    expect(page.get_by_role("link", name="over $725.7 billion as of 2021")).to_have_count(2)
    assert "&nbsp;" not in Section.objects.get(pk=section.pk).body_en
    assert complaints == []


def test_editing_the_text_around_figures_leaves_them_as_they_were(
    page, live_server, section, complaints
):
    textbox = open_form(page, live_server, section)
    textbox.get_by_text("Second paragraph.").click()
    page.keyboard.press("End")
    page.keyboard.type(" More.")
    save_and_continue(page)
    edited = Section.objects.get(pk=section.pk)
    assert edited.body_en == TEXT.replace("paragraph.", "paragraph. More.")
    assert edited.body_es == section.body_es
    assert complaints == []


def test_a_figure_is_deleted_as_one_unit(page, live_server, section):
    textbox = open_form(page, live_server, section)
    textbox.locator("strong data").click()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("was changed successfully").wait_for()
    assert Section.objects.get(pk=section.pk).body_en == TEXT.replace(
        f"<strong>{FIGURE}</strong>", ""
    )


def test_choosing_a_topic_and_an_agreement_breaks_no_policy(page, live_server, section, complaints):
    open_form(page, live_server, section)
    page.locator(".field-topics .select2-selection").click()
    page.locator(".select2-search__field").first.fill("nothing")
    page.get_by_text("No results found").wait_for()
    assert complaints == []


def test_the_menu_of_the_editor_works_by_keyboard(page, live_server, section, complaints):
    textbox = open_form(page, live_server, section)
    textbox.get_by_text("Second paragraph.").click()
    menu = page.get_by_role("toolbar", name="Text (English)")
    bold = menu.get_by_role("button", name="bold", pressed=False)
    bold.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("strong ")
    menu.get_by_role("button", name="bold", pressed=True).wait_for()
    kind = menu.locator(".prose-menubar__selected button")
    options = menu.locator(".prose-menubar__option")
    kind.focus()
    page.keyboard.press("Enter")
    expect(options.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    textbox.locator("h4", has_text="Second").wait_for()
    assert complaints == []
