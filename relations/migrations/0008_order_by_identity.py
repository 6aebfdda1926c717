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
            name='agreementedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of an agreement', 'verbose_name_plural': 'editions of agreements'},
        ),
        migrations.AlterModelOptions(
            name='relationship',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'relationship', 'verbose_name_plural': 'relationships'},
        ),
        migrations.AlterModelOptions(
            name='relationshipedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of a relationship', 'verbose_name_plural': 'editions of relationships'},
        ),
        migrations.AlterModelOptions(
            name='section',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('position', 'pk'), 'verbose_name': 'section', 'verbose_name_plural': 'sections'},
        ),
        migrations.AlterModelOptions(
            name='sectionedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of a section', 'verbose_name_plural': 'editions of sections'},
        ),
        migrations.AlterModelOptions(
            name='statistic',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ('pk',), 'verbose_name': 'statistic', 'verbose_name_plural': 'statistics'},
        ),
        migrations.AlterModelOptions(
            name='statisticedition',
            options={'ordering': ('-live_from', 'pk'), 'verbose_name': 'edition of a statistic', 'verbose_name_plural': 'editions of statistics'},
        ),
    ]
