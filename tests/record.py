"""The record, in tests that make rows outside of any transaction of the site's."""

from django.db import transaction


def settle() -> None:
    """Append what the test has written so far: a test's own transaction is never committed."""
    with transaction.atomic():
        pass
