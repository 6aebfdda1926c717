from django.db import migrations


class Migration(migrations.Migration):
    """The audit has the reviews now."""

    dependencies = [
        ('portal', '0005_american_spelling'),
        ("publishing", "0005_reviews_are_recorded"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='page',
            name='last_reviewed_on',
        ),
    ]
