from django.db import migrations


class Migration(migrations.Migration):
    """Apart from what moves those days: a table of which rows were written is not altered at once.
    Editions keep the columns."""

    dependencies = [
        ('programs', '0012_calls_and_eligibility'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='program',
            name='program_closes_after_it_opens',
        ),
        migrations.RemoveField(
            model_name='program',
            name='citizenship_en',
        ),
        migrations.RemoveField(
            model_name='program',
            name='citizenship_es',
        ),
        migrations.RemoveField(
            model_name='program',
            name='closes_on',
        ),
        migrations.RemoveField(
            model_name='program',
            name='opens_on',
        ),
        migrations.RemoveField(
            model_name='program',
            name='recurring',
        ),
    ]
