from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('relations', '0003_edition_format'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agreementedition',
            name='agreement_edition_is_named',
        ),
        migrations.RemoveConstraint(
            model_name='relationshipedition',
            name='relationship_edition_is_named',
        ),
        migrations.RemoveConstraint(
            model_name='sectionedition',
            name='section_edition_is_named',
        ),
        migrations.RemoveConstraint(
            model_name='statisticedition',
            name='statistic_edition_is_named',
        ),
        migrations.AddConstraint(
            model_name='agreementedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='agreementedition_is_named'),
        ),
        migrations.AddConstraint(
            model_name='relationshipedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='relationshipedition_is_named'),
        ),
        migrations.AddConstraint(
            model_name='sectionedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='sectionedition_is_named'),
        ),
        migrations.AddConstraint(
            model_name='statisticedition',
            constraint=models.CheckConstraint(condition=models.Q(('title_en', ''), ('title_es', ''), _negated=True), name='statisticedition_is_named'),
        ),
    ]
