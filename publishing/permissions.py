"""Who may do what with an item."""

from django.contrib.auth import get_permission_codename
from django.db.models import Model

from publishing.models import WorkingCopy


def may(user, act: str, model: Model | type[Model]) -> bool:
    """Whether `user` has the permission for an act, such as "change", on objects of this type."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}")


def may_publish(user, item: WorkingCopy | type[WorkingCopy]) -> bool:
    """Whether `user` may publish items of this type."""
    return may(user, "publish", item)
