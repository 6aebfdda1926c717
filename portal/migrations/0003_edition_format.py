from django.db import migrations, models


class Migration(migrations.Migration):
    """Editions that exist were sealed in format 1."""

    dependencies = [
        ('portal', '0002_edition_item'),
    ]

    operations = [
        migrations.AddField(
            model_name='pageedition',
            name='format',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='format'),
            preserve_default=False,
        ),
    ]
