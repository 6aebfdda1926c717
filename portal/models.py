"""What the site says about itself: its pages, and the links at the foot of every page."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.prose import PageProseField
from publishing.characters import Fold
from publishing.fields import CharField
from publishing.languages import translated
from publishing.models import PERMISSIONS, Edition, WorkingCopy
from relations.fields import WebAddressField
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from search.documents import Searched


class PageContent(CitesStatistics):
    """What readers see of a page about the site."""

    title = translated(CharField(_("title"), max_length=160, blank=True))
    body = translated(PageProseField(_("text"), blank=True))

    class Meta:
        abstract = True

    def __str__(self):
        return self.title or self.slug


class Page(CitingWorkingCopy, PageContent, WorkingCopy):
    """A page about the site itself: what it is, privacy, accessibility, how to cite it."""

    position = models.PositiveSmallIntegerField(
        _("position"),
        null=True,
        blank=True,
        help_text=_("Its place at the foot of every page. Empty: it is not linked there."),
    )

    required_to_publish = ("title", "body")
    about_site = True

    class Meta:
        default_permissions = PERMISSIONS
        verbose_name = _("page about the site")
        verbose_name_plural = _("pages about the site")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("slug",), name="page_address"),)

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])


class PageEdition(PageContent, Edition):
    item = models.ForeignKey(Page, models.PROTECT, related_name="editions")
    merged_into = models.ForeignKey(Page, models.PROTECT, null=True, related_name="+")

    searched = Searched(body=("body",))

    class Meta(Edition.Meta):
        verbose_name = _("edition of a page")
        verbose_name_plural = _("editions of pages")


class FooterLink(models.Model):
    """A link to another site that must stand at the foot of every page."""

    title = translated(CharField(_("words of the link"), max_length=80))
    url = WebAddressField(_("address"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link at the foot")
        verbose_name_plural = _("links at the foot")
        ordering = ("position", Fold("title_en"))

    def __str__(self):
        return self.title
