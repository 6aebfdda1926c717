"""What titles are sorted by, in Python and (`TitleKey`) in both databases.

A title stands where people look for it: by its first word that is no article of its language,
whatever signs stand before that word, without capitals and accents, and with ñ after n. Keys are
compared by their characters, or byte by byte in UTF-8, which is the same.
"""

import re
import string
import unicodedata
from functools import cache

from django.db import connections, models

from publishing.characters import fold

# The articles of each language.
ARTICLES = {
    "en": ("the", "a", "an"),
    "es": ("el", "la", "los", "las", "lo", "un", "una", "unos", "unas"),
}
# Spaces, quotes, brackets and other signs, as `fold` leaves them.
SIGNS = re.escape(f" {string.punctuation}¡¿«»‹›‚„‛‟′·•§¶†‡")
ENYE = "n~"  # no letter that follows an n comes after `~`


def title_key(text: str, language: str) -> str:
    """Return what a title that is written in `language` is sorted by. Of one that is nothing but
    an article, or signs, that is all of it."""
    composed = unicodedata.normalize("NFC", text)
    return re.sub(_not_looked_for(language), "", fold(re.sub("[ñÑ]", ENYE, composed)))


class TitleKey(models.Func):
    """What a column with titles in one language is sorted by: does in the database what `title_key`
    does."""

    function = "title_key"
    output_field = models.TextField()

    def __init__(self, titles, language: str, **extra):
        super().__init__(titles, models.Value(language), **extra)

    def as_postgresql(self, compiler, connection, **context):
        template = '%(function)s(%(expressions)s) COLLATE "C"'
        return self.as_sql(compiler, connection, template=template, **context)


@cache
def _not_looked_for(language: str) -> str:
    """Return the regular expression, of Python and PostgreSQL alike, of what a folded title is not
    looked for by: signs, an article and more signs, unless nothing else follows."""
    articles = "|".join(ARTICLES.get(language, ()))
    article = f"(?:(?:{articles}) [{SIGNS}]*)?" if articles else ""
    return f"^[{SIGNS}]*{article}(?=[^{SIGNS}])"


# Teaching the databases


def teach_sqlite(sender, connection, **kwargs) -> None:
    """Give a new connection to SQLite the function `title_key`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "title_key",
            2,
            lambda text, language: text and title_key(str(text), language),
            deterministic=True,
        )


def teach_postgresql(sender=None, using="default", **kwargs) -> None:
    """Make the function `title_key` in PostgreSQL, beside `folded`, which it calls."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return

    def quoted(language: str) -> str:
        return "'{}'".format(_not_looked_for(language).replace("'", "''"))

    cases = " ".join(f"WHEN '{language}' THEN {quoted(language)}" for language in ARTICLES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE OR REPLACE FUNCTION title_key(text, text) RETURNS text LANGUAGE plpgsql
            IMMUTABLE STRICT PARALLEL SAFE AS $body$
            DECLARE composed text := $1;
            BEGIN
                IF composed ~ '[^ -~]' THEN
                    composed := REGEXP_REPLACE(NORMALIZE(composed, NFC), '[ñÑ]', '{ENYE}', 'g');
                END IF;
                RETURN REGEXP_REPLACE(folded(composed), CASE $2 {cases} ELSE {quoted("")} END, '');
            END
            $body$
            """
        )
