"""The audit, as those see it who may."""

import pytest
from django.urls import reverse

from publishing.models import Change
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db


def test_audit_is_read_and_never_changed(client, ruth, pilar):
    make_agreement().publish(pilar)
    entry = Change.objects.get(act="published")
    client.force_login(ruth)
    assert "pilar" in client.get(reverse("admin:publishing_change_changelist")).content.decode()
    address = reverse("admin:publishing_change_change", args=[entry.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"act": "moved"}).status_code == 403
    entry.refresh_from_db()
    assert entry.act == "published"
