"""Answers to the questions by which readers find programs."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.characters import Fold
from publishing.fields import ProtectedManyToManyField
from relations.models import Term

NOT_SURE = "not-sure"  # what stands in addresses in the place of an answer
MOST_ANSWERS = 8  # to one question: what a reader takes in at a glance


class Question(models.TextChoices):
    WHO = "who", _("Who are you?")
    WHAT = "what", _("What would you like to do?")


class Answer(Term):
    """An answer in plain words, and what it narrows the programs to."""

    question = models.CharField(
        _("question"), max_length=4, choices=Question.choices, default=Question.WHO
    )
    audiences = ProtectedManyToManyField(
        "programs.Audience", verbose_name=_("for whom"), blank=True
    )
    levels = ProtectedManyToManyField("programs.Level", verbose_name=_("level"), blank=True)
    fields = ProtectedManyToManyField("programs.Field", verbose_name=_("field"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Term.Meta):
        verbose_name = _("answer of readers")
        verbose_name_plural = _("answers of readers")
        ordering = ("question", "position", Fold("name_en"))

    def clean(self):
        """Raises ValidationError where the question has as many answers as it can have, and for a
        name in addresses that means something else."""
        if self.slug == NOT_SURE:
            taken = gettext(
                "“%(name)s” stands in addresses for “I am not sure”. Choose another name."
            )
            raise ValidationError({"slug": taken % {"name": NOT_SURE}})
        others = Answer.objects.filter(question=self.question).exclude(pk=self.pk)
        if self.question and others.count() >= MOST_ANSWERS:
            full = gettext("“%(question)s” has %(most)d answers already, as many as it can have.")
            question = self.get_question_display()
            raise ValidationError({"question": full % {"question": question, "most": MOST_ANSWERS}})

    def filters(self) -> list[tuple[str, str]]:
        """Return the filters of the list of programs that it sets, with their values. It takes
        queries unless its sets are prefetched."""
        sets = (("audience", self.audiences), ("level", self.levels), ("field", self.fields))
        return [(name, term.slug) for name, terms in sets for term in terms.all()]
