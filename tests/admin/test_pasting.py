"""The desk reads pasted HTML for the editor, tells what it left out, and finds pages to link to."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from publishing.items import item_models
from relations.models import Relationship
from relations.prose.field import address_errors
from relations.prose.foreign import MAX_LENGTH
from relations.prose.links import dead_links
from tests.factories import MAKERS, make_agreement, make_program, make_relationship, make_section
from tests.people import make_staff

pytestmark = pytest.mark.django_db

WORD = Path(__file__).parent.parent / "relations" / "fixtures" / "paste" / "word.en.html"


@pytest.fixture
def desk(client, ruth):
    client.force_login(ruth)
    return client


def paste(client, html, **given):
    return client.post(reverse("pasted"), {"html": html, **given})


def find(client, words):
    answer = client.get(reverse("pages-to-link"), {"q": words})
    return [page["path"] for page in answer.json()["pages"]]


def test_it_answers_with_prose_and_with_what_was_left_out(desk):
    answer = paste(desk, WORD.read_text()).json()
    assert answer["html"].startswith("<h3>Trade in goods</h3><p><strong>Trade</strong> was $799")
    assert answer["left_out"][0] == "Left out: 1 deletion, 1 comment, 1 hidden passage."
    assert answer["left_out"][1].startswith("A text holds no tables")


def test_what_left_nothing_out_says_nothing(desk):
    assert paste(desk, "<b>Trade</b>").json() == {
        "html": "<strong>Trade</strong>", "left_out": []
    }  # fmt: skip


def test_links_that_lead_nowhere_leave_their_words(desk):
    answer = paste(
        desk,
        '<p><a href="file:///C:/a.docx">a</a> <a href="b.htm">b</a> <a href="javascript:x()">c</a> '
        '<a href="https://example.org/">d</a> <a href="#see">e</a></p>',
    ).json()
    assert answer["html"] == '<p>a b c <a href="https://example.org/">d</a> e</p>'
    assert answer["left_out"] == ["Left out: 3 addresses that lead nowhere."]


@pytest.mark.parametrize(
    "address",
    ["https://x.org:abc", "https://x.org:99999/", "http://", "https:///x", "https://:80/"],
)
def test_links_without_a_host_or_a_port_leave_their_words(address, desk):
    answer = paste(desk, f'<p><a href="{address}">a</a></p>').json()
    assert answer == {"html": "<p>a</p>", "left_out": ["Left out: 1 address that leads nowhere."]}
    (error,) = address_errors(f'<a href="{address}">a</a>')
    assert error.startswith(f"A link to “{address}” leads nowhere.")


def test_links_to_footnotes_leave_their_numbers(desk):
    link = '<a href="https://example.org/a#fn{0}">[{0}]</a>'
    answer = paste(desk, f"<p>a{link.format(1)} b{link.format(2)}</p>").json()
    assert answer["html"] == "<p>a<sup>1</sup> b<sup>2</sup></p>"
    assert answer["left_out"] == ["Left out: 2 links to footnotes."]


def test_nothing_of_it_can_run(desk):
    html = paste(desk, '<p onclick="x()">a<script>x()</script><svg onload="x()"></svg></p>').json()
    assert html["html"] == "<p>a</p>"


def test_the_headings_are_those_of_the_field(desk):
    html = "<h1>a</h1><h2>b</h2>"
    assert paste(desk, html, levels="2,3").json()["html"] == "<h2>a</h2><h3>b</h3>"
    assert paste(desk, html, levels="3,4").json()["html"] == "<h3>a</h3><h4>b</h4>"
    assert paste(desk, html, levels="1,9").status_code == 404


@pytest.mark.parametrize("html", ["x" * (MAX_LENGTH + 1), "<div>" * 5000], ids=["long", "deep"])
def test_what_cannot_be_read_is_refused_with_a_reason(html, desk):
    answer = paste(desk, html)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("This is ")


def test_who_writes_nothing_may_neither_paste_nor_look_for_pages(client):
    client.force_login(make_staff("rosa", "view"))
    assert paste(client, "a").status_code == 403
    assert client.get(reverse("pages-to-link")).status_code == 403


def test_pasting_takes_a_form_of_this_site(ruth):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ruth)
    assert paste(client, "a").status_code == 403


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_public_pages_of_every_type_are_found_by_their_titles(model, desk, ruth):
    item = MAKERS[model](title_en="Zebra crossing", title_es="Paso de cebra")
    assert find(desk, "zebra") == []
    item.publish(ruth)
    if model is not Relationship and hasattr(item, "relationship"):
        item.relationship.publish(ruth)
    (path,) = find(desk, "ZEBRA cross")
    assert path == find(desk, "cebra")[0] == find(desk, path)[0] == item.get_absolute_url()
    assert dead_links([f'<a href="{path}">x</a>'], timezone.now(), make_agreement("other")) == []
    item.withdraw(ruth, "withdrawn", reason_en="It ended.")
    assert find(desk, "zebra") == []


def test_a_page_is_told_by_its_type_and_relationships(desk, ruth):
    relationship = make_relationship("united-states-mexico", title_en="United States – Mexico")
    relationship.publish(ruth)
    program = make_program("exchange", title_en="Exchange")
    program.relationships.set([relationship])
    program.publish(ruth)
    make_section(relationship, "trade", title_en="Trade").publish(ruth)
    answer = desk.get(
        reverse("pages-to-link"), {"q": "exchange"}, headers={"accept-language": "es"}
    )
    assert answer.json()["pages"] == [
        {
            "title": program.title_es or "Exchange",
            "type": "Programa",
            "relationships": [relationship.title_es or "United States – Mexico"],
            "path": "/programs/exchange/",
        }
    ]
    assert find(desk, "trade") == ["/relations/united-states-mexico/#trade"]


def test_many_pages_are_counted_and_the_first_are_listed(desk, ruth, django_assert_max_num_queries):
    for number in range(25):
        make_program(f"program-{number}", title_en=f"Zebra {number}").publish(ruth)
    with django_assert_max_num_queries(20):
        answer = desk.get(reverse("pages-to-link"), {"q": "zebra"}).json()
    assert answer["count"] == "25 pages. The first 20 are listed."
    assert len(answer["pages"]) == 20
