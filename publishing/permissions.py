"""Who may do what with an item."""

from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.models import Group
from django.db.models import Model, Q

from publishing.changes.models import ChangeQuerySet
from publishing.items import item_models
from publishing.models import Change, WorkingCopy


def may(user, act: str, model: Model | type[Model]) -> bool:
    """Whether `user` has the permission for an act, such as "change", on objects of this type."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(act, model._meta)}")


def may_read_ahead(user) -> bool:
    """Whether `user` may read what is scheduled: who has the permission to view every type."""
    return all(may(user, "view", model) for model in item_models())


def may_write(user) -> bool:
    """Whether `user` may write items of any type, and so their texts."""
    return any(may(user, act, model) for model in item_models() for act in ("add", "change"))


def may_publish(user, item: WorkingCopy | type[WorkingCopy]) -> bool:
    """Whether `user` may publish items of this type."""
    return may(user, "publish", item)


def may_audit_site(user) -> bool:
    """Whether `user` may read what was done to every item: by a permission of its own, or who
    publishes items of any type."""
    return may(user, "view", Change) or any(may_publish(user, model) for model in item_models())


def may_audit(user, item: WorkingCopy) -> bool:
    """Whether `user` may read what was done to an item: its owner may as well, who edits it."""
    return may_audit_site(user) or (item.owner_id == user.pk and may(user, "change", item))


def audited_types(user) -> list[type[WorkingCopy]]:
    """The types of items of some of which `user` may read what was done to them."""
    models = item_models()
    return models if may_audit_site(user) else [m for m in models if may(user, "change", m)]


def audited_changes(user) -> ChangeQuerySet:
    """The changes that `user` may read.

    What was done to accounts and groups is for those who may view these.
    """
    changes = Change.objects.all()
    if not may_audit_site(user):
        own = Q(pk__in=())
        for model in audited_types(user):
            ids = model._default_manager.filter(owner=user).values("pk")
            own |= Q(item_type=model._meta.label_lower, item_id__in=ids)
        changes = changes.filter(own)
    kinds: tuple[Any, ...] = (get_user_model(), Group)
    unseen = [kind._meta.label_lower for kind in kinds if not may(user, "view", kind)]
    return changes.exclude(item_type__in=unseen)


def may_see_sources(user) -> bool:
    """Whether `user` may read from which addresses people acted, which are personal data: who may
    view their accounts."""
    return may(user, "view", get_user_model())
