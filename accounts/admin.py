"""Accounts in the admin: whoever lost their authenticator is helped there."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.second_factor import remove_second_factor

# The pages of django-otp show the secrets of other people, and make devices for them.
admin.site.unregister((TOTPDevice, StaticDevice))
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    actions = ("remove_second_factors",)

    @admin.action(
        permissions=("change",), description=_("Remove the second factor of the selected people")
    )
    def remove_second_factors(self, request, users):
        for user in users:
            remove_second_factor(user)
            self.log_change(request, user, "Removed the second factor.")
        self.message_user(request, _("The second factor is removed. They can set up another."))
