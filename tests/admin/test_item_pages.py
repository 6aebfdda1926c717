"""The pages below the form of an item: which permission each takes, and what a refusal says."""

import pytest
from django.contrib import admin
from django.utils import timezone

from publishing.admin.pages import ITEM_PAGES, VIEW
from publishing.items import item_models
from relations.models import Section
from tests import people
from tests.admin.desk import url
from tests.factories import make_section

pytestmark = pytest.mark.django_db

PAGES = pytest.mark.parametrize("name", ITEM_PAGES)
# What a page of that name says to who may view an item, and not publish it.
REFUSALS = {
    "queue": "The queue is changed with the permission to publish.",
    "withdraw": "Withdrawing needs the permission to publish.",
    "move": "Moving needs the permission to publish.",
    "note": "Correcting a note needs the permission to publish.",
    "audit": "The audit is for those who publish, and that of an item for its owner.",
    "review": "Recording a review needs the permission to publish.",
}


@pytest.fixture
def section():
    section = make_section(slug="here")
    section.publish(people.pilar())
    return section


def open_page(client, section, name):
    return client.get(address(section, name))


def post_page(client, section, name):
    return client.post(address(section, name), {"slug": "there", "kind": "withdrawn"})


def address(section, name):
    edition = section.edition_at(timezone.now())
    return f"{url(section, name, section.pk)}?edition={edition.identifier}"


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_every_type_of_item_has_every_page(model):
    names = {pattern.name for pattern in admin.site.get_model_admin(model).get_urls()}
    prefix = f"{model._meta.app_label}_{model._meta.model_name}"
    assert {f"{prefix}_{name}" for name in ITEM_PAGES} <= names


def test_a_page_that_is_not_for_all_who_view_says_so():
    needs = {name for name, page in ITEM_PAGES.items() if {page.to_open, page.to_post} != {VIEW}}
    assert {name: str(ITEM_PAGES[name].refusal) for name in needs} == REFUSALS


@PAGES
@pytest.mark.parametrize("visit", [open_page, post_page])
def test_who_may_view_is_refused_what_takes_publishing(client, section, name, visit):
    page = ITEM_PAGES[name]
    needed = page.to_open if visit is open_page else page.to_post
    for person in (people.ana(), people.make_staff("vera", "view")):
        client.force_login(person)
        response = visit(client, section, name)
        if needed == VIEW:
            assert response.status_code == 200
        else:
            assert response.status_code == 403
            assert REFUSALS[name] in response.text
    section.refresh_from_db()
    assert section.slug == "here"
    assert not section.edition_at(timezone.now()).withdrawal


@PAGES
def test_a_publisher_opens_every_page(staff_client, name):
    section = make_section()
    section.publish(people.ruth())
    assert open_page(staff_client, section, name).status_code == 200


@PAGES
@pytest.mark.parametrize("visit", [open_page, post_page])
def test_who_may_not_view_an_item_is_refused_every_page(client, section, name, visit):
    client.force_login(people.make_staff("nina", "publish"))
    assert visit(client, section, name).status_code == 403


@PAGES
def test_an_item_that_does_not_exist_has_no_pages(staff_client, name):
    assert staff_client.get(url(Section, name, 999)).status_code == 404
