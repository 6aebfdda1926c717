"""Open calls as the CommonGrants protocol has them, read by its own library."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from common_grants_sdk.schemas.pydantic import (
    OpportunitiesListResponse,
    OpportunityResponse,
)
from common_grants_sdk.schemas.pydantic.responses import Error

from publishing.models import Withdrawal
from tests.factories import make_partner, make_program
from tests.programs.test_exports import NEXT, NOON, OPEN, PAST

LIST = "/common-grants/opportunities"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def grant(pilar):
    program = make_program(
        "grant",
        title_en="Grant",
        title_es="Beca",
        calls=[PAST, OPEN, NEXT],
        applicants="both",
        age_from=18,
        award_en="USD 5,000",
        not_eligible_en="You hold a grant already.",
        site="https://example.org/",
    )
    program.citizenships.set([make_partner("MX")])
    program.publish(pilar)
    return program


def listed(client, address=LIST) -> OpportunitiesListResponse:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return OpportunitiesListResponse.model_validate(response.json())


def one(client, opportunity_id, query=""):
    response = client.get(f"{LIST}/{opportunity_id}{query}")
    assert response.status_code == 200, response.content
    return OpportunityResponse.model_validate(response.json()).data


def test_list_has_the_calls_that_are_open_or_announced(client, grant, pilar):
    make_program("rolling", rolling=True).publish(pilar)
    make_program("paused", state="paused", calls=[OPEN]).publish(pilar)
    answer = listed(client)
    assert [(each.title, each.status.value) for each in answer.items] == [
        ("Grant: Spring call 2026–2027", "open"),
        ("Grant: 2028", "forecasted"),
    ]
    pages = answer.pagination_info
    assert (pages.page, pages.page_size, pages.total_items, pages.total_pages) == (1, 10, 2, 1)
    second = listed(client, f"{LIST}?page=2&pageSize=1")
    assert [each.title for each in second.items] == ["Grant: 2028"]
    assert second.pagination_info.total_pages == 2
    assert listed(client, f"{LIST}?page=3&pageSize=1").items == []
    assert listed(client, f"/es{LIST}").items[0].title.startswith("Beca")


def test_each_field_has_what_is_recorded(client, grant):
    spring, following = listed(client).items
    dates = spring.key_dates
    assert (str(dates.post_date.date), str(dates.close_date.date)) == ("2026-02-20", "2026-04-01")
    assert (str(dates.close_date.time), dates.close_date.description) == (
        "23:59:00",
        "As clocks show it in New York",
    )
    assert str(dates.other_dates["opens"].date) == "2026-03-01"
    begins = dates.other_dates["begins"]
    assert (str(begins.start_date), str(begins.end_date)) == ("2026-09-01", "2026-09-30")
    assert spring.funding.estimated_award_count == 12
    assert spring.funding.min_award_amount is spring.funding.max_award_amount is None
    assert {each.value for each in spring.accepted_applicant_types} == {
        "individual",
        "organization",
    }
    values = {key: field.value for key, field in spring.custom_fields.items()}
    assert values["closesAt"] == "2026-04-01T23:59:00-04:00"
    assert values["citizenships"] == ["MX"]
    assert values["conditions"] == ["A degree.", "A letter."]
    assert values["notEligibleIf"] == ["You hold a grant already."]
    assert (values["award"], values["ageFrom"]) == ("USD 5,000", 18)
    assert values["applicationUrl"] == "https://example.org/apply"
    assert values["programPage"] == "http://testserver/programs/grant/#call-2026-2027"
    assert "ageUntil" not in values
    assert str(spring.source) == "https://example.org/"
    assert following.funding is following.key_dates.close_date is None


def test_a_call_keeps_its_id_and_says_its_state_at_every_moment(client, grant, pilar, clock):
    spring = listed(client).items[0]
    clock.move_to(datetime(2026, 4, 2, 3, 58, tzinfo=UTC))
    assert one(client, spring.id).status.description == "Closing soon"
    clock.shift(timedelta(minutes=1))
    assert one(client, spring.id).status.value == "closed"
    assert [each.title for each in listed(client).items] == ["Grant: 2028"]
    assert one(client, spring.id, "?at=2026-03-02").status.value == "open"
    grant.calls.filter(cycle="2026–2027").update(cancelled=True)
    grant.publish(pilar)
    grant.move("renamed", pilar)
    changed = one(client, spring.id)
    assert (changed.status.value, changed.status.custom_value) == ("custom", "canceled")
    assert changed.created_at == spring.created_at == spring.last_modified_at
    assert changed.last_modified_at == clock_time(clock)
    grant.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Gone.", reason_es="Retirado.")
    assert client.get(f"{LIST}/{spring.id}").status_code == 404
    assert listed(client).items == []


def clock_time(clock) -> datetime:
    return datetime(2026, 4, 2, 3, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("?page=0", 400),
        ("?page=one", 400),
        ("?pageSize=101", 400),
        ("?status=open", 400),
        ("/grant", 404),
        ("/00000000-0000-0000-0000-000000000000", 404),
    ],
)
def test_what_makes_no_sense_is_refused_in_the_shape_of_the_protocol(
    client, grant, address, status
):
    response = client.get(f"{LIST}{address}")
    assert response.status_code == status
    answer = Error.model_validate(response.json())
    assert answer.status == status
    assert answer.message


def test_nobody_writes(client, grant):
    assert client.post(LIST, {}).status_code == 405


def test_a_page_costs_as_many_queries_for_many_as_for_one(
    client, grant, pilar, django_assert_max_num_queries
):
    for number in range(6):
        make_program(f"other-{number}", calls=[OPEN, NEXT]).publish(pilar)
    with django_assert_max_num_queries(16):
        assert len(listed(client).items) == 10
