"""A real browser: the preview stands beside the form and follows each save."""

import pytest
from playwright.sync_api import expect

from tests import people
from tests.browser.desk import open_form, save_and_continue, sign_in
from tests.factories import make_relationship, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def section(page, live_server):
    page.set_viewport_size({"width": 1440, "height": 900})
    long = "<p>English text.</p>" * 80
    section = make_section(make_relationship(), "trade", title_en="Trade", body_en=long)
    sign_in(page, live_server, people.ana())
    return section


def pane_of(page):
    return page.get_by_role("complementary", name="Preview")


def preview_in(page):
    return page.frame_locator("iframe[title='Preview of the public page']")


def test_the_preview_follows_saving_by_keyboard_alone(page, live_server, section):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    open_form(page, live_server, section)
    expect(pane_of(page)).to_be_hidden()
    page.get_by_role("button", name="Preview beside the form", expanded=False).press("Enter")
    expect(page.get_by_role("button", name="Preview beside", expanded=True)).to_be_focused()
    preview, status = preview_in(page), pane_of(page).get_by_role("status")
    expect(preview.get_by_role("heading", name="Trade")).to_be_in_viewport()
    last = preview.get_by_text("English text.").last
    last.scroll_into_view_if_needed()
    expect(preview.get_by_role("heading", name="Trade")).not_to_be_in_viewport()

    page.get_by_label("Heading (English)").fill("Commerce")
    expect(status).to_contain_text("Not saved yet: the preview shows the last saved draft.")
    expect(preview.get_by_role("heading", name="Trade")).to_have_count(1)
    save_and_continue(page)
    expect(preview.get_by_role("heading", name="Commerce")).to_have_count(1)
    expect(status).to_contain_text("Shows the last saved draft, of")
    expect(last).to_be_in_viewport()

    pane_of(page).get_by_role("button", name="Spanish").press("Enter")
    expect(preview.get_by_role("heading", name="Sección trade")).to_be_visible()
    pane_of(page).get_by_role("button", name="Close").press("Enter")
    expect(page.get_by_role("button", name="Preview beside", expanded=False)).to_be_focused()
    assert complaints == []


def test_the_form_stays_where_links_lead_and_in_narrow_windows(page, live_server, section):
    open_form(page, live_server, section)
    page.get_by_role("button", name="Preview beside the form").click()
    with page.context.expect_page() as opened:
        preview_in(page).get_by_role("link", name="Agreements").first.click()
    expect(opened.value).to_have_url(live_server.url + "/agreements/")
    expect(pane_of(page)).to_be_visible()

    page.set_viewport_size({"width": 1024, "height": 900})
    expect(pane_of(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Preview beside the form")).to_be_hidden()
    expect(page.get_by_role("link", name="Preview, English")).to_be_visible()
