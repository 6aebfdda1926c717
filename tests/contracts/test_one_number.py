"""A number is written once: one correction changes it everywhere, and no past page."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from relations.models import Statistic
from relations.prose.references import references_in
from tests.contracts.site import LONG_AGO, crawl
from tests.factories import make_program, make_statistic

pytestmark = pytest.mark.django_db

OLD, NEW = "725.7", "918,273.4"
PLAIN = "918273.4"
DERIVED = {"1,451.4": "1,836,546.8"}  # the sum of the trade statistic and its twin
CITING = '<p>Together: <data data-figure="total">old words</data>.</p>'
# Where readers are told what a value was before: nowhere else may the old one stand.
EARLIER = re.compile(
    r'<section[^>]*(?:data-history|id="revisions"|class="[^"]*(?:revisions|history)[^"]*").*?'
    r"</section>",
    re.DOTALL,
)
PAST = re.compile(r"/vintages\.|/history[/.]|/updates|/e/")
FIGURE = re.compile(r"725\.7|918,?273\.4|1,?451\.4|1,?836,?546\.8")


@pytest.fixture
def trades(site, pilar):
    """Trade, its twin with the same value, and a sum of both that a program cites."""
    (trade,) = site.rows[Statistic]
    twin = make_statistic("export")
    total = make_statistic("total", (), derivation="sum")
    for position, operand in enumerate((trade, twin)):
        total.operands.create(statistic=operand, position=position)
    program = make_program("citing", description_en=CITING, description_es=CITING)
    for item in (twin, total, program):
        item.relationships.add(site.relationship)
        item.import_edition(pilar, LONG_AGO)
    return trade, twin


def numbers_on(client, at=""):
    """The numbers that every page and file says, but for what tells of the past: by address."""
    query = f"?at={at}" if at else ""
    starts = [f"/{query}", f"/es/{query}"]
    texts = {}
    pages = crawl(client, *starts, within="at=" if at else "", avoiding=PAST)
    for address, response in pages.items():
        assert response.status_code == 200, address
        body = b"".join(response) if response.streaming else response.content
        texts[address] = FIGURE.findall(EARLIER.sub("", body.decode(errors="replace")))
    return texts


def correct(trade, twin, pilar):
    """Give both the new value, so that the old one belongs nowhere."""
    for statistic in (trade, twin):
        statistic.observations.update(value=PLAIN)
        statistic.publish(pilar)


def test_one_correction_is_seen_everywhere(client, trades, pilar):
    trade, twin = trades
    before = numbers_on(client)
    correct(trade, twin, pilar)
    after = numbers_on(client)
    assert before.keys() == after.keys()
    pages_with_numbers = 0
    for address, numbers in before.items():
        old = {NEW, PLAIN, *DERIVED.values()}
        assert not old & set(numbers), address
        assert not {OLD, *DERIVED} & set(after[address]), address
        assert len(after[address]) == len(numbers), address
        pages_with_numbers += bool(numbers)
    assert pages_with_numbers > 8
    derived = [a for a, numbers in after.items() if set(DERIVED.values()) & set(numbers)]
    assert any("/programs/citing/" in address for address in derived)


def test_a_minute_earlier_every_page_says_the_old_number(client, trades, pilar):
    trade, twin = trades
    correct(trade, twin, pilar)
    past = numbers_on(client, f"{timezone.now() - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}")
    seen = {number for numbers in past.values() for number in numbers}
    assert {OLD, *DERIVED} <= seen
    assert not {NEW, PLAIN, *DERIVED.values()} & seen
    assert len([address for address, numbers in past.items() if numbers]) > 8


def test_figures_are_stored_as_references_and_never_as_values(site, trades, pilar):
    """What the crawl sees is computed: the stored text still says what its author saw, or readers
    did when it was published."""
    correct(*trades, pilar)
    for item in site.items:
        if hasattr(item, "prose"):
            for edition in item.editions.all():
                for reference in references_in(edition.prose()):
                    assert reference.words in ("old words", "", OLD)
