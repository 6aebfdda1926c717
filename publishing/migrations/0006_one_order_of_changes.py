"""One table orders everything that happened; the entries of the audit are its first rows."""

import secrets
from datetime import datetime

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from publishing.changes.digests import chain_hash, new_salt, row_digest


def chain_entries(apps, schema_editor):
    """Each entry becomes a row, which keeps the entry's seal among its digests."""
    Change = apps.get_model("publishing", "Change")
    entries = apps.get_model("publishing", "AuditEntry").objects.order_by("at", "pk")
    rows, previous = [], ""
    for number, entry in enumerate(entries, 1):
        salt = new_salt()
        hour = entry.detail.get("live_from")
        row = Change(
            number=number,
            token=secrets.token_hex(8),
            at=entry.at,
            by_id=entry.by_id,
            act=entry.act,
            item_type=entry.item_type,
            item_id=entry.item_id,
            begins_at=max(entry.at, datetime.fromisoformat(hour)) if hour else entry.at,
            detail=entry.detail,
            digests={
                "publishing_auditentry": {"columns": "seal", "rows": {str(entry.pk): entry.seal}},
                "publishing_change": {
                    "columns": "detail",
                    "rows": {str(number): row_digest([entry.detail], salt)},
                },
            },
            salts={"publishing_change": {str(number): salt}},
            previous=previous,
        )
        row.hash = previous = chain_hash(previous, row)
        rows.append(row)
    Change.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0005_reviews_are_recorded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Touched',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=63)),
                ('row_id', models.BigIntegerField()),
                ('owner_id', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=16)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('source', models.CharField(blank=True, max_length=60, verbose_name='from where')),
                ('act', models.CharField(choices=[('published', 'published'), ('scheduled', 'scheduled'), ('imported', 'imported'), ('cancelled', 'canceled'), ('withdrew', 'withdrew'), ('moved', 'moved'), ('reviewed', 'reviewed'), ('corrected', 'corrected the note of'), ('redacted', 'redacted'), ('saved', 'saved a draft of'), ('changed', 'changed'), ('reached', 'the hour came'), ('trusted', 'took on trust'), ('set_clock', 'corrected the clock')], max_length=10, verbose_name='act')),
                ('item_type', models.CharField(blank=True, max_length=60)),
                ('item_id', models.BigIntegerField(null=True)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('begins_at', models.DateTimeField(null=True, verbose_name='live from')),
                ('detail', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('digests', models.JSONField(default=dict)),
                ('salts', models.JSONField(default=dict)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'audit',
                'ordering': ('-number',),
                'default_permissions': ('view',),
            },
        ),
        migrations.AlterModelOptions(
            name='draftsave',
            options={'ordering': ('-pk',), 'verbose_name': 'draft save', 'verbose_name_plural': 'draft saves'},
        ),
        migrations.RunPython(chain_entries, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='AuditEntry',
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['item_type', 'item_id', 'number'], name='changes_of'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['begins_at'], name='changes_begin'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('begins_at__isnull', False)), fields=['-number'], name='changes_public'),
        ),
    ]
