"""Whoever may edit and not publish changes nothing that readers see, nor what was approved for
later: whatever they save, public pages and the identity of approved items stay as they were."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from publishing.items import item_models
from relations.fields import ParsedCharField
from relations.models import Section
from tests.admin.desk import form_values, open_form, submit
from tests.contracts.addresses import addresses
from tests.contracts.site import make_site
from tests.factories import MAKERS, make_section

pytestmark = pytest.mark.django_db

SENTINEL = "SENTINEL"
# What identifies an item, and where it stands.
IDENTITY = ("slug", "key", "position", "relationship_id")
# Fields that values of others do not let change.
BOUND = ("derivation", "unit", "scale", "rolling")


def other_value(field: forms.Field, value):
    """Another value that a field of a form takes, as it is posted."""
    match field:
        case forms.BooleanField():
            return "" if value else "on"
        case forms.ModelMultipleChoiceField():
            return []
        case forms.ModelChoiceField():
            others = field.queryset.exclude(pk=value).values_list("pk", flat=True)
            return next(iter(others), value or "")
        case forms.ChoiceField():
            return next((key for key, _label in field.choices if key not in ("", value)), value)
        case ParsedCharField():  # a date or a period
            return "2016"
        case forms.CharField(max_length=4):  # a year
            return "2016"
        case forms.SlugField():
            return SENTINEL.lower()
        case forms.DateField():
            return "2031-05-17"
        case forms.TimeField():
            return "11:45"
        case forms.CharField() if value == timezone.get_default_timezone_name():
            return "UTC"
        case forms.IntegerField() | forms.DecimalField():
            return "7"
        case forms.URLField():
            return f"https://example.org/{SENTINEL}"
        case forms.EmailField():
            return f"{SENTINEL}@example.org"
    return SENTINEL[: getattr(field, "max_length", None) or None]


def everything_changed(response, item) -> dict:
    """The form of an item with another value in each of its fields."""
    form = response.context["adminform"].form
    return {
        field.html_name: other_value(field.field, field.value())
        for field in form
        if not isinstance(field.field.widget, forms.HiddenInput) and field.name not in BOUND
    }


def parts_changed(response) -> dict:
    """The inlines of a form, every text in their rows changed."""
    return {
        field.html_name: other_value(field.field, field.value())
        for inline in response.context["inline_admin_formsets"]
        for form in inline.formset.initial_forms
        for field in form
        if type(field.field) is forms.CharField and field.value()
    }


def public_pages(client, site, moment) -> dict[str, str]:
    """What every address says at a moment, which files repeat."""
    pages = {}
    for language in ("en", "es"):
        with override(language):
            urls = [url for urls in addresses(site).values() for url in urls]
        with time_machine.travel(moment, tick=False):
            pages |= {url: client.get(url).content.decode() for url in urls}
    return pages


def test_nothing_that_authors_save_is_public(client, ana, pilar, django_user_model):
    site = make_site(pilar, rows=2)  # each set has two, in some order
    reader = type(client)()
    soon = timezone.now() + timedelta(hours=1)
    before = public_pages(reader, site, soon)
    assert site.relationship.title in before[site.relationship.get_absolute_url()]
    client.force_login(ana)
    for model in item_models():
        item = site.rows[model][0]
        form = open_form(client, item)
        saved = submit(client, item, **everything_changed(form, item), **parts_changed(form))
        errors = saved.context and saved.context.get("errors")
        assert not errors, (model, errors, form_values(form))
        item.refresh_from_db()
        assert SENTINEL in item.title_en
    after = public_pages(reader, site, soon)
    assert [url for url in before if SENTINEL in after[url] or "sentinel" in after[url]] == []
    # The head of the record tells that something was done, and of no word of it.
    assert [url for url in before if before[url] != after[url] and "/record/" not in url] == []


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
@pytest.mark.parametrize("cancelled", [False, True])
def test_identity_is_fixed_for_authors_from_the_first_scheduling_on(
    client, ana, pilar, model, cancelled
):
    item = MAKERS[model](**({"position": 3} if model is Section else {}))
    make_section()  # on another relationship, which could be chosen
    client.force_login(ana)
    assert "slug" in open_form(client, item).context["adminform"].form.fields
    waiting = item.publish(pilar, at=timezone.now() + timedelta(days=1))
    if cancelled:
        waiting.cancel(pilar)
    rows = model._default_manager.filter(pk=item.pk)
    names = [name for name in IDENTITY if hasattr(item, name)]
    before = rows.values(*names).get()
    form = open_form(client, item)
    stolen = {"slug": "stolen", "key": "stolen", "position": 9}
    submit(client, item, **{**everything_changed(form, item), **stolen})
    assert rows.values(*names).get() == before
    client.force_login(pilar)
    assert "slug" in open_form(client, item).context["adminform"].form.fields


def test_reviews_are_recorded_by_those_who_publish(client, ana, pilar):
    for model in item_models():
        item = MAKERS[model]()
        if model is Section:
            item.relationship.publish(pilar)
        opts = admin.site.get_model_admin(model).opts
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[item.pk])
        client.force_login(ana)
        assert client.post(url, {"review_by": "2031-05-17"}).status_code == 403
        assert not item.reviews(timezone.now()).exists()
        client.force_login(pilar)
        assert "there is nothing to review" in client.post(url).text
        item.publish(pilar)
        for day in ("soon", "2020-01-01"):
            assert client.post(url, {"review_by": day}).context["form"].errors
        assert not item.reviews(timezone.now()).exists()
        assert client.post(url, {"review_by": "2031-05-17"}).status_code == 302
        review = item.reviews(timezone.now()).get()
        item.refresh_from_db()
        assert (review.by, f"{item.review_by}") == (pilar, "2031-05-17")


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_no_set_comes_in_an_order_that_a_draft_can_change(model):
    assert set(model._meta.ordering) <= {"position", "pk"}, "sort by the titles of editions"
    assert model._meta.ordering[-1:] == ("pk",), "say in its Meta that ties are broken by identity"
