from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self):
        # These need the loaded app registry.
        from publishing import characters, sorting, triggers  # noqa: PLC0415
        from publishing.changes.transactions import AppendsToRecord  # noqa: PLC0415
        from publishing.record import appending  # noqa: PLC0415

        AppendsToRecord.append = staticmethod(appending.append)
        AppendsToRecord.is_due = staticmethod(appending.is_due)
        AppendsToRecord.suspended = False

        for functions in (characters, sorting):
            name = functions.__name__
            connection_created.connect(functions.teach_sqlite, dispatch_uid=name)
            pre_migrate.connect(functions.teach_postgresql, sender=self, dispatch_uid=name)
        pre_migrate.connect(triggers.lift_for_migrations, dispatch_uid="publishing.triggers")
        post_migrate.connect(triggers.remake_triggers, dispatch_uid="publishing.triggers")
