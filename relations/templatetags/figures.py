"""Prose with its figures, in templates."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from publishing.languages import active_language
from relations.links.labels import with_link_notes
from relations.wording.articles import with_articles
from relations.wording.periods import period_of
from relations.wording.values import format_value, with_qualifier

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context, text):
    """Render rich text with its figures resolved by the `figures` of the page, in its own language.

    A note stands after each link that is dead. It is wrapped in an element with a `lang` when that
    is not the language of the page.
    """
    language = getattr(text, "lang", active_language())
    html = context["figures"].render(str(text), language)
    html = with_link_notes(context.get("request"), html)
    if language == active_language():
        return html
    return format_html('<div lang="{}">{}</div>', language, html)


@register.simple_tag(takes_context=True)
def plain_prose(context, text) -> str:
    """Return rich text as plain text, with its figures in words."""
    return context["figures"].plain(str(text), getattr(text, "lang", active_language()))


@register.simple_tag
def value(observation, statistic, with_unit=True):
    """Return the value of an observation in words, with its qualifier: `about $725.7 billion`."""
    language = active_language()
    words = format_value(observation.value, statistic, language, with_unit=with_unit)
    return with_qualifier(words, observation.qualifier, language)


@register.filter
def period(observation) -> str:
    """Return the period of an observation in words, or mark that it has none."""
    if observation.period:
        return observation.formatted_period()
    return format_html('<span class="undated">{}</span>', gettext("undated"))


@register.filter("with_articles", is_safe=True)
def _with_articles(sentence: str) -> str:
    """Put the articles that the reader's language wants before the dates of a sentence."""
    return with_articles(sentence, active_language())


@register.filter
def format_period(period_code: str) -> str:
    """Return a stored date or period in the reader's language."""
    return period_of(period_code).format(active_language())
