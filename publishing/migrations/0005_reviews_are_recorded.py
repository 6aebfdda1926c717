"""Reviews become entries of the audit: dated, by someone, and recorded by those who publish."""

import hashlib
import json
from datetime import datetime, time

from django.db import migrations, models
from django.utils import timezone

ITEMS = (
    ("relations", "Relationship"),
    ("relations", "Section"),
    ("relations", "Agreement"),
    ("relations", "Statistic"),
    ("programs", "Program"),
    ("portal", "Page"),
)


def seal_of(entry: dict) -> str:
    """The SHA-256 of an entry as JSON, as `publishing.snapshot.digest` took it then."""
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record_reviews(apps, schema_editor):
    """Record each review at the beginning of its day, from which on readers were told of it, by
    the owner, or else by whoever published the item last, or else by the first account."""
    accounts = apps.get_model("auth", "User").objects.order_by("pk").values_list("pk", flat=True)
    for app, name in ITEMS:
        for item in apps.get_model(app, name).objects.exclude(last_reviewed_on=None):
            publishers = item.editions.order_by("live_from").values_list("published_by", flat=True)
            by = item.owner_id or publishers.last() or accounts.first()
            if by is None:
                continue  # nobody was there to review it
            apps.get_model("publishing", "AuditEntry").objects.create(
                act="reviewed",
                item_type=f"{app}.{name.lower()}",
                item_id=item.pk,
                by_id=by,
                at=timezone.make_aware(datetime.combine(item.last_reviewed_on, time())),
                seal=seal_of({"act": "reviewed", "item": item.pk, "by": by}),
            )


class Migration(migrations.Migration):
    dependencies = (
        ("publishing", "0004_american_spelling"),
        ("relations", "0005_american_spelling"),
        ("programs", "0006_how_to_apply"),
        ("portal", "0005_american_spelling"),
    )
    operations = (
        migrations.AlterField(
            model_name="auditentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("published", "published"),
                    ("scheduled", "scheduled"),
                    ("imported", "imported"),
                    ("cancelled", "canceled"),
                    ("withdrew", "withdrew"),
                    ("moved", "moved"),
                    ("reviewed", "reviewed"),
                    ("corrected", "corrected the note of"),
                    ("redacted", "redacted"),
                ],
                max_length=10,
                verbose_name="act",
            ),
        ),
        migrations.RunPython(record_reviews, migrations.RunPython.noop),
    )
