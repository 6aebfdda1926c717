"""How well the search answers what readers ask about the demonstration; a drop fails."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from demo.management.commands.search_quality import ALL, QUESTIONS, answerer, grouped, read
from search.quality import Question, Score, ndcg, score

pytestmark = pytest.mark.django_db

# What is reached, with a little less than was measured: whoever makes it better raises it.
AT_LEAST = {
    ("en", ALL): Score(100, 0.9, 0.97, 0.85),
    ("es", ALL): Score(100, 0.84, 0.97, 0.84),
    ("en", "blind"): Score(40, 0.87, 0.95, 0.79),
    ("es", "blind"): Score(40, 0.77, 0.95, 0.75),
}


@pytest.fixture(scope="module")
def answered(module_db, tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        call_command("load_demo", stdout=StringIO())
        answer = answerer()
        return {group: score(some, answer) for group, some in grouped(read(QUESTIONS)).items()}


@pytest.mark.parametrize("group", AT_LEAST, ids=" ".join)
def test_search_answers_as_well_as_it_did(answered, group):
    got, least = answered[group], AT_LEAST[group]
    assert all(value >= bound for value, bound in zip(got, least, strict=True)), got


def test_a_third_is_asked_by_somebody_who_has_not_seen_the_synonyms():
    groups = grouped(read(QUESTIONS))
    for language in ("en", "es"):
        assert 3 * len(groups[language, "blind"]) >= len(groups[language, ALL]) >= 60


def test_grades_are_what_they_are_called():
    question = Question("en", "water", {"a": 3, "b": 1}, "house")
    assert score([question], lambda _: ["x", "a"])[:3] == (1, 0.0, 1.0)
    assert score([question], lambda _: ["b", "a"])[1:3] == (0.0, 1.0)
    assert ndcg(question.right, ["a", "b"]) == 1
    assert 0.6 < ndcg(question.right, ["b", "a"]) < 0.8  # (1 + 7/1.585) / (7 + 1/1.585) = 0.71
