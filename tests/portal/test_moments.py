"""What a reader sees of an item at different moments, and after it was taken back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from portal.views import DETAIL_VIEWS
from publishing.history import correct_note
from publishing.items import item_models
from publishing.models import Withdrawal
from tests.factories import make_agreement, make_program, make_relationship, make_section

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement("treaty", title_en="The old title")
    agreement.import_edition(pilar, LONG_AGO)
    agreement.title_en = "The new title"
    agreement.save()
    agreement.publish(pilar)
    return agreement


def test_past_moment_shows_the_old_text_under_a_banner(client, agreement):
    now, past = client.get("/agreements/treaty/"), client.get("/agreements/treaty/?at=2022-10-01")
    assert "The new title" in text(now)
    assert "You are reading this site" not in text(now)
    assert "The old title" in text(past)
    assert "You are reading this site as it stood on October 1, 2022." in text(past)
    assert past["X-Robots-Tag"] == "noindex"
    assert '<a href="/agreements/treaty/">Read this page as it stands now</a>' in text(past)


def test_edition_is_shown_by_its_address_as_it_was(client, agreement):
    old, new = agreement.editions.order_by("live_from")
    response = client.get(f"/e/{old.identifier}/")
    assert "The old title" in text(response)
    assert "This edition was current from September" in text(response)
    assert "Read the current edition" in text(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert "This edition has been current since" in text(client.get(f"/e/{new.identifier}/"))


def test_corrected_note_is_what_every_page_says(client, pilar):
    agreement = make_agreement("treaty")
    edition = agreement.publish(pilar, note_en="A tpyo.")
    correct_note(edition, pilar, note_en="A typo.")
    for address in ("/", "/agreements/treaty/", f"/e/{edition.identifier}/"):
        page = text(client.get(address))
        assert "A typo." in page, address
        assert "tpyo" not in page, address


def test_edition_cannot_be_read_before_the_moment_it_begins(client, agreement, pilar):
    old, new = agreement.editions.order_by("live_from")
    assert client.get(f"/e/{new.identifier}/?at=2022-10-01").status_code == 404
    assert client.get(f"/e/{old.identifier}/?at=2022-10-01").status_code == 200
    queued = agreement.publish(pilar, at=timezone.now() + timedelta(days=1))
    assert client.get(f"/e/{queued.identifier}/").status_code == 404


def test_edition_that_was_cancelled_is_not_shown_once_its_hour_has_passed(client, agreement, pilar):
    hour = timezone.now() + timedelta(hours=1)
    queued = agreement.publish(pilar, at=hour)
    queued.cancel(pilar)
    with time_machine.travel(hour + timedelta(minutes=1)):
        assert client.get(f"/e/{queued.identifier}/").status_code == 404


def test_edition_has_one_address(client, agreement):
    name, number = agreement.editions.first().identifier.split("-")
    for other in (f"{name}-0{number}", f"{name}-{number:0<25}", f"{name}--{number}", f"{name}-"):
        assert client.get(f"/e/{other}/").status_code == 404, other


def test_edition_of_a_section_needs_a_public_sheet(client, pilar):
    section = make_section(make_relationship("pair"), "trade", title_en="Trade and jobs")
    edition = section.publish(pilar)
    assert client.get(f"/e/{edition.identifier}/").status_code == 404
    section.relationship.publish(pilar)
    response = client.get(f"/e/{edition.identifier}/")
    assert response.status_code == 200
    assert "Trade and jobs" in text(response)
    assert 'href="/relations/pair/#trade"' in text(response)


def test_withdrawn_page_stays_under_a_notice_and_leaves_the_lists(client, agreement, pilar):
    agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It was replaced.")
    response = client.get("/agreements/treaty/")
    assert response.status_code == 200
    assert "This was withdrawn on" in text(response)
    assert "It was replaced." in text(response)
    assert "The new title" not in text(client.get("/agreements/"))
    assert "withdrawn on" not in text(client.get("/agreements/treaty/?at=2022-10-01"))


def test_merged_item_leads_to_the_other_and_keeps_the_query(client, agreement, pilar):
    other = make_agreement("other")
    other.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.MERGED, merged_into=other, reason_en="Same text.")
    response = client.get("/es/agreements/treaty/?from=mail")
    assert response.status_code == 301
    assert response["Location"] == "/es/agreements/other/?from=mail"
    assert response["Cache-Control"] == "no-cache"  # it may be restored
    assert client.get("/agreements/treaty/?at=2022-10-01").status_code == 200


def test_chain_of_mergers_is_one_redirect(client, agreement, pilar):
    middle, end = make_agreement("middle"), make_agreement("end")
    middle.publish(pilar)
    end.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.MERGED, merged_into=middle, reason_en="Same text.")
    middle.withdraw(pilar, Withdrawal.MERGED, merged_into=end, reason_en="Same text.")
    assert client.get("/agreements/treaty/")["Location"] == "/agreements/end/"


def test_what_was_published_in_error_is_gone_at_every_moment_and_address(client, agreement, pilar):
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="It named a person.")
    addresses = [f"/e/{edition.identifier}/" for edition in agreement.editions.all()]
    for address in ("/agreements/treaty/", "/agreements/treaty/?at=2022-10-01", *addresses):
        response = client.get(address)
        assert response.status_code == 410, address
        assert "This was published in error" in text(response)
        assert "title" not in text(response).split("<main")[1].split("</main")[0]


def test_former_address_leads_to_the_new_one(client, agreement, pilar):
    agreement.move("treaty-of-2022", pilar)
    response = client.get("/agreements/treaty/?at=2022-10-01")
    assert response.status_code == 301
    assert response["Location"] == "/agreements/treaty-of-2022/?at=2022-10-01"


def test_link_to_a_moved_section_still_lands_there(client, pilar):
    section = make_section(make_relationship("pair"), "trade")
    section.relationship.publish(pilar)
    section.publish(pilar)
    section.move("economy", pilar)
    sheet = text(client.get("/relations/pair/"))
    assert 'id="trade"' in sheet.split('id="economy"')[1].split("</h2>")[0]


def test_former_address_of_what_is_not_public_leads_nowhere(client, pilar):
    program = make_program("draft")
    program.publish(pilar)
    program.move("secret-name", pilar)
    program.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Not ours.")
    assert client.get("/programs/draft/").status_code == 404


def test_history_of_what_moved_is_at_the_new_address(client, pilar):
    agreement = make_agreement("old")
    agreement.publish(pilar)
    agreement.move("new", pilar)
    answer = client.get("/es/agreements/old/history/?at=2030-01-01")
    assert answer.status_code == 403  # the future is for staff
    answer = client.get("/es/agreements/old/history/")
    assert (answer.status_code, answer["Location"]) == (301, "/es/agreements/new/history/")


def test_editions_of_every_type_have_a_page():
    assert set(DETAIL_VIEWS) == set(item_models())


@pytest.mark.parametrize("form", ["history/", "history.atom"])
def test_history_of_what_was_merged_stays_to_be_read(client, agreement, pilar, form):
    other = make_agreement("other")
    other.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.MERGED, merged_into=other, reason_en="Same text.")
    response = client.get(f"/agreements/treaty/{form}")
    assert response.status_code == 200
    assert "Same text." in text(response)


def test_what_lies_ahead_is_kept_by_no_cache(client, agreement, pilar):
    client.force_login(pilar)
    ahead = client.get("/agreements/treaty/?at=2999-01-01")
    assert ahead.status_code == 200
    assert "no-store" in ahead["Cache-Control"]
    assert "Cache-Control" not in client.get("/agreements/treaty/?at=2022-10-01")
