from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0001_initial'),
        ('relations', '0002_edition_item'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='pageedition',
            name='pageedition_one_per_moment',
        ),
        migrations.RenameField(
            model_name='pageedition',
            old_name='of',
            new_name='item',
        ),
        migrations.AddConstraint(
            model_name='pageedition',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('item', 'live_from'), name='pageedition_one_per_moment', violation_error_message='Another edition begins at that very moment.'),
        ),
    ]
