from django.db import migrations, models


class Migration(migrations.Migration):
    """Draft saves that exist were written in format 1."""

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='draftsave',
            name='agrees_with',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='draftsave',
            name='format',
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
    ]
