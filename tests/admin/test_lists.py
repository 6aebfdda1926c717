"""The lists of the desk: what state everything is in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.admin import MODEL_GROUPS
from publishing.items import item_models
from tests import people
from tests.admin.desk import submit, url
from tests.factories import MAKERS, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilar():
    return people.pilar()


def states(page):
    return {row.slug: page.context["cl"].model_admin.public_state(row) for row in rows(page)}


def rows(page):
    return page.context["cl"].result_list


def test_a_list_says_the_state_of_each_item_in_words(staff_client, pilar):
    tomorrow = timezone.now() + timedelta(days=1)
    make_section(slug="draft")
    for slug in ("live", "changed", "gone", "queued"):
        section = make_section(slug=slug)
        section.publish(pilar)
        if slug == "changed":
            submit(staff_client, section, title_en="Another heading")
        if slug == "gone":
            section.withdraw(pilar, "withdrawn", reason_en="Outdated")
        if slug == "queued":
            section.publish(pilar, at=tomorrow)
    chips = states(staff_client.get(url(section, "changelist")))
    assert ">Draft<" in chips["draft"]
    assert ">Published<" in chips["live"]
    assert "Changed since" not in chips["live"]
    assert ">Changed since<" in chips["changed"]
    assert ">Withdrawn<" in chips["gone"]
    assert ">Scheduled for" in chips["queued"]
    assert "UTC" in chips["queued"]


@pytest.mark.parametrize(
    ("state", "slugs"),
    [("draft", {"new"}), ("published", {"live"}), ("scheduled", set()), ("changed", set())],
)
def test_a_list_is_filtered_by_state(staff_client, pilar, state, slugs):
    section = make_section(slug="new")
    make_section(slug="live").publish(pilar)
    page = staff_client.get(url(section, "changelist"), {"state": state})
    assert {row.slug for row in rows(page)} == slugs


def test_saving_without_a_change_leaves_an_item_published(staff_client, pilar):
    section = make_section(slug="live")
    section.publish(pilar)
    submit(staff_client, section)
    assert "Changed" not in states(staff_client.get(url(section, "changelist")))["live"]


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_a_list_needs_as_many_queries_for_twenty_rows_as_for_one(staff_client, pilar, model):
    def make():
        item = MAKERS[model]()
        item.owner = pilar
        item.save()
        if hasattr(item, "relationship"):
            item.relationship.publish(pilar)
        item.publish(pilar)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            staff_client.get(url(model, "changelist"))
        return len(captured)

    make()
    staff_client.get(url(model, "changelist"))
    for_one_row = queries()
    for _number in range(19):
        make()
    assert queries() == for_one_row


def test_a_list_is_searched_by_either_language(staff_client):
    section = make_section(title_en="Trade", title_es="Comercio")
    for text in ("Trad", "Comer"):
        assert list(rows(staff_client.get(url(section, "changelist"), {"q": text}))) == [section]


def test_every_page_leads_to_the_content(staff_client):
    page = staff_client.get(url(make_section(), "changelist")).text
    links = page.partition('class="content-nav"')[2].partition("</nav>")[0]
    for model in item_models():
        linked = f'href="{url(model, "changelist")}"' in links
        assert linked == (model._meta.label_lower in MODEL_GROUPS[0][1]), model
    assert 'aria-current="true">Sections</a>' in links
