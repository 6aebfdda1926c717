from django.db import migrations


class Migration(migrations.Migration):
    """Sets come in an order that no draft can change; the database is left as it is."""

    dependencies = [
        ('portal', '0006_reviews_are_recorded'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='page',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('position', 'pk'), 'verbose_name': 'page about the site', 'verbose_name_plural': 'pages about the site'},
        ),
        migrations.AlterModelOptions(
            name='pageedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of a page', 'verbose_name_plural': 'editions of pages'},
        ),
    ]
