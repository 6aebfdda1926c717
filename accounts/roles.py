"""Who may come to the desk: whoever has a role, in whatever way it was given.

Django's column `is_staff` is asked nowhere, so that it cannot say otherwise.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

AUTHORS, PUBLISHERS = "Authors", "Publishers"
# What the groups that every site has are called, and what they may do.
ROLES = {
    AUTHORS: (_("Author"), _("writes, saves and previews drafts")),
    PUBLISHERS: (
        _("Publisher"),
        _("also publishes, withdraws and moves; keeps topics, organizations and pictures"),
    ),
}


def staff() -> QuerySet:
    """The accounts that may come to the desk: active ones of administrators, and of whoever has a
    group or a permission of their own."""
    users: Any = get_user_model()
    has_role = Q(is_superuser=True)
    for given in (users.groups.through, users.user_permissions.through):
        has_role |= Q(Exists(given.objects.filter(user=OuterRef("pk"))))
    return users._default_manager.filter(has_role, is_active=True)


def is_staff(person) -> bool:
    """Whether a person may come to the desk. This causes a query for whoever has signed in."""
    return person.is_authenticated and staff().filter(pk=person.pk).exists()


def role_of(person) -> str:
    """Return in words what a person may do. Two queries, unless groups and permissions are
    prefetched."""
    names = [gettext("Administrator")] if person.is_superuser else []
    names += [group_name(group) for group in person.groups.all()]
    if person.user_permissions.all():
        names.append(gettext("permissions of their own"))
    return ", ".join(names) or gettext("no role yet")


def group_name(group) -> str:
    """Return what somebody of a group is called, or else the name of the group."""
    return str(ROLES[group.name][0]) if group.name in ROLES else group.name
