"""Lists are in the order of the titles that their readers see, each as its own language has it."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models.functions import Collate
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from publishing.languages import LANGUAGES
from publishing.sorting import TitleKey
from reading.ordering import in_title_order, key_of, title_order
from relations.models import Agreement
from tests.factories import make_agreement, make_program
from tests.publishing.test_sorting import TITLES
from tests.relations.test_lists import titles


@pytest.mark.django_db
def test_each_title_stands_where_the_language_that_it_is_written_in_has_it(client, pilar):
    for title_en, title_es in (
        ("The Border Program", "El programa Frontera"),
        ("A Water Treaty", "Un tratado de aguas"),
        ("“Nuts and Bolts”", "¿Ñandúes?"),
        ("Nylon Quotas", "Nylon: las cuotas"),
        ("", "La educación"),
        ("A La Carte Visas", "A la carta"),
    ):
        make_agreement(title_en=title_en, title_es=title_es).publish(pilar)
        make_program(title_en=title_en, title_es=title_es).publish(pilar)
    for name in ("agreements", "programs"):
        assert titles(client.get(f"/{name}/")) == [
            "The Border Program",
            '<span lang="es">La educación</span>',
            "A La Carte Visas",
            "“Nuts and Bolts”",
            "Nylon Quotas",
            "A Water Treaty",
        ]
        assert titles(client.get(f"/es/{name}/")) == [
            "A la carta",
            "La educación",
            "Nylon: las cuotas",
            "¿Ñandúes?",
            "El programa Frontera",
            "Un tratado de aguas",
        ]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compares by bytes")
def test_the_order_is_not_that_of_the_locale_of_the_database():
    for title in ("Ñu", "Nz", "Ob"):
        make_agreement(title_en=title)
    in_spanish = TitleKey(Collate("title_en", "es-x-icu"), "en")
    listed = Agreement.objects.order_by(in_spanish).values_list("title_en", flat=True)
    assert list(listed) == ["Nz", "Ñu", "Ob"]


class TestOrders(TestCase):
    @given(st.lists(st.tuples(TITLES, TITLES), min_size=2, max_size=12))
    @settings(max_examples=60, deadline=None)
    def test_python_the_database_and_bytes_agree(self, texts):
        Agreement.objects.bulk_create(
            Agreement(slug=f"agreement-{number}", title_en=title_en, title_es=title_es)
            for number, (title_en, title_es) in enumerate(texts)
        )
        for language in LANGUAGES:
            with override(language):
                listed = list(Agreement.objects.order_by(*title_order()))
                rows = [SimpleNamespace(edition=item) for item in reversed(listed)]
                assert [row.edition for row in in_title_order(rows)] == listed
                assert listed == sorted(
                    listed, key=lambda item: (key_of(item.title).encode(), item.pk)
                )
