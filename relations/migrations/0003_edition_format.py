from django.db import migrations, models


class Migration(migrations.Migration):
    """Editions that exist were sealed in format 1."""

    dependencies = [
        ('relations', '0002_edition_item'),
    ]

    operations = [
        migrations.AddField(
            model_name='agreementedition',
            name='format',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='format'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='relationshipedition',
            name='format',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='format'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='sectionedition',
            name='format',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='format'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='statisticedition',
            name='format',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='format'),
            preserve_default=False,
        ),
    ]
