"""What an editor should check in a text: typed quantities that could be figures, and words that go
out of date by themselves."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from publishing.characters import fold, legible
from publishing.languages import in_every_language
from relations.lint.quantities import Quantity, quantities
from relations.models import StatisticEdition, derived
from relations.prose.passages import MARK, passages
from relations.wording.decay import DECAYING_WORDS
from relations.wording.quantity_words import DOLLARS, MEASURES, PESOS
from relations.wording.values import Unit

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
NEAR = 90  # characters on either side of a quantity that tell what it is about
NEXT = 25  # characters after it that tell what it counts
MAX_FINDINGS = 1000  # in one text; nobody looks at more
# A long line is read in pieces, so that each of its characters takes as many steps as in a short
# one: whole sentences, or else whole words. A longer word than a piece says nothing.
PIECE = re.compile(r"(?<!\S)\S(?:.{0,999}\Z|.{0,998}[.!?](?=\s+\D)|.{0,999}(?!\S))", re.DOTALL)


class KnownStatistic(NamedTuple):
    """A published statistic, as findings are compared with it."""

    key: str
    title: str
    unit: str
    values: dict[str, Decimal]  # by period, in single units
    stems: frozenset[str]
    counted: frozenset[str]


class Suggestion(NamedTuple):
    """A statistic that a quantity may be, and the period that has its value."""

    key: str
    title: str
    period: str  # as a figure names it: `latest`, or the code of one that the text names


@dataclass(frozen=True)
class Finding:
    """A quantity that is no figure, or words that decay, in one line or paragraph of a text."""

    kind: str  # "quantity", "decay", or "length": the words begin what was not read
    place: int
    start: int
    words: str
    nth: int = 0  # how often the same words stand before it in the whole text
    suggestions: tuple[Suggestion, ...] = ()
    replaceable: bool = False  # whether a figure can stand where the words stand, as they are


@dataclass
class Report:
    """The findings in a text, and how many of its quantities are figures."""

    findings: list[Finding] = field(default_factory=list)
    figures: int = 0

    @property
    def unbound(self) -> int:
        return sum(finding.kind == "quantity" for finding in self.findings)

    @property
    def bound_percent(self) -> float:
        """The share of quantities that are figures; 100 for a text without quantities."""
        total = self.figures + self.unbound
        return 100 * self.figures / total if total else 100.0

    def __add__(self, other: "Report") -> "Report":
        return Report(self.findings + other.findings, self.figures + other.figures)


def lint_text(text: str, language: str, known: Iterable[KnownStatistic] = ()) -> Report:
    """Return the findings of a plain text, by line."""
    return _lint(enumerate(legible(text).splitlines(), start=1), language, list(known))


def lint_prose(html: str, language: str, known: Iterable[KnownStatistic] = ()) -> Report:
    """Return the findings of rich text, by paragraph. A figure is no finding, whatever it says."""
    paragraphs = passages(html)
    lines = ((paragraph.number, paragraph.plain) for paragraph in paragraphs)
    report = _lint(lines, language, list(known))
    report.figures = sum(len(paragraph.references) for paragraph in paragraphs)
    return report


def _lint(lines: Iterable[tuple[int, str]], language: str, known: list[KnownStatistic]) -> Report:
    counted = MEASURES | {word for statistic in known for word in statistic.counted}
    report, lines = Report(), list(lines)
    whole, begin = "\n".join(line for _place, line in lines), 0
    said: dict[str, tuple[int, int]] = {}  # how often each words stand before where they last did

    def nth(start: int, words: str) -> int:
        last, count = said.get(words, (0, 0))
        said[words] = start, count + whole.count(words, last, start)
        return said[words][1]

    for place, line in lines:
        for piece in PIECE.finditer(line):
            if len(report.findings) >= MAX_FINDINGS:
                report.findings.append(not_read(piece[0], place, piece.start()))
                return report
            found = _findings_of(piece[0], place, language, counted, known)
            for finding in sorted(found, key=lambda finding: finding.start):
                start = piece.start() + finding.start
                order = nth(begin + start, finding.words)
                report.findings.append(replace(finding, start=start, nth=order))
        begin += len(line) + 1
    return report


def not_read(text: str, place: int = 1, start: int = 0) -> Finding:
    """Return the finding that a text, or the rest of one, is too long to be read."""
    return Finding("length", place, start, text[:40])


def _findings_of(
    text: str, place: int, language: str, counted: frozenset[str], known: list[KnownStatistic]
) -> Iterator[Finding]:
    for quantity in quantities(text, language, counted):
        currency = DOLLARS.match(text, quantity.end) or PESOS.match(text, quantity.end)
        words = text[quantity.start : currency.end() if currency else quantity.end]
        # A rank reads without "-largest", and a range is two values: those are the editor's.
        replaceable = quantity.unit != Unit.RANK and len(quantity.values) == 1
        suggestions = suggest(quantity, text, known)
        yield Finding("quantity", place, quantity.start, words, 0, suggestions, replaceable)
    for match in DECAYING_WORDS[language].finditer(text):
        yield Finding("decay", place, match.start(), match[0])


# Which statistic a quantity may be


def known_statistics(moment: datetime) -> list[KnownStatistic]:
    """Return every statistic that is public at `moment`.

    This causes five queries, however many there are.
    """
    editions = list(
        StatisticEdition.objects.as_of(moment)
        .select_related("item")
        .prefetch_related("observations")
    )
    derived.resolve(editions, moment)
    return [_known(edition) for edition in editions]


def _known(edition: StatisticEdition) -> KnownStatistic:
    def words(*names: str) -> frozenset[str]:
        texts = [text for name in names for text in in_every_language(edition, name).values()]
        return stems(" ".join(texts))

    values = {row.period: Decimal(row.value).scaleb(edition.scale) for row in edition.series()}
    counted = words("counted", "counted_one")
    stated = counted | words("title", "concept")
    return KnownStatistic(edition.key, str(edition.title), edition.unit, values, stated, counted)


def stems(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, without accents."""
    return frozenset(word for word in re.findall(r"\w+", fold(text)) if len(word) > 3)


def suggest(
    quantity: Quantity, text: str, known: Iterable[KnownStatistic], limit: int = 3
) -> tuple[Suggestion, ...]:
    """Return the statistics that a quantity may be, the likeliest first.

    The value must be one of theirs, as exact as it is written; the words around it and the years
    beside it tell those apart that share a value.
    """
    around = text[max(0, quantity.start - NEAR) : quantity.start]
    around += f"{text[quantity.end : quantity.end + NEAR]} {quantity.words}"
    about, counted = stems(around), stems(text[quantity.end : quantity.end + NEXT])
    years = _years(text)
    scored = []
    for statistic in known:
        if statistic.unit != quantity.unit:
            continue
        periods = [p for p, value in statistic.values.items() if _matches(value, quantity)]
        shared = len(_alike(statistic.stems, about)) + len(_alike(statistic.counted, counted))
        # Small counts and ranks are many; without a word in common they say nothing.
        if periods and (shared or max(quantity.values) >= 100):
            dated = [period for period in periods if any(year in period for year in years)]
            latest = periods[-1] == next(reversed(statistic.values))
            period = dated[-1] if dated else "latest" if latest else periods[-1] or "undated"
            suggestion = Suggestion(statistic.key, statistic.title, period)
            scored.append((shared + 2 * bool(dated), suggestion))
    scored.sort(key=lambda pair: (-pair[0], pair[1].key))
    return tuple(suggestion for _score, suggestion in scored[:limit])


@lru_cache(maxsize=1)  # a text is asked for each of its quantities
def _years(text: str) -> set[str]:
    return set(YEAR.findall(text.replace(MARK, " ")))


def _matches(value: Decimal, quantity: Quantity) -> bool:
    """Whether a value is what was written, to the digits that were written."""
    for written in quantity.values:
        exponent = written.normalize().as_tuple().exponent if quantity.unit != Unit.RANK else 0
        if abs(value - written) * 2 <= min(Decimal(1).scaleb(int(exponent)), abs(written) / 10):
            return True
    return False


def _alike(words: Iterable[str], others: Iterable[str]) -> set[str]:
    """The beginnings of `words` with which one of `others` begins as well: exports, export."""
    beginnings = {word[:5] for word in others}
    return {word[:5] for word in words} & beginnings
