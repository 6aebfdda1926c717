"""Whoever follows the README makes an account, corrects a figure and sees it live."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from portal.staff import make_groups
from tests import people
from tests.factories import make_relationship, make_section, make_statistic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURE = '<data data-figure="trade" data-period="latest" data-show="value">x</data>'
PASSWORD = "correct horse battery"


class Newcomer:
    """A person at a browser; counts the links and buttons that they press. To fill in a form is
    free, and so is an address that the README gives."""

    def __init__(self, page, live_server):
        self.page, self.site, self.presses = page, live_server.url, 0

    def press(self, place):
        place.press("Enter")
        self.presses += 1

    def button(self, name, within=None):
        self.press((within or self.page).get_by_role("button", name=name, exact=True))

    def link(self, name):
        self.press(self.page.get_by_role("link", name=name, exact=True))

    def sign_in(self, name):
        self.page.goto(self.site + reverse("admin:index"))
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.button("Log in")


@pytest.fixture
def newcomer(page, live_server):
    make_groups()
    get_user_model().objects.create_superuser("ruth", password=PASSWORD)
    pilar = people.pilar()
    trade = make_statistic("trade", title_en="Goods and services trade", source_en="A fact sheet")
    relationship = make_relationship("united-states-mexico")
    section = make_section(relationship, "trade", body_en=f"<p>It was {FIGURE}.</p>", body_es="")
    for item in (trade, relationship, section):
        item.publish(pilar)
    return Newcomer(page, live_server)


def test_an_account_is_made_and_a_figure_corrected_and_seen_live(newcomer):
    page = newcomer.page
    newcomer.sign_in("ruth")
    newcomer.link("Add to People")
    page.get_by_label("Username").fill("nora")
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    page.get_by_role("checkbox", name="Publisher").check()
    newcomer.button("Save")
    page.get_by_text("was added successfully").wait_for()
    newcomer.button("Log out")
    page.get_by_role("heading", name="Logged out").wait_for()
    newcomer.sign_in("nora")
    content = page.get_by_role("navigation", name="Content")
    newcomer.press(content.get_by_role("link", name="Statistics"))
    newcomer.link("Goods and services trade")
    page.locator("#id_observations-0-value").fill("800.1")
    page.locator("#id_observations-0-source_en").fill("Census Bureau")
    newcomer.button("Publish now")
    step = page.get_by_role("alert").filter(has_text="Nothing is public yet")
    expect(step).to_be_focused()
    newcomer.button("Publish now", within=step)
    newcomer.link("See the page")
    expect(page.get_by_text("800.1").first).to_be_visible()
    expect(page.get_by_text("Census Bureau").first).to_be_visible()
    assert newcomer.presses <= 10
