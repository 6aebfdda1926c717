"""What follows from the form of an agreement as it is filled in, before it is saved: the status
today, what comes next, what each rule yields, and what cannot all be true. Nothing is saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects
from django.forms import BaseInlineFormSet, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.translation import gettext

from publishing.changes.position import readers_now
from publishing.languages import translated_columns
from relations.models import Event, Party, Rule
from relations.models.agreement_checks import contradictions
from relations.models.agreement_facts import Rows, facts_of
from relations.models.agreement_lives import successors
from relations.register import facts
from relations.register.course import LIMIT
from relations.register.dates import Due, dates_of, every_date
from relations.register.life import Interval, Life, life_of
from relations.register.sentences import rule_sentence
from relations.register.terms import COLUMNS, TERMS, UNITS
from relations.register.vocabulary import EventKind, RuleKind, Vocabulary

DATES_OF_A_RULE, DATES_COMING = 4, 6


@dataclass
class RowFollows:
    """What stands beside a row: what its rule says and yields, and what the row contradicts."""

    sentence: str = ""
    dates: list[Due] = field(default_factory=list)
    more: bool = False
    without_dates: str = ""  # why a rule yields none
    warnings: list[str] = field(default_factory=list)


@dataclass
class Following:
    """What follows from the whole form."""

    meets: bool
    standing: Interval
    dates: list[Due]
    warnings: list[str]  # of no one row
    left_out: int  # rows that are wrong, by which nothing is derived
    contradictory: int


def what_follows(form: ModelForm, formsets: list[BaseInlineFormSet], day: date) -> Following:
    """Return what follows on `day` from a form and the rows of its parts, and note what stands
    beside each row as the `follows` of its form. Two queries for each kind of part, and those of
    the agreements that take the place of this one."""
    item: Any = form.instance
    kept = {formset.model: list(kept_rows(formset)) for formset in formsets}
    rows = Rows(*(_rows(formsets, kept, model) for model in (Party, Event, Rule)))
    superseded_by = successors([item.pk], readers_now()).get(item.pk, []) if item.pk else []
    life = life_of(facts_of(item, superseded_by, rows))
    beside: dict[int, RowFollows] = {}
    rules = {id(row): rule for row, rule in zip(rows.rules, life.facts.rules, strict=True)}
    for each in (each for row_forms in kept.values() for each in row_forms):
        rule = rules.get(id(each.instance))
        follows = _of_rule(life, rule) if rule else RowFollows()
        each.follows = beside[id(each.instance)] = follows
    warnings = [
        str(message) for name in ("kind", "binding") for message in form.errors.get(name, ())
    ]
    found = list(contradictions(life, rows))
    for row, reason in found:
        if row is not None and id(row) in beside:
            beside[id(row)].warnings.append(reason)
        else:
            warnings.append(reason)
    return Following(
        life.facts.vocabulary == Vocabulary.MEETING,
        life.on(day),
        dates_of(life, day)[:DATES_COMING],
        warnings,
        sum(1 for formset in formsets for row_form in formset.forms if row_form.errors),
        len(found),
    )


def kept_rows(formset: BaseInlineFormSet) -> Iterator[Any]:
    """The rows of a form that are right and neither empty nor to be deleted."""
    if not formset.is_bound:
        yield from formset.initial_forms
        return
    for form in formset.forms:
        deleted = getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME)
        if not form.errors and not deleted and (form.instance.pk or form.has_changed()):
            yield form


def _rows(formsets: list[BaseInlineFormSet], kept: dict, model: type) -> list[Any]:
    """The rows of one kind, those of a long list that are not in the form among them."""
    rows = [form.instance for form in kept.get(model, ())]
    for formset in formsets:
        if formset.model is model and formset.instance.pk:
            shown = [form.instance.pk for form in formset.initial_forms]
            saved: Any = formset.queryset
            rows += saved.exclude(pk__in=shown)
    if model is not Rule:
        prefetch_related_objects(rows, "country", "organization")
    return rows


def _of_rule(life: Life, rule: facts.Rule) -> RowFollows:
    dates = [due for due in every_date(life) if rule in due.basis]
    follows = RowFollows(rule_sentence(rule), dates[:DATES_OF_A_RULE], len(dates) > DATES_OF_A_RULE)
    if not dates:
        follows.without_dates = _why_none(rule)
    elif len(dates) >= LIMIT:
        words = gettext("Of its dates the first %(limit)s are derived, and no more.")
        follows.warnings.append(words % {"limit": LIMIT})
    return follows


def _why_none(rule: facts.Rule) -> str:
    """Why a rule yields no date by what is recorded so far."""
    waits = {
        RuleKind.ENTRY: gettext("until all that it counts from is recorded"),
        RuleKind.DECISION: gettext("until a review or an extension records a new term"),
        RuleKind.REFUSED: gettext("until a review records that a new term was not confirmed"),
        RuleKind.WITHDRAWAL: gettext("until a notice of withdrawal is recorded"),
        RuleKind.RENEWAL: gettext("without a term that ends"),
    }
    words = waits.get(rule.kind) or gettext("until %(anchor)s is known") % {
        "anchor": rule.anchor.label
    }
    return gettext("It yields no date %(until)s.") % {"until": words}


def columns_of_kinds() -> dict[str, dict]:
    """Return which inputs a row has for its kind, and what its rule counts from, by the prefix of
    its list: the script of the form hides the others that it governs."""
    rules = {
        kind.value: {"fields": _inputs(terms.columns), "anchors": terms.anchors}
        for kind, terms in TERMS.items()
    }
    own = {EventKind.REVIEWED: ["stance"], EventKind.EXTENDED: ["until"]}
    events = {kind.value: {"fields": own.get(kind, []), "anchors": []} for kind in EventKind}
    return {
        "rules": {"governed": _inputs(COLUMNS), "kinds": rules},
        "events": {"governed": ["stance", "until"], "kinds": events},
    }


def _inputs(names: Iterable[str]) -> list[str]:
    """The inputs of columns: one for each language, and the unit of a length."""
    inputs = []
    for name in names:
        inputs += translated_columns(name) if name in ("owed_by", "about") else [name]
        inputs += [UNITS[name]] if name in UNITS else []
    return inputs
