from django.db import migrations


class Migration(migrations.Migration):
    """Sets come in an order that no draft can change; the database is left as it is."""

    dependencies = [
        ('programs', '0007_reviews_are_recorded'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='program',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'program', 'verbose_name_plural': 'programs'},
        ),
        migrations.AlterModelOptions(
            name='programedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of a program', 'verbose_name_plural': 'editions of programs'},
        ),
    ]
