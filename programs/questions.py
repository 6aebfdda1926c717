"""Three questions that lead to the programs for a reader: a page each, answers in its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs.filters import ProgramFilter
from programs.models import Answer, ExchangeDirection, ProgramEdition, Question
from programs.models.answers import NOT_SURE
from publishing.links import keep_at, with_query
from reading.responses import render_page
from relations.models import Partner

WHERE = "where"
Pairs = tuple[tuple[str, str], ...]  # names and values in addresses


@dataclass(frozen=True)
class Choice:
    """An answer: its value in addresses, its words, and the filters that it sets."""

    value: str
    words: str
    filters: Pairs = ()


@dataclass(frozen=True)
class Asked:
    """A question: its name in addresses, its words, and what one chooses from."""

    name: str
    words: str
    choices: list[Choice]

    def chosen(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


@require_safe
def find_program(request):
    """Ask the first question that the address has no answer to; after the last one lead to the
    list of programs."""
    programs = ProgramEdition.objects.as_of(request.moment)
    filters = ProgramFilter(QueryDict(), programs, request=request)
    relationship = _relationship(request, filters)
    questions = _questions(filters.relationships.get(relationship), filters.sides)
    kept: Pairs = (("relationship", relationship),) if relationship else ()
    answers: list[tuple[str, str]] = []
    narrowed = kept
    for question in questions:
        choice = question.chosen(request.GET.get(question.name, ""))
        if choice is None:
            break
        answers.append((question.name, choice.value))
        narrowed += choice.filters
    else:
        return HttpResponseRedirect(_address(request, "program-list", narrowed))
    request.kept_query = [*kept, *answers]
    context = {
        "question": question,
        "number": len(answers) + 1,
        "of": len(questions),
        "choices": [
            (choice, _number_found(request, programs, narrowed + choice.filters))
            for choice in question.choices
        ],
        "is_refused": question.name in request.GET,
        "kept": request.kept_query,
        "back_url": _address(request, "find-program", [*kept, *answers[:-1]]) if answers else "",
        "sides": filters.sides,
        "noindex": bool(request.kept_query),
    }
    return render_page(request, "programs/questions.html", context)


def _relationship(request, filters: ProgramFilter) -> str:
    """Return the slug of the relationship that the address names, where there are several."""
    slug = request.GET.get("relationship", "")
    return slug if len(filters.relationships) > 1 and slug in filters.relationships else ""


def _address(request, name: str, pairs) -> str:
    url = reverse(name)
    return keep_at(with_query(url, list(dict.fromkeys(pairs))), request.at)


def _number_found(request, programs, pairs: Pairs) -> int:
    return ProgramFilter(QueryDict(urlencode(pairs)), programs, request=request).total()


def _questions(relationship, sides: tuple[Partner, Partner] | None) -> list[Asked]:
    """Return the questions with their answers. Those of staff take a query for each set."""
    if relationship:
        sides = relationship.home, relationship.partner
    by_question: dict[str, list[Choice]] = {value: [] for value in Question.values}
    for answer in Answer.objects.prefetch_related("audiences", "levels", "fields"):
        choice = Choice(answer.slug, str(answer.name), tuple(answer.filters()))
        by_question[answer.question].append(choice)
    where = list(_between(*sides) if sides else _anywhere())
    asked = [Asked(value, str(label), by_question[value]) for value, label in Question.choices]
    asked.append(Asked(WHERE, _("Where?"), where))
    not_sure = Choice(NOT_SURE, _("I am not sure"))
    return [Asked(each.name, each.words, [*each.choices, not_sure]) for each in asked]


def _between(home: Partner, partner: Partner) -> Iterator[Choice]:
    """The answers of citizens of either country."""
    D = ExchangeDirection
    ways = (
        (partner, home, D.TO_HOME, D.IN_PARTNER),
        (home, partner, D.TO_PARTNER, D.IN_HOME),
    )
    for own, other, there, here in ways:
        names = {"own": own.name_in_text or own.name, "other": other.name_in_text or other.name}
        code = own.code.lower()
        citizen = ("citizenship", own.code)
        yield Choice(
            f"{code}-abroad",
            _("I am a citizen of %(own)s and want to go to %(other)s") % names,
            (citizen, ("direction", there), ("direction", D.BOTH)),
        )
        yield Choice(
            f"{code}-at-home",
            _("I am a citizen of %(own)s and want to stay there, or take part online") % names,
            (citizen, ("direction", here), ("direction", D.ONLINE)),
        )
    yield Choice("online", _("Online, wherever I live"), (("direction", D.ONLINE),))


def _anywhere() -> Iterator[Choice]:
    """The answers on a site about several relationships: of whichever countries."""
    D = ExchangeDirection
    abroad = tuple(("direction", each.value) for each in (D.TO_HOME, D.TO_PARTNER, D.BOTH))
    at_home = tuple(("direction", each.value) for each in (D.IN_HOME, D.IN_PARTNER))
    yield Choice("abroad", _("In another country"), abroad)
    yield Choice("at-home", _("In my own country"), at_home)
    yield Choice("online", _("Online, wherever I live"), (("direction", D.ONLINE.value),))
