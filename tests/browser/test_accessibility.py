"""A real browser looks at every state of every page, as WCAG 2.2 AA and the issue ask."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from portal import errors
from programs.models import Program
from relations.models import Agreement, Section
from tests import people
from tests.browser.looking import summary
from tests.browser.states import SHEET, desk, make_states
from tests.factories import make_statistic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = ("/", "/programs/", SHEET, "/statistics/trade/")


def none(window):
    assert not window.faults, f"{len(window.faults)} faults\n{summary(window.faults)}"


def test_public_pages(open_window):
    _site, states = make_states(people.pilar())
    window = open_window()
    for address, status in states.items():
        window.look_at(address, expect=status)
    none(window)


def test_page_of_a_fault(open_window):
    window = open_window()
    body = errors.server_error(RequestFactory().get("/es/")).content
    window.page.route(
        "**/broken/",
        lambda route: route.fulfill(status=500, body=body, content_type="text/html; charset=utf-8"),
    )
    window.look_at("/broken/", expect=500)
    none(window)


def test_public_pages_in_spanish_in_the_dark_between_and_by_touch(open_window):
    make_states(people.pilar())
    window = open_window()
    for address in SAMPLE:
        window.look_at(f"/es{address}")
    dark = open_window(color_scheme="dark")
    dark.faults = window.faults
    for address in (*SAMPLE, "/?at=2022-10-01", "/agreements/withdrawn/"):
        dark.look_at(address, widths=(768,))
    touch = open_window(has_touch=True, is_mobile=True)
    touch.faults = window.faults
    for address in (*SAMPLE, "/?at=2022-10-01"):
        touch.look_at(address, widths=(390,), least=44)
    none(window)


def test_a_chart_wider_than_the_window_shows_its_latest_value_first(page, live_server):
    series = [(str(year), "5") for year in range(2010, 2022)]
    make_statistic("trade", observations=series).publish(people.pilar())
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/statistics/trade/")
    first, latest = page.locator(".chart-mark").first, page.locator(".chart-latest")
    assert first.bounding_box()["x"] < 0
    box = latest.bounding_box()
    assert 0 < box["x"] < box["x"] + box["width"] < 320


def test_the_desk(open_window, sign_in):
    site, _states = make_states(people.pilar())
    window = open_window()
    window.look_at(reverse("admin:login"), scrolls_at=768)
    sign_in(window, people.ruth())
    for address in desk(site):
        # One type has every template of the desk; it is looked at narrow as well.
        widths = (1280, 320) if "/agreement/" in address else (1280,)
        window.look_at(address, expect=None, widths=widths, scrolls_at=768)
    none(window)


def test_the_desk_after_a_mistake_and_before_an_end(open_window, sign_in):
    site, _states = make_states(people.pilar())
    draft = Program.objects.get(slug="draft")
    pages = ["relations_section_add", "relations_statistic_add", "auth_user_add"]
    window = open_window()
    ruth = people.ruth()
    sign_in(window, ruth)
    for page in pages:
        window.page.goto(window.base + reverse(f"admin:{page}"))
        window.page.locator("[name=_save]").click()
        window.page.locator(".problems").wait_for()
        window.examine(f"{page} with errors", widths=(1280, 320), scrolls_at=768)
    window.look_at(reverse("admin:programs_program_delete", args=[draft.pk]), scrolls_at=768)
    window.look_at(reverse("admin:relations_statistic_changelist") + "?q=nothing-has-this")
    window.look_at(reverse("admin:relations_topic_add") + "?_popup=1", scrolls_at=768)
    dark = open_window(color_scheme="dark", locale="es")
    dark.faults = window.faults
    sign_in(dark, ruth)
    form = reverse("admin:relations_agreement_change", args=[site.rows[Agreement][0].pk])
    for address in (reverse("admin:index"), reverse("admin:relations_agreement_changelist"), form):
        dark.look_at(address, widths=(768,))
    for one in (window, dark):
        one.page.set_viewport_size({"width": 1280, "height": 900})
        one.page.goto(one.base + form)
        one.page.locator("[aria-controls=preview]").click()
        one.page.frame_locator("#preview iframe").locator("h1").wait_for()
        one.examine(f"{form} beside its preview", widths=(1280, 1600))
    none(window)


def test_keyboard_walk(open_window, sign_in):
    site, _states = make_states(people.pilar())
    size = {"width": 1280, "height": 800}
    window = open_window(viewport=size, reduced_motion="reduce")
    sign_in(window, people.ruth())
    form = reverse("admin:relations_section_change", args=[site.rows[Section][0].pk])
    for address in ("/", "/programs/", SHEET, form):
        window.page.goto(window.base + address)
        stops = window.walk(address)
        assert 15 < stops < 250, (address, stops)
    none(window)
