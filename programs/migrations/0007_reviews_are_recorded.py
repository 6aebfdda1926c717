from django.db import migrations


class Migration(migrations.Migration):
    """The audit has the reviews now."""

    dependencies = [
        ('programs', '0006_how_to_apply'),
        ("publishing", "0005_reviews_are_recorded"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='program',
            name='last_reviewed_on',
        ),
    ]
