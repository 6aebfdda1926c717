"""The record of `publishing` says what changed, and caches compare its position."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("delivery", "0001_initial"),)
    operations = (migrations.DeleteModel("Change"),)
