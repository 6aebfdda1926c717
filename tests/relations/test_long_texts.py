"""Whatever a text holds and however long it is, its numbers are read or left, in bounded work."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from relations.lint import findings, proofreading
from relations.lint.findings import MAX_FINDINGS, lint_prose, lint_text
from relations.lint.proofreading import lint_item
from relations.models import Section
from relations.prose.foreign import MAX_LENGTH
from relations.wording.amounts import parse_amount
from relations.wording.number_words import (
    MULTIPLIERS,
    NUMBERS,
    ORDINALS,
    parse_number,
    parse_ordinal,
)
from relations.wording.units import without_unit
from relations.wording.values import Unit
from tests.factories import make_section

LANGUAGES = ["en", "es"]
DIGITS = "123456789012345678901234567890123"
# Letters that are alike to a regular expression and not to a table of words.
ALIKE = ["\u017fix", "s\u0131x", "F\u0130VE", "f\u0131rst largest", "se\u0131s", "\u00b2", "\u0662"]
words = sorted(
    {word for table in (NUMBERS, MULTIPLIERS, ORDINALS) for ws in table.values() for word in ws}
)
pieces = st.one_of(
    st.sampled_from([*words, *ALIKE, "and", "y", "largest", "%", "$", "to", "or", "bn", "mdd"]),
    st.from_regex(r"[0-9]{1,40}([.,][0-9]{1,40}){0,3}(e[0-9]{1,9})?", fullmatch=True),
    st.text(max_size=8),
)
texts = st.builds(str.join, st.sampled_from([" ", "", "-"]), st.lists(pieces, max_size=12))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=texts)
@example(text=f"Code {DIGITS} here.")
@example(text="two " + "thousand " * 3000)
@example(text="1" * 5000)
@example(text="0." + "0" * 40 + "1")
@example(text=" ".join(ALIKE))
@example(text="9" * 1_000_100 + " million")
def test_any_text_is_read_or_refused(language, text):
    lint_text(text, language)
    lint_prose(f"<p>{text}</p>", language)
    for reader in (parse_number, parse_ordinal):
        with suppress(ValueError):
            assert isinstance(reader(text, language), Decimal)
    for unit in (Unit.COUNT, Unit.USD, Unit.RANK, "km"):
        with suppress(ValueError):
            assert isinstance(parse_amount(without_unit(text, unit, ["ports"]), 9), Decimal)


@pytest.mark.parametrize("text", [DIGITS, f"{DIGITS}.5", "1" * 80_000, "12" + ",000" * 12])
def test_a_long_run_of_digits_is_no_quantity(text):
    assert [finding.words for finding in lint_text(f"{text} and 55", "en").findings] == ["55"]


def test_a_long_word_is_no_number():
    assert [f.words for f in lint_text("x" * 80_000 + " 47 ports", "en").findings] == ["47"]


@pytest.mark.parametrize("text", ["1 ", "12 | ", "x", "one ", "mil y ", "tel. 1 ", "Aa de 1, "])
def test_regular_expressions_meet_pieces_of_one_size(text, monkeypatch):
    read = []

    def quantities(piece, *args):
        read.append(piece)
        return []

    monkeypatch.setattr(findings, "quantities", quantities)
    lint_text(text * 20_000, "en")
    assert max(map(len, read), default=0) <= 1000
    assert sum(map(len, read)) <= len(text * 20_000)
    assert len(read) <= 1 + len(text * 20_000) // 900


@pytest.mark.parametrize("places", [1, 600, 3000])
def test_findings_of_a_long_line_name_their_place(places):
    text = "It has 47 ports, among them 47. The rest is not counted. " * places
    found = [f for f in lint_text(text, "en").findings if f.kind == "quantity"]
    assert [f.nth for f in found] == list(range(len(found)))
    assert all(text[f.start :].startswith(f.words) for f in found)
    assert len(found) >= min(2 * places, MAX_FINDINGS)


def test_what_follows_very_many_findings_is_not_read():
    report = lint_prose("<p>" + "12 | " * 8000 + "</p>", "en")
    assert report.findings[-1].kind == "length"
    assert report.findings[-1].words.startswith("12 | 12")
    assert MAX_FINDINGS < len(report.findings) < MAX_FINDINGS + 500
    assert report.unbound == len(report.findings) - 1


@pytest.mark.django_db
def test_the_form_of_an_item_with_any_long_text_opens(client, pilar, monkeypatch):
    body = f"<p>Code {DIGITS} here.</p><p>" + "word " * 30_000 + "9 ports.</p>"
    section = make_section(body_en=body, body_es=f"<p>{DIGITS}</p>")
    path = f"/admin/relations/section/{section.pk}/change/"
    client.force_login(pilar)
    page = client.get(path).content.decode()
    assert "Code 1234" in page
    assert "the text is too long: what follows is not looked at" in page
    monkeypatch.setattr(proofreading, "MAX_LENGTH", 10**6)
    (text,) = [t for t in lint_item(section, [], "en") if t.field == "body_en"]
    assert [finding.words for finding in text.report.findings] == ["9"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_longer_than_can_be_pasted_is_refused_beside_its_field(language):
    section = Section(**{f"body_{language}": f"<p>{'a ' * (MAX_LENGTH // 2)}</p>"})
    with pytest.raises(ValidationError) as refused:
        section.clean_fields()
    assert "too long" in str(refused.value.message_dict[f"body_{language}"])
