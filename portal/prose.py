"""Prose that has a page to itself: its headings come right below the title."""

from relations.prose.field import EXTENSIONS, ProseField, create_sanitizer

PAGE_EXTENSIONS = {**EXTENSIONS, "Heading": {"levels": [2, 3]}}


class PageProseField(ProseField):
    """Rich text under nothing but the heading of its page."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", dict(PAGE_EXTENSIONS))
        kwargs.setdefault("sanitize", create_sanitizer(PAGE_EXTENSIONS))
        super().__init__(*args, **kwargs)
