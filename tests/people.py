"""The cast: who acts in the tests."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

ITEMS = ("relationship", "section", "agreement", "statistic", "program", "page")


def make_staff(username: str, *actions: str):
    user = get_user_model().objects.create_user(
        username, f"{username}@example.org", "correct horse battery", is_staff=True
    )
    names = [f"{action}_{item}" for action in actions for item in ITEMS]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
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
