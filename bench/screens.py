"""Takes the pictures of the tour in README: `./dev screens`.

Loads the demo into a throw-away site, serves it as `./dev run` does, opens each page in Debian's
chromium and writes it to docs/screens/ as a small WebP file.
"""

import io
import os
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.site import ROOT, browser_path, manage, served, throw_away_site

SCREENS = ROOT / "docs" / "screens"
MAX_BYTES = 60_000
WIDE, NARROW = (1280, 900), (375, 760)
STAFF = {"USERNAME": "ines", "EMAIL": "ines@example.org", "PASSWORD": "a-picture-is-taken"}


class Screen(NamedTuple):
    """A page to take a picture of, and how it is looked at."""

    name: str
    path: str
    window: tuple[int, int] = WIDE
    dark: bool = False
    staff: bool = False
    language: str = "en"


TOUR = (
    Screen("home", "/"),
    Screen("fact-sheet", "/relations/united-states-mexico/"),
    Screen("programs", "/programs/?audience=teachers"),
    Screen("agreements", "/es/agreements/?view=table"),
    Screen("statistics", "/statistics/", dark=True),
    Screen("program", "/es/programs/jovenes-en-accion/", NARROW),
    Screen("agreement", "/agreements/usmca/"),
    Screen("statistic", "/statistics/goods-services-trade/", NARROW, dark=True),
    Screen("empty-list", "/agreements/?kind=treaty&topic=education", NARROW),
    Screen("as-of", "/relations/united-states-mexico/?at=2022-10-01"),
    Screen("sign-in", "/admin/login/"),
    Screen("admin-list", "/admin/programs/program/", staff=True),
    Screen("admin-form", "/admin/relations/agreement/?q=usmca", staff=True, language="es"),
)


def main() -> None:
    path_of_browser = browser_path()
    SCREENS.mkdir(parents=True, exist_ok=True)
    for name, value in STAFF.items():
        os.environ[f"DJANGO_SUPERUSER_{name}"] = value
    with throw_away_site() as environment, sync_playwright() as playwright:
        manage(environment, "prepare")
        manage(environment, "createsuperuser", "--noinput", "--verbosity=0")
        with served(environment) as site:
            browser = playwright.chromium.launch(
                executable_path=path_of_browser, args=["--no-sandbox", "--disable-gpu"]
            )
            for screen in TOUR:
                path = take(browser, site, screen)
                print(f"{path.stat().st_size / 1000:6.1f} kB  {path.relative_to(ROOT)}")
            browser.close()


def take(browser: Browser, site: str, screen: Screen) -> Path:
    width, height = screen.window
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if screen.dark else "light",
        locale=screen.language,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if screen.staff:
        sign_in(page, site)
    page.goto(f"{site}{screen.path}", wait_until="networkidle")
    if screen.name == "admin-form":
        form = page.locator("#result_list tbody th a").first.get_attribute("href")
        page.goto(f"{site}{form}", wait_until="networkidle")
    picture = page.screenshot()
    context.close()
    return save(picture, SCREENS / f"{screen.name}.webp")


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/login/")
    page.fill("#id_username", STAFF["USERNAME"])
    page.fill("#id_password", STAFF["PASSWORD"])
    page.click("[type=submit]")
    page.wait_for_url(f"{site}/admin/")


def save(picture: bytes, path: Path) -> Path:
    """Write a picture at the best quality that keeps the file small."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in range(82, 20, -8):
        image.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= MAX_BYTES:
            break
    return path


if __name__ == "__main__":
    main()
