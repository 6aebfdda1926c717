"""What is wrong with the forms of a page at the desk, for the summary at its top."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.template import Context
from django.utils.text import capfirst
from django.utils.translation import gettext

register = template.Library()

# The names under which a page has a form.
FORMS = ("form", "publish_form", "moment_form")


@dataclass(frozen=True)
class Problem:
    """What is wrong, after the label of its field; `target` is the id of what is to be mended, or
    empty where that is no one field."""

    message: str
    label: str = ""
    target: str = ""


@register.simple_tag(takes_context=True)
def problems(context: Context) -> list[Problem]:
    """Everything that is wrong with the forms of a page, in their order on it.

    They are those called FORMS, those of the admin, and the list `forms`.
    """
    adminform = context.get("adminform")
    forms = [adminform.form] if adminform else []
    forms += [form for name in FORMS if isinstance(form := context.get(name), BaseForm)]
    formsets = [inline.formset for inline in context.get("inline_admin_formsets") or ()]
    found = [_placed(problem, formsets) for problem in _of_forms(forms[:1])]
    found += _of_formsets(formsets)
    found += _of_forms([*forms[1:], *(context.get("forms") or ())])
    return list(dict.fromkeys(found))


def _of_forms(forms: Iterable[BaseForm]) -> Iterator[Problem]:
    for form in forms:
        yield from _of_form(form)


def _placed(problem: Problem, formsets: Iterable[Any]) -> Problem:
    """A problem that is of no one field, with the way to the list that its words begin with, or to
    the row of it that they name."""
    for formset in formsets:
        heading = capfirst(formset.model._meta.verbose_name_plural)
        words = problem.message.removeprefix(f"{heading}: ")
        if not problem.target and words != problem.message:
            for number, form in enumerate(formset.forms):
                if (of_row := words.removeprefix(f"{form.instance}: ")) != words:
                    return Problem(of_row, _row_name(heading, number), f"{formset.prefix}-{number}")
            return Problem(words, heading, f"{formset.prefix}-group")
    return problem


def _of_formsets(formsets: Iterable[Any]) -> Iterator[Problem]:
    for formset in formsets:
        heading = capfirst(formset.model._meta.verbose_name_plural)
        for message in formset.non_form_errors():
            yield Problem(str(message), heading, f"{formset.prefix}-group")
        for number, form in enumerate(formset.forms):
            row = _row_name(heading, number)
            yield from _of_form(form, row, f"{formset.prefix}-{number}")


def _row_name(heading: str, number: int) -> str:
    return gettext("%(parts)s, row %(number)s") % {"parts": heading, "number": number + 1}


def _of_form(form: BaseForm, row: str = "", row_id: str = "") -> Iterator[Problem]:
    for name, messages in form.errors.items():
        if name == NON_FIELD_ERRORS or name not in form.fields or form[name].is_hidden:
            label, target = row, row_id
        else:
            field = form[name]
            own_label = str(capfirst(field.label))
            label = f"{row}, {own_label}" if row else own_label
            # A group of radio buttons has no id that a label could name.
            target = field.id_for_label or f"{field.auto_id}_0"
        for message in messages:
            yield Problem(str(message), label, target)
