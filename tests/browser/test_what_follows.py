"""A real browser: as the form of an agreement is filled in, each rule reads back as a sentence with
its dates, with the script and without it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from relations.models import Rule
from tests import people
from tests.browser.desk import sign_in
from tests.browser.looking import AXE, CRITERIA, RUN_AXE
from tests.browser.test_editing import complaints
from tests.factories import make_agreement

__all__ = ["complaints"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENTENCE = "Ends 16 years after the entry into force."


@pytest.fixture
def treaty():
    treaty = make_agreement("treaty", kind="treaty", binding="binding")
    treaty.events.create(kind="in_force", happened_on="2020-07-01")
    return treaty


def open_treaty(page, live_server, treaty):
    sign_in(page, live_server, people.pilar())
    page.goto(live_server.url + reverse("admin:relations_agreement_change", args=[treaty.pk]))


def test_a_rule_reads_back_while_it_is_typed(page, live_server, treaty, complaints):
    open_treaty(page, live_server, treaty)
    page.get_by_role("button", name="Add another Rule").click()
    row = page.locator("#rules-0")
    row.get_by_label("Rule:").select_option("term")
    expect(row.get_by_label("Who owes it (English)")).to_be_hidden()
    expect(row.get_by_label("Notice of")).to_be_hidden()
    row.get_by_label("Length").fill("16")
    row.get_by_label("Counted from").select_option("in_force")
    expect(row.get_by_text(SENTENCE)).to_be_visible()
    expect(row.get_by_text("July 1, 2036")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Today: In force.")).to_be_visible()
    row.get_by_label("Rule:").select_option("duty")  # what was typed stays in sight
    expect(row.get_by_label("Length")).to_have_value("16")
    expect(row.get_by_label("Who owes it (English)")).to_be_visible()
    page.locator("#events-0 summary").click()
    page.locator("#id_events-0-happened_on").fill("5 May 2021")
    expect(page.locator("#events-0 summary")).to_have_text("Entered into force May 5, 2021")
    assert not Rule.objects.exists()
    assert complaints == []  # axe itself writes inline styles, which the policy refuses
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, CRITERIA) == []


def test_without_the_script_a_button_shows_what_follows(browser, live_server, treaty):
    treaty.rules.create(kind="term", day="2036-07-01", amount=16, anchor="in_force")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_treaty(page, live_server, treaty)
    page.locator("#rules-0 summary").click()
    page.locator("#id_rules-0-day").fill("")
    page.locator("#id_title_en").fill("Typed and not saved")
    page.get_by_role("button", name="Show what follows").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    expect(page.locator("#rules-0 summary")).to_have_text(SENTENCE)
    expect(page.locator("#rules-0-follows")).to_contain_text("July 1, 2036")
    expect(page.locator("#id_title_en")).to_have_value("Typed and not saved")
    assert Rule.objects.get().day == "2036-07-01"
    context.close()
