"""Who got in and who was refused, at the desk. The page of people is in `portal.admin`."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import AccessEntry

# The pages of django-otp show the secrets of other people, and make devices for them.
admin.site.unregister((TOTPDevice, StaticDevice))


class AccountFilter(admin.SimpleListFilter):
    """Whose sign-ins and refusals: the accounts that there are any of."""

    title = _("account")
    parameter_name = "account"

    def lookups(self, request, model_admin):
        accounts = AccessEntry.objects.exclude(account="").order_by("account")
        return [(name, name) for name in accounts.values_list("account", flat=True).distinct()]

    def queryset(self, request, entries):
        return entries.filter(account=self.value()) if self.value() else entries


@admin.register(AccessEntry)
class AccessEntryAdmin(admin.ModelAdmin):
    """Who got in and who was refused. It can be read and nothing else."""

    list_display = ("kind", "account", "source_label", "number", "first_at", "last_at")
    list_display_links = None
    # A date_hierarchy would take SQLite seconds when there is most to look at, under attack.
    list_filter = ("kind", AccountFilter, "last_at")
    search_fields = ("source", "account")
    search_help_text = _(
        "An address or a part of it, such as 203.0.113.5, or the name of an account."
    )
    list_per_page = 100

    @admin.display(description=_("address"), ordering="source")
    def source_label(self, entry):
        return _("other addresses") if entry.source == AccessEntry.OTHER_SOURCES else entry.source

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
