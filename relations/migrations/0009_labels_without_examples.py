import relations.wording.values
from django.db import migrations, models


class Migration(migrations.Migration):
    """Labels hold no examples, which are untrue of most records; units are open. The database is
    left as it is."""

    dependencies = [
        ('relations', '0008_order_by_identity'),
    ]

    operations = [
        migrations.AlterField(
            model_name='statistic',
            name='measure',
            field=models.CharField(choices=[('flow', 'Over a period'), ('stock', 'At a point in time')], default='stock', help_text='Trade in 2021: over a period. People as of August 2022: at a point in time.', max_length=5, verbose_name='measured'),
        ),
        migrations.AlterField(
            model_name='statistic',
            name='scale',
            field=models.PositiveSmallIntegerField(choices=[(0, 'units'), (3, 'thousands'), (6, 'millions'), (9, 'billions (10⁹)'), (12, 'trillions (10¹²)')], default=0, help_text='Values are written and shown in these; “725.7 billion” is converted.', verbose_name='in'),
        ),
        migrations.AlterField(
            model_name='statistic',
            name='unit',
            field=models.CharField(choices=relations.wording.values.all_units, default='count', max_length=7, verbose_name='unit'),
        ),
        migrations.AlterField(
            model_name='statisticedition',
            name='measure',
            field=models.CharField(choices=[('flow', 'Over a period'), ('stock', 'At a point in time')], default='stock', help_text='Trade in 2021: over a period. People as of August 2022: at a point in time.', max_length=5, verbose_name='measured'),
        ),
        migrations.AlterField(
            model_name='statisticedition',
            name='scale',
            field=models.PositiveSmallIntegerField(choices=[(0, 'units'), (3, 'thousands'), (6, 'millions'), (9, 'billions (10⁹)'), (12, 'trillions (10¹²)')], default=0, help_text='Values are written and shown in these; “725.7 billion” is converted.', verbose_name='in'),
        ),
        migrations.AlterField(
            model_name='statisticedition',
            name='unit',
            field=models.CharField(choices=relations.wording.values.all_units, default='count', max_length=7, verbose_name='unit'),
        ),
    ]
