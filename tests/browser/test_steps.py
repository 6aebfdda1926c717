"""What a form is refused for, and what an act still takes, has the focus; each way leads there."""

import pytest
from playwright.sync_api import expect

from relations.models import Section
from tests import people
from tests.admin.desk import url
from tests.browser.desk import sign_in
from tests.factories import make_agreement, make_relationship, make_section, make_statistic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIGURE = '<data data-figure="trade" data-period="latest" data-show="value">x</data>'


@pytest.fixture
def pilar():
    return people.pilar()


@pytest.fixture
def trade(pilar):
    """A public statistic whose value stands in a public sentence."""
    trade = make_statistic("trade", title_en="Trade")
    relationship = make_relationship("united-states-mexico")
    section = make_section(relationship, "trade", body_en=f"<p>It was {FIGURE}.</p>", body_es="")
    for item in (trade, relationship, section):
        item.publish(pilar)
    return trade


def value(page):
    return page.locator("#id_observations-0-value")


def test_publishing_says_first_that_it_is_not_done(page, live_server, pilar, trade):
    sign_in(page, live_server, pilar)
    page.goto(live_server.url + url(trade, "change", trade.pk))
    value(page).fill("800")
    page.get_by_role("button", name="Publish now").click()
    step = page.get_by_role("alert").filter(has_text="Nothing is public yet")
    expect(step).to_be_focused()
    expect(step).to_be_in_viewport()
    button = step.get_by_role("button", name="Publish now")
    expect(button).to_be_in_viewport()
    assert trade.editions.count() == 1
    button.press("Enter")
    page.get_by_role("link", name="See the page").wait_for()
    assert trade.editions.count() == 2


def test_enter_in_a_field_saves_a_draft_where_the_step_offers_to_publish(
    page, live_server, pilar, trade
):
    sign_in(page, live_server, pilar)
    page.goto(live_server.url + url(trade, "change", trade.pk))
    value(page).fill("800")
    page.get_by_role("button", name="Publish now").click()
    page.get_by_role("alert").filter(has_text="Nothing is public yet").wait_for()
    with page.expect_navigation():
        value(page).press("Enter")
    page.get_by_text("was changed successfully").wait_for()
    assert trade.editions.count() == 1
    assert trade.observations.get().value == 800


def test_each_error_leads_to_its_field(page, live_server, pilar):
    agreement = make_agreement(title_en="A pact")
    agreement.mechanisms.create(name_en="A group")
    sign_in(page, live_server, pilar)
    page.goto(live_server.url + url(agreement, "change", agreement.pk))
    page.get_by_label("Date of the source").fill("some day")
    page.locator("#mechanisms-group summary").click()
    page.locator("#id_mechanisms-0-position").fill("-1")
    page.wait_for_load_state("networkidle")  # the form has asked what follows
    page.get_by_role("button", name="Save draft").click()
    problems = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(problems).to_be_focused()
    problems.get_by_role("link", name="Date of the source:").press("Enter")
    expect(page.get_by_label("Date of the source")).to_be_focused()
    problems.get_by_role("link", name="Mechanisms, row 1, Position:").press("Enter")
    expect(page.locator("#id_mechanisms-0-position")).to_be_focused()
    expect(page.locator("#id_mechanisms-0-position")).to_be_in_viewport()


def test_errors_of_a_new_item_have_the_focus_and_lead_to_what_took_the_fields_place(
    page, live_server, pilar
):
    sign_in(page, live_server, pilar)
    page.goto(live_server.url + url(Section, "add"))
    page.locator(".ProseMirror[contenteditable=true]").first.wait_for()
    page.get_by_role("button", name="Publish now").click()
    problems = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(problems).to_be_focused()
    problems.get_by_role("link", name="Relationship:").press("Enter")
    expect(page.locator(".field-relationship [role=combobox]")).to_be_focused()


def test_a_picker_offers_first_what_belongs_to_the_relationship(page, live_server, pilar):
    for slug in ("first", "second"):
        relationship = make_relationship(slug, title_en=slug.title())
        make_section(relationship, title_en="Overview")
    sign_in(page, live_server, pilar)
    agreement = make_agreement()
    agreement.relationships.set([relationship])
    for name in ("first", "second"):
        other = make_agreement(title_en="Pact")
        other.relationships.set([type(relationship).objects.get(slug=name)])
    section = make_section(relationship)
    page.goto(live_server.url + url(section, "change", section.pk))
    page.locator(".field-agreements .select2-search__field").click()
    options = page.locator(".select2-results__option[role=option]").filter(has_text="Pact")
    expect(options).to_have_text(["Pact · Second", "Pact · First"])


def test_what_is_needed_is_marked(page, live_server, pilar):
    sign_in(page, live_server, pilar)
    page.goto(live_server.url + url(Section, "add"))
    mark = "(label) => getComputedStyle(label, '::after').content"
    assert page.locator("label[for=id_relationship]").evaluate(mark) == '" *"'
    assert page.locator("label[for=id_shows]").evaluate(mark) != '" *"'
    expect(page.get_by_text("Fields marked * are needed to save.")).to_be_visible()
    expect(page.get_by_label("Heading (English)")).to_have_accessible_description(
        "Needed to publish, in one language at least."
    )
