"""What the forms of the desk offer, accept and refuse."""

from decimal import Decimal
from itertools import cycle

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.forms import ModelChoiceField, ModelMultipleChoiceField

from programs.models import Program
from publishing.items import item_models
from publishing.models import Edition
from relations.fields import ParsedCharField, PlainDateFormField
from relations.models import Observation, Organization
from tests import people
from tests.admin.desk import form_errors, open_form, submit, url
from tests.factories import (
    MAKERS,
    make_agreement,
    make_program,
    make_section,
    make_statistic,
    make_topic,
    review,
    term,
)

pytestmark = pytest.mark.django_db


def all_forms(response):
    yield response.context["adminform"].form
    for inline in response.context["inline_admin_formsets"]:
        yield inline.formset.empty_form


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_relation_is_chosen_by_typing_a_part_of_its_name(staff_client, model):
    for form in all_forms(staff_client.get(url(model, "add"))):
        parent = getattr(form, "instance", None)
        for name, field in form.fields.items():
            chooses = isinstance(field, ModelChoiceField | ModelMultipleChoiceField)
            if chooses and not field.widget.is_hidden and name != "id":
                widget = getattr(field.widget, "widget", field.widget)
                assert isinstance(widget, AutocompleteMixin), (parent, name)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_published_column_can_be_edited(staff_client, model):
    """A column that no fieldset names could only be changed by a developer."""
    form = staff_client.get(url(model, "add")).context["adminform"].form
    working, published = model, model.edition_model()
    names = {field.name for field in working._meta.fields + working._meta.many_to_many}
    shared = {field.name for field in published._meta.fields + published._meta.many_to_many}
    editable = {name for name in names & shared if working._meta.get_field(name).editable}
    assert editable - {"id"} <= set(form.fields)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_every_published_part_has_an_inline(staff_client, model):
    response = staff_client.get(url(model, "add"))
    inlines = {inline.formset.model for inline in response.context["inline_admin_formsets"]}
    assert inlines == {model._meta.get_field(name).related_model for name in model.published_parts}


def test_every_item_type_is_on_the_desk_and_no_edition_is():
    registered = set(admin.site._registry)
    assert set(item_models()) <= registered
    assert not [model for model in registered if issubclass(model, Edition)]


def test_both_languages_are_named_and_marked(staff_client):
    page = open_form(staff_client, make_section()).text
    assert "Heading (English)" in page
    assert "Heading (Spanish)" in page
    assert 'lang="es"' in page


def test_an_author_can_search_for_topics_and_owners(client):
    make_topic("trade")
    client.force_login(people.ana())
    query = {"app_label": "relations", "model_name": "section"}
    topics = client.get("/admin/autocomplete/", {**query, "field_name": "topics", "term": "tra"})
    owners = client.get("/admin/autocomplete/", {**query, "field_name": "owner", "term": "an"})
    assert [result["text"] for result in topics.json()["results"]] == ["trade"]
    assert [result["text"] for result in owners.json()["results"]] == ["ana"]


def test_the_address_is_fixed_once_it_has_been_public(staff_client):
    section = make_section(slug="here")
    submit(staff_client, section, slug="there")
    section.refresh_from_db()
    assert section.slug == "there"
    section.publish(people.ruth())
    assert "slug" not in open_form(staff_client, section).context["adminform"].form.fields


def test_a_section_stays_on_its_sheet_once_it_has_been_public(staff_client):
    section = make_section()
    assert "relationship" in open_form(staff_client, section).context["adminform"].form.fields
    ruth = people.ruth()
    section.relationship.publish(ruth)
    section.publish(ruth)
    assert "relationship" not in open_form(staff_client, section).context["adminform"].form.fields


def test_the_key_of_a_statistic_is_fixed_once_it_exists(staff_client):
    statistic = make_statistic("trade")
    assert "key" not in open_form(staff_client, statistic).context["adminform"].form.fields


@pytest.mark.parametrize("key", ["9" * 30, "1e9", "1\0"])
def test_a_form_that_names_an_impossible_row_is_refused(staff_client, key):
    section = make_section()
    topic = make_topic("trade")
    for changes in ({"owner": key}, {"topics": [topic.pk, key]}):
        assert submit(staff_client, section, **changes).status_code in (200, 400)
        assert not section.topics.exists()
    chosen = {"action": "delete_selected", "_selected_action": key}
    assert staff_client.post(url(section, "changelist"), chosen, follow=True).status_code in (
        200,
        400,
    )


@pytest.mark.parametrize(
    ("written", "stored"),
    [("725.7 billion", "725.7"), ("725,700 M", "725.7"), ("800", "800"), ("1.6 trillion", "1600")],
)
def test_an_amount_is_read_as_people_write_it(staff_client, written, stored):
    statistic = make_statistic(scale=9)
    submit(staff_client, statistic, **{"observations-0-value": written})
    assert f"{statistic.observations.get().value.normalize():f}" == stored


def test_an_amount_is_read_in_the_scale_that_is_chosen_with_it(staff_client):
    statistic = make_statistic(observations=(), scale=0)
    form = {"observations-TOTAL_FORMS": 1, "observations-0-period": "2021"}
    row = {"observations-0-value": "1.6 M", "observations-0-qualifier": "exact"}
    submit(staff_client, statistic, scale=6, **form, **row)
    assert statistic.observations.get().value == Decimal("1.6")


def test_an_unreadable_amount_is_named_beside_its_field_and_kept(staff_client):
    response = submit(staff_client, make_statistic(), **{"observations-0-value": "lots"})
    formset = response.context["inline_admin_formsets"][0].formset
    assert "is not an amount" in str(formset.forms[0].errors["value"])
    assert formset.forms[0]["value"].value() == "lots"


def test_a_long_series_is_saved(staff_client):
    months = [f"{year}-{month:02}" for year in range(2000, 2020) for month in range(1, 13)]
    statistic = make_statistic(observations=[(month, "1") for month in months])
    assert submit(staff_client, statistic, title_en="Monthly").status_code == 200
    statistic.refresh_from_db()
    assert statistic.title_en == "Monthly"


def test_a_scale_is_not_changed_under_values(staff_client):
    statistic = make_statistic(scale=9)
    response = submit(staff_client, statistic, scale=6)
    statistic.refresh_from_db()
    assert statistic.scale == 9
    assert "would change its meaning" in str(form_errors(response)["scale"])


def test_days_are_read_as_people_write_them(staff_client):
    program = make_program(calls=[{"cycle": "2026"}])
    days = {"calls-0-opens_on": "1 Jul 2026", "calls-0-closes_on": "August 31, 2026"}
    submit(staff_client, program, **days, **{"calls-0-closes_time": "23:59"})
    call = program.calls.get()
    assert (str(call.opens_on), str(call.closes_on)) == ("2026-07-01", "2026-08-31")
    assert str(call.closes_time) == "23:59:00"


def test_an_ambiguous_day_is_refused_and_kept(staff_client):
    program = make_program(calls=[{"cycle": "2026"}])
    response = submit(staff_client, program, **{"calls-0-opens_on": "07/01/2020"})
    (calls,) = response.context["inline_admin_formsets"]
    assert "can be read in two ways" in str(calls.formset.errors[0]["opens_on"])
    assert b'value="07/01/2020"' in response.content


def test_what_a_call_cannot_say_is_refused_beside_its_field_and_kept(staff_client):
    program = make_program(calls=[{"cycle": cycle} for cycle in ("2025", "2026", "2027")])
    wrong = {
        "calls-0-zone": "America/Atlantis",
        "calls-0-closes_time": "a quarter to nine",
        "calls-2-cycle": "2026",
    }
    response = submit(staff_client, program, **wrong)
    (calls,) = response.context["inline_admin_formsets"]
    first, _second, third = calls.formset.errors
    assert "America/Atlantis" in str(first["zone"])
    assert "closes_time" in first
    assert "2026" in str(third["cycle"])
    for typed in wrong.values():
        assert f'value="{typed}"' in response.content.decode()
    assert [call.cycle for call in program.calls.all()] == ["2025", "2026", "2027"]


def test_time_zones_are_offered_once_for_all_calls(staff_client):
    page = open_form(staff_client, make_program(calls=[{"cycle": "2026"}])).content.decode()
    assert page.count('<datalist id="zones">') == 1
    assert '<option value="America/Mexico_City">' in page
    assert 'name="calls-0-zone" value="America/Mexico_City" list="zones"' in page


def test_a_form_that_is_saved_untouched_reads_its_own_dates(staff_client):
    agreement = make_agreement(rules=[term("2036-07-01"), review("2026-07")])
    agreement.events.create(kind="signed", happened_on="2018-11-30")
    program = make_program(opens_on="2026-07-01")
    for language in ("en", "es"):
        staff_client.cookies["django_language"] = language
        assert not open_form(staff_client, agreement).context["errors"]
        assert submit(staff_client, agreement).redirect_chain
        assert submit(staff_client, program).redirect_chain
    assert [rule.day for rule in agreement.rules.all()] == ["2036-07-01", "2026-07"]
    assert Program.objects.get().calls.get().opens_on.isoformat() == "2026-07-01"


def test_a_list_says_where_reference_data_is_used(client):
    client.force_login(people.ruth())
    used, idle = make_topic("used"), make_topic("idle")
    section = make_section()
    section.topics.add(used)
    section.publish(people.pilar())
    rows = {
        row.slug: row.uses for row in client.get(url(used, "changelist")).context["cl"].result_list
    }
    assert rows == {used.slug: 1, idle.slug: 0}
    assert client.get(url(Organization, "changelist")).status_code == 200


IMPOSSIBLE = ("2024-07-00", "0 Jul 2020", "2024-13-01", "31 February 2021", "0000")


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_impossible_day_is_refused_beside_its_field(staff_client, model):
    item = MAKERS[model]()
    form = open_form(staff_client, item).context["adminform"].form
    days = [
        name
        for name, field in form.fields.items()
        if isinstance(field, PlainDateFormField | ParsedCharField) or name == "since"
    ]
    assert "review_by" in days
    for written in IMPOSSIBLE:
        bound = type(form)(dict.fromkeys(days, written), instance=item)
        assert set(days) <= set(bound.errors), written
    typed = dict(zip(days, cycle(IMPOSSIBLE), strict=False))
    response = submit(staff_client, item, **typed)
    assert response.status_code == 200
    assert set(days) <= set(form_errors(response))
    for name in days:
        assert response.context["adminform"].form[name].value() == typed[name]


def test_impossible_day_of_a_part_is_refused_beside_its_field(staff_client):
    statistic = make_statistic()
    for written in IMPOSSIBLE:
        response = submit(staff_client, statistic, **{"observations-0-period": written})
        (inline, _operands) = response.context["inline_admin_formsets"]
        assert "calendar" in str(inline.formset.forms[0].errors["period"]) or written == "0000"
    assert Observation.objects.get().period == "2021"


def test_month_that_may_be_two_years_is_asked_about_and_kept_as_typed(staff_client):
    statistic = make_statistic()
    asked = submit(staff_client, statistic, **{"observations-0-period": "2011-12"})
    assert "Write “December 2011” or “2011–2012”." in asked.text
    assert 'value="2011-12"' in asked.text
    submit(staff_client, statistic, **{"observations-0-period": "December 2011"})
    assert Observation.objects.get().period == "2011-12"
    submit(staff_client, statistic)  # what the form shows of it is asked about no more
    assert Observation.objects.get().period == "2011-12"
