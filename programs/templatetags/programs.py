"""The programs that belong to items of earlier rooms."""

from django import template
from django.db.models import Q

from programs.applying import applying_at
from programs.directions import direction_labels
from programs.models import ProgramEdition
from reading.ordering import title_order
from relations.models import Agreement, Relationship, Section, Statistic
from relations.sides import only_countries

register = template.Library()

register.filter(applying_at)


@register.simple_tag(takes_context=True)
def direction_of(context, edition) -> str:
    """Return the direction of a program, with the names of the countries of a site about two. One
    query for a page."""
    request = context.get("request")
    known = request.__dict__ if request else {}
    if "direction_labels" not in known:
        known["direction_labels"] = direction_labels(only_countries(context["moment"]))
    return known["direction_labels"].get(edition.direction, "")


@register.simple_tag(takes_context=True)
def programs_for(context, target) -> list[ProgramEdition]:
    """Return the programs that belong to an item, at the moment of the page.

    For an agreement those that rest on it, for a statistic those that it measures or that cite
    it, for a section those shown beside it, for a relationship all of its own.
    """
    item = getattr(target, "item", target)
    if isinstance(item, Section):
        return _beside_sections(context, item).get(item.pk, [])
    programs = _public(context["moment"])
    match item:
        case Agreement():
            return list(programs.filter(agreements=item))
        case Statistic():
            return list(programs.filter(Q(statistics=item) | Q(cited=item)).distinct())
        case Relationship():
            return list(programs.filter(relationships=item).prefetch_related("audiences"))
    return []


def _public(moment):
    return ProgramEdition.objects.as_of(moment).select_related("item").order_by(*title_order())


def _beside_sections(context, section: Section) -> dict[int, list[ProgramEdition]]:
    """Return the programs beside each section of a fact sheet, by the section's id: two queries
    for a whole page, whatever the number of its sections."""
    cache = context["request"].__dict__.setdefault("programs_beside_sections", {})
    key = (section.relationship_id, context["moment"])
    if key not in cache:
        beside: dict[int, list[ProgramEdition]] = {}
        programs = _public(context["moment"]).filter(sections__relationship=section.relationship_id)
        for program in programs.distinct().prefetch_related("sections"):
            for neighbor in program.sections.all():
                beside.setdefault(neighbor.pk, []).append(program)
        cache[key] = beside
    return cache[key]
