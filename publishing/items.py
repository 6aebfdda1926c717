"""The enumeration of item types."""

from django.apps import apps

from publishing.models import WorkingCopy


def item_models() -> list[type[WorkingCopy]]:
    """Every type of item on the site, in the order of the installed apps."""
    return [model for model in apps.get_models() if issubclass(model, WorkingCopy)]


def edition_at(address: str):
    """The edition that an address such as `agreement-12` names, or None."""
    name, _, number = address.rpartition("-")
    for model in item_models():
        if model._meta.model_name == name and number.isascii() and number.isdigit():
            return model.edition_model().objects.filter(pk=int(number[:18])).first()
    return None
