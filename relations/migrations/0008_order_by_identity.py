from django.db import migrations


class Migration(migrations.Migration):
    """Sets come in an order that no draft can change; the database is left as it is."""

    dependencies = [
        ('relations', '0007_picture_limits'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agreement',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'agreement', 'verbose_name_plural': 'agreements'},
        ),
        migrations.AlterModelOptions(
            name='relationship',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'relationship', 'verbose_name_plural': 'relationships'},
        ),
        migrations.AlterModelOptions(
            name='section',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('position', 'pk'), 'verbose_name': 'section', 'verbose_name_plural': 'sections'},
        ),
        migrations.AlterModelOptions(
            name='statistic',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'statistic', 'verbose_name_plural': 'statistics'},
        ),
    ]
