"""Tries what a Wagtail site does in the situations that Chancery was built for.

Prints one line a trial: the question, and yes or no.
"""

import io
from datetime import timedelta

import django
from django.core.management import call_command
from django.test import Client
from django.utils import timezone


def main() -> None:
    django.setup()
    for question, trial in TRIALS.items():
        print(f"{question}\t{'yes' if trial() else 'no'}")


def queue_survives_an_urgent_fix() -> bool:
    page = some_page()
    page.title = "For October"
    page.save_revision(approved_go_live_at=timezone.now() + timedelta(days=30)).publish()
    page = some_page()
    page.title = "Urgent fix"
    page.save_revision().publish()
    return page.revisions.filter(approved_go_live_at__isnull=False).exists()


def two_editions_can_be_queued() -> bool:
    page = some_page()
    for days in (30, 60):
        page.save_revision(approved_go_live_at=timezone.now() + timedelta(days=days)).publish()
    return page.revisions.filter(approved_go_live_at__isnull=False).count() == 2


def second_editor_is_stopped() -> bool:
    """Two forms opened on the same text, saved one after the other."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    page = some_page()
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.create_superuser("editor"))
    for words in ("From the first tab", "From the second tab"):
        form = {"title": words, "slug": page.slug, "summary": "Text", "description": "null"}
        form |= {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
        client.post(f"/admin/pages/{page.pk}/edit/", form)
    title = some_page().get_latest_revision_as_object().title
    if not title.startswith("From the"):
        raise RuntimeError("Neither form was saved.")
    return title == "From the first tab"


def past_text_is_public() -> bool:
    """The text of before the last publication, at any address with a date or a number."""
    page = some_page()
    page.summary = "The old words"
    page.save_revision().publish()
    yesterday = page.latest_revision
    page.summary = "The new words"
    page.save_revision().publish()
    client = Client(HTTP_HOST="127.0.0.1")
    addresses = (f"{page.url}?at=2026-01-01", f"{page.url}history/", f"/e/{yesterday.pk}/")
    return any(b"The old words" in client.get(address).content for address in addresses)


def published_text_survives_purging() -> bool:
    page = some_page()
    for words in ("Published once", "Published twice"):
        page.summary = words
        page.save_revision().publish()
    call_command("purge_revisions", stdout=io.StringIO())
    return any(row.as_object().summary == "Published once" for row in page.revisions.all())


def published_text_survives_deleting() -> bool:
    from wagtail.models import Revision  # noqa: PLC0415

    page = some_page()
    key = str(page.pk)
    page.delete()
    return Revision.objects.filter(object_id=key).exists()


def some_page():
    from bench.wagtail_peer.models import Program  # noqa: PLC0415

    return Program.objects.first()


TRIALS = {
    "A queued edition is still queued after an urgent fix": queue_survives_an_urgent_fix,
    "Two editions of one page can be queued": two_editions_can_be_queued,
    "The second of two editors cannot overwrite the first": second_editor_is_stopped,
    "The public can read what a page said before": past_text_is_public,
    "Published text survives the purge of old revisions": published_text_survives_purging,
    "Published text survives the deletion of its page": published_text_survives_deleting,
}

if __name__ == "__main__":
    main()
