from django.db import migrations, models


class Migration(migrations.Migration):
    """Verbose names and a label that readers see; the database is left as it is."""

    dependencies = [
        ('programs', '0005_american_spelling'),
    ]

    operations = [
        migrations.AlterField(
            model_name='program',
            name='direction',
            field=models.CharField(blank=True, choices=[('to_home', 'To the home country'), ('to_partner', 'To the partner country'), ('both', 'Both ways'), ('in_home', 'In the home country'), ('in_partner', 'In the partner country'), ('online', 'Online')], max_length=10, verbose_name='direction'),
        ),
        migrations.AlterField(
            model_name='program',
            name='eligibility_en',
            field=models.TextField(blank=True, verbose_name='who can apply'),
        ),
        migrations.AlterField(
            model_name='program',
            name='eligibility_es',
            field=models.TextField(blank=True, verbose_name='who can apply'),
        ),
        migrations.AlterField(
            model_name='program',
            name='recurring',
            field=models.BooleanField(default=False, verbose_name='repeats every year'),
        ),
        migrations.AlterField(
            model_name='program',
            name='taking_part',
            field=models.CharField(blank=True, choices=[('open', 'Open application'), ('nomination', 'Nomination by the embassy'), ('arranged', 'Arranged by the embassy'), ('institution', 'Through an institution'), ('request', 'Request by an institution'), ('grant', 'Grant competition or project proposal'), ('walk_in', 'Walk in, or write')], max_length=11, verbose_name='how to apply'),
        ),
        migrations.AlterField(
            model_name='program',
            name='taking_part_note_en',
            field=models.CharField(blank=True, max_length=300, verbose_name='details of how to apply'),
        ),
        migrations.AlterField(
            model_name='program',
            name='taking_part_note_es',
            field=models.CharField(blank=True, max_length=300, verbose_name='details of how to apply'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='direction',
            field=models.CharField(blank=True, choices=[('to_home', 'To the home country'), ('to_partner', 'To the partner country'), ('both', 'Both ways'), ('in_home', 'In the home country'), ('in_partner', 'In the partner country'), ('online', 'Online')], max_length=10, verbose_name='direction'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='eligibility_en',
            field=models.TextField(blank=True, verbose_name='who can apply'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='eligibility_es',
            field=models.TextField(blank=True, verbose_name='who can apply'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='recurring',
            field=models.BooleanField(default=False, verbose_name='repeats every year'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='taking_part',
            field=models.CharField(blank=True, choices=[('open', 'Open application'), ('nomination', 'Nomination by the embassy'), ('arranged', 'Arranged by the embassy'), ('institution', 'Through an institution'), ('request', 'Request by an institution'), ('grant', 'Grant competition or project proposal'), ('walk_in', 'Walk in, or write')], max_length=11, verbose_name='how to apply'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='taking_part_note_en',
            field=models.CharField(blank=True, max_length=300, verbose_name='details of how to apply'),
        ),
        migrations.AlterField(
            model_name='programedition',
            name='taking_part_note_es',
            field=models.CharField(blank=True, max_length=300, verbose_name='details of how to apply'),
        ),
    ]
