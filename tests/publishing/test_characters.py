"""One normalization on saving, and one folding of what is stored and what is asked, alike in Python
and in the database."""

import sys
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast
from hypothesis import given
from hypothesis import strategies as st

from publishing.changes.position import readers_now
from publishing.characters import Fold, fold, legible, normalize, normalize_line
from relations.models import Topic
from tests.factories import make_agreement, make_topic

TYPED = {
    "Curaçao": "curacao",
    "São Paulo": "sao paulo",
    "Łódź": "lodz",
    "İzmir": "izmir",
    "Diyarbakır": "diyarbakir",
    "Tromsø": "tromso",
    "Straße": "strasse",
    "Œuvre": "oeuvre",
    "Ærø": "aero",
    "Þingvellir": "thingvellir",
    "ﬁnancial": "financial",
    "Curac\u0327ao": "curacao",
    "nego\u00adcia\u00adción": "negociacion",
    "trade\u200b law": "trade law",
    "New\u00a0York": "new york",
    "725.7\u202fbillion": "725.7 billion",
    "Int’l": "int'l",
    "U.S.–Mexico": "u.s.-mexico",
    "ΑΘΗΝΑΣ": "αθηνασ",
    "МОСКВА": "москва",
}


@pytest.mark.parametrize("stored", TYPED)
def test_what_people_type_is_what_is_compared(stored):
    assert fold(stored) == fold(fold(stored)) == TYPED[stored]


def folded_by_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        folded = []
        for text in texts:
            cursor.execute("SELECT folded(%s)", [text])
            folded += cursor.fetchone()
        return folded


@pytest.mark.django_db
def test_the_database_folds_as_python_does():
    assigned = [
        char
        for char in map(chr, range(1, 0x3000))
        if unicodedata.category(char) not in ("Cn", "Co", "Cs")
    ]
    others = map(chr, (0xFB01, 0xFB1D, 0xFE0F, 0xFEFF, 0xFF21, 0xE0100, 0x1F600))
    texts = [*TYPED, "I\u0307zmi\u0307r", *(f"a{char}B" for char in (*assigned, *others))]
    different = [
        (text, mine, python)
        for text, mine in zip(texts, folded_by_database(texts), strict=True)
        if mine != (python := fold(text))
    ]
    assert not different


@given(st.text())
def test_normalizing_and_folding_twice_is_doing_it_once(text):
    assert normalize(normalize(text)) == normalize(text)
    assert normalize_line(normalize_line(text)) == normalize_line(text)
    assert fold(fold(text)) == fold(text)
    assert fold(normalize(text)) == fold(text) or not normalize(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Curac\u0327ao", "Curaçao"),
        ("safe\u202eexe.fdp", "safeexe.fdp"),
        ("\ufeffTitle\x07\x1b", "Title"),
        ("a\u2066b\u2069c", "abc"),
        ("one\u2028two\x0bthree\n", "one\ntwo\nthree\n"),
        ("nego\u00adcia\u00adción", "nego\u00adcia\u00adción"),
        ("10\u00a0000", "10\u00a0000"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b", ""),
        (" \u00ad\u200d\u2060\u3164\ufe0f\u2800 ", ""),
        ("\ud800x", "x"),
    ],
)
def test_a_text_is_stored_in_one_form(typed, stored):
    assert normalize(typed) == stored


def test_no_line_break_stays_in_a_text_of_one_line():
    assert normalize_line(" one \r\n\ttwo\u2029three ") == "one two three"


def test_no_assigned_character_breaks_a_feed():
    """XML takes no control characters, and no character that is none."""
    all_characters = "".join(map(chr, range(sys.maxunicode + 1)))
    stored = set(normalize(all_characters))
    assert not stored & {*map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, 0xD800))}


def test_patterns_are_looked_for_in_what_readers_see():
    assert (
        legible("actual\u00admente ﬁnancial\u00a0u\u0301ltimo²") == "actualmente financial último²"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("write", ["save", "bulk_create", "update"])
def test_every_way_through_the_orm_stores_one_form(write):
    typed = "Comercio\u202e y inversio\u0301n"
    if write == "save":
        assert make_topic("trade", name_es=typed).name_es == "Comercio y inversión"
    elif write == "bulk_create":
        Topic.objects.bulk_create([Topic(slug="trade", name_en="Trade", name_es=typed)])
    else:
        make_topic("trade")
        Topic.objects.update(name_es=typed)
    assert Topic.objects.get().name_es == "Comercio y inversión"


@pytest.mark.django_db
def test_nothing_visible_is_no_title_and_no_reason(pilar):
    draft = make_agreement("empty", title_en="\u200b", title_es="\u2060\u00ad")
    with pytest.raises(ValidationError, match=r"title \(English\): Needed to publish"):
        draft.publish(pilar)
    agreement = make_agreement("treaty")
    agreement.publish(pilar, note_en="\u200b", note_es="Co\u0301mo")
    assert (agreement.editions.get().note_en, agreement.editions.get().note_es) == ("", "Cómo")
    with pytest.raises(ValidationError, match="Say why"):
        agreement.withdraw(pilar, "withdrawn", reason_en="\u200b\u202e")


@pytest.mark.django_db
def test_an_edition_of_before_keeps_what_it_holds_and_can_be_withdrawn(pilar):
    agreement = make_agreement("treaty", title_es="")
    type(agreement).objects.update(title_en=Cast(Value("\u200b"), TextField()))
    agreement.refresh_from_db()
    edition = agreement.freeze(agreement, **_edition_columns(pilar))
    seal = edition.seal
    agreement.withdraw(pilar, "withdrawn", reason_en="Nobody can read its title.")
    edition.refresh_from_db()
    assert (edition.title_en, edition.seal) == ("\u200b", seal)


def _edition_columns(by):
    now = readers_now()
    return {"live_from": now, "recorded_at": now, "published_by": by}


@pytest.mark.django_db
def test_rows_are_in_the_order_of_folded_names():
    names = ["Zagreb", "Łódź", "izmir", "İstanbul", "Curaçao", "Ærø"]
    for number, name in enumerate(names):
        make_topic(f"topic-{number}", name_en=name)
    ordered = Topic.objects.order_by(Fold("name_en")).values_list("name_en", flat=True)
    assert list(ordered) == sorted(names, key=fold)
    assert list(Topic.objects.values_list("name_en", flat=True)) == sorted(names, key=fold)
