"""Prose: rich text with one declaration for the editor and the sanitiser.

It is sanitised when a form cleans it and on every way through the ORM into the database.
"""

from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "FigureReference": True,
}


class ProseField(ProseEditorField):
    """Rich text that readers see, in the elements that `EXTENSIONS` allows."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", dict(EXTENSIONS))
        kwargs.setdefault("sanitize", create_sanitizer(EXTENSIONS))
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        html = self.sanitize(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, html)
        return html

    def get_db_prep_save(self, value, connection):
        # `update` and `bulk_update` write values without `pre_save`.
        clean = self.sanitize(value) if isinstance(value, str) else value
        return super().get_db_prep_save(clean, connection)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("extensions", "sanitize"):
            kwargs.pop(key, None)
        return name, path, args, kwargs
