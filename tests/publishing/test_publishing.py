"""Publishing: what readers see, from when, and why not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing.items import item_models
from publishing.models import Withdrawal
from relations.models import SectionEdition, StatisticEdition
from tests.factories import MAKERS, make_relationship, make_section, make_statistic, make_topic

pytestmark = pytest.mark.django_db

SEPTEMBER_2022 = datetime(2022, 9, 20, tzinfo=UTC)


@pytest.mark.parametrize("model", MAKERS)
def test_every_type_publishes_what_its_working_copy_says(model, pilar):
    item = MAKERS[model]()
    edition = item.publish(pilar)
    assert not item.differs_from(edition)
    assert edition.title == item.title
    assert item.edition_at(timezone.now()) == edition


def test_makers_cover_every_type():
    assert set(MAKERS) == set(item_models())


def test_draft_is_not_public(pilar):
    section = make_section()
    assert not SectionEdition.objects.as_of(timezone.now()).exists()
    section.relationship.publish(pilar)
    section.publish(pilar)
    section.title_en = "Changed"
    section.save()
    (shown,) = SectionEdition.objects.as_of(timezone.now())
    assert shown.title_en != "Changed"
    assert section.differs_from(shown)


def test_section_is_public_only_while_its_relationship_is(pilar):
    section = make_section()
    section.publish(pilar)
    editions = SectionEdition.objects
    assert not editions.as_of(timezone.now()).exists()
    section.relationship.publish(pilar)
    assert editions.as_of(timezone.now()).exists()


def test_parts_and_sets_are_published_with_the_item(pilar):
    statistic = make_statistic(observations=[("2020", "577.3"), ("2021", "725.7")])
    topic = make_topic()
    statistic.topics.add(topic)
    edition = statistic.publish(pilar)
    statistic.observations.all().delete()
    statistic.topics.clear()
    assert [str(one.value) for one in edition.observations.all()] == ["577.300000", "725.700000"]
    assert list(edition.topics.all()) == [topic]


def test_every_reason_is_given_when_publishing_is_refused(pilar):
    statistic = make_statistic(title_en="", title_es="", observations=())
    statistic.slug = "not an address"
    statistic.save()
    with pytest.raises(ValidationError) as refusal:
        statistic.publish(pilar)
    reasons = " ".join(refusal.value.messages)
    assert "Needed to publish" in reasons
    assert "at least one observation" in reasons
    assert "address" in reasons
    assert not statistic.editions.exists()


def test_one_complete_language_is_enough(pilar):
    make_relationship(title_en="", lead_en="").publish(pilar)


def test_half_of_each_language_is_not_enough(pilar):
    with pytest.raises(ValidationError, match="Needed to publish"):
        make_relationship(title_en="", lead_es="").publish(pilar)


def test_text_with_an_unknown_figure_is_refused_by_name(pilar):
    section = make_section(body_en='<p><data data-figure="no-such">9</data></p>')
    with pytest.raises(ValidationError, match="no-such"):
        section.publish(pilar)


def test_text_with_a_figure_that_readers_cannot_see_is_refused_by_name(pilar):
    jobs = make_statistic("jobs", title_en="Jobs")
    section = make_section(body_en='<p><data data-figure="jobs">918,273 of a draft</data></p>')
    section.relationship.publish(pilar)
    with pytest.raises(ValidationError, match=r"“Jobs” \(jobs\), which is not public"):
        section.publish(pilar)
    jobs.publish(pilar, at=timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError, match="which is not public"):
        section.publish(pilar, at=timezone.now() + timedelta(hours=1))
    jobs.publish(pilar)
    section.publish(pilar)
    jobs.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It had ended.")
    with pytest.raises(ValidationError, match="which is not public"):
        section.publish(pilar)


def test_past_moment_never_changes(pilar):
    statistic = make_statistic(observations=[("2020", "577.3")])
    statistic.publish(pilar)
    moment = timezone.now()
    before = StatisticEdition.objects.as_of(moment).get().seal
    statistic.observations.create(period="2021", value="725.7")
    statistic.publish(pilar)
    statistic.publish(pilar, at=timezone.now() + timedelta(days=1))
    assert StatisticEdition.objects.as_of(moment).get().seal == before
    assert StatisticEdition.objects.as_of(timezone.now()).get().seal != before


def test_imported_history_shows_when_it_was_recorded(pilar):
    statistic = make_statistic()
    edition = statistic.import_edition(pilar, SEPTEMBER_2022)
    assert edition.imported
    assert edition.recorded_at > SEPTEMBER_2022
    now = statistic.publish(pilar)
    edition.refresh_from_db()
    assert edition.live_until == now.live_from
    assert not now.imported


def test_history_cannot_be_written_once_an_item_was_published(pilar):
    statistic = make_statistic()
    statistic.publish(pilar)
    with pytest.raises(ValidationError, match="before publishing"):
        statistic.import_edition(pilar, SEPTEMBER_2022)


def test_publishing_into_the_past_is_refused(pilar):
    with pytest.raises(ValidationError, match="future"):
        make_statistic().publish(pilar, at=timezone.now() - timedelta(seconds=1))
