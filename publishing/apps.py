from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self):
        from publishing import freezing  # noqa: PLC0415 (needs the loaded app registry)

        pre_migrate.connect(freezing.lift_for_migrations, dispatch_uid="publishing.freezing")
        post_migrate.connect(freezing.remake_triggers, dispatch_uid="publishing.freezing")
