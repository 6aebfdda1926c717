"""The name of this room at the desk, and what is derived after migrations."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programs")

    def ready(self):
        # It needs the loaded app registry.
        from programs.models.times import rebuild_after_migrations  # noqa: PLC0415

        post_migrate.connect(
            rebuild_after_migrations, sender=self, dispatch_uid="programs.call_times"
        )
