from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0003_edition_format'),
        ('relations', '0004_edition_is_named'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='programedition',
            name='program_edition_is_named',
        ),
        migrations.AddConstraint(
            model_name='programedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='programedition_is_named'),
        ),
    ]
