"""Relations of agreements to each other: what goes round in a circle is refused."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from publishing.changes.position import readers_now
from publishing.snapshot import part_models


def circles(agreement: Any, links: Iterable[Any]) -> list[str]:
    """Return why relations of an agreement to others cannot be: one to itself, or one that leads
    back to it over relations of its kind, as readers see them or will; each names the chain.

    `links` are rows, saved or not. One query for each link of the longest chain.
    """
    reasons = []
    for link in links:
        if link.agreement_linked_id and (chain := _way_back(agreement, link)):
            titles = type(agreement)._default_manager.in_bulk(chain)
            reasons.append(
                gettext("“%(relation)s” leads back to this agreement: %(chain)s.")
                % {
                    "relation": link.get_kind_display(),
                    "chain": " → ".join(f"“{titles[pk]}”" for pk in chain),
                }
            )
    return reasons


def _way_back(agreement: Any, link: Any) -> list[int]:
    """Return the agreements from this one over `link` to this one again; none where no way is."""
    model = type(agreement)
    _working, published = part_models(model, "links")
    editions = (
        model.edition_model()
        .objects.not_cancelled()
        .filter(Q(live_until=None) | Q(live_until__gt=readers_now()), withdrawal="")
    )
    came_from = {link.agreement_linked_id: agreement.pk}
    reached = {link.agreement_linked_id}
    while reached and agreement.pk not in reached:
        found = published.objects.filter(
            kind=link.kind,
            agreement_linked__isnull=False,
            edition__in=editions,
            edition__item__in=reached - {agreement.pk},
        ).values_list("edition__item", "agreement_linked")
        reached = set()
        for origin, target in found:
            if target == agreement.pk or target not in came_from:
                came_from.setdefault(target, origin)
                reached.add(target)
    return _chain(came_from, agreement.pk) if agreement.pk in reached else []


def _chain(came_from: dict[int, int], start: int) -> list[int]:
    chain = [start]
    while (before := came_from[chain[-1]]) != start:
        chain.append(before)
    return [start, *reversed(chain[1:]), start] if len(chain) > 1 else [start, start]
