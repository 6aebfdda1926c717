"""A real browser: a reader searches the site from its masthead, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests import people
from tests.factories import make_program, make_statistic, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROBLES = "Fulbright–García Robles"


@pytest.fixture
def front(page, live_server):
    pilar = people.pilar()
    topic = make_topic("education", name_en="Education")
    robles = make_program("robles", title_en=ROBLES, summary_en="Grants to study.")
    robles.topics.add(topic)
    robles.publish(pilar)
    make_program("leaders", title_en="Young leaders", summary_en="Grants to meet.").publish(pilar)
    make_statistic("awards", title_en="People who received Fulbright awards").publish(pilar)
    page.goto(f"{live_server.url}/")
    return page


def box(page):
    return page.locator("#site-search")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_two_activations_lead_to_a_program_without_javascript(front):
    box(front).fill("ful")
    front.get_by_role("search", name="This site").get_by_role("button").click()
    front.wait_for_url("**/search/?q=ful")
    front.get_by_role("link", name=ROBLES).click()
    front.wait_for_url("**/programs/robles/")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_results_are_narrowed_without_javascript(front):
    box(front).fill("grants")
    box(front).press("Enter")
    front.wait_for_url("**/search/?q=grants")
    expect(front.get_by_role("heading", level=2)).to_have_text("2 results")
    front.get_by_label("Education").check()
    front.get_by_role("button", name="Apply filters").click()
    front.wait_for_url("**topic=education**")
    expect(front.get_by_role("heading", level=2)).to_have_text("One result")
    expect(front.get_by_role("link", name="Young leaders")).to_have_count(0)


def test_two_activations_lead_to_a_program_by_keyboard(front):
    box(front).press_sequentially("ful")
    options = front.get_by_role("option")
    expect(options).to_have_count(2)
    expect(box(front)).to_have_attribute("aria-expanded", "true")
    expect(front.locator(".site-search [aria-live]")).to_have_text("2 suggestions")
    front.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(options.first).to_contain_text(ROBLES)
    active = box(front).get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    front.keyboard.press("Enter")
    front.wait_for_url("**/programs/robles/")


def test_arrows_go_round_and_escape_closes(front):
    box(front).press_sequentially("ful")
    options = front.get_by_role("option")
    expect(options).to_have_count(2)
    front.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    front.keyboard.press("ArrowDown")
    expect(box(front)).not_to_have_attribute("aria-activedescendant", "site-suggestion-0")
    front.keyboard.press("Escape")
    expect(front.get_by_role("listbox")).to_have_count(0)
    expect(box(front)).to_have_value("ful")
    expect(box(front)).to_have_attribute("aria-expanded", "false")
    front.keyboard.press("Enter")  # without a choice it searches
    front.wait_for_url("**/search/?q=ful")


def test_a_suggestion_is_clicked_and_keeps_the_moment(front):
    day = front.evaluate("new Date().toISOString().slice(0, 10)")
    front.goto(f"{front.url}?at={day}T00:00Z")
    box(front).press_sequentially("ful")
    expect(front.locator(".site-search [aria-live]")).to_have_text("No suggestions")
    front.goto(f"{front.url.partition('?')[0]}")
    box(front).press_sequentially("awards")
    front.get_by_role("option").click()
    front.wait_for_url("**/statistics/awards/")


def test_without_suggestions_the_box_still_searches(front):
    front.route("**/suggestions.json*", lambda route: route.abort())
    box(front).press_sequentially("ful")
    box(front).press("Enter")
    front.wait_for_url("**/search/?q=ful")
    expect(front.get_by_role("link", name=ROBLES)).to_be_visible()


def test_searching_has_no_faults(open_window, front):
    window = open_window()
    for address in (
        "/search/",
        "/search/?q=ful",
        "/search/?q=fullbright",
        "/search/?q=grants&type=program",
        "/search/?q=fulbright+leaders",
        "/search/?q=nothing-has-this",
        "/es/search/?q=ful",
    ):
        window.look_at(address)
    for scheme in ("light", "dark"):
        typing = open_window(color_scheme=scheme)
        typing.faults = window.faults
        typing.page.goto(typing.base + "/")
        box(typing.page).press_sequentially("ful")
        expect(typing.page.get_by_role("option")).to_have_count(2)
        typing.page.keyboard.press("ArrowDown")
        typing.examine(f"/ with suggestions, {scheme}", widths=(1280,))
    assert not window.faults, window.faults
