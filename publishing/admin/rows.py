"""The rows of its parts that the form of an item holds; it never touches others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.forms import BaseInlineFormSet
from django.http import QueryDict
from django.utils.functional import cached_property

from publishing.admin.form_values import is_number

ROWS_SHOWN = 100  # of one kind of parts, in a form
MAX_RESTORED = 500  # rows that a form is filled in with; longer lists stay as they are
PAGE = "rows"  # the parameter that names the page


class PartsFormSet(BaseInlineFormSet):
    """The parts of an item: those of a page, or those that were posted.

    Its inline sets on the class that it makes for a request what the address says and what was
    posted, and how the parts are called.
    """

    heading: Any = ""
    query: ClassVar[QueryDict] = QueryDict()
    posted: ClassVar[QueryDict] = QueryDict()

    def get_queryset(self):
        if not hasattr(self, "_queryset"):
            post: Any = self.data if self.is_bound else self.posted
            rows: Any = self.queryset  # of this item
            if f"{self.prefix}-TOTAL_FORMS" in post:
                self._queryset = rows.filter(pk__in=self._posted_keys(post))
            elif "restore" in self.query:
                self._queryset = rows if self.page.paginator.count <= MAX_RESTORED else rows.none()
            elif self.page.has_other_pages():
                self._queryset = rows.filter(pk__in=[row.pk for row in self.page])
        return super().get_queryset()

    def _posted_keys(self, post: QueryDict) -> list[int]:
        names = (f"{self.prefix}-{number}-id" for number in range(self.posted_count(post)))
        return [int(key) for name in names if is_number(key := post.get(name, ""))]

    def clean(self):
        """Refuse beside its field what a row that is not in the form says already: of the rows in
        it, Django sees that each is unique."""
        super().clean()
        rows: Any = self.queryset
        forms = [
            form
            for form in self.forms
            if form.has_changed() and not form.errors and form not in self.deleted_forms
        ]
        for names, message in self._unique_names() if forms else ():
            others = rows.exclude(pk__in=[form.instance.pk for form in self.initial_forms])
            taken = set(others.values_list(*names))
            for form in forms:
                if tuple(form.instance.serializable_value(name) for name in names) in taken:
                    form.add_error(names[-1], message)

    def refuse(self, row: Any, name: str, reason: Any) -> None:
        """Say beside a field of the form of a row why it cannot be."""
        next(form for form in self.forms if form.instance is row).add_error(name, reason)

    def save_existing_objects(self, commit=True):
        """Save in any order what one row gives up and another takes: those rows are taken out of
        the table before, and come back as they are saved."""
        unique = {name for names, _message in self._unique_names() for name in names}
        moving = [
            form.instance.pk
            for form in self.initial_forms
            if form in self.deleted_forms or unique.intersection(form.changed_data)
        ]
        rows: Any = self.queryset
        if commit and moving:
            rows.filter(pk__in=moving).delete()
        return super().save_existing_objects(commit)

    def _unique_names(self) -> Iterator[tuple[list[str], Any]]:
        """What is unique among the parts of an item, and what to say where it is not."""
        model: Any = self.model
        for constraint in model._meta.constraints:
            names = getattr(constraint, "fields", ())
            if self.fk.name in names and len(names) > 1:
                others = [name for name in names if name != self.fk.name]
                yield others, constraint.violation_error_message

    def posted_count(self, post: QueryDict) -> int:
        """How many rows were posted, of those that a form may have."""
        total = post.get(f"{self.prefix}-TOTAL_FORMS", "0")
        return min(int(total), self.absolute_max) if is_number(total) else 0

    def can_be_restored(self, rows: list) -> bool:
        """Whether the form can be filled in with `rows` in place of those that there are."""
        return max(self.page.paginator.count, len(rows)) <= MAX_RESTORED

    @cached_property
    def page(self) -> Page:
        """The rows that a form shows which opens at this address."""
        rows: Any = self.queryset
        return Paginator(rows, ROWS_SHOWN).get_page(self.query.get(PAGE))
