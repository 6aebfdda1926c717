"""How well the search answers: graded questions, asked of what is published."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2
from typing import NamedTuple

CUT = 10  # results that nDCG looks at
GOOD = 2  # the grade of a result from which on it counts as found


class Question(NamedTuple):
    """What somebody asks, in which language, the grades of what answers it (3 is what they want, 2
    a good answer, 1 related), and who wrote it."""

    language: str
    asked: str
    right: Mapping[str, int]
    by: str


class Score(NamedTuple):
    """Of questions: how many have a good answer first, and among the first three; and nDCG@10
    (Järvelin and Kekäläinen 2002), all between 0 and 1."""

    number: int
    success_at_1: float
    success_at_3: float
    ndcg: float


def score(questions: Iterable[Question], answer: Callable[[Question], Sequence[str]]) -> Score:
    """Return the score of the answers, each a list of keys, the best first."""
    rows = [(question, answer(question)) for question in questions]
    number = max(len(rows), 1)

    def share(first: int) -> float:
        found = (any(q.right.get(key, 0) >= GOOD for key in keys[:first]) for q, keys in rows)
        return sum(found) / number

    gains = sum(ndcg(question.right, keys) for question, keys in rows) / number
    return Score(len(rows), share(1), share(3), gains)


def ndcg(right: Mapping[str, int], keys: Sequence[str]) -> float:
    ideal = _gain(sorted(right.values(), reverse=True)[:CUT])
    return _gain([right.get(key, 0) for key in keys[:CUT]]) / ideal if ideal else 0.0


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
