"""A real browser: schedule, urgent fix, the moment passes, restore; no typed word is lost."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from PIL import Image as Pillow
from playwright.sync_api import expect

from delivery import locks
from relations.models import Image, Section
from tests.admin.desk import url
from tests.browser.desk import (
    enter_password,
    local_drafts,
    open_form,
    save_and_continue,
    sign_in,
    sign_out,
    take_back_and_save,
    title,
    wait_for_local_draft,
)
from tests.factories import make_relationship, make_section, make_statistic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def section(page, live_server, pilar):
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    section = make_section(relationship, "trade", title_en="Trade", body_en="<p>First text.</p>")
    section.publish(pilar)
    section.save_draft(pilar)
    sign_in(page, live_server, pilar)
    return section


def heading_in_public(page, live_server, section):
    page.goto(live_server.url + section.relationship.get_absolute_url())
    return page.locator("#trade").text_content() or ""


def test_schedule_urgent_fix_the_moment_passes_restore(page, live_server, section, pilar):
    open_form(page, live_server, section)
    title(page).fill("For October")
    page.get_by_text("Publish later").click()
    page.get_by_label("Day").fill("1 Oct 2090")
    page.get_by_label("Time", exact=False).fill("9:00")
    page.get_by_role("button", name="Publish on 1 Oct 2090, 09:00 (Mexico City)").click()
    expect(page.get_by_text("will be published on")).to_be_visible()

    title(page).fill("Urgent fix")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("1 queued edition lacks what is public now")).to_be_visible()
    page.get_by_role("link", name="Leave the queue as it is").click()
    expect(page.get_by_role("heading", name="In the queue")).to_be_visible()
    assert "Urgent fix" in heading_in_public(page, live_server, section)

    (waiting,) = section.queue(timezone.now())
    soon = section.reschedule(waiting, timezone.now() + timedelta(seconds=2), pilar).live_from
    while "For October" not in heading_in_public(page, live_server, section):
        assert timezone.now() < soon + timedelta(minutes=1)
    assert timezone.now() >= soon

    open_form(page, live_server, section)
    fix = page.locator("#editions tr", has_text="Substantive").nth(2)
    fix.get_by_role("link", name="Restore").click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    expect(title(page)).to_have_value("Urgent fix")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("is published.")).to_be_visible()
    assert "Urgent fix" in heading_in_public(page, live_server, section)


def test_a_second_tab_cannot_overwrite_the_first(page, context, live_server, section):
    open_form(page, live_server, section)
    other = context.new_page()
    open_form(other, live_server, section)
    title(page).fill("From the first tab")
    save_and_continue(page)
    title(other).fill("From the second tab")
    other.get_by_role("button", name="Save and continue").click()
    merge = other.get_by_role("region", name="Someone else saved this")
    expect(merge.get_by_text("From the first tab")).to_be_visible()
    section.refresh_from_db()
    assert section.title_en == "From the first tab"
    merge.get_by_label("Keep mine").focus()
    other.keyboard.press("Space")
    step = other.get_by_role("alert").filter(has_text="Nothing of yours is saved yet")
    step.get_by_role("button", name="Save and continue").click()
    expect(other.get_by_text("was changed successfully")).to_be_visible()
    section.refresh_from_db()
    assert section.title_en == "From the second tab"


def test_what_was_typed_survives_an_expired_session(page, context, live_server, section, pilar):
    textbox = open_form(page, live_server, section)
    title(page).fill("Typed with care")
    textbox.click()
    page.keyboard.press("End")
    page.keyboard.type(" And more.")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and continue").click()
    enter_password(page, pilar)
    expect(title(page)).to_have_value("Trade")
    page.get_by_role("button", name="Put it back").click()
    expect(title(page)).to_have_value("Typed with care")
    expect(page.get_by_role("textbox", name="Text (English)")).to_contain_text("And more.")
    section.refresh_from_db()
    assert section.title_en == "Trade"
    save_and_continue(page)
    section.refresh_from_db()
    assert (section.title_en, section.body_en) == (
        "Typed with care",
        "<p>First text. And more.</p>",
    )
    assert page.get_by_role("button", name="Put it back").count() == 0
    assert local_drafts(page) == []


def test_signing_out_leaves_nothing_typed_behind(page, live_server, section, pilar):
    open_form(page, live_server, section)
    title(page).fill("Between us")
    with page.expect_navigation():
        page.reload()
    expect(page.get_by_role("button", name="Put it back")).to_be_visible()
    title(page).fill("Between us two")
    sign_out(page)
    assert local_drafts(page) == []


def test_text_of_a_form_that_is_open_elsewhere_is_offered_once_it_is_left(
    page, context, live_server, section
):
    open_form(page, live_server, section)
    title(page).fill("Half a thought")
    wait_for_local_draft(page)
    other = context.new_page()
    open_form(other, live_server, section)
    offer = other.get_by_role("button", name="Put it back")
    assert local_drafts(other)
    assert offer.count() == 0
    page.close()
    offer.click()
    expect(title(other)).to_have_value("Half a thought")


def test_what_was_typed_survives_a_sign_in_in_another_tab(
    page, context, live_server, section, pilar
):
    open_form(page, live_server, section)
    title(page).fill("Typed with care")
    wait_for_local_draft(page)
    other = context.new_page()
    open_form(other, live_server, section)
    sign_out(other)
    sign_in(other, live_server, pilar)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Go back and reload the page")).to_be_visible()
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Put it back").click()
    save_and_continue(page)
    section.refresh_from_db()
    assert section.title_en == "Typed with care"


def test_what_was_typed_survives_others_who_are_saving(page, live_server, section):
    open_form(page, live_server, section)
    title(page).fill("Typed with care")
    places = [locks._places.acquire(blocking=False) for _ in range(locks.MAX_WAITING)]
    assert all(places)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("This page keeps what you typed.")).to_be_visible()
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_text("Nothing you sent was saved")).to_be_visible()

    # Whoever leaves that page finds the text at the form.
    page.goto(page.url)
    expect(title(page)).to_have_value("Trade")
    page.get_by_role("button", name="Put it back").click()
    expect(title(page)).to_have_value("Typed with care")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("This page keeps what you typed.")).to_be_visible()
    for _ in places:
        locks._places.release()
    page.get_by_role("button", name="Save again").click()
    page.get_by_text("was changed successfully").wait_for()
    section.refresh_from_db()
    assert section.title_en == "Typed with care"
    assert local_drafts(page) == []


def test_what_was_typed_survives_a_save_that_the_database_could_not_take(
    page, live_server, section, monkeypatch
):
    def unavailable(*args):
        raise OperationalError("disk I/O error")

    open_form(page, live_server, section)
    title(page).fill("Typed with care")
    with monkeypatch.context() as patched:
        patched.setattr(Section, "save_draft", unavailable)
        page.get_by_role("button", name="Save and continue").click()
        expect(page.get_by_text("Nothing you sent was saved.")).to_be_visible()
    page.get_by_role("link", name="open the form again").click()
    expect(page.get_by_text("has not confirmed that it is saved")).to_be_visible()
    take_back_and_save(page, section)


def test_what_was_typed_in_a_row_comes_back_to_that_row(page, live_server, pilar):
    statistic = make_statistic("trade", [("2020", 577)])
    sign_in(page, live_server, pilar)
    address = live_server.url + url(statistic, "change", statistic.pk)
    page.goto(address)
    page.locator("[name=observations-0-value]").fill("578")
    page.locator("#observations-group .add-row a").click()
    page.locator("[name=observations-1-period]").fill("2019")
    wait_for_local_draft(page)
    page.goto("about:blank")
    statistic.observations.create(period="2021", value=725)  # which now stands first

    page.goto(address)
    page.get_by_role("button", name="Put it back").click()
    shown = {
        number: (
            page.locator(f"[name=observations-{number}-period]").input_value(),
            page.locator(f"[name=observations-{number}-value]").input_value(),
        )
        for number in range(3)
    }
    assert shown == {0: ("2021", "725"), 1: ("2020", "578"), 2: ("2019", "")}


def test_picture_stays_chosen_when_its_form_is_refused(page, live_server, ruth, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "bridge.png"
    Pillow.new("RGB", (40, 30), "teal").save(file)
    ruth.set_password("correct horse battery")
    ruth.save()
    sign_in(page, live_server, ruth)
    page.goto(live_server.url + url(Image, "add"))
    page.get_by_label("Title").fill("Bridge")
    page.locator("[name=file]").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Describe the picture in both languages, or mark it").first.wait_for()
    page.wait_for_function("document.querySelector('[name=file]').files[0]?.name === 'bridge.png'")

    page.get_by_label("Decorative").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was added successfully").wait_for()
    assert Image.objects.get().title == "Bridge"
