"""Draft saves: looked at, compared, and restored through the form."""

import pytest
from django.utils import timezone

from publishing.models import DraftSave
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_agreement, make_section, make_topic, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(staff_client):
    section = make_section(title_en="First", body_en="<p>Ten <strong>apples</strong>.</p>")
    section.topics.add(make_topic("trade"))
    submit(staff_client, section)
    submit(staff_client, section, title_en="Second", body_en="<p>Ten pears.</p>", topics=[])
    return section


def filled(client, item, key):
    return client.get(url(item, "change", item.pk), {"restore": key})


def first_save(item):
    return DraftSave.objects.about(item).last()


def test_a_draft_save_fills_the_form_and_writes_nothing(staff_client, section):
    response = filled(staff_client, section, first_save(section).pk)
    section.refresh_from_db()
    assert response.status_code == 200
    assert section.title_en == "Second"
    assert "Nothing is saved yet" in response.text
    assert not response.context["errors"]
    assert response.context["adminform"].form["title_en"].value() == "First"
    staff_client.post(url(section, "change", section.pk), {**form_values(response), "_save": "1"})
    section.refresh_from_db()
    assert (section.title_en, section.body_en) == ("First", "<p>Ten <strong>apples</strong>.</p>")
    assert [topic.slug for topic in section.topics.all()] == ["trade"]


def test_an_edition_is_restored_with_its_parts(staff_client):
    agreement = make_agreement(rules=[term("2036-07-01")], summary_en="Then.")
    for kind, day in (("signed", "2018-11-30"), ("in_force", "2020-07-01")):
        agreement.events.create(kind=kind, happened_on=day)
    edition = agreement.publish(people.ruth())
    event = agreement.events.get(kind="in_force")
    agreement.events.get(kind="signed").delete()
    agreement.events.create(kind="amended", happened_on="2024")
    agreement.events.create(kind="reviewed", happened_on="2026")
    agreement.rules.all().delete()
    agreement.summary_en = "Now."
    agreement.save()
    response = filled(staff_client, agreement, edition.identifier)
    assert agreement.events.count() == 3
    saved = staff_client.post(
        url(agreement, "change", agreement.pk), {**form_values(response), "_save": "1"}
    )
    assert saved.status_code == 302, saved.context["errors"]
    agreement.refresh_from_db()
    assert agreement.summary_en == "Then."
    assert [rule.day for rule in agreement.rules.all()] == ["2036-07-01"]
    assert not agreement.differs_from(edition)
    assert event in agreement.events.all()


def test_what_is_restored_is_validated(staff_client):
    agreement = make_agreement(rules=[term("2036-07-01")])
    submit(staff_client, agreement)
    save = first_save(agreement)
    content = {**save.content, "fields": {**save.content["fields"], "kind": "no-such-kind"}}
    save.pk, save.content = None, content
    save.save()
    bad = save
    response = filled(staff_client, agreement, bad.pk)
    assert response.context["adminform"].form.errors["kind"]


def test_restoring_over_a_newer_save_is_noticed(staff_client, section):
    form = form_values(filled(staff_client, section, first_save(section).pk))
    submit(staff_client, section, title_en="Third")
    response = staff_client.post(url(section, "change", section.pk), {**form, "_save": "1"})
    assert response.status_code == 409


@pytest.mark.parametrize("key", ["999999", "agreement-1", "current-1", "x" * 500, "²", "-1"])
def test_an_unknown_name_restores_nothing(staff_client, section, key):
    response = filled(staff_client, section, key)
    assert response.context["adminform"].form["title_en"].value() == "Second"


def test_a_save_of_another_item_is_not_restored_here(staff_client, section):
    other = make_section(title_en="Other")
    submit(staff_client, other)
    response = filled(staff_client, section, first_save(other).pk)
    assert response.context["adminform"].form["title_en"].value() == "Second"


def test_saves_are_listed_looked_at_and_compared(staff_client, section):
    where = url(section, "drafts", section.pk)
    newest, oldest = DraftSave.objects.about(section)
    assert staff_client.get(where).text.count("Draft save<") == 2
    assert "apples" in staff_client.get(where, {"one": oldest.pk}).text
    text = staff_client.get(where, {"one": oldest.pk, "other": newest.pk}).text
    assert "<del>apples</del>" in text
    assert "<ins>pears</ins>" in text
    assert "<del>trade</del>" in text
    assert (
        "Both say the same" in staff_client.get(where, {"one": newest.pk, "other": "current"}).text
    )


def test_a_draft_is_compared_with_an_edition(staff_client, section):
    edition = section.publish(people.ruth())
    where = url(section, "drafts", section.pk)
    query = {"one": first_save(section).pk, "other": edition.identifier}
    assert "<ins>Second</ins>" in staff_client.get(where, query).text


@pytest.mark.parametrize("query", ["one=999", "one=x", "one=current&other=agreement-1"])
def test_what_does_not_exist_is_not_compared(staff_client, section, query):
    assert staff_client.get(f"{url(section, 'drafts', section.pk)}?{query}").status_code == 404


def test_what_was_withdrawn_is_restored_and_published_again(staff_client, section):
    edition = section.publish(people.ruth())
    section.withdraw(people.ana(), "withdrawn", reason_en="Over.")
    form = form_values(filled(staff_client, section, edition.identifier))
    values = {**form, "publish-significance": "minor", "_publish": "1"}
    staff_client.post(url(section, "change", section.pk), values)
    assert not section.edition_at(timezone.now()).withdrawal


def test_saved_text_is_escaped(staff_client, section):
    submit(staff_client, section, title_en="<script>alert(1)</script>")
    where = url(section, "drafts", section.pk)
    page = staff_client.get(where, {"one": first_save(section).pk, "other": "current"}).text
    assert "<script>alert" not in page
    assert open_form(staff_client, section).status_code == 200
