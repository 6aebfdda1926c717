"""The forms of items whose texts hold figures: the picker, and what to look at in the texts."""

from django.utils import timezone

from publishing.admin.items import PublishableAdmin
from relations.admin import picker
from relations.figures.page import Figures
from relations.lint.findings import known_statistics
from relations.lint.proofreading import lint_item
from relations.models import Relationship
from relations.models.cited import CitesStatistics


class ProseAdmin(PublishableAdmin):
    """The admin of an item with prose."""

    change_form_template = "admin/figures/change_form.html"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if picker.may_look_up(request.user):
            context["picker"] = picker.choices()
        if obj and self._is_about_countries():
            known, ids = known_statistics(timezone.now()), _ids_of_fields(context)
            found = [one for one in lint_item(obj, known) if one.report.findings]
            context["linted"] = [(one, ids.get((one.row, one.field), "")) for one in found]
            context["finding_count"] = sum(len(one.report.findings) for one in found)
        if obj and isinstance(obj, CitesStatistics):
            context["figure_words"] = Figures(obj.prose(), timezone.now()).words_by_name()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _is_about_countries(self) -> bool:
        """Pages about the site itself state nothing that a statistic would hold."""
        names = {field.name for field in self.opts.get_fields()}
        return self.model is Relationship or bool(names & {"relationship", "relationships"})


def _ids_of_fields(context) -> dict[tuple, str]:
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
