"""Titles are sorted by what people look for in them, alike in Python, SQLite and PostgreSQL."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from publishing.languages import LANGUAGES
from publishing.sorting import ARTICLES, title_key

KEYS = [
    ("en", "The Border 2025 Program", "border 2025 program"),
    ("en", "A new start", "new start"),
    ("en", "An Answer", "answer"),
    ("en", "“The Mérida” Initiative", 'merida" initiative'),
    ("en", "The “Mérida” Initiative", 'merida" initiative'),
    ("en", "(The) Ports", "the) ports"),
    ("en", "‘El Niño’ watch", "el nin~o' watch"),
    ("en", "A-Z of programs", "a-z of programs"),
    ("en", "Theory of the border", "theory of the border"),
    ("en", "Las Vegas", "las vegas"),
    ("en", "The", "the"),
    ("en", "A …", "a ..."),
    ("en", "100K Strong", "100k strong"),
    ("es", "El Agua", "agua"),
    ("es", "Los Ángeles", "angeles"),
    ("es", "Una Ñapa", "n~apa"),
    ("es", "¿Qué es la frontera?", "que es la frontera?"),
    ("es", "¡Unos «Años»!", "an~os»!"),
    ("es", "A la frontera", "a la frontera"),
    ("es", "LA\u00a0PAZ", "paz"),
    ("es", "Lan\u0303a", "lan~a"),
    ("fr", "Les Échanges", "les echanges"),
    ("en", "", ""),
]


def key_of_database(title: str, language: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title_key(%s, %s)", [title, language])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "title", "key"), KEYS)
def test_a_title_is_sorted_by_what_people_look_for(language, title, key):
    assert title_key(title, language) == key == key_of_database(title, language)


def test_n_with_a_tilde_comes_after_every_n_and_before_o():
    titles = ["Oaxaca", "Ñu", "Nuñoa", "Nuño", "Nuno", "Nuz", "Nz", "Núcleo", "Mar"]
    assert sorted(titles, key=lambda title: title_key(title, "es")) == [
        "Mar", "Núcleo", "Nuno", "Nuño", "Nuñoa", "Nuz", "Nz", "Ñu", "Oaxaca",
    ]  # fmt: skip


# Of what makes a difference.
TITLES = st.lists(
    st.sampled_from(
        [
            *(word for words in ARTICLES.values() for word in words),
            *("The ", " El ", "Niño", "Nino", "n\u0303"),
            *"aAnNñÑzZoéÉüøß0129 ~'\"([¿¡«»“’-–…!?_^]\\%\u00a0\u00ad\u0303\u200b",
        ]
    ),
    max_size=8,
).map("".join)


class TestDatabase(TestCase):
    """The database that tests run on."""

    @given(TITLES, st.sampled_from([*LANGUAGES, "fr"]))
    @settings(max_examples=300, deadline=None)
    def test_makes_the_keys_that_python_makes(self, title, language):
        assert key_of_database(title, language) == title_key(title, language)
