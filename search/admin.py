"""How staff keep the words that mean the same."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin.forms import TranslatedFieldsMixin
from publishing.languages import in_every_language, translated_columns
from search.models import Synonyms


@admin.register(Synonyms)
class SynonymsAdmin(TranslatedFieldsMixin, admin.ModelAdmin):
    """Each group in every language; any of its words finds it."""

    fields = (translated_columns("words"),)
    list_display = ("words_in_every_language",)
    search_fields = translated_columns("words")
    list_per_page = 50

    @admin.display(description=_("words"), ordering=translated_columns("words")[0])
    def words_in_every_language(self, group):
        return " · ".join(text for text in in_every_language(group, "words").values() if text)
