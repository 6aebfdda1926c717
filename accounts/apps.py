"""The name of this room in the admin."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Signing in")

    def ready(self):
        from accounts import checks  # noqa: F401, PLC0415  (registers them)
