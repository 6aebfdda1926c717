"""Model fields of the editorial core."""

from typing import Any

from django.db import models


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
