"""Ask the search graded questions, and print how well it answers."""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from publishing.changes.position import current_position
from search.catching import state
from search.documents import searched_types
from search.finding import find
from search.matching import matching_at
from search.quality import GOOD, Question, score
from search.questions import Answers, Hit
from search.words import parse

ASKED_FOR = 10
ALL = "all"
QUESTIONS = Path(__file__).parents[3] / "tests" / "search" / "questions.toml"


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=QUESTIONS)
        parser.add_argument("--misses", action="store_true", help="show what is not answered")

    def handle(self, *args, file, misses, **options):
        answer = answerer()
        questions = read(file)
        for (language, by), some in grouped(questions).items():
            got = score(some, answer)
            self.stdout.write(
                f"{language}, {by}: {got.number} questions, success@1 {got.success_at_1:.3f}, "
                f"success@3 {got.success_at_3:.3f}, nDCG@10 {got.ndcg:.3f}"
            )
        for question in questions if misses else ():
            keys = answer(question)
            if not any(question.right.get(key, 0) >= GOOD for key in keys[:3]):
                self.stdout.write(f"  {question.asked}: {keys[:4]}, not {dict(question.right)}")


def answerer() -> Callable[[Question], list[str]]:
    """Return what answers questions with what is published now. Raises CommandError where there is
    no index."""
    position = current_position()
    state.catch_up_now(position)
    searcher = state.searcher(position)
    if searcher is None:
        raise CommandError("There is no index.")
    answers = Answers(searcher, position.now, searched_types())
    matching = matching_at(position.key, None, searched_types())

    def answer(question: Question) -> list[str]:
        found = find(answers, matching, parse(question.asked))
        hits = answers.best_of_all(question.language, 0, ASKED_FOR, found.engine)
        return keys_of(hits)

    return answer


def read(path: Path) -> list[Question]:
    return [
        Question(each["language"], each["asked"], each["right"], each["by"])
        for each in tomllib.loads(path.read_text())["question"]
    ]


def grouped(questions: Iterable[Question]) -> dict[tuple[str, str], list[Question]]:
    """Return questions by their language and who wrote them, all of a language first."""
    groups: defaultdict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in questions:
        for by in (ALL, question.by):
            groups[question.language, by].append(question)
    return dict(sorted(groups.items()))


def keys_of(hits: list[Hit]) -> list[str]:
    """Return hits by type and slug: `programs/fulbright`."""
    slugs = {
        (name, pk): f"{FOLDERS.get(name, name + 's')}/{slug}"
        for name, model in searched_types().items()
        for pk, slug in model.objects.filter(
            pk__in=[hit.edition for hit in hits if hit.type == name]
        ).values_list("pk", "item__slug")
    }
    return [slugs[hit] for hit in hits if hit in slugs]


FOLDERS = {"relationship": "relations"}
