from django.db import migrations, models


class Migration(migrations.Migration):
    """Verbose names and labels only; the database is left as it is."""

    dependencies = [
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='act',
            field=models.CharField(choices=[('published', 'published'), ('scheduled', 'scheduled'), ('imported', 'imported'), ('cancelled', 'canceled'), ('withdrew', 'withdrew'), ('moved', 'moved'), ('restored', 'restored'), ('corrected', 'corrected the note of'), ('redacted', 'redacted')], max_length=10, verbose_name='act'),
        ),
    ]
