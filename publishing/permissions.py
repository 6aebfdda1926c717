"""Who may make something public."""

from django.contrib.auth import get_permission_codename

from publishing.models import WorkingCopy


def may_publish(user, item: WorkingCopy | type[WorkingCopy]) -> bool:
    """Whether `user` may publish items of this type."""
    codename = get_permission_codename("publish", item._meta)
    return user.has_perm(f"{item._meta.app_label}.{codename}")
