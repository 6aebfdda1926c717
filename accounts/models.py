"""What is remembered of tries to sign in, and who signs in with an organization's account."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedTries(models.Model):
    """How often something that is limited was tried, under a name or from an address: tries that
    failed, those under way, and all requests for a link to choose a new password.

    `key` is a keyed digest: neither what was typed, perhaps a password in the wrong field, nor an
    address stands here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.number} ({self.last_at:%Y-%m-%d %H:%M:%S})"


class KnownSource(models.Model):
    """Where a try last succeeded: an address together with the name, and the address alone, each
    as a keyed digest. Tries for that name are checked there while others fail."""

    key = models.CharField(max_length=64, primary_key=True)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.last_at:%Y-%m-%d %H:%M:%S}"


class Identity(models.Model):
    """Whom a provider of OpenID Connect knows an account as: by nothing else is it found."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"))
    issuer = models.CharField(_("issuer"), max_length=300)
    subject = models.CharField(_("subject"), max_length=255)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = (
            models.UniqueConstraint(fields=("issuer", "subject"), name="one_account_per_subject"),
        )

    def __str__(self):
        return f"{self.subject} ({self.issuer})"
