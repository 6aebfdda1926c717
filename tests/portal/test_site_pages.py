"""Pages about the site, the links at its foot, and its banner."""

import pytest

from portal.models import FooterLink
from tests.admin import desk
from tests.factories import make_page

pytestmark = pytest.mark.django_db


def text(client, address="/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def foot(page: str) -> str:
    return page.split("<footer")[1]


def test_published_page_is_read_at_its_address_and_linked_at_the_foot_in_order(client, pilar):
    make_page("privacy", title_en="Privacy", body_en="<p>No cookies.</p>", position=2).publish(
        pilar
    )
    make_page("about", title_en="What this is", position=1).publish(pilar)
    assert "<p>No cookies.</p>" in text(client, "/pages/privacy/")
    page = foot(text(client))
    assert page.index("/pages/about/") < page.index("/pages/privacy/")
    assert "/es/pages/privacy/" in foot(text(client, "/es/"))


def test_draft_page_and_page_without_position_are_not_at_the_foot(client, pilar):
    make_page("draft")
    make_page("aside", position=None).publish(pilar)
    page = foot(text(client))
    assert "/pages/draft/" not in page
    assert "/pages/aside/" not in page
    assert client.get("/pages/draft/").status_code == 404
    assert client.get("/pages/aside/").status_code == 200


def test_page_and_foot_are_those_of_the_moment(client, pilar):
    page = make_page("privacy", title_en="Privacy")
    page.publish(pilar)
    assert "/pages/privacy/" not in foot(text(client, "/?at=2022-10-01"))
    assert "Permanent link" in text(client, "/pages/privacy/")
    assert "Privacy" in text(client, "/pages/privacy/history/")
    assert "Privacy" in text(client, f"/e/{page.editions.get().identifier}/")


def test_required_link_is_at_the_foot_of_every_page(client):
    FooterLink.objects.create(title_en="The ministry", url="https://ministry.example/")
    link = '<a href="https://ministry.example/" rel="external">'
    assert f"{link}The ministry</a>" in foot(text(client))
    assert f'{link}<span lang="en">The ministry</span></a>' in foot(text(client, "/es/"))
    assert link in client.get("/nothing/").content.decode()


def test_page_is_edited_and_published_at_the_desk(client, pilar):
    page = make_page("privacy", title_en="Privacy")
    client.force_login(pilar)
    desk.submit(client, page, "_publish", title_en="Your privacy")
    assert "<h1>Your privacy</h1>" in text(client, "/pages/privacy/")


def test_only_publishers_change_the_place_at_the_foot(client, ana, pilar):
    page = make_page("privacy")
    page.publish(pilar)
    for person, allowed in ((ana, False), (pilar, True)):
        client.force_login(person)
        fields = desk.open_form(client, page).context["adminform"].form.fields
        assert ("position" in fields) is allowed


def test_demonstration_says_so_above_and_below(client):
    page = text(client)
    assert "Demonstration: not the website of any government" in page
    assert "It speaks for no government" in foot(page)
    assert "official website" not in page


def test_official_website_says_whose_it_is_and_how_one_knows(client, settings):
    settings.OFFICIAL_WEBSITE = True
    settings.PUBLISHED_BY = "the Embassy of Utopia"
    settings.ALLOWED_HOSTS = ["utopia.example", "testserver"]
    page = text(client)
    assert "An official website of the Embassy of Utopia <span" in page
    assert "<strong>utopia.example</strong>" in page
    assert "An official website of the Embassy of Utopia." in foot(page)
    assert "emonstration" not in page
    settings.PUBLISHED_BY = ""
    assert "An official website." in foot(text(client))
