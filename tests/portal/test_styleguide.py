"""The style guide shows every component to staff, whatever the database holds."""

from pathlib import Path

import pytest
from django.conf import settings
from justhtml import JustHTML

from portal.styleguide import ERRORS

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FRAMES = {"_error.html", "_fault.html", "lists/_title.html"}  # shown by the pages that extend them


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/404/"])
def test_style_guide_is_for_staff(client, django_user_model, path):
    signed_out = client.get(path)
    assert signed_out.status_code == 302
    assert signed_out["Location"] == f"/admin/login/?next={path}"
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(path).status_code == 302


def test_style_guide_shows_a_link_that_is_dead_and_others_that_are_not(client, ana):
    client.force_login(ana)
    page = client.get("/styleguide/").text
    external = page.count('rel="external"')
    assert 0 < page.count("this link did not work on 3 days") < external


@pytest.mark.parametrize("path", ["/styleguide/", "/es/styleguide/"])
def test_style_guide_is_a_valid_page_kept_out_of_search(client, ana, path):
    client.force_login(ana)
    response = client.get(path)
    assert response["X-Robots-Tag"] == "noindex"
    text = response.content.decode()
    assert not JustHTML(text, collect_errors=True).errors
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert "too low" not in text


def test_every_partial_is_shown(client, ana):
    client.force_login(ana)
    rendered = {template.name for template in client.get("/styleguide/").templates}
    partials = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("_*.html")}
    missing = {name for name in partials - rendered - FRAMES if not name.startswith("admin/")}
    assert not missing


@pytest.mark.parametrize("status", ERRORS)
def test_pages_of_errors_can_be_looked_at(client, ana, status):
    client.force_login(ana)
    response = client.get(f"/styleguide/{status}/")
    assert response.status_code == 200
    assert b"<h1>" in response.content
    assert client.get("/styleguide/418/").status_code == 404
