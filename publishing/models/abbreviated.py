"""The short name by which an item is known besides its title."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.languages import translated, translated_columns

# The columns with all that an item is known by.
NAME_COLUMNS = (*translated_columns("title"), *translated_columns("abbreviation"))


class Abbreviated(models.Model):
    """Content of an item that people may also know by a short name, such as USMCA; empty where
    there is none."""

    abbreviation = translated(CharField(_("abbreviation"), max_length=30, blank=True))

    class Meta:
        abstract = True
