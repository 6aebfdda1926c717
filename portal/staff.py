"""The groups that staff are put into, and the first account."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils.crypto import get_random_string

from accounts.second_factor import LEGIBLE
from publishing.items import item_models

REFERENCE_DATA = (
    "partner",
    "topic",
    "organization",
    "image",
    "audience",
    "level",
    "field",
    "footerlink",
)


def make_groups() -> None:
    """Make the groups of authors, who write drafts, and of publishers, who publish them and also
    maintain the reference data.

    A group that exists gains permissions and loses none.
    """
    items = [model._meta.model_name for model in item_models()]
    _make_group("Authors", ("add", "change", "delete", "view"), items)
    _make_group("Authors", ("view",), REFERENCE_DATA)
    _make_group("Publishers", ("add", "change", "delete", "view", "publish"), items)
    _make_group("Publishers", ("add", "change", "delete", "view"), REFERENCE_DATA)


def _make_group(name: str, actions, models) -> None:
    group, _made = Group.objects.get_or_create(name=name)
    codenames = [f"{action}_{model}" for action in actions for model in models]
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))


def first_administrator() -> tuple[str, str] | None:
    """Make an administrator if there is none, and return the name and the password."""
    users = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return None
    names = ("admin", *(f"admin{number}" for number in range(2, 100)))
    taken = set(users.filter(username__in=names).values_list("username", flat=True))
    name = next(name for name in names if name not in taken)
    password = get_random_string(16, LEGIBLE)
    users.create_superuser(name, password=password)
    return name, password
