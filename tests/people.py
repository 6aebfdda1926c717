"""The cast: who acts in the tests."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from publishing.items import item_models


def make_staff(username: str, *actions: str):
    """Make a member of staff who may do `actions` to items of every type."""
    user = get_user_model().objects.create_user(
        username, f"{username}@example.org", "correct horse battery"
    )
    # Without a savepoint, at whose end the record would be appended to at the clock of the moment.
    group = Group.objects.filter(name="Staff").first() or Group.objects.create(name="Staff")
    user.groups.add(group)
    types = [model._meta.model_name for model in item_models()]
    codenames = [f"{action}_{name}" for action in actions for name in types]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def ana():
    """Ana writes: she edits drafts and cannot publish them."""
    return make_staff("ana", "add", "change", "delete", "view")


def pilar():
    """Pilar publishes."""
    return make_staff("pilar", "add", "change", "delete", "view", "publish")


def ruth():
    """Ruth runs the site."""
    return get_user_model().objects.create_superuser("ruth", "ruth@example.org", "correct horse")
