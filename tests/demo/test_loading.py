"""Files of a small demo become public items, once, or are refused with the reason."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from demo import pictures
from demo.loading import LoadError, load
from portal.models import PageEdition
from relations.models import Relationship, Statistic, StatisticEdition, Topic
from tests.factories import make_relationship

pytestmark = pytest.mark.django_db

STATISTIC = """
title_en = "Goods trade"
relationships = ["here"]
source_en = "A yearbook"
unit = "usd"
scale = 9
decimals = 1

[[observations]]
period = "2021"
value = 661.5

[[observations]]
period = "2022"
value = 779

[[history]]
from = 2022-09-20
like_now = ["title_en", "relationships", "source_en", "unit", "scale"]
note_en = "As the old sheet had it."

[[history.observations]]
period = "2021"
value = 660
"""


@pytest.fixture(autouse=True)
def _pictures_in(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def content(tmp_path):
    """Writes a file of a small demo, about a relationship that is there, and returns its folder."""
    make_relationship("here")

    def write(name: str, text: str):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "content"

    return write


def test_history_says_only_what_it_names(content):
    load(content("statistics/goods-trade.toml", STATISTIC))
    then, today = StatisticEdition.objects.order_by("live_from")
    assert then.imported
    assert not today.imported
    assert [str(then.title), then.decimals, then.note_en] == [
        "Goods trade", 0, "As the old sheet had it.",
    ]  # fmt: skip
    assert [int(row.value) for row in then.observations.all()] == [660]
    assert [str(row.period) for row in today.observations.all()] == ["2021", "2022"]


def test_history_that_still_holds_is_not_published_again(content):
    today, _, _ = STATISTIC.partition("[[history]]")
    unchanged = "[[history]]\nfrom = 2022-09-20\nlike_now = true\n"
    load(content("statistics/goods-trade.toml", today + unchanged))
    (edition,) = StatisticEdition.objects.all()
    assert edition.imported


def test_what_is_there_already_is_left_alone(content):
    folder = content("statistics/goods-trade.toml", STATISTIC)
    load(folder)
    Statistic.objects.update(title_en="A draft of someone's")
    content("statistics/goods-trade.toml", STATISTIC.replace("Goods trade", "Trade in goods"))
    assert not +load(folder)
    assert Statistic.objects.get().title_en == "A draft of someone's"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("title_en = ", "Invalid value"),
        (STATISTIC.replace("scale = 9", "scala = 9"), "unknown: scala"),
        (STATISTIC.replace("value = 779", "value = 779\nyear = 1"), "unknown: year"),
        (STATISTIC.replace("scale = 9", 'scale = 9\ntopics = ["trade"]'), "no topic “trade”"),
        (STATISTIC.replace('"2022"', '"07/01/2022"'), "period: "),
        (STATISTIC.replace("2022-09-20", '"2022"'), "is not a day"),
        (STATISTIC.replace('"unit",', '"unit", "measure",'), "not there: measure"),
        ('title_en = "Goods trade"', "at least one observation"),
    ],
)
def test_wrong_file_is_named_with_the_reason_and_nothing_is_kept(content, wrong, reason):
    content(
        "topics/topics.toml", '[[rows]]\nslug = "energy"\nname_en = "Energy"\nname_es = "Energía"'
    )
    with pytest.raises(LoadError, match=rf"^statistics/goods-trade\.toml: .*{reason}"):
        load(content("statistics/goods-trade.toml", wrong))
    assert not Topic.objects.exists()


def test_command_fails_with_the_reason(monkeypatch):
    def fail():
        raise LoadError("topics/topics.toml: a row lacks its slug")

    monkeypatch.setattr("demo.management.commands.load_demo.load", fail)
    with pytest.raises(CommandError, match=r"topics/topics\.toml: a row lacks its slug"):
        call_command("load_demo")
    assert not Relationship.objects.exists()


@pytest.mark.parametrize("name", pictures.DRAWINGS)
def test_picture_is_always_the_same_and_light(name):
    drawn = pictures.draw(name)
    assert drawn == pictures.draw(name)
    assert len(drawn[1]) < 120_000


def page(title: str, linked: str) -> str:
    body = f'<p><a href="/pages/{linked}/">More</a></p>' if linked else "<p>The end.</p>"
    return f"title_en = '{title}'\nbody_en = '{body}'\n"


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_are_published_before_those_that_link_to_them(content, language):
    content("pages/a.toml", page("A", "b"))
    content("pages/b.toml", page("B", "c"))
    with translation.override(language):
        load(content("pages/c.toml", page("C", "")))
    editions = PageEdition.objects.order_by("live_from")
    assert [edition.title_en for edition in editions] == ["C", "B", "A"]


def test_pages_that_link_to_each_other_are_refused_by_name(content):
    content("pages/a.toml", page("A", "b"))
    with pytest.raises(LoadError, match=r"so none can be first: (a → b → a|b → a → b)"):
        load(content("pages/b.toml", page("B", "a")))


def test_a_link_to_no_page_is_refused_by_its_file(content):
    with pytest.raises(LoadError, match=r"^pages/a\.toml: .*“/pages/none/” leads to no page"):
        load(content("pages/a.toml", page("A", "none")))


def test_a_table_is_refused_by_its_file(content):
    table = "title_en = 'A'\nbody_en = '<table><tr><td>612<td>799</table>'\n"
    with pytest.raises(LoadError, match=r"^pages/a\.toml: body_en: A text holds no tables"):
        load(content("pages/a.toml", table))
