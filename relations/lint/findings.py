"""What an editor should look at in a text: typed quantities that could be figures, and words
that go out of date by themselves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from reading.accents import normalize
from relations.lint.quantities import Quantity, quantities
from relations.models import StatisticEdition, derived
from relations.prose.passages import MARK, passages
from relations.wording.decay import DECAYING_WORDS
from relations.wording.quantity_words import DOLLARS, MEASURES
from relations.wording.values import Unit

YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
NEAR = 90  # signs on either side of a quantity that tell what it is about
NEXT = 25  # signs after it that tell what it counts


class Known(NamedTuple):
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
    """A quantity that is not bound, or words that decay, in one line or paragraph of a text."""

    kind: str  # "quantity" or "decay"
    place: int
    start: int
    words: str
    nth: int  # how often the same words stand before it in the whole text
    suggestions: tuple[Suggestion, ...] = ()
    replaceable: bool = False  # whether a figure can stand where the words stand, as they are


@dataclass
class Report:
    """What was found in a text, and how many of its quantities are figures."""

    findings: list[Finding] = field(default_factory=list)
    figures: int = 0

    @property
    def unbound(self) -> int:
        return sum(one.kind == "quantity" for one in self.findings)

    @property
    def bound_percent(self) -> float:
        """The share of quantities that are figures; 100 for a text without quantities."""
        every = self.figures + self.unbound
        return 100 * self.figures / every if every else 100.0

    def __add__(self, other: "Report") -> "Report":
        return Report(self.findings + other.findings, self.figures + other.figures)


def lint_text(text: str, language: str, known: Iterable[Known] = ()) -> Report:
    """The findings of a plain text, by line."""
    return _lint(enumerate(text.splitlines(), start=1), language, list(known))


def lint_prose(html: str, language: str, known: Iterable[Known] = ()) -> Report:
    """The findings of rich text, by paragraph. Figures are none, whatever they say."""
    paragraphs = passages(html)
    report = _lint(((one.number, one.plain) for one in paragraphs), language, list(known))
    report.figures = sum(len(one.references) for one in paragraphs)
    return report


def _lint(lines: Iterable[tuple[int, str]], language: str, known: list[Known]) -> Report:
    counted = MEASURES | {word for one in known for word in one.counted}
    report, earlier = Report(), ""
    for place, line in lines:

        def nth(start: int, words: str, line=line, earlier=earlier) -> int:
            return earlier.count(words) + line.count(words, 0, start)

        found = []
        for one in quantities(line, language, counted):
            dollars = DOLLARS.match(line, one.end)
            words = line[one.start : dollars.end() if dollars else one.end]
            # A rank is said without "-largest", and a range is two values: those are the editor's.
            plain = one.unit != Unit.RANK and len(one.values) == 1
            suggested = suggest(one, line, known)
            number = nth(one.start, words)
            found.append(
                Finding("quantity", place, one.start, words, number, suggested, replaceable=plain)
            )
        found += [
            Finding("decay", place, one.start(), one[0], nth(one.start(), one[0]))
            for one in DECAYING_WORDS[language].finditer(line)
        ]
        report.findings += sorted(found, key=lambda one: one.start)
        earlier += f"{line}\n"
    return report


# Which statistic a quantity may be


def known_statistics(moment: datetime) -> list[Known]:
    """Every statistic that is public at `moment`. Five queries, however many there are."""
    editions = list(
        StatisticEdition.objects.as_of(moment)
        .select_related("item")
        .prefetch_related("observations")
    )
    derived.resolve(editions, moment)
    return [_known(one) for one in editions]


def _known(edition: StatisticEdition) -> Known:
    def words(*names: str) -> frozenset[str]:
        texts = [getattr(edition, f"{name}_{code}") for name in names for code in ("en", "es")]
        return stems(" ".join(texts))

    values = {one.period: Decimal(one.value).scaleb(edition.scale) for one in edition.series()}
    counted = words("counted", "counted_one")
    stated = counted | words("title", "concept")
    return Known(edition.key, str(edition.title), edition.unit, values, stated, counted)


def stems(text: str) -> frozenset[str]:
    """The words of a text that say what it is about, without accents."""
    return frozenset(word for word in re.findall(r"\w+", normalize(text)) if len(word) > 3)


def suggest(
    one: Quantity, text: str, known: Iterable[Known], most: int = 3
) -> tuple[Suggestion, ...]:
    """The statistics that a quantity may be, the likeliest first.

    The value must be one of theirs, as exact as it is written; what stands around it and the
    years beside it tell those apart that share a value.
    """
    near = text[max(0, one.start - NEAR) : one.start] + text[one.end : one.end + NEAR]
    about, counted = stems(near + " " + one.words), stems(text[one.end : one.end + NEXT])
    years = set(YEAR.findall(text.replace(MARK, " ")))
    scored = []
    for statistic in known:
        if statistic.unit != one.unit:
            continue
        periods = [p for p, value in statistic.values.items() if _same(value, one)]
        shared = len(_alike(statistic.stems, about)) + len(_alike(statistic.counted, counted))
        # Small counts and ranks are many; without a word in common they say nothing.
        if periods and (shared or max(one.values) >= 100):
            dated = [period for period in periods if any(year in period for year in years)]
            latest = periods[-1] == next(reversed(statistic.values))
            period = dated[-1] if dated else "latest" if latest else periods[-1] or "undated"
            suggestion = Suggestion(statistic.key, statistic.title, period)
            scored.append((shared + 2 * bool(dated), suggestion))
    scored.sort(key=lambda pair: (-pair[0], pair[1].key))
    return tuple(suggestion for _score, suggestion in scored[:most])


def _same(value: Decimal, one: Quantity) -> bool:
    """Whether a value is what was written, to the digits that were written."""
    for written in one.values:
        exact = written.normalize().as_tuple().exponent if one.unit != Unit.RANK else 0
        if abs(value - written) * 2 <= min(Decimal(1).scaleb(int(exact)), abs(written) / 10):
            return True
    return False


def _alike(some: Iterable[str], others: Iterable[str]) -> set[str]:
    """The words of `some` that begin like one of `others`: exports, export."""
    beginnings = {word[:5] for word in others}
    return {word[:5] for word in some} & beginnings
