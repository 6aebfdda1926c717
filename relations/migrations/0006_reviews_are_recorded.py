from django.db import migrations


class Migration(migrations.Migration):
    """The audit has the reviews now."""

    dependencies = [
        ('relations', '0005_american_spelling'),
        ("publishing", "0005_reviews_are_recorded"),
    ]

    operations = [
        migrations.RemoveField(
            model_name='agreement',
            name='last_reviewed_on',
        ),
        migrations.RemoveField(
            model_name='relationship',
            name='last_reviewed_on',
        ),
        migrations.RemoveField(
            model_name='section',
            name='last_reviewed_on',
        ),
        migrations.RemoveField(
            model_name='statistic',
            name='last_reviewed_on',
        ),
    ]
