"""A real browser without JavaScript: a reader filters the program directory."""

import pytest
from playwright.sync_api import expect

from tests import people
from tests.factories import make_program

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "java_script_enabled": False}


def test_programs_are_filtered_without_javascript(page, live_server):
    pilar = people.pilar()
    make_program(title_en="Open scholarships", taking_part="open").publish(pilar)
    make_program(title_en="Nominated leaders", taking_part="nomination").publish(pilar)
    page.goto(f"{live_server.url}/programs/")
    if not page.get_by_role("button", name="Apply filters").is_visible():
        page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Open application").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**taking_part=open**")
    expect(page.get_by_role("link", name="Open scholarships")).to_be_visible()
    expect(page.get_by_role("link", name="Nominated leaders")).to_have_count(0)
