"""Dates in the sentences of the register."""

import pytest

from relations.wording.articles import with_articles


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("En vigor desde 1 de julio de 2020", "En vigor desde el 1 de julio de 2020"),
        ("la revisión de 1 de julio de 2026", "la revisión del 1 de julio de 2026"),
        ("se remite a 30 de junio de 2027", "se remite al 30 de junio de 2027"),
        ("desde junio de 2021", "desde junio de 2021"),
        ("desde 1972", "desde 1972"),
        ("desde el 1 de julio de 2020", "desde el 1 de julio de 2020"),
    ],
)
def test_spanish_puts_the_article_before_a_whole_day(sentence, said):
    assert with_articles(sentence, "es") == said


def test_english_puts_none():
    assert with_articles("since July 1, 2020", "en") == "since July 1, 2020"
