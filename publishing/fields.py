"""Model fields of the editorial core."""

from typing import Any

from django import forms
from django.db import models

from publishing.characters import normalize, normalize_line


class LineFormField(forms.CharField):
    """A text of one line, as it is stored."""

    def to_python(self, value):
        return normalize_line(super().to_python(value) or "") or self.empty_value


class TextFormField(forms.CharField):
    """A text of several lines, as it is stored."""

    def to_python(self, value):
        return normalize(super().to_python(value) or "") or self.empty_value


class NormalizedMixin:
    """For fields of text: whatever way it comes, it is stored as `publishing.characters` says."""

    normalize: Any
    form_class: type[forms.CharField]

    def to_python(self, value):
        text = super().to_python(value)  # type: ignore[misc]
        return self.normalize(text) if isinstance(text, str) else text

    def get_prep_value(self, value):
        # A text that nobody could see is refused where it is validated. An edition that already
        # consists of one can still be withdrawn.
        return super().get_prep_value(value) or value  # type: ignore[misc]

    def pre_save(self, model_instance, add):
        text = self.get_prep_value(super().pre_save(model_instance, add))  # type: ignore[misc]
        setattr(model_instance, self.attname, text)  # type: ignore[attr-defined]
        return text

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})  # type: ignore[misc]

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{path.rpartition('.')[2]}", args, kwargs


class CharField(NormalizedMixin, models.CharField):
    """A text of one line that staff write."""

    normalize = staticmethod(normalize_line)
    form_class = LineFormField


class TextField(NormalizedMixin, models.TextField):
    """A text of several lines that staff write."""

    normalize = staticmethod(normalize)
    form_class = TextFormField


class ProtectedManyToManyField(models.ManyToManyField):
    """A many-to-many set whose targets cannot be deleted while they are in it.

    Django's own through table cascades: deleting a topic would silently take it out of every
    published edition.
    """

    def contribute_to_class(self, cls, name, private_only=False, **kwargs):
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if not cls._meta.abstract:
            through: Any = self.remote_field.through
            _source, target = (f for f in through._meta.fields if f.is_relation)
            target.remote_field.on_delete = models.PROTECT
