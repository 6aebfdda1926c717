"""Shares, changes, sums and ranks: computed from other statistics, and never typed."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from publishing.models import Withdrawal
from relations.figures.page import Figures
from relations.models import StatisticEdition, derived
from relations.prose.references import Reference
from tests.factories import make_section, make_statistic

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2022, 9, 20, tzinfo=UTC)


@pytest.fixture
def parts(pilar):
    """Two public parts of a public total, by key."""
    made = {
        "au-pair": make_statistic("au-pair", [("2020", 20), ("2021", 30)], title_en="Au Pair"),
        "camp": make_statistic("camp", [("2021", 50), ("2022", 60)], title_en="Camp"),
        "all": make_statistic("all", [("2020", 80), ("2021", 120)], title_en="Everyone"),
    }
    for statistic in made.values():
        statistic.publish(pilar)
    return made


def make_derived(key, derivation, *operands, **fields):
    statistic = make_statistic(key, (), derivation=derivation, **fields)
    for position, operand in enumerate(operands):
        statistic.operands.create(statistic=operand, position=position)
    return statistic


def values(statistic, moment=None):
    """What readers see of a statistic at a moment: period → value."""
    moment = moment or timezone.now()
    editions = list(StatisticEdition.objects.as_of(moment).filter(item=statistic))
    derived.resolve(editions, moment)
    return {row.period: float(row.value) for edition in editions for row in edition.series()}


def test_share_is_of_the_same_period(parts, pilar):
    share = make_derived("share", "share", parts["au-pair"], parts["all"], unit="percent")
    share.publish(pilar)
    assert values(share) == {"2020": 25, "2021": 25}


def test_sum_has_the_periods_that_all_have(parts, pilar):
    total = make_derived("sum", "sum", parts["au-pair"], parts["camp"])
    total.publish(pilar)
    assert values(total) == {"2021": 80}


def test_sum_minds_scales(pilar):
    thousands = make_statistic("thousands", [("2021", 2)], scale=3)
    ones = make_statistic("ones", [("2021", 500)])
    for statistic in (thousands, ones):
        statistic.publish(pilar)
    total = make_derived("sum", "sum", thousands, ones, scale=3)
    total.publish(pilar)
    assert values(total) == {"2021": 2.5}


def test_change_is_absolute_or_in_percent(parts, pilar):
    by = make_derived("by", "change", parts["all"], change_since="2020")
    percent = make_derived("in", "change", parts["all"], change_since="2020", unit="percent")
    for statistic in (by, percent):
        statistic.publish(pilar)
    assert values(by) == {"2021": 40}
    assert values(percent) == {"2021": 50}


@pytest.mark.parametrize("base", ["-80", "0"])
def test_change_in_percent_of_nothing_or_less_is_refused(parts, pilar, base):
    """From −80 to 120 is no fall of 250%."""
    percent = make_derived("in", "change", parts["all"], change_since="2020", unit="percent")
    percent.publish(pilar)
    parts["all"].observations.filter(period="2020").update(value=base)
    with pytest.raises(ValidationError, match="percentages of zero, or of less"):
        parts["all"].publish(pilar)
    parts["all"].observations.filter(period="2020").update(value="80")
    by = make_derived("by", "change", parts["all"], change_since="2020")
    by.publish(pilar)
    percent.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="It says nothing.")
    parts["all"].observations.filter(period="2020").update(value=base)
    parts["all"].publish(pilar)
    assert values(by) == {"2021": 120 - float(base)}


def test_change_of_percentages_is_in_points(pilar):
    rate = make_statistic("rate", [("2020", 12), ("2021", 15), ("2022", 13)], unit="percent")
    rate.publish(pilar)
    change = make_derived("change", "change", rate, change_since="2020", unit="percent")
    with pytest.raises(ValidationError, match="Its unit must be: Percentage points"):
        change.publish(pilar)
    change.unit = "points"
    change.save()
    edition = change.publish(pilar)
    derived.resolve([edition], timezone.now())
    three, one = edition.series()
    assert (three.words(edition, "en"), one.words(edition, "en")) == (
        "3 percentage points",
        "1 percentage point",
    )
    assert three.words(edition, "es") == "3 puntos porcentuales"


@pytest.mark.parametrize(("part", "total"), [("5", "-10"), ("-5", "-10"), ("-5", "10"), ("5", "0")])
def test_share_of_less_than_nothing_is_not_computed(pilar, part, total):
    one = make_statistic("one", [("2020", "30"), ("2021", part)])
    other = make_statistic("other", [("2020", "120"), ("2021", total)])
    share = make_derived("share", "share", one, other, unit="percent")
    for statistic in (one, other, share):
        statistic.publish(pilar)
    assert values(share) == {"2020": 25}
    one.observations.filter(period="2020").delete()
    with pytest.raises(ValidationError, match="percentages of zero, or of less"):
        one.publish(pilar)


def test_rank_counts_those_that_are_greater(parts, pilar):
    rank = make_derived("rank", "rank", parts["au-pair"], parts["camp"], parts["all"], unit="rank")
    rank.publish(pilar)
    assert values(rank) == {"2021": 3}


def test_value_follows_its_operands_and_keeps_the_past(parts, pilar):
    total = make_derived("sum", "sum", parts["au-pair"], parts["all"])
    total.publish(pilar)
    before = timezone.now()
    parts["au-pair"].observations.filter(period="2021").update(value=31)
    parts["au-pair"].publish(pilar)
    assert values(total)["2021"] == 151
    assert values(total, before)["2021"] == 150
    assert total.editions.count() == 1


def test_figures_in_prose_are_computed_in_two_queries(parts, pilar, django_assert_num_queries):
    make_derived("sum", "sum", parts["au-pair"], parts["all"]).publish(pilar)
    text = '<p><data data-figure="sum">x</data>, <data data-figure="camp">y</data></p>'
    with django_assert_num_queries(2):
        figures = Figures([text], timezone.now())
    assert figures.words(Reference("sum"), "en") == "150"
    assert figures.words(Reference("camp"), "es") == "60"
    with django_assert_num_queries(1):
        Figures(['<p><data data-figure="camp">y</data></p>'], timezone.now())


def test_computed_value_is_as_careful_as_its_sources(parts, pilar):
    parts["camp"].observations.filter(period="2021").update(qualifier="over", status="preliminary")
    parts["camp"].publish(pilar)
    total = make_derived("sum", "sum", parts["camp"], parts["all"])
    derived.resolve([total], timezone.now())
    assert total.latest().qualifier == "about"
    assert total.latest().status == "preliminary"


def test_part_greater_than_its_total_is_refused_by_name(parts, pilar):
    share = make_derived("share", "share", parts["all"], parts["au-pair"], unit="percent")
    with pytest.raises(ValidationError, match=r"“Everyone” is greater than its total “Au Pair”"):
        share.publish(pilar)


def test_part_that_grows_beyond_its_total_is_refused_as_well(parts, pilar):
    make_derived("share", "share", parts["au-pair"], parts["all"], unit="percent").publish(pilar)
    parts["au-pair"].observations.filter(period="2021").update(value=121)
    with pytest.raises(ValidationError, match=r"Au Pair” is greater than its total.*2021"):
        parts["au-pair"].publish(pilar)


@pytest.fixture
def share_once_above_hundred(pilar):
    """A share whose part exceeded its total in 2021 by what was said at first."""
    part = make_statistic("part", [("2020", 30), ("2021", 24)])
    total = make_statistic("total", [("2020", 100), ("2021", 120)])
    part.observations.filter(period="2021").update(value=267)
    part.import_edition(pilar, LONG_AGO)
    part.observations.filter(period="2021").update(value=24)
    total.import_edition(pilar, LONG_AGO)
    part.publish(pilar)
    share = make_derived("share", "share", part, total, unit="percent")
    share.import_edition(pilar, LONG_AGO)
    return share


def test_share_above_hundred_percent_is_not_computed(share_once_above_hundred):
    assert values(share_once_above_hundred) == {"2020": 30, "2021": 20}
    assert values(share_once_above_hundred, LONG_AGO) == {"2020": 30}


def test_share_above_hundred_percent_is_on_no_page(client, share_once_above_hundred, pilar):
    figure = '<data data-figure="share" data-period="{}">written</data>'
    section = make_section(body_en=f"<p>{figure.format('latest')}, {figure.format('2021')}</p>")
    for item in (section.relationship, section):
        item.import_edition(pilar, LONG_AGO)
    addresses = """/statistics/ /statistics/share/ /statistics.csv /statistics.json
        /statistics/share/series.csv /statistics/share/series.json
        /statistics/share/vintages.csv""".split()
    for address in (*addresses, section.relationship.get_absolute_url()):
        page = client.get(f"{address}?at=2022-10-01").content.decode()
        assert re.search(r"\b30(?:%|,|\")", page), address
        assert "222.5" not in page, address
    assert "written" in client.get(f"{section.relationship.get_absolute_url()}?at=2022-10-01").text


@pytest.mark.parametrize("public", [True, False])
def test_values_that_were_not_resolved_are_missed_aloud(parts, pilar, public):
    total = make_derived("sum", "sum", parts["au-pair"], parts["all"])
    statistic = total.publish(pilar) if public else total
    for ask in (statistic.series, statistic.latest):
        with pytest.raises(derived.NotResolvedError, match="“sum”"):
            ask()
    derived.resolve([statistic], timezone.now())
    assert float(statistic.latest().value) == 150
    assert len(parts["all"].series()) == 2


def test_computed_values_may_be_none(parts, pilar):
    draft = make_derived("sum", "sum", parts["all"], make_statistic("draft"))
    derived.resolve([draft], timezone.now())
    assert draft.series() == []
    assert draft.latest() is None


@pytest.mark.parametrize(
    ("derivation", "operands", "fields", "reason"),
    [
        ("share", ["all"], {"unit": "percent"}, "a part and its total"),
        ("share", ["camp", "all"], {"unit": "count"}, "Its unit must be: Percent"),
        ("sum", ["all"], {}, "two statistics or more"),
        ("sum", ["camp", "all"], {"unit": "usd"}, "Its unit must be: Things counted"),
        ("rank", ["camp", "all"], {"unit": "count"}, "Its unit must be: Rank"),
        ("change", ["all"], {"change_since": "1999"}, "Nothing can be computed"),
        ("change", ["all"], {}, "Say since which period"),
    ],
)
def test_formula_that_makes_no_sense_is_refused(parts, derivation, operands, fields, reason):
    wrong = make_derived("wrong", derivation, *(parts[key] for key in operands), **fields)
    assert reason in " ".join(wrong.publication_errors())


def test_units_must_agree(parts, pilar):
    money = make_statistic("money", [("2021", 5)], unit="usd")
    money.publish(pilar)
    errors = make_derived("sum", "sum", parts["all"], money).publication_errors()
    assert "have different units" in " ".join(errors)


def test_values_are_never_typed(parts):
    total = make_derived("sum", "sum", parts["camp"], parts["all"])
    total.observations.create(period="2021", value=1)
    assert "delete those that were typed" in " ".join(total.publication_errors())


def test_operand_must_be_public_and_not_computed(parts, pilar):
    draft = make_statistic("draft", title_en="A draft")
    errors = make_derived("one", "sum", parts["all"], draft).publication_errors()
    assert errors == ["“A draft” is not public, so nothing can be computed from it."]
    total = make_derived("sum", "sum", parts["au-pair"], parts["all"])
    total.publish(pilar)
    errors = make_derived("two", "sum", parts["camp"], total).publication_errors()
    assert "computed itself" in " ".join(errors)
    parts["all"].derivation = "sum"
    assert "is computed from it" in " ".join(parts["all"].publication_errors())


def test_statistic_is_no_operand_of_itself(parts):
    with pytest.raises(IntegrityError), transaction.atomic():
        parts["all"].operands.create(statistic=parts["all"])


def test_withdrawn_operand_leaves_the_written_words(parts, pilar):
    make_derived("sum", "sum", parts["au-pair"], parts["all"]).publish(pilar)
    parts["all"].withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Gone.")
    text = '<p><data data-figure="sum">150 people</data></p>'
    assert Figures([text], timezone.now()).render(text, "en") == "<p>150 people</p>"


def test_formula_is_said_in_both_languages(parts, pilar):
    share = make_derived("share", "share", parts["au-pair"], parts["all"], unit="percent")
    change = make_derived("by", "change", parts["all"], change_since="2020-08")
    for statistic in (share, change):
        derived.resolve([statistic], timezone.now())
    assert share.formula.words == "share of “Au Pair” in “Everyone”"
    assert [operand.item.key for operand in share.formula.operands] == ["au-pair", "all"]
    assert change.formula.words == "change in “Everyone” since August 2020"
    with translation.override("es"):
        derived.resolve([change], timezone.now())
        assert "agosto de 2020" in change.formula.words


def test_edition_keeps_its_formula(parts, pilar):
    total = make_derived("sum", "sum", parts["au-pair"], parts["all"])
    first = total.publish(pilar)
    total.operands.filter(statistic=parts["au-pair"]).update(statistic=parts["camp"])
    total.publish(pilar)
    assert values(total) == {"2021": 170}
    assert values(total, first.live_from + timedelta(microseconds=1))["2021"] == 150
    assert Decimal(150) == Decimal(str(values(total, first.live_from)["2021"]))
