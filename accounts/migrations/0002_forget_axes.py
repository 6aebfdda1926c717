"""What django-axes kept, names that were typed and addresses among it, goes with it."""

from django.db import migrations

TABLES = ("accessattemptexpiration", "accessattempt", "accesslog", "accessfailurelog")


def forget_content_types(apps, schema_editor):
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="axes").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        *(migrations.RunSQL(f"DROP TABLE IF EXISTS axes_{table}", "") for table in TABLES),
        migrations.RunPython(forget_content_types, migrations.RunPython.noop),
    ]
