from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0003_edition_format'),
        ('relations', '0004_edition_is_named'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='pageedition',
            name='page_edition_is_named',
        ),
        migrations.AddConstraint(
            model_name='pageedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='pageedition_is_named'),
        ),
    ]
