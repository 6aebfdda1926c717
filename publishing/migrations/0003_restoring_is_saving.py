from django.db import migrations, models


class Migration(migrations.Migration):
    """What fills the form is saved like anything else: "restored" is an act no more. Entries of
    the audit that say so stay as they are."""

    dependencies = [
        ('publishing', '0002_draft_save_format'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='act',
            field=models.CharField(choices=[('published', 'published'), ('scheduled', 'scheduled'), ('imported', 'imported'), ('cancelled', 'cancelled'), ('withdrew', 'withdrew'), ('moved', 'moved'), ('corrected', 'corrected the note of'), ('redacted', 'redacted')], max_length=10, verbose_name='act'),
        ),
    ]
