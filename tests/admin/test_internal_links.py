"""Publishing refuses links to pages of this site that readers would not see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.items import item_models
from relations.figures.dead_links import dead_links
from relations.prose.field import ProseField
from tests.admin.desk import submit
from tests.factories import MAKERS, make_agreement, make_program

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


@pytest.mark.parametrize(
    "address",
    [
        "/programs/", "/es/programs/?topic=trade", "/agreements/treaty/", "/programs/former/",
        "/programs/withdrawn/", "https://example.org/programs/none/", "mailto:ana@example.org",
    ],
)  # fmt: skip
def test_what_readers_find_may_be_linked(address, desk, ruth):
    for slug in ("former", "withdrawn"):
        make_program(slug).publish(ruth)
    program = type(make_program("other"))
    program.objects.get(slug="former").move("later", ruth)
    program.objects.get(slug="withdrawn").withdraw(ruth, "withdrawn", reason_en="It ended.")
    agreement = make_agreement("treaty")
    submit(desk, agreement, "_publish", body_en=linking(address))
    assert agreement.editions.count() == 1


@pytest.mark.parametrize(
    "address", ["/nothing/here/", "/es/agreements/none/", "/e/program-9999/", "/statistics/none/"]
)
def test_what_readers_do_not_find_may_not(address, desk):
    agreement = make_agreement("treaty")
    submit(desk, agreement, "_publish", body_en=linking(address))
    assert not agreement.editions.exists()


def test_what_is_queued_may_link_to_what_is_public_by_then(ruth):
    soon = timezone.now() + timedelta(hours=1)
    program, agreement = make_program("exchange"), make_agreement("treaty")
    program.publish(ruth, at=soon)
    text = linking("/programs/exchange/")
    assert dead_links([text], timezone.now(), agreement) == ["/programs/exchange/"]
    assert dead_links([text], soon, agreement) == []
