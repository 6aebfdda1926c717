"""What came of asking for the addresses that the site publishes."""

from datetime import datetime
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField

DEAD_AFTER = 3  # days on which an address failed
LONGEST = 2_000  # bytes of an address that is asked for; PostgreSQL indexes no more than 2,700


class Outcome(models.TextChoices):
    """What came of asking once (decision 0035)."""

    ANSWERED = "answered", _("answers")
    # These fail for readers as well.
    NOT_FOUND = "not_found", _("is not found")
    NO_NAME = "no_name", _("has a host that does not exist")
    NO_SERVER = "no_server", _("refuses connections")
    FAULTY = "faulty", _("answers with an error of its server")
    # These say nothing of what readers get.
    TURNED_AWAY = "turned_away", _("turns away who is no reader")
    ROBOTS = "robots", _("asks robots not to look")
    CERTIFICATE = "certificate", _("has a fault in its encryption")
    SLOW = "slow", _("did not answer in time")
    REDIRECTS = "redirects", _("redirects too often")
    PORT = "port", _("has a port that is not asked")
    UNCLEAR = "unclear", _("cannot be reached or understood")
    # These the site itself does not ask, and no page should link to.
    PRIVATE = "private", _("leads into a private network")
    UNSAFE = "unsafe", _("holds a password, or leads out of the web")


FAILURES = (Outcome.NOT_FOUND, Outcome.NO_NAME, Outcome.NO_SERVER, Outcome.FAULTY)
REFUSED = (Outcome.PRIVATE, Outcome.UNSAFE)


class Finding(NamedTuple):
    """What came of asking: the status of HTTP, if there was one, of the address that gave it,
    which is another where it was redirected."""

    outcome: Outcome
    status: int | None
    final_address: str


class LinkCheckQuerySet(models.QuerySet):
    def dead(self) -> Self:
        """Addresses that failed on three days, and did not answer since."""
        return self.filter(failed_days__gte=DEAD_AFTER)

    def owed(self) -> Self:
        """Addresses that staff should change: dead ones, and those that are refused."""
        return self.filter(Q(failed_days__gte=DEAD_AFTER) | Q(outcome__in=REFUSED))


class LinkCheck(models.Model):
    """A published address, and what came when it was last asked for.

    `failed_days` are the days on which it failed since it last answered, `failed_on` the last of
    them, `bad_since` the first on which it failed or was refused. Where nobody can tell, as when a
    site turns robots away, they stay as they are. Days are those of the site.
    """

    derived = True  # from the network, so that no record of it is kept

    address = CharField(_("address"), max_length=LONGEST, unique=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    final_address = CharField(_("address that was redirected to"), max_length=LONGEST, blank=True)
    answered_on = models.DateField(_("last answered on"), null=True)
    failed_on = models.DateField(_("last failed on"), null=True)
    failed_days = models.PositiveSmallIntegerField(_("days of failure"), default=0)
    bad_since = models.DateField(_("fails since"), null=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        ordering = ("address",)
        default_permissions = ()

    def __str__(self):
        return self.address

    @property
    def trouble(self) -> str:
        """What staff are told of one that is owed."""
        if self.outcome in (*FAILURES, *REFUSED):
            return self.get_outcome_display()
        return gettext("does not work")

    def note(self, finding: Finding, at: datetime) -> None:
        """Write what came of asking at a moment. This causes a write."""
        day = timezone.localdate(at)
        self.checked_at, self.outcome, self.status = at, finding.outcome, finding.status
        redirected = finding.final_address != self.address
        self.final_address = finding.final_address[:LONGEST] if redirected else ""
        if finding.outcome == Outcome.ANSWERED:
            self.answered_on, self.failed_on, self.failed_days, self.bad_since = day, None, 0, None
        elif finding.outcome in (*FAILURES, *REFUSED):
            self.bad_since = self.bad_since or day
        if finding.outcome in FAILURES and (self.failed_on is None or self.failed_on < day):
            self.failed_on, self.failed_days = day, self.failed_days + 1
        self.save()
