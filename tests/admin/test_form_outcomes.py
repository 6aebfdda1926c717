"""What a save found out is told to the answer in one object, and to nobody else."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from publishing.models import DraftSave
from relations.models import Section
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_section, make_statistic

pytestmark = pytest.mark.django_db

LATER = {"at-day": "1 Oct 2090", "at-hour": "09:00"}


def section():
    return make_section(title_en="Old")


def save(client):
    return submit(client, section(), title_en="New")


def publish(client):
    return submit(client, section(), "_publish")


def publish_again(client):
    item = section()
    item.publish(people.ruth())
    return submit(client, item, "_publish")


def publish_beside_the_queue(client):
    item = section()
    item.publish(people.ruth(), at=timezone.now() + timedelta(days=1))
    return submit(client, item, "_publish", title_en="Fixed")


def schedule(client):
    return submit(client, section(), "_schedule", **LATER)


def refuse(client):
    return submit(client, section(), "_publish", title_en="", title_es="")


def ask_to_read_sentences(client):
    ruth = people.ruth()
    statistic = make_statistic("trade")
    figure = '<data data-figure="trade" data-period="latest" data-show="value">x</data>'
    section = make_section(body_en=f"<p>It was {figure}.</p>")
    for item in (statistic, section.relationship, section):
        item.publish(ruth)
    return submit(client, statistic, "_publish", **{"observations-0-value": "800"})


def conflict(client):
    item = section()
    submit(client, item)
    mine = form_values(open_form(client, item))
    submit(client, item, title_en="Theirs")
    return client.post(url(item, "change", item.pk), {**mine, "title_en": "Mine", "_save": "1"})


def merge(client):
    form = conflict(client)
    chosen = {"merging": ["title_en"], "merge-title_en": "theirs", "_save": "1"}
    return client.post(form.wsgi_request.path, {**form_values(form), **chosen})


def restore(client):
    item = section()
    submit(client, item)
    submit(client, item, title_en="New")
    key = DraftSave.objects.about(item).last().pk
    return client.get(url(item, "change", item.pk), {"restore": key})


# What a person does, and what the outcome of it holds.
FLOWS = {
    save: {"saved"},
    publish: {"saved", "published"},
    publish_again: {"saved", "unchanged_since"},
    publish_beside_the_queue: {"saved", "published"},
    schedule: {"saved", "published"},
    refuse: {"refusal"},
    ask_to_read_sentences: {"step"},
    conflict: {"conflict"},
    merge: {"saved"},
    restore: {"restored_from"},
}


def named(flow):
    return flow.__name__


@pytest.fixture
def answered(monkeypatch):
    """The admin and the request of each form that Django was asked to answer with."""
    pairs = []
    changeform_view = admin.ModelAdmin.changeform_view

    def watched(model_admin, request, *args, **kwargs):
        pairs.append((model_admin, request))
        return changeform_view(model_admin, request, *args, **kwargs)

    monkeypatch.setattr(admin.ModelAdmin, "changeform_view", watched)
    return pairs


@pytest.mark.parametrize("flow", FLOWS, ids=named)
def test_the_outcome_holds_what_was_found_out(staff_client, flow, answered):
    flow(staff_client)
    outcomes = [vars(model_admin.outcome) for model_admin, _request in answered]
    contents = [{name for name, value in outcome.items() if value} for outcome in outcomes]
    assert [content for content in contents if content][-1] == FLOWS[flow]


@pytest.mark.parametrize("flow", FLOWS, ids=named)
def test_nothing_of_ours_is_hidden_on_the_request(staff_client, flow, answered):
    response = flow(staff_client)
    requests = [request for _model_admin, request in answered]
    if response.context:
        requests.append(response.context["request"])
    another = staff_client.post(reverse("admin:password_change")).context["request"]
    another.build_absolute_uri()  # which Django caches on the request
    for request in requests:
        assert vars(request).keys() <= vars(another).keys()


def test_the_admin_that_all_requests_share_holds_no_outcome(staff_client):
    for flow in (save, conflict):
        flow(staff_client)
    assert "outcome" not in vars(admin.site.get_model_admin(Section))


def test_what_a_form_was_refused_for_is_not_said_of_the_next(staff_client):
    item = section()
    assert submit(staff_client, item, "_publish", title_en="", title_es="").context["errors"]
    outcome = open_form(staff_client, item).context["outcome"]
    assert not outcome.refusal
    assert not outcome.not_saving
