"""The content types as a Wagtail site declares them: numbers are typed into the text."""

import django_filters
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index


class Agreement(Page):
    summary = models.TextField()
    text = RichTextField(blank=True)
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("text")]


class Program(Page):
    summary = models.TextField()
    description = RichTextField(blank=True)
    direction = models.CharField(max_length=20, blank=True)
    topics = models.JSONField(default=list, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("description")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]


class ProgramFilter(django_filters.FilterSet):
    topic = django_filters.CharFilter(field_name="topics", lookup_expr="icontains")
    direction = django_filters.CharFilter(field_name="direction")

    class Meta:
        model = Program
        fields = ["topic", "direction"]


class Programs(Page):
    def get_context(self, request, *args, **kwargs):
        programs = Program.objects.child_of(self).live().order_by("title")
        programs = ProgramFilter(request.GET, queryset=programs)
        results = programs.qs
        if words := request.GET.get("q"):
            hits = Program.objects.live().search(words, operator="and")
            results = results.filter(pk__in=[program.pk for program in hits])
        context = super().get_context(request, *args, **kwargs)
        return {**context, "form": programs.form, "programs": results}


class FactSheet(Page):
    lead = models.TextField()
    sections = StreamField(
        [("section", StructBlock([("heading", CharBlock()), ("text", RichTextBlock())]))],
        blank=True,
    )
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("sections")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        agreements = Agreement.objects.live().order_by("title")
        programs = Program.objects.live().order_by("title")
        return {**context, "agreements": agreements, "programs": programs}
