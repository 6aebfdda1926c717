"""Links that are dead, or lead where no reader should go, are owed by those who can mend them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import FooterLink
from publishing.changes.position import readers_now
from relations.debt import DebtKind, debts
from relations.models import LinkCheck
from relations.models.link_check import Finding, Outcome
from tests.factories import make_organization, make_program, make_relationship

pytestmark = pytest.mark.django_db
DEAD, REFUSED, ONCE = (f"https://{name}.example/" for name in ("dead", "refused", "once"))
BEGAN = datetime(2026, 11, 1, 18, tzinfo=UTC)


def fail(address: str, days: int = 3, outcome: Outcome = Outcome.NOT_FOUND) -> LinkCheck:
    check = LinkCheck.objects.get_or_create(address=address)[0]
    for day in range(days):
        check.note(Finding(outcome, None, address), BEGAN + timedelta(days=day))
    return check


def owed() -> list[tuple]:
    links = [debt for debt in debts(readers_now()) if debt.kind == DebtKind.LINK]
    return sorted((str(debt.what), debt.item, debt.owner, debt.since) for debt in links)


@pytest.fixture
def site(pilar, ruth):
    """A page and a program with the same dead link, which an organization and the foot have too."""
    text = f'<p><a href="{DEAD}">A</a> <a href="{ONCE}">B</a> <a href="{DEAD}">C</a></p>'
    page = make_relationship(title_en="Page", lead_en=text, owner=pilar)
    program = make_program(title_en="Program", site=DEAD, source_url=REFUSED, owner=ruth)
    for item in (page, program):
        item.publish(ruth)
    make_program(title_en="Draft", site=DEAD)
    organization = make_organization(name_en="Ministry", website=DEAD)
    foot = FooterLink.objects.create(title_en="Foot", title_es="Pie", url=DEAD)
    return page, program, organization, foot


def test_dead_links_are_owed_wherever_they_stand(site, pilar, ruth):
    fail(DEAD)
    fail(ONCE, 2)
    page, program, organization, foot = site
    since = BEGAN.date()
    assert owed() == [
        (f"Foot: {DEAD} is not found", foot, None, since),
        (f"Ministry: {DEAD} is not found", organization, None, since),
        (f"Page: {DEAD} is not found", page, pilar, since),
        (f"Program: {DEAD} is not found", program, ruth, since),
    ]


def test_what_leads_into_a_private_network_is_owed_at_once(site, ruth):
    fail(REFUSED, 1, Outcome.PRIVATE)
    text = f"Program: {REFUSED} leads into a private network"
    assert owed() == [(text, site[1], ruth, BEGAN.date())]


def test_what_turns_robots_away_meanwhile_is_not_said_to_be_alive(site):
    check = fail(DEAD)
    check.note(Finding(Outcome.TURNED_AWAY, 403, DEAD), BEGAN + timedelta(days=9))
    assert f"Program: {DEAD} does not work" in {what for what, *_rest in owed()}


def test_one_answer_settles_it(site):
    check = fail(DEAD)
    assert owed()
    check.note(Finding(Outcome.ANSWERED, 200, DEAD), BEGAN + timedelta(days=9))
    assert not owed()


def test_publishing_another_address_settles_it(site, ruth):
    fail(DEAD)
    program = site[1]
    program.site = ONCE
    program.save()
    program.publish(ruth)
    assert program not in {item for _what, item, *_rest in owed()}


def test_the_desk_lists_them_with_the_forms_they_are_mended_in(client, site, ruth):
    fail(DEAD)
    client.force_login(ruth)
    page = client.get(reverse("admin:index")).text
    for item in site:
        assert f"{item}: {DEAD} is not found" in page
        meta = item._meta
        form = f"admin:{meta.app_label}_{meta.model_name}_change"
        assert reverse(form, args=[item.pk]) in page
        assert client.get(reverse(form, args=[item.pk])).status_code == 200


def test_the_command_writes_them_as_csv(site, capsys):
    fail(DEAD)
    call_command("debt", "--csv")
    rows = [row for row in capsys.readouterr().out.splitlines() if row.startswith("link,")]
    assert {row.split(",")[2].partition("/")[0] for row in rows} == {
        "footerlink",
        "organization",
        "program",
        "relationship",
    }


def test_query_count_does_not_grow(site, ruth, django_assert_num_queries):
    fail(DEAD)
    with CaptureQueriesContext(connection) as few:
        owed()
    for number in range(4):
        address = f"https://dead{number}.example/"
        make_program(site=address).publish(ruth)
        fail(address)
    with django_assert_num_queries(len(few)):
        assert len(owed()) == 8
