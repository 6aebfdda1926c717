"""The demo's files become public items, once."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo import pictures
from demo.loading import LoadError, load
from publishing.items import item_models
from relations.figures import Figures
from relations.models import Relationship, SectionEdition, Statistic, StatisticEdition, Topic
from relations.models.cited import CitesStatistics
from relations.references import references_in

pytestmark = pytest.mark.django_db

PROSE = {f"{name}_{code}" for name in ("lead", "body", "description") for code in ("en", "es")}

STATISTIC = """
title_en = "Goods trade"
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
like_now = ["title_en", "unit", "scale"]
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
    """Writes a file of a small demo and returns its folder."""

    def write(name: str, text: str):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "content"

    return write


def rows_and_editions() -> dict:
    models = [model for item in item_models() for model in (item, item.edition_model())]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def test_second_load_changes_nothing(capsys):
    call_command("load_demo")
    assert "1 relationships" in capsys.readouterr().out
    before = rows_and_editions()
    assert all(before.values())
    call_command("load_demo")
    assert "everything was there already" in capsys.readouterr().out
    call_command("load_demo", "--if-empty")
    assert not capsys.readouterr().out
    assert rows_and_editions() == before


def test_sheet_of_2022_reads_otherwise_than_todays():
    load()
    then = SectionEdition.objects.as_of(datetime(2022, 10, 1, tzinfo=UTC))
    today = SectionEdition.objects.as_of(timezone.now())
    assert len(then) == len(today) == 10
    assert not {section.body_en for section in then} & {section.body_en for section in today}
    assert all(section.imported for section in then)
    assert all(section.body_en and section.body_es for section in today)


def test_every_figure_says_what_its_author_saw():
    load()
    editions = [
        edition
        for model in item_models()
        for edition in model.edition_model().objects.all()
        if isinstance(edition, CitesStatistics)
    ]
    seen = 0
    for edition in editions:
        figures = Figures(edition.prose(), edition.live_from)
        for language in ("en", "es"):
            for reference in references_in(prose_in(edition, language)):
                assert figures.words(reference, language) == reference.words, edition
                seen += 1
    assert seen > 200


def prose_in(edition, language: str) -> list[str]:
    names = [field.name for field in edition._meta.concrete_fields]
    return [getattr(edition, name) for name in names if name in PROSE and name.endswith(language)]


def test_history_says_only_what_it_names(content):
    load(content("statistics/goods-trade.toml", STATISTIC))
    then, today = StatisticEdition.objects.order_by("live_from")
    assert then.imported
    assert not today.imported
    assert [str(then.title), then.decimals, then.note_en] == [
        "Goods trade", 0, "As the old sheet had it.",
    ]  # fmt: skip
    assert [int(one.value) for one in then.observations.all()] == [660]
    assert [str(one.period) for one in today.observations.all()] == ["2021", "2022"]


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
    assert pictures.draw(name) == pictures.draw(name)
    assert len(pictures.draw(name)[1]) < 120_000
