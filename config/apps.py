"""The admin site of Chancery, in place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class ChanceryAdminConfig(AdminConfig):
    default_site = "config.admin.ChanceryAdminSite"
