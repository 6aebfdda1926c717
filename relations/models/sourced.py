"""Where something was read: what editors and readers call its source."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.fields import CharField
from publishing.languages import translated, translated_columns
from relations.fields import PartialDateField, WebAddressField

SOURCE_COLUMNS = (*translated_columns("source"), "source_url", "licence")
# Columns that sealed editions spell otherwise than files do.
SPELLED = {"licence": "license"}


class Sourced(models.Model):
    """The publication that something was read in, its address, and under which license."""

    source = translated(
        CharField(
            _("source"), max_length=200, blank=True, help_text=_("The publication it was read in.")
        )
    )
    source_url = WebAddressField(_("address of the source"), blank=True, max_length=500)
    licence = CharField(_("license"), max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def names_source(self) -> bool:
        return bool(self.source or self.source_url)

    @property
    def source_or_address(self) -> str:
        """What it was read in: its name, or else its address."""
        return self.source or self.source_url

    def source_columns(self) -> dict[str, str]:
        """Return what it says of its source, by column."""
        return {column: getattr(self, column) for column in SOURCE_COLUMNS}


def joined_source_columns(sources: "list[Sourced]") -> dict[str, str]:
    """Return what some sources say in one text for each column, for cells of a spreadsheet."""
    columns = [source.source_columns() for source in sources]
    return {
        name: "; ".join(dict.fromkeys(filter(None, (each[name] for each in columns))))
        for name in SOURCE_COLUMNS
    }


class SourcedItem(Sourced):
    """An item that says where its facts were read, and of when that source is.

    Without one it can be published; it is then owed (`relations.debt`).
    """

    sourced_on = PartialDateField(
        _("date of the source"), help_text=_("When it was published, as far as that is known.")
    )

    class Meta:
        abstract = True
