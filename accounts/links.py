"""Where links to this site lead that are followed from elsewhere."""

from django.conf import settings


def site_url() -> str:
    """Return the address of this site, without a slash at its end: SITE_URL, or this machine.

    It is never the host of a request, which whoever asks chooses.
    """
    return settings.SITE_URL or settings.LOCAL_URL
