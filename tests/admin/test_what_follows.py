"""The form of an agreement says what follows from it as it is filled in, and saves nothing."""

import pytest
from django.core.exceptions import ValidationError

from relations.models import Agreement, Event, Rule
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_agreement, make_partner, term

pytestmark = pytest.mark.django_db
FORCE = {"kind": "in_force", "happened_on": "1 Jul 2020"}
NEW_TERM = {"kind": "term", "amount": "16", "anchor": "in_force", "unit": "years"}
UNITS = {"unit": "years", "every_unit": "years", "notice_unit": "months", "position": "0"}


def rows(prefix, *added, initial=0):
    """What a form posts of rows that were added to one list."""
    posted = {f"{prefix}-TOTAL_FORMS": initial + len(added), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(added, start=initial):
        posted |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return posted


def rule(**columns):
    return {**UNITS, **columns}


def follow(client, item, button="part", **posted):
    """Post the form of an item as it is, with some rows, to see what follows."""
    values = form_values(open_form(client, item)) | posted
    return client.post(url(item, "change", item.pk), {**values, "_follows": button})


@pytest.fixture
def treaty():
    return make_agreement("treaty", kind="treaty", binding="binding")


def test_a_rule_reads_back_as_a_sentence_with_its_dates_and_nothing_is_saved(staff_client, treaty):
    body = follow(
        staff_client,
        treaty,
        **rows("events", FORCE),
        **rows(
            "rules",
            rule(**NEW_TERM),
            rule(kind="review", amount="6", anchor="in_force", every_amount="6"),
        ),
        title_en="Typed and not saved",
    ).content.decode()
    assert "Ends 16 years after the entry into force." in body
    assert "July 1, 2036" in body
    assert "First reviewed 6 years after the entry into force, then every 6 years." in body
    assert "Today: In force." in body
    assert not Rule.objects.exists()
    assert not Event.objects.exists()
    treaty.refresh_from_db()
    assert treaty.title_en != "Typed and not saved"


def test_without_a_script_the_whole_form_comes_back_as_typed(staff_client, treaty):
    response = follow(
        staff_client,
        treaty,
        "page",
        **rows("events", FORCE),
        **rows("rules", rule(**NEW_TERM, citation="Article 9")),
        title_en="Typed and not saved",
        summary_en="<Half a sentence",
    )
    assert response.status_code == 200
    values = form_values(response)
    assert values["title_en"] == "Typed and not saved"
    assert values["rules-0-citation"] == "Article 9"
    page = response.content.decode()
    assert "Nothing is saved yet" in page
    assert "Ends 16 years after the entry into force. (Article 9)" in page
    assert "&lt;Half a sentence" in page
    assert not Rule.objects.exists()


def test_a_new_agreement_says_what_follows_as_well(staff_client):
    posted = form_values(staff_client.get(url(Agreement, "add")))
    posted |= {"kind": "treaty", **rows("events", FORCE), **rows("rules", rule(**NEW_TERM))}
    answer = staff_client.post(url(Agreement, "add"), {**posted, "_follows": "part"})
    assert "July 1, 2036" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_saved_rows_that_are_deleted_or_changed_in_the_form_count_as_they_stand_there(
    staff_client, treaty
):
    treaty.events.create(kind="in_force", happened_on="2020-07-01")
    treaty.rules.create(**term("2036-07-01"))
    opened = open_form(staff_client, treaty).content.decode()
    assert "Ends July 1, 2036." in opened
    changed = follow(staff_client, treaty, **{"rules-0-day": "1 Jul 2030"}).content.decode()
    assert "July 1, 2030" in changed
    assert "July 1, 2036" not in changed
    deleted = follow(staff_client, treaty, **{"rules-0-DELETE": "on"}).content.decode()
    assert "2036" not in deleted
    assert treaty.rules.get().day == "2036-07-01"


def test_what_cannot_be_is_said_beside_its_row(staff_client, treaty):
    mexico = make_partner("MX")
    body = follow(
        staff_client,
        treaty,
        **rows(
            "events",
            FORCE,
            {"kind": "in_force", "happened_on": "2 Jul 2020"},
            {"kind": "ratified", "happened_on": "2019", "country": mexico.pk},
            {"kind": "signed", "happened_on": "no day"},
        ),
    ).content.decode()
    _before, second, third, fourth = body.split('-follows">')[-4:]
    assert "Entry into force on July 2, 2020 cannot follow" in second
    assert "acts in an event and is not among the parties" in third
    assert "no day" in fourth
    assert "2 contradictions." in body
    assert "One row is not right yet, and left out." in body


def test_who_may_not_change_agreements_is_shown_nothing(client, treaty):
    viewer = people.make_staff("viewer", "view")
    client.force_login(viewer)
    for address in (url(treaty, "change", treaty.pk), url(Agreement, "add")):
        answer = client.post(address, {"_follows": "part", "kind": "treaty"})
        assert answer.status_code == 403


POSTED = [
    {},
    {"rules-TOTAL_FORMS": "x"},
    {"rules-TOTAL_FORMS": "40", "rules-INITIAL_FORMS": "9"},
    rows("rules", rule(kind="no such kind", amount="-1", anchor="?", parties="many")),
    rows("rules", rule(kind="term", amount="32767", unit="years", anchor="in_force")),
    rows("rules", rule(kind="duty", day="31 Feb 2020", unit="decades")),
    rows("events", {"kind": "in_force", "happened_on": "31 Dec 9999"}),
    rows("events", {"kind": "extended", "happened_on": "1 Jan 0001", "country": "999"}),
    rows("events", {"kind": "signed", "happened_on": "1" * 5000}),
    {"kind": "nothing", "binding": "binding"},
    {"events-0-id": "7", **rows("events", FORCE)},
]


def test_whatever_is_posted_is_answered(staff_client, treaty):
    address = url(treaty, "change", treaty.pk)
    untouched = form_values(open_form(staff_client, treaty))
    for posted in POSTED:
        for body in (posted, {**untouched, **posted}):
            for button in ("part", "page"):
                answer = staff_client.post(address, {**body, "_follows": button})
                assert answer.status_code == 200, (posted, button)
        assert not Event.objects.exists(), posted
        assert not Rule.objects.exists(), posted


BAD_RULES = [
    ({"kind": "term"}, "day", "Give the day on which it ends"),
    ({"kind": "term", "amount": 16}, "anchor", "what the length counts from"),
    ({"kind": "renewal"}, "amount", "needs it"),
    ({"kind": "renewal", "amount": 0}, "amount", "one day at least"),
    ({"kind": "renewal", "amount": 10000}, "amount", "More than 500 years"),
    ({"kind": "renewal", "amount": 5, "anchor": "in_force"}, "anchor", "says nothing"),
    ({"kind": "term", "day": "2030", "notice_amount": 6}, "notice_amount", "says nothing"),
    ({"kind": "review"}, "day", "first review"),
    ({"kind": "refused", "day": "2030"}, "day", "says nothing"),
    ({"kind": "decision", "amount": 5}, "anchor", "needs it"),
    ({"kind": "decision", "amount": 5, "anchor": "signed"}, "anchor", "counts from"),
    ({"kind": "entry", "anchor": "end"}, "anchor", "counts from"),
    ({"kind": "entry", "anchor": "ratified", "parties": 0}, "parties", "One party"),
    ({"kind": "duty", "amount": 5, "anchor": "end", "about_en": "A report"}, "owed_by", "needs it"),
    ({"kind": "duty", "anchor": "end", "about_en": "A", "owed_by_en": "B"}, "amount", "needs it"),
]


def test_a_rule_that_says_nothing_is_refused_by_the_form(staff_client, treaty):
    posted = rows("rules", *(rule(**columns) for columns, _field, _words in BAD_RULES))
    response = submit(staff_client, treaty, **posted)
    forms = response.context["inline_admin_formsets"][2].formset.forms
    for form, (columns, field, words) in zip(forms, BAD_RULES, strict=True):
        found = [*form.errors.get(field, []), *form.errors.get(f"{field}_en", [])]
        assert words.lower() in " ".join(found).lower(), columns
    assert not Rule.objects.exists()


@pytest.mark.parametrize(("columns", "field", "words"), BAD_RULES)
def test_a_rule_that_says_nothing_is_not_published(pilar, treaty, columns, field, words):
    treaty.rules.create(**columns)
    with pytest.raises(ValidationError, match=f"(?i){words}"):
        treaty.publish(pilar)


def test_there_is_one_rule_of_a_kind_but_for_duties(staff_client, pilar, treaty):
    twice = rows("rules", rule(**NEW_TERM), rule(kind="term", day="2036"))
    response = submit(staff_client, treaty, **twice)
    first, second = response.context["inline_admin_formsets"][2].formset.forms
    assert not first.errors
    assert "There can be one rule of this kind." in second.errors["kind"]
    treaty.rules.create(**term("2036"))
    treaty.rules.create(**term("2037"))
    with pytest.raises(ValidationError, match="There can be one rule of this kind"):
        treaty.publish(pilar)


def test_a_contradiction_leads_from_the_summary_to_its_row(staff_client, treaty):
    treaty.parties.create(country=make_partner("US"))
    treaty.events.create(kind="in_force", happened_on="2020-07-01")
    treaty.events.create(kind="signed", happened_on="2021-07-01")
    page = submit(staff_client, treaty, "_publish").content.decode()
    assert '<a href="#events-1">Events, row 2: Signature on July 1, 2021 cannot follow' in page
    saved = submit(staff_client, treaty)  # a draft may hold it, and says so
    assert (
        "Signature on July 1, 2021 cannot follow"
        in open_form(staff_client, treaty).content.decode()
    )
    assert saved.status_code == 200


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"kind": "memorandum", "binding": "non_binding"}, "ratified"),
        ({"kind": "memorandum", "binding": "non_binding"}, "suspended"),
        ({"kind": "summit", "binding": ""}, "applied"),
    ],
)
def test_what_does_not_bind_has_no_event_of_what_does(pilar, fields, kind):
    agreement = make_agreement("soft", **fields)
    agreement.events.create(kind="signed", happened_on="2001")
    agreement.events.create(kind=kind, happened_on="2002")
    with pytest.raises(ValidationError, match=r"cannot have this event|does not bind") as refused:
        agreement.publish(pilar)
    assert len(refused.value.messages) == 1


def test_the_same_event_twice_is_refused(pilar, treaty):
    for _time in range(2):
        treaty.events.create(kind="met", happened_on="2001-02-03")
    with pytest.raises(ValidationError, match="there twice"):
        treaty.publish(pilar)
