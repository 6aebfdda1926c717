"""Text has room: words of any length, wide spacing, and the first stop of the keyboard."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from playwright.sync_api import expect

from publishing.items import item_models
from publishing.snapshot import part_models
from relations.models import Agreement
from relations.prose.field import ProseField
from tests import people
from tests.browser.looking import TEXT_SPACING, summary
from tests.browser.states import SHEET, desk, make_states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LISTS = [f"{model._meta.app_label}_{model._meta.model_name}" for model in item_models()]
LISTS += ["relations_topic", "relations_organization", "publishing_change", "auth_user"]
LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


def none(window):
    assert not window.faults, f"{len(window.faults)} faults\n{summary(window.faults)}"


def stretch(row: models.Model) -> None:
    """Let every text of a row be one word, as long as its column takes."""
    for column in row._meta.concrete_fields:
        told = getattr(row, column.attname) or column.name.endswith(("_en", "_es"))
        if column.choices or column.primary_key or not told:
            continue
        word = LONG[: column.max_length or len(LONG)]
        if isinstance(column, ProseField):
            word = f"<h2>{LONG}</h2><p>{LONG} <code>{LONG}</code></p><ul><li>{LONG}</li></ul>"
        elif isinstance(column, models.URLField):
            word = f"https://example.org/{LONG}"
        elif not isinstance(column, models.CharField | models.TextField):
            continue
        before = getattr(row, column.attname)
        setattr(row, column.attname, word)
        try:
            row.clean_fields(exclude=[it.name for it in row._meta.fields if it is not column])
        except ValidationError:
            setattr(row, column.attname, before)
    row.save()


def stretch_site(by):
    site, _states = make_states(by)
    for model, rows in site.rows.items():
        if model not in item_models():
            for row in rows:
                stretch(row)
    for item in site.items:
        for name in item.published_parts:
            for part in part_models(type(item), name)[0]._default_manager.all():
                stretch(part)
        slug = item.slug
        stretch(item)
        type(item)._default_manager.filter(pk=item.pk).update(slug=slug)
        item.slug = slug
    for item in site.items:
        item.publish(by)
    return site


def pages_of(site) -> list[str]:
    lists = [f"/{name}/" for name in ("programs", "agreements", "statistics", "relations")]
    items = [url for item in site.items if "#" not in (url := item.get_absolute_url())]
    histories = [f"{url}history/" for url in items]
    views = ["/agreements/?view=table", "/programs/?q=Donaudampfschifffahrt"]
    return [*dict.fromkeys(["/", "/updates/", *lists, *items, *histories, *views])]


def test_words_of_any_length_have_room_on_public_pages(open_window):
    site = stretch_site(people.pilar())
    window = open_window()
    for address in pages_of(site):
        window.find_lack_of_room(address)
    none(window)


def test_words_of_any_length_have_room_at_the_desk(open_window, sign_in):
    site = stretch_site(people.pilar())
    window = open_window()
    sign_in(window, people.ruth())
    pages = [page for page in desk(site) if "/agreement/" in page or page.endswith("/change/")]
    pages += [reverse("admin:index"), reverse("queue"), reverse("styleguide")]
    pages += [reverse(f"admin:{name}_changelist") for name in LISTS]
    for address in pages:
        window.find_lack_of_room(address, overlaps=False)
    none(window)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_text_that_is_set_wider_has_room(open_window, prefix):
    pilar = people.pilar()
    site, _states = make_states(pilar)
    treaty = site.rows[Agreement][0]
    treaty.abbreviation_en = treaty.abbreviation_es = "Tratado de Aguas de 1944"
    treaty.save()
    treaty.publish(pilar)
    window = open_window()
    for address in pages_of(site):
        window.find_lack_of_room(prefix + address, spacing=TEXT_SPACING)
    none(window)


@pytest.mark.parametrize(
    ("address", "link"), [("/", ".skip"), ("/es/", ".skip"), ("/admin/", ".skip-to-content-link")]
)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_skip_link_comes_first_whole_and_outlined(open_window, sign_in, address, link, width):
    window = open_window(viewport={"width": width, "height": 700})
    sign_in(window, people.ruth())
    window.page.goto(window.base + address)
    window.page.keyboard.press("Tab")
    skip = window.page.locator(link)
    expect(skip).to_be_focused()
    around = skip.evaluate(
        """element => {
          const {x, y, right} = element.getBoundingClientRect()
          const {outlineStyle, outlineWidth, outlineOffset} = getComputedStyle(element)
          const away = parseFloat(outlineWidth) + parseFloat(outlineOffset)
          return {style: outlineStyle, thick: parseFloat(outlineWidth),
            left: x - away, top: y - away, right: right + away}
        }"""
    )
    assert around["style"] == "solid"
    assert around["thick"] >= 2
    assert 0 <= around["left"] < around["right"] <= width
    assert around["top"] >= 0
    window.page.keyboard.press("Enter")
    assert "#" in window.page.url


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("width", [1280, 800, 700, 390, 320])
def test_the_keyboard_follows_the_eye_through_the_head(open_window, width, prefix):
    make_states(people.pilar())
    window = open_window(viewport={"width": width, "height": 700})
    window.page.goto(window.base + prefix + SHEET)
    stops = window.page.evaluate(
        """() => [...document.querySelectorAll(".masthead a")]
          .map(link => link.getBoundingClientRect())
          .map(({x, y, height}) => [Math.round((y + height / 2) / 20), x])"""
    )
    assert len(stops) > 4
    for one, following in pairwise(stops):
        assert one < following, stops


@pytest.mark.parametrize("width", [320, 1280])
def test_a_button_breaks_inside_no_word(page, live_server, width):
    page.set_viewport_size({"width": width, "height": 800})
    lines = """(button) => {
      const words = document.createRange()
      words.selectNodeContents(button)
      return words.getClientRects().length
    }"""
    page.goto(f"{live_server.url}/updates/")
    assert page.get_by_role("button", name="Read", exact=True).evaluate(lines) == 1
