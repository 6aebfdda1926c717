"""A real browser: a reader filters the program directory, without JavaScript and with it."""

import pytest
from playwright.sync_api import expect

from tests import people
from tests.factories import make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def directory(page, live_server):
    pilar = people.pilar()
    make_program(title_en="Open scholarships", taking_part="open").publish(pilar)
    make_program(title_en="Open courses", taking_part="open", direction="to_home").publish(pilar)
    make_program(title_en="Nominated leaders", taking_part="nomination").publish(pilar)
    page.goto(f"{live_server.url}/programs/")
    page.locator("summary", has_text="How to apply").click()
    return page


def program(page, title):
    return page.get_by_role("link", name=title)


def search_box(page):
    return page.get_by_role("searchbox", name="Search")


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_programs_are_filtered_without_javascript(directory):
    directory.get_by_label("Open application").check()
    directory.get_by_role("button", name="Apply filters").click()
    directory.wait_for_url("**taking_part=open**")
    expect(program(directory, "Open scholarships")).to_be_visible()
    expect(program(directory, "Nominated leaders")).to_have_count(0)


def test_a_choice_is_applied_at_once_and_taken_back(directory):
    directory.evaluate("window.stayed = true")
    directory.get_by_label("Open application").focus()
    directory.keyboard.press("Space")
    expect(directory.get_by_role("status")).to_have_text("2 programs")
    expect(program(directory, "Nominated leaders")).to_have_count(0)
    expect(directory.get_by_label("Open application")).to_be_focused()
    assert directory.url.endswith("/programs/?taking_part=open")
    assert directory.title().startswith("Program directory: exchanges and grants: Open application")
    search_box(directory).press_sequentially("cour")
    expect(directory.get_by_role("status")).to_have_text("One program")
    expect(search_box(directory)).to_be_focused()
    assert directory.evaluate("window.stayed")
    directory.go_back()
    expect(directory.get_by_role("status")).to_have_text("2 programs")
    directory.go_back()
    expect(directory.get_by_role("status")).to_have_text("3 programs")
    expect(directory.get_by_label("Open application")).not_to_be_checked()


def test_the_skip_link_leads_to_the_list_and_asks_for_no_page(directory):
    directory.evaluate("window.stayed = true")
    directory.get_by_role("link", name="Skip to the content").press("Enter")
    directory.wait_for_url("**#main")
    directory.keyboard.press("Tab")
    expect(directory.get_by_role("link", name="three questions")).to_be_focused()
    directory.keyboard.press("Tab")
    expect(search_box(directory)).to_be_focused()
    assert directory.evaluate("window.stayed")


def test_a_list_that_cannot_be_asked_for_is_opened_as_a_page(directory):
    directory.route("**/programs/?*", lambda route: route.abort(), times=1)
    directory.get_by_label("Open application").check()
    directory.wait_for_url("**taking_part=open**")
    expect(directory.get_by_role("status")).to_have_text("2 programs")
