from django.db import migrations, models


class Migration(migrations.Migration):
    """Verbose names and labels only; the database is left as it is."""

    dependencies = [
        ('publishing', '0003_restoring_is_saving'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='act',
            field=models.CharField(choices=[('published', 'published'), ('scheduled', 'scheduled'), ('imported', 'imported'), ('cancelled', 'canceled'), ('withdrew', 'withdrew'), ('moved', 'moved'), ('corrected', 'corrected the note of'), ('redacted', 'redacted')], max_length=10, verbose_name='act'),
        ),
    ]
