"""What `manage.py check --deploy` says about signing in."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def site_url_is_public(app_configs, **kwargs):
    """Without SITE_URL links in mail lead nowhere; without https, they are sent in the open."""
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Warning(
            f"SITE_URL is “{settings.SITE_URL}”: links in mail would not lead to the public site.",
            hint="Set SITE_URL to the address of the site, such as https://chancery.example.",
            id="accounts.W001",
        )
    ]
