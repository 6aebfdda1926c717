from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0001_initial'),
        ('relations', '0002_edition_item'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='programedition',
            name='programedition_one_per_moment',
        ),
        migrations.RenameField(
            model_name='programedition',
            old_name='of',
            new_name='item',
        ),
        migrations.AddConstraint(
            model_name='programedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='programedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
    ]
