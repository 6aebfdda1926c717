"""What a person does in a browser at the desk."""

from django.urls import reverse
from playwright.sync_api import expect


def sign_in(page, live_server, user):
    page.goto(live_server.url + reverse("admin:login"))
    enter_password(page, user)


def enter_password(page, user):
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()


def sign_out(page):
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Logged out").wait_for()


def local_drafts(page) -> list[str]:
    """The keys of the local drafts that this browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('chancery-typed'))")


def wait_for_local_draft(page):
    page.evaluate(
        """() => new Promise((resolve) => {
            const look = () =>
                Object.keys(localStorage).some((key) => key.startsWith("chancery-typed"))
                    ? resolve()
                    : requestAnimationFrame(look)
            look()
        })"""
    )


def open_form(page, live_server, section):
    """Returns the textbox of the English text, once the prose editor is there."""
    page.goto(live_server.url + reverse("admin:relations_section_change", args=[section.pk]))
    return english_text(page)


def english_text(page):
    """The prose editor's textbox, once it has taken the place of the plain one."""
    textbox = page.get_by_role("textbox", name="Text (English)")
    textbox = textbox.and_(page.locator("[contenteditable=true]"))
    textbox.wait_for()
    return textbox


def save_and_continue(page):
    """Returns when the page that answers is there; one before it may have said the same."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").press("Enter")
    page.get_by_text("was changed successfully").wait_for()


def title(page):
    return page.get_by_label("Heading (English)", exact=False).first


def take_back_and_save(page, section):
    """Put "Typed with care", which the browser has kept, back into the form, and save it."""
    expect(title(page)).to_have_value("Trade")
    page.get_by_role("button", name="Put it back").click()
    expect(title(page)).to_have_value("Typed with care")
    save_and_continue(page)
    section.refresh_from_db()
    assert section.title_en == "Typed with care"
    assert local_drafts(page) == []
