"""A real browser at the pages of signing in; what was typed before survives each way back."""

from base64 import b32decode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from portal.staff import make_groups
from relations.models import Topic
from tests.accounts.devices import code_of, enroll
from tests.accounts.provider import running_provider
from tests.browser.desk import (
    enter_password,
    local_drafts,
    open_form,
    save_and_continue,
    sign_in,
    take_back_and_save,
    title,
    wait_for_local_draft,
)
from tests.browser.looking import Window, summary
from tests.factories import make_relationship, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ruth(db):
    return get_user_model().objects.create_superuser("ruth", password="correct horse battery")


@pytest.fixture
def section(pilar):
    relationship = make_relationship("united-states-mexico")
    relationship.publish(pilar)
    section = make_section(relationship, "trade", title_en="Trade", body_en="<p>First text.</p>")
    section.publish(pilar)
    section.save_draft(pilar)
    return section


def enter_code(page, code):
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()


def offered(page) -> TOTPDevice:
    """The authenticator that the page offers: an app would read its picture."""
    key = page.locator(".steps code").inner_text().replace(" ", "")
    return TOTPDevice(key=b32decode(key).hex())


def end_session(context):
    context.clear_cookies(name="sessionid")


def save(page):
    page.get_by_role("button", name="Save and continue").click()


def test_typed_text_survives_password_and_code(page, context, live_server, section, pilar):
    device = enroll(pilar)
    sign_in(page, live_server, pilar)
    enter_code(page, code_of(device))
    open_form(page, live_server, section)
    title(page).fill("Typed with care")
    end_session(context)
    save(page)
    enter_password(page, pilar)
    enter_code(page, "000000")
    expect(page.get_by_text("This code is not right").first).to_be_visible()
    enter_code(page, code_of(device, 1))
    take_back_and_save(page, section)


def test_typed_text_survives_that_the_second_factor_is_asked_of_all(
    page, live_server, section, pilar, settings
):
    sign_in(page, live_server, pilar)
    open_form(page, live_server, section)
    title(page).fill("Typed with care")
    settings.REQUIRE_SECOND_FACTOR = True
    save(page)
    page.get_by_role("heading", name="Set up the second factor").wait_for()
    page.get_by_label("Code").fill(code_of(offered(page)))
    page.get_by_role("button", name="Set up").click()
    page.get_by_role("link", name="I have kept them").click()
    take_back_and_save(page, section)


def test_typed_text_survives_the_way_over_a_provider(page, context, live_server, section, settings):
    make_groups()
    with running_provider() as provider:
        for name, value in provider.settings().items():
            setattr(settings, name, value)
        settings.AUTHENTICATION_BACKENDS = ["accounts.oidc.ProviderBackend"]
        settings.LOCAL_PASSWORDS = False
        settings.SITE_URL = live_server.url
        provider.person["groups"] = ["Publishers"]
        page.goto(live_server.url + reverse("admin:login"))
        page.get_by_role("button", name="Sign in with the ministry").click()
        page.get_by_role("heading", name="Desk").wait_for()
        open_form(page, live_server, section)
        title(page).fill("Typed with care")
        end_session(context)
        save(page)
        page.get_by_role("button", name="Sign in with the ministry").click()
        take_back_and_save(page, section)


def test_typed_text_of_every_form_survives_an_expired_session(
    page, context, live_server, section, ruth
):
    """Of reference data and of the pages below an item as well."""
    topic = Topic.objects.create(name_en="Trade", name_es="Comercio", slug="trade")
    sign_in(page, live_server, ruth)
    forms = [
        ("relations_topic_change", topic.pk, "name_en"),
        ("relations_section_withdraw", section.pk, "reason_en"),
        ("relations_section_move", section.pk, "slug"),
    ]
    for name, key, field in forms:
        page.goto(live_server.url + reverse(f"admin:{name}", args=[key]))
        page.locator(f"[name={field}]").fill("typed-with-care")
        wait_for_local_draft(page)
        end_session(context)
        page.locator("[name=_continue], .acts [type=submit]").first.click()
        enter_password(page, ruth)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator(f"[name={field}]")).to_have_value("typed-with-care")
        page.get_by_role("button", name="Put it back").wait_for(state="detached")
        page.evaluate("localStorage.clear()")


def test_what_is_saved_leaves_no_draft(page, live_server, section, ruth):
    topic = Topic.objects.create(name_en="Trade", name_es="Comercio", slug="trade")
    sign_in(page, live_server, ruth)
    page.goto(live_server.url + reverse("admin:relations_topic_change", args=[topic.pk]))
    page.locator("[name=name_en]").fill("Commerce")
    save_and_continue(page)
    assert local_drafts(page) == []
    topic.refresh_from_db()
    assert topic.name_en == "Commerce"


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark", "locale": "es"}], ids=str)
def test_the_pages_of_signing_in(browser, live_server, settings, pilar, options):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.OIDC_RP_CLIENT_ID, settings.OIDC_NAME = "chancery", "the ministry"
    context = browser.new_context(**options)
    window = Window(context.new_page(), live_server.url)
    page, widths = window.page, (1280, 320)
    uid = urlsafe_base64_encode(force_bytes(pilar.pk))
    link = reverse("new-password", args=[uid, default_token_generator.make_token(pilar)])
    for address in (
        reverse("admin:login"),
        reverse("admin_password_reset"),
        reverse("password_reset_done"),
        link,
        "/admin/new-password/x/y/",
    ):
        window.look_at(address, widths=widths)
    page.goto(live_server.url + reverse("admin:login"))
    page.locator("[name=username]").fill("pilar")
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("#login-form [type=submit]").click()
    code = page.locator("[name=code]")
    code.wait_for()
    window.examine("enroll", widths=widths)
    window.walk("enroll")
    device = offered(page)
    code.fill("000000")
    page.locator("#content .submit-row [type=submit]").click()
    page.locator(".errorlist").wait_for()
    window.examine("enroll with an error", widths=widths)
    code.fill(code_of(device))
    page.locator("#content .submit-row [type=submit]").click()
    page.locator(".recovery-codes").wait_for()
    window.examine("recovery codes", widths=widths)
    window.look_at(reverse("second-factor"), widths=widths)
    end_session(context)
    page.goto(live_server.url + reverse("admin:login"))
    page.locator("[name=username]").fill("pilar")
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("#login-form [type=submit]").click()
    code.wait_for()
    window.examine("code", widths=widths)
    window.walk("code")
    context.close()
    assert not window.faults, summary(window.faults)
