"""Two people at one form: the second save overwrites nothing and loses nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from publishing.models import DraftSave
from tests import people
from tests.admin.desk import form_values, messages_of, open_form, submit, url
from tests.factories import make_agreement, make_section, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return make_section(title_en="Old", title_es="Viejo", body_en="<p>Old text.</p>")


def post(client, item, form, button="_save", **changes):
    return client.post(url(item, "change", item.pk), {**form, **changes, button: "1"})


def differences(response):
    conflict = response.context["outcome"].conflict
    return {difference.name: difference for difference in conflict.differences}


def test_the_second_save_is_refused_and_shows_both_texts(staff_client, section):
    submit(staff_client, section)
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs", body_en="<p>Their text.</p>")
    response = post(staff_client, section, mine, title_en="Mine", body_en="<p>My text.</p>")
    section.refresh_from_db()
    assert response.status_code == 409
    assert (section.title_en, section.body_en) == ("Theirs", "<p>Their text.</p>")
    conflicting = differences(response)
    assert set(conflicting) == {"title_en", "body_en"}
    assert "<ins>Mine</ins>" in conflicting["title_en"].mine
    assert "<del>Theirs</del>" in conflicting["title_en"].theirs
    assert "My text" in response.context["adminform"].form["body_en"].value()
    assert "pilar saved on" in response.text
    assert "UTC" in response.text
    assert DraftSave.objects.about(section).count() == 2


def test_choices_are_saved_field_by_field(staff_client, section):
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs", title_es="Suyo")
    merge = post(staff_client, section, mine, title_en="Mine", title_es="Mío")
    chosen = {"merging": ["title_en", "title_es"], "merge-title_en": "mine"}
    response = post(
        staff_client, section, form_values(merge), **chosen, **{"merge-title_es": "theirs"}
    )
    section.refresh_from_db()
    assert response.status_code == 302
    assert (section.title_en, section.title_es) == ("Mine", "Suyo")


def test_a_missing_choice_is_asked_for_again(staff_client, section):
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs")
    merge = post(staff_client, section, mine, title_en="Mine")
    response = post(staff_client, section, form_values(merge), merging=["title_en"])
    section.refresh_from_db()
    assert response.status_code == 409
    assert section.title_en == "Theirs"
    assert "Choose one of the two" in response.text
    again = post(
        staff_client,
        section,
        form_values(response),
        merging=["title_en"],
        **{"merge-title_en": "mine"},
    )
    section.refresh_from_db()
    assert again.status_code == 302
    assert section.title_en == "Mine"


def test_a_third_save_in_between_is_shown_as_well(staff_client, section):
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs")
    merge = form_values(post(staff_client, section, mine, title_en="Mine"))
    submit(staff_client, section, title_en="Third")
    response = post(
        staff_client, section, merge, merging=["title_en"], **{"merge-title_en": "mine"}
    )
    assert response.status_code == 409
    assert "Third" in differences(response)["title_en"].theirs


def test_it_is_told_who_changed_what(staff_client, section):
    submit(staff_client, section)
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs", title_es="Ambos, suyo")
    response = post(staff_client, section, mine, body_en="<p>Mine.</p>", title_es="Ambos, mío")
    chosen = {name: difference.chosen for name, difference in differences(response).items()}
    assert chosen == {"title_en": "theirs", "title_es": "", "body_en": "mine"}


def test_a_publisher_who_was_overtaken_publishes_nothing(staff_client, section):
    mine = form_values(open_form(staff_client, section))
    submit(staff_client, section, title_en="Theirs")
    form = {**mine, "publish-significance": "minor", "publish-note_en": "My note"}
    response = post(staff_client, section, form, "_publish", title_en="Mine")
    assert response.status_code == 409
    assert not section.editions.exists()
    assert response.context["publish_form"]["note_en"].value() == "My note"


def test_saving_only_a_part_overtakes_and_is_overtaken(staff_client):
    agreement = make_agreement()
    agreement.events.create(kind="signed", happened_on="2018-11-30")
    mine, theirs = (form_values(open_form(staff_client, agreement)) for _ in range(2))
    assert post(staff_client, agreement, theirs, **{"events-0-kind": "in_force"}).status_code == 302
    response = post(staff_client, agreement, mine, **{"events-0-happened_on": "1 Dec 2018"})
    assert response.status_code == 409
    assert agreement.events.get().happened_on == "2018-11-30"
    events = differences(response)["events"]
    assert "1 Dec" in events.mine
    chosen = {"merging": ["events"], "merge-events": "mine"}
    assert post(staff_client, agreement, form_values(response), **chosen).status_code == 302
    event = agreement.events.get()
    assert (event.kind, event.happened_on) == ("signed", "2018-12-01")


@pytest.mark.parametrize(
    ("choice", "left"), [("mine", {"amended", "signed"}), ("theirs", {"amended"})]
)
def test_rows_that_were_in_no_form_stay_whatever_is_chosen(staff_client, choice, left):
    agreement = make_agreement()
    first = agreement.events.create(kind="signed", happened_on="2018-11-30")
    mine = form_values(open_form(staff_client, agreement))
    first.delete()
    agreement.events.create(kind="amended", happened_on="2020")
    agreement.claim(agreement.version)
    response = post(staff_client, agreement, mine)
    assert response.status_code == 409
    chosen = {"merging": ["events"], "merge-events": choice}
    assert post(staff_client, agreement, form_values(response), **chosen).status_code == 302
    assert {event.kind for event in agreement.events.all()} == left


def test_sets_are_shown_by_name(staff_client, section):
    mine = form_values(open_form(staff_client, section))
    section.topics.add(make_topic("trade"))
    section.claim(section.version)
    response = post(staff_client, section, mine)
    assert "trade" in differences(response)["topics"].theirs


def test_a_refused_form_can_be_sent_again(staff_client, section):
    submit(staff_client, section, "_publish", title_en="", title_es="")
    response = submit(staff_client, section, title_en="After all")
    section.refresh_from_db()
    assert section.title_en == "After all"
    assert "was changed successfully" in messages_of(response)


def test_a_form_without_its_version_saves_nothing(staff_client, section):
    form = form_values(open_form(staff_client, section))
    for version in ("", "x", "²", "9" * 30):
        assert (
            post(staff_client, section, form, version=version, title_en="Forged").status_code == 409
        )
    section.refresh_from_db()
    assert section.title_en == "Old"


def test_a_forged_number_of_rows_is_answered_with_the_form(staff_client):
    agreement = make_agreement()
    form = form_values(open_form(staff_client, agreement))
    forged = {"version": "99", "events-TOTAL_FORMS": "9" * 5000}
    assert post(staff_client, agreement, form, **forged).status_code == 409


def test_who_may_only_look_is_refused_even_when_overtaken(client, section):
    client.force_login(people.ana())
    form = form_values(open_form(client, section))
    ana = get_user_model().objects.get(username="ana")
    ana.user_permissions.set(Permission.objects.filter(codename="view_section"))
    assert post(client, section, form, version="99").status_code == 403
