"""A row of the form says where its value was read, and belongs to the series."""

import pytest
from django.utils.html import strip_tags

from publishing.admin import rows
from publishing.changes.position import readers_now
from relations.models import Statistic
from tests.admin.desk import open_form, submit, url
from tests.factories import make_statistic

pytestmark = pytest.mark.django_db


@pytest.fixture
def trade(pilar):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)], source_en="The sheet")
    statistic.publish(pilar)
    return statistic


def test_figure_is_corrected_with_its_own_source_in_one_act(staff_client, trade):
    corrected = {
        "observations-0-value": "3",
        "observations-0-source_en": "Census Bureau",
        "observations-0-source_es": "",
        "observations-0-source_url": "www.census.gov/trade",
    }
    submit(staff_client, trade, "_publish", **corrected)
    edition = trade.edition_at(readers_now())
    told = {row.period: row.sources(edition)[0] for row in edition.observations.all()}
    assert told["2021"].source_en == "Census Bureau"
    assert told["2021"].source_url == "https://www.census.gov/trade"
    assert told["2020"].source_en == "The sheet"


def test_publishing_again_what_only_lacks_its_source_is_no_change(staff_client, trade):
    editions = trade.editions.count()
    emptied = {f"observations-0-source_{language}": "" for language in ("en", "es")}
    response = submit(staff_client, trade, "_publish", **emptied)
    assert "Nothing has changed" in response.text
    assert trade.editions.count() == editions


def test_preview_names_the_sources_that_publishing_would(staff_client, pilar):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)], source_en="The sheet")
    now = readers_now()
    statistic.freeze(statistic, published_by=pilar, live_from=now, recorded_at=now)
    statistic.observations.filter(period="2021").update(value=3)
    Statistic.objects.update(source_en="Census Bureau")
    shown = staff_client.get(f"{url(statistic, 'preview', statistic.pk)}?language=en").text
    latest, earlier = shown.partition("<tbody>")[2].split("</tr>")[:2]
    assert "Census Bureau" in latest
    assert "The sheet" in earlier
    assert not statistic.observations.exclude(source_en="").exists()


def test_row_of_another_frequency_is_refused_beside_its_period(staff_client, trade, monkeypatch):
    monkeypatch.setattr(rows, "ROWS_SHOWN", 1)  # the others stand on another page
    response = submit(staff_client, trade, **{"observations-0-period": "Q4 2021"})
    row = response.text.partition('id="observations-0"')[2].partition("</tr>")[0]
    assert "The other values are for years, and this one is not." in row
    assert set(trade.observations.values_list("period", flat=True)) == {"2020", "2021"}


def test_series_may_change_its_frequency_as_a_whole(staff_client, trade):
    quarters = {"observations-0-period": "Q4 2021", "observations-1-period": "Q4 2020"}
    submit(staff_client, trade, **quarters)
    periods = set(trade.observations.values_list("period", flat=True))
    assert periods == {"2020-Q4", "2021-Q4"}


def test_source_that_is_not_known_is_ticked_in_the_form(staff_client, pilar):
    statistic = make_statistic(source_en="", source_es="")
    response = submit(staff_client, statistic, "_publish")
    assert "Name the source of its values" in response.text
    submit(staff_client, statistic, "_publish", source_not_known="on")
    assert statistic.edition_at(readers_now()).source_not_known


# A value that changes is not credited in silence to what never printed it


@pytest.fixture
def jobs(pilar):
    statistic = make_statistic("jobs", [("2021", 800), ("2022", 807)], source_en="The sheet")
    statistic.observations.update(released_on="2022-09")
    statistic.publish(pilar)
    return statistic


VALUE = {"observations-0-value": "808"}
SOURCE = {"observations-0-source_en": "Census Bureau", "observations-0-source_es": ""}
RELEASE = {"observations-0-released_on": "December 2022"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (VALUE, "The sheet, released September 2022"),
        (VALUE | RELEASE, "The sheet, released December 2022"),
        (SOURCE, "Census Bureau, released September 2022"),
        (VALUE | SOURCE, "Census Bureau, released September 2022"),
    ],
    ids=["value", "value-and-release", "source", "value-and-source"],
)
def test_what_a_changed_value_is_credited_to_is_confirmed(staff_client, jobs, changes, told):
    page = submit(staff_client, jobs, "_publish", **changes)
    assert jobs.editions.count() == 1
    (credit,) = page.context["credits"]
    assert credit.observation.period == "2022"
    section = page.text.partition('id="credits"')[2].partition("</section>")[0]
    assert told in " ".join(strip_tags(section).split())
    read = {"credits-read": page.context["credits_digest"]}
    submit(staff_client, jobs, "_publish", **changes, **read)
    assert jobs.editions.count() == 2


@pytest.mark.parametrize(
    "changes", [VALUE | SOURCE | RELEASE, RELEASE, {"observations-0-note_en": "A note."}]
)
def test_value_with_its_own_source_and_release_is_published_at_once(staff_client, jobs, changes):
    submit(staff_client, jobs, "_publish", **changes)
    assert jobs.editions.count() == 2


def test_confirmation_holds_for_what_was_shown_only(staff_client, jobs):
    page = submit(staff_client, jobs, "_publish", **VALUE)
    read = {"credits-read": page.context["credits_digest"]}
    submit(staff_client, jobs, "_publish", **{"observations-0-value": "809"}, **read)
    assert jobs.editions.count() == 1


@pytest.mark.parametrize("source", ["The sheet", "The next sheet"])
def test_new_value_shows_the_source_of_earlier_ones_that_it_would_carry(staff_client, jobs, source):
    Statistic.objects.update(source_en=source)
    jobs.observations.create(period="2023", value=900, released_on="2022-09")
    page = submit(staff_client, jobs, "_publish")
    shown = [credit.observation.period for credit in page.context.get("credits", ())]
    assert shown == (["2023"] if source == "The sheet" else [])


def test_usual_source_that_changes_says_nothing_of_values_that_keep_theirs(staff_client, jobs):
    jobs.observations.update(source_en="", source_es="")
    Statistic.objects.update(source_en="Census Bureau")
    assert "credits" not in open_form(staff_client, jobs).context
    jobs.observations.filter(period="2022").update(value=808, released_on="2022-09")
    (credit,) = open_form(staff_client, jobs).context["credits"]
    assert [source.source_en for source in credit.sources] == ["Census Bureau"]
