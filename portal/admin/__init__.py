"""The admin of this room. What registers pages is imported here."""

from portal.admin import pages, people  # noqa: F401
