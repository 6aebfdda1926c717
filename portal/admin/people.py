"""The page of people: who they are, what they may do in words, and what becomes of who leaves."""

from copy import copy
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.roles import ROLES, group_name, is_staff, role_of, staff
from accounts.second_factor import remove_second_factor
from portal.staff import deactivate, items_of, keep_an_administrator, reactivate
from publishing.links import form_url

ITEMS_SHOWN = 200

admin.site.unregister(User)


class RoleChoice(forms.ModelMultipleChoiceField):
    """Groups, each by what somebody of it is called and does."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        if group.name not in ROLES:
            return group.name
        return format_html("<span><b>{}</b>: {}</span>", *ROLES[group.name])


class RoleForm(forms.Form):
    """The fields that give a role."""

    groups = RoleChoice(
        label=_("Role"),
        queryset=Group.objects.order_by("name"),
        required=False,
        help_text=_("Without a role nobody comes to the desk."),
    )
    is_superuser = forms.BooleanField(
        label=_("Administrator: may do everything, and gives roles"), required=False
    )


class NewPersonForm(RoleForm, AdminUserCreationForm):
    pass


class PersonForm(RoleForm, UserChangeForm):
    password = None  # whether there is one is said in words


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        groups = [(str(group.pk), group_name(group)) for group in Group.objects.order_by("name")]
        return [("administrator", _("Administrator")), *groups, ("none", _("no role yet"))]

    def queryset(self, request, people):
        match self.value():
            case None:
                return people
            case "administrator":
                return people.filter(is_superuser=True)
            case "none":
                return people.filter(is_active=True).exclude(pk__in=staff().values("pk"))
            case group:
                known = [key for key, _name in self.lookup_choices]
                return people.filter(groups=group) if group in known else people.none()


class HeirForm(forms.Form):
    """Who answers from now on for the items of somebody who leaves."""

    heir = forms.ModelChoiceField(
        label=_("Who answers for them from now on"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Whoever leaves stays named in what they did."),
    )

    def __init__(self, person, *args):
        super().__init__(*args)
        heir: Any = self.fields["heir"]
        heir.queryset = staff().exclude(pk=person.pk).order_by("username")
        heir.label_from_instance = name_of


def name_of(person) -> str:
    """Return the name of a person, and of their account, as lists show it."""
    name, account = person.get_full_name(), person.get_username()
    return f"{name} ({account})" if name else account


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People. Roles are given by administrators, and nobody changes their own standing; raw
    permissions, which programs may give, are left as they are."""

    form = PersonForm
    add_form = NewPersonForm
    actions = ("remove_second_factors",)
    list_display = ("name", "email", "role", "second_factor", "last_login", "is_active")
    list_filter = (RoleFilter, "is_active")
    list_display_links = ("name",)
    readonly_fields = ("role", "state", "password_state", "last_login", "date_joined")
    filter_horizontal = ()

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.opts = copy(self.opts)  # Django's model is called by its own name elsewhere
        self.opts.verbose_name, self.opts.verbose_name_plural = _("person"), _("people")

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.opts = self.opts
        return changelist

    # What is shown

    def get_queryset(self, request):
        authenticators = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        people = super().get_queryset(request).annotate(has_authenticator=Exists(authenticators))
        return people.prefetch_related("groups", "user_permissions")

    @admin.display(description=_("name"), ordering="username")
    def name(self, person):
        return name_of(person)

    @admin.display(description=_("role"))
    def role(self, person):
        return role_of(person)

    @admin.display(description=_("state"))
    def state(self, person):
        return gettext("active") if person.is_active else gettext("deactivated")

    @admin.display(description=_("password"))
    def password_state(self, person):
        state, act = gettext("none"), gettext("Give a password")
        if person.has_usable_password():
            state, act = gettext("set"), gettext("Replace the password")
        return format_html('{} <a href="../password/">{}</a>', state, act)

    @admin.display(description=_("second factor"), boolean=True, ordering="has_authenticator")
    def second_factor(self, person):
        return person.has_authenticator

    def get_fieldsets(self, request, obj=None):
        names = ("first_name", "last_name", "email")
        roles = ["groups", "is_superuser"] if request.user.is_superuser else ["role"]
        if obj is None:
            password = ("usable_password", "password1", "password2")
            roles = roles if request.user.is_superuser else []
            return [
                (None, {"fields": ("username", *names)}),
                (_("Role"), {"fields": roles}),
                (_("Password"), {"classes": ("wide",), "fields": password}),
            ]
        if obj == request.user and request.user.is_superuser:
            roles.remove("is_superuser")
        if obj.user_permissions.all() and "role" not in roles:
            roles.append("role")  # in words, with what no box stands for
        return [
            (None, {"fields": ("username", *names, "password_state")}),
            (_("Role"), {"fields": roles}),
            (_("Account"), {"fields": ("state", "last_login", "date_joined")}),
        ]

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may_touch(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        may_delete = super().has_delete_permission(request, obj) and obj != request.user
        return may_delete and _may_touch(request.user, obj)

    # What is done

    def save_model(self, request, person, form, change):
        if change and not person.is_superuser:
            keep_an_administrator(person)
        super().save_model(request, person, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        if not is_staff(obj):
            message = gettext("They cannot sign in yet: they have no role.")
            self.message_user(request, message, messages.WARNING)
        return response

    def delete_model(self, request, person):
        keep_an_administrator(person)
        super().delete_model(request, person)

    def delete_queryset(self, request, people):
        keep_an_administrator(*people)
        super().delete_queryset(request, people)

    @transaction.atomic
    def response_action(self, request, queryset):
        """Do an action to all of the selected people, or to none."""
        return super().response_action(request, queryset)

    @admin.action(
        permissions=("change",), description=_("Remove the second factor of the selected people")
    )
    def remove_second_factors(self, request, people):
        for person in people:
            if not self.has_change_permission(request, person):
                raise PermissionDenied
            remove_second_factor(person)
            self.log_change(request, person, "Removed the second factor.")
        self.message_user(request, _("The second factor is removed. They can set up another."))

    def get_urls(self):
        views = {"deactivate": self.deactivate_view, "reactivate": self.reactivate_view}
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(partial(self._view_of_person, view)),
                    name=f"auth_user_{name}",
                )
                for name, view in views.items()
            ),
            *super().get_urls(),
        ]

    def _view_of_person(self, view, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied  # whether there is such an account or not
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied(_("Only administrators change the account of an administrator."))
        if person == request.user:
            raise PermissionDenied(_("Nobody ends their own account: ask another administrator."))
        return view(request, person)

    def deactivate_view(self, request, person):
        """List what a person answers for, ask who does so from now on, and end their account."""
        form = HeirForm(person, request.POST if request.method == "POST" else None)
        message = gettext("The account is deactivated, and every session of it has ended.")
        title = gettext("Deactivate %(person)s") % {"person": name_of(person)}
        if not person.is_active:
            message = gettext("The items are handed over.")
            title = gettext("Hand over the items of %(person)s") % {"person": name_of(person)}
        if request.method == "POST" and form.is_valid():
            try:
                if deactivate(person, request.user, form.cleaned_data["heir"]):
                    return self._done(request, person, message)
            except ValidationError as error:
                form.add_error("heir", error.messages)
        items = items_of(person)
        listed = [(form_url(item), item, item._meta.verbose_name) for item in items[:ITEMS_SHOWN]]
        context = {"form": form, "items": listed, "count": len(items)}
        return self._page(request, person, "deactivate", title, **context)

    def reactivate_view(self, request, person):
        if request.method == "POST" and reactivate(person, request.user):
            message = gettext("The account is active again. Give it a password if it needs one.")
            return self._done(request, person, message)
        title = gettext("Reactivate %(person)s") % {"person": name_of(person)}
        return self._page(request, person, "reactivate", title)

    def _page(self, request, person, template: str, title: str, **context):
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": person,
            "title": title,
            "role": role_of(person),
            "form_url": reverse("admin:auth_user_change", args=[person.pk]),
        }
        return TemplateResponse(request, f"admin/auth/user/{template}.html", context)

    def _done(self, request, person, message: str):
        self.message_user(request, message, messages.SUCCESS)
        return redirect("admin:auth_user_change", person.pk)


def _may_touch(user, person) -> bool:
    """Whether `user` may change the account of a person: nobody but an administrator that of one,
    whose mail address or password would make anybody an administrator."""
    return user.is_superuser or person is None or not person.is_superuser
