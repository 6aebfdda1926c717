"""The words that mean the same, for whoever builds a query."""

from search.models import Synonyms


def synonym_groups() -> list[list[tuple[str, str]]]:
    """Return the groups of synonyms, each as its words and phrases with their languages:
    `[("en", "scholarship"), ("es", "beca")]`, as staff wrote them. One query."""
    return [group.entries() for group in Synonyms.objects.order_by("pk")]
