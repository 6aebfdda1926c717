"""Prose with its figures, in templates."""

from django import template
from django.utils.html import format_html

from publishing.languages import active_language
from relations.wording.periods import period_of
from relations.wording.values import format_value, with_qualifier

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context, text):
    """Rich text with its figures resolved by the `figures` of the page, in its own language.

    Wrapped in an element with a `lang` when that is not the language of the page.
    """
    language = getattr(text, "lang", active_language())
    html = context["figures"].render(str(text), language)
    if language == active_language():
        return html
    return format_html('<div lang="{}">{}</div>', language, html)


@register.simple_tag(takes_context=True)
def plain_prose(context, text) -> str:
    """Rich text as plain text, with its figures as their words."""
    return context["figures"].plain(str(text), getattr(text, "lang", active_language()))


@register.simple_tag
def value(observation, statistic, with_unit=True):
    """An observation as a person would say it, with its qualifier."""
    language = active_language()
    said = format_value(observation.value, statistic, language, with_unit=with_unit)
    return with_qualifier(said, observation.qualifier, language)


@register.filter
def format_period(period_code: str) -> str:
    """A stored date or period in the reader's language."""
    return period_of(period_code).format(active_language())
