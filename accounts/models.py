"""What is remembered of tries to sign in, who got in and who was refused, and who signs in with an
organization's account."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

FORGOTTEN_AT_ONCE = 1000  # rows, so that nobody waits for a great many


class ForgettableQuerySet(models.QuerySet):
    """Rows with a `last_at`, after which each is kept for some time."""

    def forget(self, before: datetime) -> int:
        """Delete old rows and return their number; as many as one request may wait for, and none
        that others are at: waiting for two, each could have one."""
        old = self.filter(last_at__lt=before).select_for_update(skip_locked=True)
        return self.filter(pk__in=old.values("pk")[:FORGOTTEN_AT_ONCE]).delete()[0]


class FailedTries(models.Model):
    """How often something that is limited was tried, under a name or from an address: tries that
    failed, those under way, and all requests for a link to choose a new password.

    `key` is a keyed digest: neither what was typed, perhaps a password in the wrong field, nor an
    address stands here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    objects = ForgettableQuerySet.as_manager()

    def __str__(self):
        return f"{self.number} ({self.last_at:%Y-%m-%d %H:%M:%S})"


class KnownSource(models.Model):
    """Where a try last succeeded: an address together with the name, and the address alone, each
    as a keyed digest. Tries for that name are checked there while others fail."""

    key = models.CharField(max_length=64, primary_key=True)
    last_at = models.DateTimeField(db_index=True)

    objects = ForgettableQuerySet.as_manager()

    def __str__(self):
        return f"{self.last_at:%Y-%m-%d %H:%M:%S}"


class AccessEntry(models.Model):
    """How often somebody got in or was refused, from one source within the hour of UTC that began
    at `hour`. Nothing proves this table, and its rows are deleted after `ACCESS_LOG_DAYS`.

    `account` is the name that an account had then: the row outlives it.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        CODE_OWED = "code-owed", _("signed in but for the code")
        SIGN_IN_REFUSED = "sign-in-refused", _("sign-in refused")
        ACT_REFUSED = "act-refused", _("act refused")

    OTHER_SOURCES = "*"  # those beyond as many as have rows of their own

    hour = models.DateTimeField(_("hour"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source = models.CharField(_("address"), max_length=50, blank=True)
    account = models.CharField(_("account"), max_length=150, blank=True)
    number = models.PositiveIntegerField(_("times"))
    first_at = models.DateTimeField(_("first time"))
    last_at = models.DateTimeField(_("last time"), db_index=True)

    objects = ForgettableQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in or refusal")
        verbose_name_plural = _("sign-ins and refusals")
        ordering = ("-last_at", "-pk")
        default_permissions = ("view",)
        indexes = (models.Index(fields=("account",), name="access_by_account"),)
        constraints = (
            models.UniqueConstraint(
                fields=("hour", "kind", "source", "account"), name="one_row_per_source_and_hour"
            ),
        )

    def __str__(self):
        return f"{self.get_kind_display()} ({self.hour:%Y-%m-%d %H:%M})"


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
