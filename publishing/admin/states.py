"""What state each item of a list is in, in one query for the list."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.models import DraftSave, WorkingCopy
from publishing.templatetags.clocks import clocks


class PublicationState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CHANGED = "changed", _("Changed since")
    SCHEDULED = "scheduled", _("Scheduled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# As filters over items with the columns of `with_states`.
CONDITIONS: dict[str, Q] = {
    PublicationState.DRAFT: Q(in_force_from=None),
    PublicationState.PUBLISHED: Q(in_force_from__isnull=False, in_force_withdrawal=""),
    PublicationState.CHANGED: Q(has_changed=True),
    PublicationState.SCHEDULED: Q(scheduled_from__isnull=False),
    PublicationState.WITHDRAWN: Q(in_force_from__isnull=False) & ~Q(in_force_withdrawal=""),
}


def with_states(items: models.QuerySet, now: datetime) -> models.QuerySet:
    """Add the columns that `states_of` reads.

    An item has changed when a draft save that is newer than its last edition says something
    else than that edition.
    """
    mine = items.model.edition_model().objects.not_cancelled().filter(item=OuterRef("pk"))
    in_force = mine.in_force_at(now)
    waiting = mine.queued_at(now).order_by("live_from")
    newest = mine.order_by("-recorded_at", "-pk")
    saves = DraftSave.objects.filter(
        item_type=items.model._meta.label_lower, item_id=OuterRef("pk")
    ).order_by("-at", "-pk")
    return items.annotate(
        in_force_from=Subquery(in_force.values("live_from")[:1]),
        in_force_withdrawal=Subquery(in_force.values("withdrawal")[:1]),
        scheduled_from=Subquery(waiting.values("live_from")[:1]),
        newest_seal=Subquery(newest.values("seal")[:1]),
        newest_format=Subquery(newest.values("format")[:1]),
        newest_at=Subquery(newest.values("recorded_at")[:1]),
        draft_seal=Subquery(saves.values("seal")[:1]),
        draft_format=Subquery(saves.values("format")[:1]),
        draft_agrees_with=Subquery(saves.values("agrees_with")[:1]),
        draft_at=Subquery(saves.values("at")[:1]),
        has_changed=Case(
            When(
                ~Q(draft_seal=F("newest_seal"), draft_format=F("newest_format"))
                & ~Q(draft_agrees_with=F("newest_seal")),
                draft_at__gt=F("newest_at"),
                then=Value(True),
            ),
            default=Value(False),
        ),
    )


def states_of(item: Any) -> Iterator[tuple[PublicationState, Any]]:
    """The states of an item from `with_states`, each with its label, the main one first."""
    if item.in_force_from is None:
        yield PublicationState.DRAFT, PublicationState.DRAFT.label
    elif item.in_force_withdrawal:
        yield PublicationState.WITHDRAWN, PublicationState.WITHDRAWN.label
    else:
        yield PublicationState.PUBLISHED, PublicationState.PUBLISHED.label
    if item.scheduled_from:
        when = clocks(item.scheduled_from)
        yield PublicationState.SCHEDULED, format_html(gettext("Scheduled for {when}"), when=when)
    if item.has_changed:
        yield PublicationState.CHANGED, PublicationState.CHANGED.label


def state_chips(item: WorkingCopy) -> str:
    chips = ((state.value, label) for state, label in states_of(item))
    return format_html_join(" ", '<span class="state state-{}">{}</span>', chips)


class StateFilter(admin.SimpleListFilter):
    title = _("publication")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return PublicationState.choices

    def queryset(self, request, queryset):
        return queryset.filter(CONDITIONS.get(self.value() or "", Q()))
