import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Verbose names and labels only; the database is left as it is."""

    dependencies = [
        ('portal', '0004_edition_is_named'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='pageedition',
            name='cancelled_at',
            field=models.DateTimeField(null=True, verbose_name='canceled'),
        ),
        migrations.AlterField(
            model_name='pageedition',
            name='cancelled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='canceled by'),
        ),
    ]
