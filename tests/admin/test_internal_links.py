"""Publishing refuses links to pages of this site that readers would not see."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from programs.models import Program
from publishing.items import item_models
from relations.prose.field import ProseField
from relations.prose.links import dead_links
from tests.admin.desk import submit, url
from tests.factories import MAKERS, make_agreement, make_program

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db

WITH_PROSE = {
    model: next(c.name for c in model._meta.concrete_fields if isinstance(c, ProseField))
    for model in item_models()
    if any(isinstance(c, ProseField) for c in model._meta.concrete_fields)
}


def linking(address: str) -> str:
    return f'<p><a href="{address}">Words</a></p>'


@pytest.fixture
def desk(client, ruth):
    client.force_login(ruth)
    return client


@pytest.mark.parametrize("model", WITH_PROSE, ids=lambda model: model.__name__)
def test_a_link_to_no_page_is_refused_by_its_address(model, desk):
    item = MAKERS[model]()
    response = submit(desk, item, "_publish", **{WITH_PROSE[model]: linking("/programs/none/")})
    assert "The link to “/programs/none/” leads to no page that readers see" in response.text
    assert not item.editions.exists()


def test_a_page_must_be_public_before_others_link_to_it(desk, ruth):
    program, agreement = make_program("exchange"), make_agreement("treaty")
    text = {"body_en": linking("/programs/exchange/")}
    submit(desk, agreement, "_publish", **text)
    assert not agreement.editions.exists()
    program.publish(ruth)
    submit(desk, agreement, "_publish", **text)
    assert agreement.editions.count() == 1


def test_what_readers_find_may_be_linked(desk, ruth):
    for slug in ("former", "withdrawn"):
        make_program(slug).publish(ruth)
    Program.objects.get(slug="former").move("later", ruth)
    Program.objects.get(slug="withdrawn").withdraw(ruth, "withdrawn", reason_en="It ended.")
    agreement = make_agreement("treaty")
    addresses = [
        "/programs/", "/es/programs/?topic=trade", "/agreements/treaty/", "/programs/former/",
        "/programs/withdrawn/", "https://example.org/programs/none/", "mailto:ana@example.org",
        "/agreements/treaty", "/es/programs/former#part",  # without the slash: redirected
    ]  # fmt: skip
    response = submit(desk, agreement, "_publish", body_en="".join(map(linking, addresses)))
    assert re.findall("The link to “(.*?)” leads to no page", response.text) == []
    assert agreement.editions.count() == 1


def test_what_readers_do_not_find_may_not(desk):
    agreement = make_agreement("treaty")
    addresses = [
        "/nothing/here/",
        "/es/agreements/none/",
        "/e/program-9999/",
        "/statistics/none/",
        "/agreements/none",
    ]
    response = submit(desk, agreement, "_publish", body_en="".join(map(linking, addresses)))
    refused = re.findall("The link to “(.*?)” leads to no page", response.text)
    assert set(refused) == set(addresses)
    assert not agreement.editions.exists()


LINKING = linking("/programs/exchange/")


@pytest.mark.parametrize("model", WITH_PROSE, ids=lambda model: model.__name__)
def test_code_cannot_publish_a_link_to_no_page(model, ruth):
    item = MAKERS[model](**{WITH_PROSE[model]: LINKING})
    for act in (
        lambda: item.publish(ruth),
        lambda: item.publish(ruth, at=timezone.now() + HOUR),
        lambda: item.import_edition(ruth, timezone.now() - HOUR),
    ):
        with pytest.raises(ValidationError, match="“/programs/exchange/” leads to no page"):
            act()
    assert not item.editions.exists()


@pytest.fixture
def waiting(ruth):
    """An edition in the queue, before the program that the public text has come to link to."""
    agreement = make_agreement("treaty")
    make_program("exchange").publish(ruth, at=timezone.now() + 3 * HOUR)
    return agreement.publish(ruth, at=timezone.now() + 2 * HOUR)


def test_what_waits_is_replaced_by_no_text_that_links_to_no_page(waiting, ruth):
    agreement = waiting.item
    agreement.body_en = LINKING
    agreement.save()
    with pytest.raises(ValidationError, match="“/programs/exchange/” leads to no page"):
        agreement.replace_queued(waiting, ruth)
    assert [*agreement.queue(timezone.now())] == [waiting]


def test_nor_by_a_public_text_whose_links_lead_nowhere_by_then(waiting, desk, ruth):
    agreement = waiting.item
    make_program("brief").publish(ruth)
    agreement.body_en = linking("/programs/brief/")
    agreement.save()
    agreement.publish(ruth)
    Program.objects.get(slug="brief").withdraw(ruth, "in_error", reason_en="It never was.")
    answer = desk.post(url(agreement, "queue", agreement.pk), {"replace": waiting.pk}, follow=True)
    assert "“/programs/brief/” leads to no page" in answer.text
    assert [*agreement.queue(timezone.now())] == [waiting]


def test_what_waits_cannot_be_moved_before_what_it_links_to(waiting, ruth):
    agreement = waiting.item
    agreement.body_en = LINKING
    agreement.save()
    later = agreement.publish(ruth, at=timezone.now() + 4 * HOUR)
    with pytest.raises(ValidationError, match="“/programs/exchange/” leads to no page"):
        agreement.reschedule(later, timezone.now() + HOUR, ruth)
    agreement.reschedule(later, timezone.now() + 5 * HOUR, ruth)
    assert agreement.queue(timezone.now()).count() == 2


def test_what_is_queued_may_link_to_what_is_public_by_then(ruth):
    soon = timezone.now() + timedelta(hours=1)
    program, agreement = make_program("exchange"), make_agreement("treaty")
    program.publish(ruth, at=soon)
    text = linking("/programs/exchange/")
    assert dead_links([text], timezone.now(), agreement) == ["/programs/exchange/"]
    assert dead_links([text], soon, agreement) == []
