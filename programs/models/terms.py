"""The words that programs are classified with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.characters import Fold
from relations.models import Term


class AudienceKind(models.TextChoices):
    PEOPLE = "people", _("People")
    INSTITUTIONS = "institutions", _("Institutions")


class Audience(Term):
    """Whom a program is for: students, teachers, coaches."""

    kind = models.CharField(
        _("people or institutions"),
        max_length=12,
        choices=AudienceKind.choices,
        default=AudienceKind.PEOPLE,
    )

    class Meta(Term.Meta):
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")


class Level(Term):
    """The stage of education or career that a program addresses."""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Term.Meta):
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("position", Fold("name_en"))


class Field(Term):
    """What one does in a program: sport, English, arts."""

    class Meta(Term.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")
