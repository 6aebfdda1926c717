from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('relations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreementedition',
            name='agreementedition_one_per_moment',
        ),
        migrations.RemoveConstraint(
            model_name='relationshipedition',
            name='relationshipedition_one_per_moment',
        ),
        migrations.RemoveConstraint(
            model_name='sectionedition',
            name='sectionedition_one_per_moment',
        ),
        migrations.RemoveConstraint(
            model_name='statisticedition',
            name='statisticedition_one_per_moment',
        ),
        migrations.RenameField(
            model_name='agreementedition',
            old_name='of',
            new_name='item',
        ),
        migrations.RenameField(
            model_name='relationshipedition',
            old_name='of',
            new_name='item',
        ),
        migrations.RenameField(
            model_name='sectionedition',
            old_name='of',
            new_name='item',
        ),
        migrations.RenameField(
            model_name='statisticedition',
            old_name='of',
            new_name='item',
        ),
        migrations.AddConstraint(
            model_name='agreementedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='agreementedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
        migrations.AddConstraint(
            model_name='relationshipedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='relationshipedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
        migrations.AddConstraint(
            model_name='sectionedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='sectionedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
        migrations.AddConstraint(
            model_name='statisticedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='statisticedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
    ]
