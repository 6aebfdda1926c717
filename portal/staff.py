"""The groups that staff are put into, the first account, and the accounts of who leaves."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.roles import AUTHORS, PUBLISHERS, staff
from accounts.second_factor import LEGIBLE, remove_second_factor
from publishing.changes.acts import record
from publishing.items import item_models
from publishing.models import Act, WorkingCopy

REFERENCE_DATA = (
    "partner",
    "topic",
    "organization",
    "image",
    "audience",
    "level",
    "field",
    "answer",
    "footerlink",
    "synonyms",
)


def make_groups() -> None:
    """Make the groups of authors, who write drafts, and of publishers, who publish them and also
    maintain the reference data.

    A group that exists gains permissions and loses none.
    """
    items = [model._meta.model_name for model in item_models()]
    _make_group(AUTHORS, ("add", "change", "delete", "view"), items)
    _make_group(AUTHORS, ("view",), REFERENCE_DATA)
    _make_group(PUBLISHERS, ("add", "change", "delete", "view", "publish"), items)
    _make_group(PUBLISHERS, ("add", "change", "delete", "view"), REFERENCE_DATA)


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


def items_of(person) -> list[WorkingCopy]:
    """Return the items that a person answers for, of one type after the other. A query for each."""
    return [
        item
        for model in item_models()
        for item in model._default_manager.filter(owner=person).order_by("pk")
    ]


def keep_an_administrator(*leaving) -> None:
    """Lock the active administrators until the transaction ends; raises PermissionDenied where
    nobody but `leaving` is one, as when two of them end each other's account at once."""
    active = _accounts().filter(is_superuser=True, is_active=True).order_by("pk")
    administrators = {*active.select_for_update(no_key=True)}
    if administrators and administrators <= {*leaving}:
        raise PermissionDenied(_("An administrator remains: give somebody else that role first."))


@transaction.atomic
def deactivate(person, by, heir=None) -> bool:
    """End what a person may do here, let `heir` answer for their items, and return whether there
    was anything to do. Whose account has ended before can still hand over items.

    Their sessions, links for a new password and second factor end for good: only a new password,
    or the account of their organization, lets them in again once they are reactivated. Whoever has
    a form of such an item open is told that it was saved since. Raises ValidationError where
    nobody is named who may take the items over, and PermissionDenied where no administrator would
    remain.
    """
    keep_an_administrator(person)
    person = _locked(person)
    items = items_of(person)
    if not (person.is_active or items):
        return False
    act = Act.DEACTIVATED if person.is_active else Act.CHANGED
    if items and heir is None:
        raise ValidationError({"heir": _("Choose who answers for these items from now on.")})
    if items and not staff().exclude(pk=person.pk).filter(pk=heir.pk).exists():
        raise ValidationError({"heir": _("Choose somebody else, who can sign in.")})
    handed: dict[str, list[int]] = {}
    for item in items:
        handed.setdefault(item._meta.label_lower, []).append(item.pk)
    for model in item_models():
        owned = model._default_manager.filter(owner=person)
        owned.update(owner=heir, version=F("version") + 1)
    person.is_active = False
    person.set_unusable_password()  # which also ends every session
    person.save(update_fields=["is_active", "password"])
    remove_second_factor(person)
    passed_on = {"heir": heir.get_username(), "items": handed} if handed else {}
    record(act, person, by, **passed_on)
    return True


@transaction.atomic
def reactivate(person, by) -> bool:
    """Let a person in again, with the role that they had, and without a password. Return whether
    there was anything to do."""
    person = _locked(person)
    if person.is_active:
        return False
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(Act.REACTIVATED, person, by)
    return True


def _locked(person):
    return _accounts().select_for_update(no_key=True).get(pk=person.pk)


def _accounts():
    return get_user_model()._default_manager
