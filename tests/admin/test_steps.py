"""An act that takes another step says first that it is not done, with the button beside."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from justhtml import JustHTML

from publishing.models import DraftSave
from relations.models import Statistic
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_section, make_statistic

pytestmark = pytest.mark.django_db


def public_section(**fields):
    section = make_section(**fields)
    section.relationship.publish(people.make_staff(f"owner-{section.pk}"))
    section.publish(section.relationship.editions.get().published_by)
    return section


def quoted_statistic():
    """A statistic whose value stands in two public sentences."""
    statistic = make_statistic("trade")
    statistic.publish(people.make_staff("nora"))
    figure = '<data data-figure="trade" data-period="latest" data-show="value">x</data>'
    public_section(body_en=f"<p>It was {figure}.</p>", body_es=f"<p>Fue {figure}.</p>")
    return statistic


def new_value(client):
    return submit(client, quoted_statistic(), "_publish", **{"observations-0-value": "800"})


def later_value(client):
    later = {"at-day": "1 Oct 2090", "at-hour": "09:00", "observations-0-value": "800"}
    return submit(client, quoted_statistic(), "_schedule", **later)


def conflict(client):
    section = public_section()
    submit(client, section)
    mine = form_values(open_form(client, section))
    submit(client, section, title_en="Theirs")
    changed = {**mine, "title_en": "Mine", "_publish": "1"}
    return client.post(url(section, "change", section.pk), changed)


def restore(client):
    section = public_section()
    submit(client, section)
    submit(client, section, title_en="New")
    key = DraftSave.objects.about(section).last().pk
    return client.get(url(section, "change", section.pk), {"restore": key})


def leave_the_queue(client):
    section = public_section()
    section.publish(people.make_staff("nora"), at=timezone.now() + timedelta(days=1))
    return submit(client, section, "_publish", title_en="Fixed")


def import_rows(client):
    make_statistic("trade")
    rows = SimpleUploadedFile("rows.csv", b"statistic,period,value\ntrade,2022,800\n")
    return client.post(reverse("admin:relations_statistic_observations"), {"file": rows})


# What a person does; what the page then says first, the button beside it, and the one that Enter
# presses in a field: the first of the form, which has no name where a file is sent again.
STEPS = {
    new_value: ("Nothing is public yet: these 2 sentences change", "_publish", "_continue"),
    later_value: ("Nothing is public yet: these 2 sentences change", "_schedule", "_continue"),
    conflict: ("Nothing of yours is saved yet", "_publish", "_continue"),
    restore: ("Nothing is saved yet", "_continue", "_continue"),
    leave_the_queue: ("1 queued edition lacks what is public now", "replace_all", "reschedule"),
    import_rows: ("Nothing is imported yet", "confirm", None),
}


WITHOUT_TYPING = ("hidden", "submit")


@pytest.mark.parametrize("flow", STEPS, ids=lambda flow: flow.__name__)
def test_it_says_first_that_it_is_not_done_and_offers_the_button(staff_client, flow):
    heading, name, _first = STEPS[flow]
    page = JustHTML(flow(staff_client).text, sanitize=False)
    (step,) = page.query(".step")
    assert step.attrs["role"] == "alert"
    assert "autofocus" in step.attrs
    assert step.attrs["tabindex"] == "-1"
    assert step.query("h2")[0].to_text().startswith(heading)
    (button,) = step.query("button")
    assert button.attrs["name"] == name
    (form,) = page.query(f'form[id="{button.attrs["form"]}"]')
    assert form.attrs["method"] == "post"
    before = page.root.to_html().index('class="first step"')
    assert before < page.root.to_html().index("<h1")


@pytest.mark.parametrize("flow", STEPS, ids=lambda flow: flow.__name__)
def test_enter_in_a_field_never_publishes(staff_client, flow):
    """A browser then presses the first button of the form, wherever it stands on the page."""
    page = JustHTML(flow(staff_client).text, sanitize=False)
    *_others, first = STEPS[flow]
    forms = [form for form in page.query('form[method="post"]') if fields_of(form)]
    assert {buttons_of(form, page)[0].attrs.get("name") for form in forms} == {first}


def fields_of(form):
    return [field for field in form.query("input") if field.attrs["type"] not in WITHOUT_TYPING]


def buttons_of(form, page):
    """The buttons that send a form, wherever they stand, in the order of the page."""
    inside, outside = form.query('[type="submit"]'), form.attrs.get("id", "no form at all")
    return [
        button
        for button in page.query('[type="submit"]')
        if button in inside or button.attrs.get("form") == outside
    ]


def test_the_button_does_what_was_asked_for(staff_client):
    page = new_value(staff_client)
    statistic = Statistic.objects.get()
    assert statistic.editions.count() == 1
    values = {
        **form_values(page),
        "sentences-read": page.context["sentences_digest"],
        "credits-read": page.context["credits_digest"],
        "_publish": "1",
    }
    staff_client.post(url(statistic, "change", statistic.pk), values)
    assert statistic.editions.count() == 2
