"""What was published in error is nowhere: not on a page, in a file, at a past moment, in a note."""

import pytest
from django.utils import timezone

from publishing.history import correct_note
from publishing.models import Withdrawal
from tests.contracts.site import crawl, make_site
from tests.factories import make_relationship, make_section

pytestmark = pytest.mark.django_db

WORD = "suppressed"
STARTS = ("/", "/es/", "/statistics/trade/vintages.csv", "/statistics/trade/vintages.json")


def say(item, word: str) -> None:
    """Write `word` wherever an item and its parts have words."""
    parts = [part for name in item.published_parts for part in getattr(item, name).all()]
    for row in (item, *parts):
        for field in row._meta.concrete_fields:
            if field.name.endswith(("_en", "_es")):
                setattr(row, field.attname, f"<p>{word}</p>" if "body" in field.name else word)
        row.save()


@pytest.fixture
def site(pilar):
    site = make_site(pilar)
    for item in site.items:
        say(item, WORD)
        edition = item.publish(pilar, note_en=WORD, note_es=WORD)
        correct_note(edition, pilar, note_en=f"{WORD} again", note_es="")
    return site


def words_of(found) -> list[str]:
    return [
        address
        for address, response in found.items()
        if WORD in (response.content.decode() if not response.streaming else "")
    ]


def test_it_is_gone_from_every_address_and_moment_after_a_corrected_edition(client, site, pilar):
    erring = timezone.now()
    assert words_of(crawl(client, *STARTS))
    for item in site.items:
        item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
        say(item, "corrected")
        item.publish(pilar)
    moment = erring.strftime("%Y-%m-%dT%H:%M:%SZ")
    editions = [f"/e/{one.identifier}/" for item in site.items for one in item.editions.all()]
    found = crawl(client, *STARTS, f"/?at={moment}", *editions)
    assert any("corrected" in response.content.decode() for response in found.values())
    assert words_of(found) == []


def test_old_edition_of_a_section_stands_in_no_sheet_that_was_in_error(client, pilar):
    relationship = make_relationship(title_en=WORD, title_es=WORD)
    relationship.publish(pilar)
    edition = make_section(relationship).publish(pilar)
    relationship.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    say(relationship, "corrected")
    relationship.publish(pilar)
    text = client.get(f"/e/{edition.identifier}/").content.decode()
    assert "corrected" in text
    assert WORD not in text
