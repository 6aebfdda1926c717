"""The names by which calendars know the dates of an agreement over all of its editions."""

import pytest

from relations.models.agreement_facts import facts_of
from relations.register.dates import every_date
from relations.register.life import life_of
from tests.factories import make_agreement, make_partner, review, term

pytestmark = pytest.mark.django_db


def keys(agreement) -> dict[str, str]:
    """The keys of all dates of an agreement, with the day or range of each."""
    return {due.key: due.on.code for due in every_date(life_of(facts_of(agreement)))}


@pytest.fixture
def treaty(db):
    rules = [term(amount=50), review(amount=10, every_amount=10)]
    agreement = make_agreement("treaty", binding="binding", rules=rules)
    agreement.parties.create(country=make_partner("MX"))
    for kind, day in (("signed", "2001-05-01"), ("in_force", "2030-01-01"), ("met", "2029-06-01")):
        agreement.events.create(kind=kind, happened_on=day)
    return agreement


def test_no_two_dates_have_one_name(treaty):
    treaty.events.create(kind="met", happened_on="2029-09-01")
    treaty.events.create(kind="signed", happened_on="2001-05-01", country=make_partner("MX"))
    treaty.parties.update(signed_on="2001-05-01", ratified_on="2002")
    treaty.rules.create(kind="duty", amount=1, anchor="review", about_en="One", citation="Art. 1")
    treaty.rules.create(kind="duty", amount=2, anchor="review", about_en="Two", citation="Art. 1")
    dates = every_date(life_of(facts_of(treaty)))
    assert len(dates) > 10
    assert len(dates) == len({due.key for due in dates})


def test_what_is_added_before_it_renames_nothing(treaty):
    before = keys(treaty)
    mexico = make_partner("MX")
    treaty.events.create(kind="adopted", happened_on="2000-01-01")
    treaty.events.create(kind="met", happened_on="2019-06-01")
    treaty.events.create(kind="signed", happened_on="2001-04-30", country=mexico)
    treaty.rules.create(
        kind="duty", amount=1, unit="months", anchor="in_force", about_en="A report"
    )
    treaty.rules.filter(kind="term").update(position=9)
    assert before.items() <= keys(treaty).items()


@pytest.mark.parametrize(("kind", "day"), [("in_force", "2031-02-01"), ("met", "2029-07-02")])
def test_a_corrected_day_moves_a_date_and_does_not_make_another(treaty, kind, day):
    before = keys(treaty)
    treaty.events.filter(kind=kind).update(happened_on=day)
    after = keys(treaty)
    assert after.keys() == before.keys()
    assert day in after.values()
    assert day not in before.values()


def test_a_duty_is_known_by_its_clause_and_what_is_owed(treaty):
    treaty.rules.create(
        kind="duty", amount=9, anchor="in_force", about_en="A report", citation="19 U.S.C. 4611"
    )
    before = keys(treaty)
    treaty.rules.create(
        kind="duty", amount=1, anchor="in_force", about_en="A list", citation="Art. 3", position=0
    )
    treaty.rules.filter(about_en="A report").update(amount=8, position=7)
    assert before.keys() <= keys(treaty).keys()
    assert len(keys(treaty)) == len(before) + 1


def test_no_duty_takes_the_name_of_one_that_is_left_out(treaty):
    for number, about in enumerate(("A first report", "A second report"), start=1):
        treaty.rules.create(
            kind="duty", amount=number, anchor="review", about_en=about, citation="Art. 1"
        )
    before = keys(treaty)
    treaty.rules.get(about_en="A first report").delete()
    after = keys(treaty)
    assert after.items() < before.items()
    assert [key for key in after if "second" in key]
