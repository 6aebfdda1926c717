"""Reviews become entries of the audit: dated, by someone, and recorded by those who publish."""

from datetime import datetime, time

from django.db import migrations, models
from django.utils import timezone

from publishing.snapshot import digest

ITEMS = (
    ("relations", "Relationship"),
    ("relations", "Section"),
    ("relations", "Agreement"),
    ("relations", "Statistic"),
    ("programs", "Program"),
    ("portal", "Page"),
)


def record_reviews(apps, schema_editor):
    """Record each review at the beginning of its day, from which on readers were told of it, by
    the owner, or else by whoever published the item last, or else by the first account."""
    accounts = apps.get_model("auth", "User").objects.order_by("pk").values_list("pk", flat=True)
    for app, name in ITEMS:
        for item in apps.get_model(app, name).objects.exclude(last_reviewed_on=None):
            publishers = item.editions.order_by("live_from").values_list("published_by", flat=True)
            by = item.owner_id or publishers.last() or accounts.first()
            apps.get_model("publishing", "AuditEntry").objects.create(
                act="reviewed",
                item_type=f"{app}.{name.lower()}",
                item_id=item.pk,
                by_id=by,
                at=timezone.make_aware(datetime.combine(item.last_reviewed_on, time())),
                seal=digest({"act": "reviewed", "item": item.pk, "by": by}),
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
