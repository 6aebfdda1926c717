"""Items that an item names: readers see them, or whoever publishes is told; and they belong to the
same relationship."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from publishing.items import item_models
from publishing.models import WorkingCopy
from relations.models import KeyFigure, Section, Statistic
from tests import people
from tests.admin.desk import form_errors, messages_of, open_form, submit, url
from tests.factories import (
    MAKERS,
    make_agreement,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
)

pytestmark = pytest.mark.django_db


class Place(NamedTuple):
    """Where one item may name another: a field of `model`, or of its parts."""

    model: type
    part: str
    field: str
    target: type

    def __str__(self):
        return f"{self.model.__name__}.{self.part}.{self.field}".replace("..", ".")

    def name(self, item, other):
        """Let `item` name `other` here."""
        if self.part:
            rows = getattr(item, self.part)
            fields = rows.model._meta.concrete_fields
            chosen = {f.name: f.choices[0][0] for f in fields if f.choices and not f.blank}
            rows.model.objects.create(**{**chosen, rows.field.name: item, self.field: other})
        elif self.model._meta.get_field(self.field).many_to_many:
            getattr(item, self.field).add(other)
        else:
            setattr(item, self.field, other)
            item.save()


def places():
    for model in item_models():
        yield from _fields(model, "", model)
        for part in model.published_parts:
            rows = model._meta.get_field(part)
            yield from _fields(model, part, rows.related_model, rows.field.name)


def _fields(model, part, of, besides=""):
    for field in (*of._meta.concrete_fields, *of._meta.many_to_many):
        target = field.related_model
        named = isinstance(target, type) and issubclass(target, WorkingCopy)
        if named and field.editable and field.name != besides:
            yield Place(model, part, field.name, target)


PLACES = list(places())
BESIDES_OWN = [place for place in PLACES if place.field not in ("relationship", "relationships")]


def belonging_to(item, relationship):
    """Let an item belong to a relationship, whichever way it does."""
    if hasattr(item, "relationships"):
        item.relationships.set([relationship])
    elif isinstance(item, Section):
        item.relationship = relationship
        item.save()
    return item


def make(model, relationship):
    if model is type(relationship):
        return relationship
    return belonging_to(MAKERS[model](), relationship)


@pytest.fixture
def two(staff_client):
    """Two public relationships."""
    pair = [make_relationship(slug, title_en=slug.title()) for slug in ("first", "second")]
    for relationship in pair:
        relationship.publish(people.make_staff(f"for-{relationship.slug}"))
    return pair


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_readers_do_not_see_is_refused_or_named(staff_client, two, place):
    item = make(place.model, two[0])
    draft = make(
        place.target, make_relationship("third") if place.target is type(two[0]) else two[0]
    )
    title = "title_en" if hasattr(draft, "title_en") else "slug"
    setattr(draft, title, "Unseen by readers")
    draft.save()
    place.name(item, draft)
    said = submit(staff_client, item, "_publish", **{"publish-significance": "minor"})
    if place.field == "relationship":
        assert "Readers see it once" in messages_of(said)
    else:
        assert "Unseen by readers" in f"{messages_of(said)} {form_errors(said)}"


@pytest.mark.parametrize("place", BESIDES_OWN, ids=str)
def test_what_belongs_elsewhere_is_refused_by_name(staff_client, two, place):
    first, second = two
    item, stranger = make(place.model, first), make(place.target, second)
    if not stranger.editions.exists():
        stranger.publish(first.editions.get().published_by)
    place.name(item, stranger)
    reasons = " ".join(item.publication_errors())
    if place.part:
        rows = getattr(item, place.part).model
        field = rows._meta.get_field(place.field)
        heading = capfirst(rows._meta.verbose_name_plural)
        assert f"{heading}: {capfirst(field.verbose_name)}: “{stranger}”" in reasons
    assert f"“{stranger}” belongs to Second, and not to First." in reasons
    belonging_to(stranger, first)
    assert "belongs to" not in " ".join(type(item).objects.get(pk=item.pk).publication_errors())


# A section always belongs to one.
MAY_BE_FREE = [place for place in BESIDES_OWN if place.target is not Section]


@pytest.mark.parametrize("place", MAY_BE_FREE, ids=str)
def test_what_belongs_to_no_relationship_may_stand_anywhere(two, place):
    item, other = make(place.model, two[0]), MAKERS[place.target]()
    if hasattr(other, "relationships"):
        other.relationships.clear()
    place.name(item, other)
    assert "belongs to" not in " ".join(item.publication_errors())


def test_a_draft_key_figure_is_refused_as_in_prose(staff_client, two):
    first = two[0]
    draft = belonging_to(make_statistic("jobs", title_en="Jobs"), first)
    KeyFigure.objects.create(relationship=first, statistic=draft)
    response = submit(staff_client, first, "_publish")
    said = str(form_errors(response))
    assert "Key figures: Statistic: “Jobs” is not public. Publish it first" in said
    assert first.editions.count() == 1
    draft.publish(first.editions.get().published_by)
    submit(staff_client, first, "_publish")
    assert first.editions.count() == 2


def test_a_key_figure_that_is_public_by_then_is_scheduled(staff_client, two):
    first, by = two[0], two[0].editions.get().published_by
    draft = belonging_to(make_statistic("jobs", title_en="Jobs"), first)
    draft.publish(by, at=timezone.now() + timedelta(days=2))
    KeyFigure.objects.create(relationship=first, statistic=draft)
    assert first.publication_errors()
    assert not first.publication_errors(timezone.now() + timedelta(days=3))


# A section that is published before its relationship


def test_a_section_says_that_readers_wait_for_its_relationship(staff_client):
    section = make_section(
        make_relationship(title_en="United States and Cuba"), title_en="Overview"
    )
    response = submit(staff_client, section, "_publish")
    address = url(section.relationship, "change", section.relationship_id)
    said = messages_of(response)
    assert f'Readers see it once <a href="{address}">United States and Cuba</a>' in said
    assert section.get_absolute_url() not in response.text
    assert "Readers see it once United States and Cuba is public." in response.text
    assert staff_client.get(address).status_code == 200


def test_a_section_says_when_its_relationship_is_public(staff_client):
    section = make_section()
    later = {"at-day": "1 Oct 2090", "at-hour": "09:00"}
    submit(staff_client, section.relationship, "_schedule", **later)
    response = submit(staff_client, section, "_publish")
    assert "Readers see it from <time" in messages_of(response)
    assert "1 Oct 2090, 09:00" in messages_of(response)
    again = {"at-day": "2 Oct 2090", "at-hour": "09:00", "title_en": "Later"}
    assert "Readers see it" not in messages_of(submit(staff_client, section, "_schedule", **again))


def test_a_public_section_leads_to_its_page(staff_client):
    section = make_section()
    submit(staff_client, section.relationship, "_publish")
    response = submit(staff_client, section, "_publish")
    assert f'<a href="{section.get_absolute_url()}">See the page</a>' in messages_of(response)
    assert section.get_absolute_url() in open_form(staff_client, section).text


# What the pickers offer


def offered(client, model, field, *relationships, term=""):
    query = {
        "app_label": model._meta.app_label,
        "model_name": model._meta.model_name,
        "field_name": field,
        "term": term,
        "relationship": relationships,
    }
    answer = client.get(reverse("admin:autocomplete"), query).json()
    return [choice["text"] for choice in answer["results"]]


def test_each_section_is_offered_with_its_relationship_the_fitting_ones_first(staff_client, two):
    first, second = two
    for relationship in two:
        make_section(relationship, title_en="Overview")
    program = type(make_program())
    names = {first.pk: "Overview · First", second.pk: "Overview · Second"}
    for relationship in two:
        other = next(name for key, name in names.items() if key != relationship.pk)
        choices = offered(staff_client, program, "sections", relationship.pk)
        assert choices == [names[relationship.pk], other]
    assert set(offered(staff_client, program, "sections", "x", "9" * 30)) == set(names.values())


def test_statistics_and_agreements_name_theirs(staff_client, two):
    first, second = two
    for relationship in two:
        belonging_to(make_statistic(title_en="Trade"), relationship)
        belonging_to(make_agreement(title_en="A pact"), relationship)
    assert offered(staff_client, KeyFigure, "statistic", second.pk) == [
        "Trade · Second",
        "Trade · First",
    ]
    assert offered(staff_client, Section, "agreements", first.pk, term="pact") == [
        "A pact · First",
        "A pact · Second",
    ]


def test_offering_takes_the_same_queries_for_any_number(
    staff_client, two, django_assert_num_queries, django_assert_max_num_queries
):
    belonging_to(make_statistic(), two[0])
    with django_assert_max_num_queries(20) as one:
        offered(staff_client, KeyFigure, "statistic", two[0].pk)
    for _number in range(5):
        belonging_to(make_statistic(), two[1])
    with django_assert_num_queries(len(one)):
        offered(staff_client, KeyFigure, "statistic", two[0].pk)


def test_what_is_chosen_already_names_its_relationship(staff_client, two):
    program = belonging_to(make_program(), two[0])
    program.sections.add(make_section(two[0], title_en="Overview"))
    page = open_form(staff_client, program)
    assert ">Overview · First</option>" in page.text
    assert f'<data class="belongs-to" value="{two[0].pk}"' in page.text


def test_the_picker_of_figures_names_relationships(staff_client, two):
    for relationship in two:
        belonging_to(make_statistic(title_en="Trade"), relationship)
    answer = staff_client.get(reverse("admin:relations_statistic_figures"), {"q": "trade"}).json()
    titles = {statistic["title"] for statistic in answer["statistics"]}
    assert titles == {"Trade · First", "Trade · Second"}
    assert Statistic.objects.count() == 2
