"""Signing in, and who may go where."""

import base64
import hashlib
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import people
from tests.admin.desk import open_form, url
from tests.factories import make_section

pytestmark = pytest.mark.django_db


def test_the_page_says_where_one_is_and_what_to_do(client):
    page = client.get(reverse("admin:login")).text
    assert "<h1>Sign in</h1>" in page
    assert "Chancery" in page


def test_signing_in_leads_to_the_desk_and_to_no_other_site(client):
    people.ana()
    values = {"username": "ana", "password": "correct horse battery", "next": "//elsewhere.example"}
    response = client.post(reverse("admin:login"), values)
    assert response["Location"] == reverse("admin:index")


def test_no_page_of_the_desk_is_open_to_the_public(client):
    for model in admin.site._registry:
        for page in ("changelist", "add"):
            assert client.get(url(model, page)).status_code == 302


def test_staff_without_a_permission_are_refused_every_page(client):
    client.force_login(people.make_staff("nina"))
    section = make_section()
    for page, args in [
        ("changelist", ()),
        ("add", ()),
        *((page, (section.pk,)) for page in ("change", "delete", "preview", "history")),
    ]:
        assert client.get(url(section, page, *args)).status_code == 403, page
    query = {"app_label": "relations", "model_name": "section", "field_name": "topics"}
    assert client.get("/admin/autocomplete/", query).status_code == 403


def test_the_import_map_of_the_editor_is_allowed_by_its_hash(client):
    client.force_login(people.ana())
    response = open_form(client, make_section())
    script = re.search(r'<script type="importmap">(.*?)</script>', response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = response["Content-Security-Policy"]
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_public_pages_do_not_get_the_hash(client):
    assert "sha256" not in client.get("/relations/")["Content-Security-Policy"]
