"""Which statistics a page shows is declared once, and everything that follows from it agrees."""

import pytest
from django.utils import timezone

from publishing.snapshot import part_models
from relations.debt import uses_by_statistic
from relations.figures.sentences import shown_by
from relations.models import Agreement, Relationship, Statistic
from relations.models.cited import citing_models
from tests.factories import make_agreement, make_program, make_relationship, make_statistic

pytestmark = pytest.mark.django_db


def lookups_of(model) -> set[str]:
    """The lookups from a type of item to statistics, through its sets and its parts."""
    sets = {field.name for field in model._meta.many_to_many if field.related_model is Statistic}
    columns = {
        f"{name}__{field.name}"
        for name in model.published_parts
        for field in part_models(model, name)[0]._meta.concrete_fields
        if field.related_model is Statistic
    }
    return sets | columns


@pytest.mark.parametrize("model", citing_models(), ids=lambda model: model.__name__)
def test_every_statistic_that_a_type_refers_to_is_declared(model):
    assert {"cited", *model.statistics_shown} == lookups_of(model), (
        f"Name them in `statistics_shown` of the content of {model.__name__}."
    )


def test_what_is_declared_is_shown_counted_and_told_of(pilar):
    items = [make_relationship(), make_agreement(), make_program()]
    trade = make_statistic("trade")
    trade.publish(pilar)
    text = '<p><data data-figure="trade" data-period="2021" data-show="change:2020">x</data></p>'
    items[0].key_figures.create(statistic=trade)
    for item in items[1:]:
        item.statistics.add(trade)
    for item in items:
        item.publish(pilar)
    assert {edition.item for edition in shown_by(trade, timezone.now())} == {*items}
    assert uses_by_statistic(timezone.now()) == {trade.pk: 3}
    for item in items:
        assert item.editions.get().figures_shown() == {(trade.pk, "latest")}
        assert item.is_measured == (type(item) is not Relationship)
    items[1].body_en = text
    items[1].save()
    assert isinstance(items[1], Agreement)
    assert items[1].figures_shown() == {(trade.pk, period) for period in ("latest", "2021", "2020")}
