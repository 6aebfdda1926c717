"""Who may do what with an item."""

from django.contrib.auth import get_permission_codename
from django.db.models import Model

from publishing.items import item_models
from publishing.models import WorkingCopy


def may(user, act: str, model: Model | type[Model]) -> bool:
    """Whether `user` has the permission for an act, such as "change", on objects of this type."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}")


def may_read_ahead(user) -> bool:
    """Whether `user` may read what is scheduled: staff with the permission to view every type."""
    return user.is_staff and all(may(user, "view", model) for model in item_models())


def may_publish(user, item: WorkingCopy | type[WorkingCopy]) -> bool:
    """Whether `user` may publish items of this type."""
    return may(user, "publish", item)
