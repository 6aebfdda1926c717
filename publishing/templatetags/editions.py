"""Words, links and moments in templates."""

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html

from publishing.languages import TranslatedText, active_language
from publishing.links import keep_at

register = template.Library()


@register.simple_tag(takes_context=True)
def object_url(context, target) -> str:
    """The address of an object or a path, keeping the moment: `{% object_url edition %}`."""
    path = target if isinstance(target, str) else target.get_absolute_url()
    return keep_at(path, context["request"].at)


@register.simple_tag(takes_context=True)
def page_url(context, name: str, *args, **kwargs) -> str:
    """The address of a named page, keeping the moment: `{% page_url "program-list" %}`."""
    return keep_at(reverse(name, args=args, kwargs=kwargs), context["request"].at)


@register.filter
def words(text):
    """Translated text, marked with its language when that is not the page's."""
    if isinstance(text, TranslatedText) and text and text.lang != active_language():
        return format_html('<span lang="{}">{}</span>', text.lang, str(text))
    return conditional_escape(text)


@register.filter
def abbreviation(named) -> str:
    """The abbreviation of what is named just before it, if it has one: `{{ row|abbreviation }}`."""
    text = named.abbreviation
    return format_html(' <span class="abbreviation">{}</span>', words(text)) if text else ""


@register.filter
def lang_of(text) -> str:
    """The language of translated text, for a `lang` attribute."""
    return getattr(text, "lang", active_language())


@register.filter
def is_fallback(text) -> bool:
    """Whether translated text had to be shown in the other language."""
    return isinstance(text, TranslatedText) and bool(text) and text.lang != active_language()
