"""The forms of items whose texts hold figures: the picker, and what to look at in the texts."""

from publishing.admin.items import PublishableAdmin
from publishing.changes.position import readers_now
from relations.admin import picker
from relations.admin.fields import AsWrittenMixin
from relations.figures.in_error import without_errors
from relations.figures.page import Figures
from relations.lint.findings import known_statistics
from relations.lint.proofreading import lint_item
from relations.models.belonging import relationships_of
from relations.models.cited import CitesStatistics
from relations.prose.field import ProseField


class ProseAdmin(AsWrittenMixin, PublishableAdmin):
    """The admin of an item with prose: the base of all item types."""

    change_form_template = "admin/figures/change_form.html"

    def change_form_context(self, request, context, item):
        own = super().change_form_context(request, context, item)
        if picker.may_look_up(request.user):
            own["picker"] = picker.choices()
        if item:
            own["belongs_to"] = relationships_of(item)
        if item and not item.about_site:
            own |= _findings(item, context)
        if item and isinstance(item, CitesStatistics):
            own["figure_words"] = Figures(item.prose(), readers_now()).words_by_name()
        return own

    def _prose_columns(self) -> list[str]:
        columns = self.model.edition_model()._meta.concrete_fields
        return [column.name for column in columns if isinstance(column, ProseField)]

    def without_errors(self, content):
        texts = {
            name: text for name in self._prose_columns() if (text := content["fields"].get(name))
        }
        shown = without_errors(list(texts.values()), readers_now())
        return {**content, "fields": {**content["fields"], **dict(zip(texts, shown, strict=True))}}


def _findings(item, context: dict) -> dict:
    """What to look at in the texts of an item, each text with the id of its field on the page."""
    ids = _ids_of_fields(context)
    linted = [
        (text, ids.get((text.row, text.field), ""))
        for text in lint_item(item, known_statistics(readers_now()))
        if text.report.findings
    ]
    count = sum(len(text.report.findings) for text, _id in linted)
    return {"linted": linted, "finding_count": count}


def _ids_of_fields(context: dict) -> dict[tuple, str]:
    """Where on the page a row is written, by the row and the name of the field."""
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += inline.formset.initial_forms
    return {
        (form.instance, name): form[name].auto_id
        for form in forms
        for name in form.fields
        if form.instance.pk
    }
