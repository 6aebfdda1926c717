"""The admin site."""

from copy import copy
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.roles import staff
from accounts.site import GuardedAdminSite
from delivery.csp import allow_import_map
from publishing.admin.form_values import is_number
from publishing.admin.local_drafts import forgetting_local_draft
from publishing.items import item_models
from publishing.models import Edition, WorkingCopy
from publishing.permissions import may
from publishing.snapshot import part_models
from relations.models.belonging import belonging_first, column_of, words_of

# What staff work with, by purpose; the header of every page links to the first group. What is
# not named here comes last.
MODEL_GROUPS = (
    (
        _("Content"),
        tuple(model._meta.label_lower for model in item_models() if not model.about_site),
    ),
    (
        _("Shared by many pages"),
        (
            "relations.partner",
            "relations.organization",
            "relations.topic",
            "relations.image",
            "programs.audience",
            "programs.answer",
            "programs.level",
            "programs.field",
            "search.synonyms",
        ),
    ),
    (_("About this site"), ("portal.page", "portal.footerlink")),
    (_("People"), ("auth.user", "auth.group", "accounts.accessentry")),
)


NAMES_OF_PEOPLE = ("username", "first_name", "last_name")


class ItemAutocompleteView(AutocompleteJsonView):
    """Lets whoever edits items choose what they refer to, and an owner among staff.

    Choosing finds and shows names only; the pages of topics, organizations or accounts keep their
    own permissions. People are found by whoever may set them as the owner of an item of that type.
    """

    def process_request(self, request):
        term, model_admin, source_field, to_field_name = super().process_request(request)
        if _asks_for_people(source_field):
            by_name: Any = copy(model_admin)
            by_name.search_fields = NAMES_OF_PEOPLE
            model_admin = by_name
        return term, model_admin, source_field, to_field_name

    def has_perm(self, request, obj=None):
        asking = self.source_field.model
        if _asks_for_people(self.source_field) and asking not in item_models():
            return False
        if issubclass(asking, Edition):  # only withdrawing asks for what an edition refers to
            return may(request.user, "publish", asking.item_model())
        if not _asks_for_people(self.source_field) and super().has_perm(request, obj):
            return True
        return any(
            may(request.user, act, item)
            for item in item_models()
            for act in ("add", "change")
            if asking in _forms_of(item)
        )

    def get_queryset(self):
        rows = super().get_queryset()
        if _asks_for_people(self.source_field):
            return rows.filter(pk__in=staff().values("pk"))
        relationships = [
            int(key) for key in self.request.GET.getlist("relationship")[:50] if is_number(key)
        ]
        rows = belonging_first(rows, relationships)
        return rows.prefetch_related(column) if (column := column_of(rows.model)) else rows

    def serialize_result(self, obj, to_field_name):
        return {**super().serialize_result(obj, to_field_name), "text": words_of(obj)}


def _forms_of(item: type[WorkingCopy]) -> list[type]:
    """The models whose rows the form of an item writes: its own, and those of its parts."""
    parts = (part_models(item, name)[0] for name in item.published_parts)
    return [item, *parts]


def _asks_for_people(field) -> bool:
    return field.remote_field.model is get_user_model()


class ChanceryAdminSite(GuardedAdminSite):
    site_header = _("Chancery")
    site_title = _("Chancery")
    index_title = _("Desk")
    enable_nav_sidebar = False  # the header has the content; lists and forms need the width

    def admin_view(self, view, cacheable=False):
        return allow_import_map(super().admin_view(forgetting_local_draft(view), cacheable))

    def get_urls(self):
        # Nothing leads to Django's redirect, which tells the address of any row to any staff.
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def autocomplete_view(self, request):
        return ItemAutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Group the models by purpose on the desk; the pages of single apps stay as they are."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {
            f"{app['app_label']}.{model['object_name'].lower()}": model
            for app in apps
            for model in app["models"]
        }
        for model in models.values():  # by the name that its own pages have
            opts = self.get_model_admin(model["model"]).opts
            model["name"] = capfirst(opts.verbose_name_plural)
        groups = [
            {
                "name": name,
                "app_label": f"group-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": [models.pop(label) for label in labels if label in models],
            }
            for number, (name, labels) in enumerate(MODEL_GROUPS)
        ]
        left = list(models.values())
        for app in apps:
            app["models"] = [model for model in app["models"] if model in left]
        return [group for group in [*groups, *apps] if group["models"]]
