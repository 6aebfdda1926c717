"""The people whom commands name."""

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError


def person_named(username: str):
    """Return the account of a user name. Raises CommandError where there is none."""
    person = get_user_model().objects.filter(username=username).first()
    if person is None:
        raise CommandError("There is no person by that name.")
    return person
