"""Ask the search graded questions, and print how well it answers."""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from publishing.changes.position import current_position
from search.catching import state
from search.documents import searched_types
from search.finding import find
from search.matching import Matching
from search.names import names_at
from search.quality import GOOD, Question, score
from search.questions import Answers, Hit
from search.thesaurus import thesaurus_at
from search.words import parse

ASKED_FOR = 10


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, default=[Path("tests/search")])
        parser.add_argument("--misses", action="store_true", help="show what is not answered")

    def handle(self, *args, files, misses, **options):
        position = current_position()
        state.catch_up_now(position)
        searcher = state.searcher(position)
        if searcher is None:
            raise CommandError("There is no index.")
        answers = Answers(searcher, position.now, searched_types())
        facets: dict[str, float] = {}
        for model in searched_types().values():
            facets |= model.searched.named
        matching = Matching(names_at(position.key, None), thesaurus_at(position.key), facets)

        def answer(question: Question) -> list[str]:
            found = find(answers, matching, parse(question.asked))
            hits = answers.best_of_all(question.language, 0, ASKED_FOR, found.engine)
            return keys_of(hits)

        for path in [each for file in files for each in questions_in(file)]:
            for language, questions in read(path).items():
                with override(language):
                    got = score(questions, answer)
                    self.stdout.write(
                        f"{path.stem} {language}: {got.number} questions, "
                        f"success@1 {got.success_at_1:.3f}, success@3 {got.success_at_3:.3f}, "
                        f"nDCG@10 {got.ndcg:.3f}"
                    )
                    for question in questions if misses else ():
                        keys = answer(question)
                        if not any(question.right.get(key, 0) >= GOOD for key in keys[:3]):
                            self.stdout.write(f"  {question.asked}: {keys[:4]} {question.right}")


def questions_in(path: Path) -> list[Path]:
    return sorted(path.glob("questions*.toml")) if path.is_dir() else [path]


def read(path: Path) -> dict[str, list[Question]]:
    """Return the questions of a file by language."""
    questions: dict[str, list[Question]] = {}
    for each in tomllib.loads(path.read_text())["question"]:
        question = Question(each["language"], each["asked"], each["right"])
        questions.setdefault(question.language, []).append(question)
    return questions


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
