"""What a site of before is answered otherwise since, on purpose, each with its reason."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from programs.models import ApplicationMethod
from publishing.items import item_models
from publishing.languages import LANGUAGES

HERE = Path(__file__).parent
BEFORE = json.loads((HERE / "pages.json").read_text())
WORDS = tomllib.loads((HERE / "words.toml").read_text())


class Difference(NamedTuple):
    """What is answered otherwise than before, on purpose: `new` in place of every `old`.

    An answer is one text: the status and the address that it redirects to, and then the lines of
    the page; both texts may hold several lines. `where` is a regular expression, found in the
    addresses that are meant.
    """

    old: str
    new: str
    reason: str
    where: str = ""


class Addition(NamedTuple):
    """What is answered besides, on purpose: every match of `pattern` is taken out of today's
    answer, but for its group `kept`, before it is compared."""

    pattern: str
    reason: str
    where: str

    def taken_out(self, answer: str) -> str:
        return re.sub(self.pattern, lambda match: match.groupdict().get("kept") or "", answer)


CELL = r'(?:"(?:[^"]|"")*"|[^,\n]*),'
SOURCES = "each value has its own source since"
READ_IN = "where a value that changed was read is said since"
KNOWN = "whether a source is known is said since"
FILES = "texts are files since"
ABBREVIATED = "every type has abbreviations since"
STANDING = "what follows on a day from events and rules is said since"
HOME = r"^/(es/)?(\?|$)"
FACT_SHEET = r"^/(es/)?relations/united-states-mexico/(\?|$)"
ONE_LIST = "the front page has the next of all dates, in the words of the list of dates"
ADDITIONS = [
    Addition(
        r"(?m)^(?:Award|Where|Duration|What is funded|Apoyo|Dónde|Duración|Qué se financia)\n.*\n",
        "cards say what a program offers, and where",
        where=r"^/(es/)?programs/(\?|$)",
    ),
    Addition(r"(?m)^(February|febrero de) 2027 [^\n]*canada-trade\n", ONE_LIST, HOME),
    Addition(
        r',\n(?P<indent> *)"sources": \[(?:\]|\n(?:.*\n)*?(?P=indent)\])',
        SOURCES,
        where=r"\.json",
    ),
    Addition(
        rf"(?m)^(?P<kept>(?:{CELL}){{8}})(?:{CELL}){{4}}",
        SOURCES,
        where=r"/(series|vintages)\.csv",
    ),
    Addition(
        r"\n\n&lt;p&gt;(?:U\.S\. (?:Department|Census)|Government of Mexico, web).*(?=</summary>)",
        SOURCES,
        where=r"statistics\.atom",
    ),
    Addition(r"\n(?:Source|Source before|Fuente|Fuente anterior): .*", READ_IN, where="/history/"),
    Addition(
        r"(?:\n\n)?&lt;p&gt;Source: (?:.|\n)*?&lt;/p&gt;(?=</summary>)",
        READ_IN,
        where=r"(updates|/history)\.atom",
    ),
    Addition(
        r"(?m)^(?P<kept>.* from [A-Z][a-z]+ \d+, \d{4}); .*$",
        READ_IN,
        where="^/statistics/[a-z-]+/$",
    ),
    Addition(r'\n *"source_not_known": false,', KNOWN, where=r"/series\.json"),
    Addition(
        r"(?m),(?:source_not_known)?,(?:abbreviation)?(?=\r?$)",
        f"{KNOWN}, and {ABBREVIATED}",
        where=r"statistics\.csv",
    ),
    Addition(r"(?m),(?:abbreviation)?(?=\r?$)", ABBREVIATED, where=r"relations\.csv"),
    Addition(
        r"(?m),(?:abbreviation,citizenships,[^\r\n]*|[^,\r\n]*(?:,[^,\r\n]*){10})(?=\r?$)",
        "who may apply is said in terms, and when in calls",
        where=r"programs\.csv",
    ),
    Addition(
        r'\n *"abbreviation": \{[^}]*\},',
        ABBREVIATED,
        where=r"(relations|statistics)\.json",
    ),
    Addition(
        r"(?m),(?:texts|\"English, https?://[^\"]*\")?"
        r",(?:status,status_on,since,next_date|[\w ]*,\d{4}-\d\d-\d\d,[\d/-]*,[^\r\n]*)(?=\r?$)",
        f"{FILES}, and {STANDING}",
        where=r"agreements\.csv",
    ),
    Addition(
        r',\n     "source": \{[^}]*\},\n     "source_url": "",\n     "license": "",\n'
        r'     "country": null,\n     "organization": null,\n'
        r'     "stance": null,\n     "until": ""',
        "events name who acts, and their source",
        where=r"agreements\.json",
    ),
    Addition(
        r'\n   "(?:status_on|since|next_date)": (?:null|"[^"]*"|\{(?:.|\n)*?\n   \}),',
        STANDING,
        where=r"agreements\.json",
    ),
]


def names_of_lists() -> list[tuple[str, str]]:
    """What the navigation calls the lists of before, and all of them, in each language where there
    are more now."""
    lists = [model for model in item_models() if model.list_name]
    before = [
        model for model in lists if reverse(f"{model._meta.model_name}-list") in BEFORE["pages"]
    ]
    languages = LANGUAGES if before != lists else ()
    return [
        tuple(navigation(models, language) for models in (before, lists)) for language in languages
    ]


def navigation(models, language: str) -> str:
    with override(language):
        return "\n".join(["", *(str(model.list_name) for model in models), ""])


def foot_links() -> Iterator[Difference]:
    """The link at the foot that came since, below those to all the lists of today."""
    lists = [model for model in item_models() if model.list_name]
    for language in LANGUAGES:
        with override(language):
            end = f"{navigation(lists, language)}{gettext('Updates')}\n"
            for beginning, where in (
                ("", "^(?!.*/updates/)"),
                # where the navigation at the top is followed by the same word
                (gettext("Every version is kept with its date."), "/updates/"),
            ):
                old = f"{beginning}{end}"
                new = f"{old}{gettext('About the record')}\n"
                yield Difference(old, new, "the page about the record came since", where)


def search_boxes() -> Iterator[Difference]:
    """The box in the head of every page, named in the language of the page."""
    for language in LANGUAGES:
        with override(language):
            head = "\nChancery\n{}English\nEspañol\n"
            named = head.format(f"{gettext('Search this site')}\n")
        where = "^/(?!es(/|$))" if language == settings.LANGUAGE_CODE else f"^/{language}(/|$)"
        yield Difference(head.format(""), named, "the search of the site came since", where)


def leading_facts() -> Iterator[Difference]:
    """Until when one applies stood in a row of the page of a program: it leads, and follows from
    the moment."""
    for language in LANGUAGES:
        with override(language):
            unknown = gettext("not recorded")
            every_year = gettext("repeats every year")
            row = f"\n{gettext('Applications')}\n"
            known = f"\n{gettext('Who can apply')}\n{gettext('Citizenship')}\n"
            since = f"{gettext('Residence')}\n{gettext('Individuals or organizations')}\n"
            age = f"{gettext('Age')}\n"
        yield Difference(known, f"{known}{since}", LEADING, PROGRAMS)
        yield Difference(f"{known}{since}", f"{known}{since}{age}", LEADING, AGELESS)
        yield Difference(f"{row}{unknown}; {every_year}\n", "\n", YEARLY, PROGRAMS)
        yield Difference(f"{row}{unknown}\n", "\n", LEADING, PROGRAMS)
    for said in ("at any time", "from January 1, 2026 to December 31, 2026"):
        yield Difference(f"\nApplications\n{said}\n", "\n", LEADING, PROGRAMS)


UNITS = "outcomes have units"
YEARLY = "whether it repeats is no news of a call"
LEADING = "who may apply, and how and until when, lead"
PROGRAMS = r"^/(es/)?(programs/[a-z]|e/program-)"
AGELESS = r"^/(es/)?(programs/(?!junior-rangers|newborns)[a-z]|e/program-62)"
READERS_WORDS = "readers' own words"
ONE_PERCENT = "a percent is written one way in text and chart"
ONE_LINK = "one link leads to the list without all that was ignored"
# Cells of spreadsheets that stand in quotes, because programs split them at a semicolon.
QUOTED_CELLS = [
    "Athletes; Coaches; Young people",
    "Border; Environment and water",
    "Bureau of Educational and Cultural Affairs; U.S. Department of State",
    "Canada; Ten tribes",
    "Culture and heritage; Education and exchange",
    "Estados Unidos; México; Canadá",
    "Oficina del Representante Comercial de Estados Unidos; Secretaría de Economía",
    "Sport; Technology",
    "United States; Mexico",
]
USMCA, TMEC = (
    "United States–Mexico–Canada Agreement\n",
    "Tratado entre México, Estados Unidos y Canadá\n",
)
DIFFERENCES = [
    *(
        Difference(old, new, "the dates of a relationship are those of its agreements", FACT_SHEET)
        for old, new in (
            (
                f"July 1, 2036 End: {USMCA}26 dates that have passed\n"
                f"July 1, 2026 First review: {USMCA}",
                "July 1, 2026 Review date passed on July 1, 2026; outcome not recorded: "
                f"{USMCA}July 1, 2036 Ends by its rules, unless a new term is decided before then: "
                f"{USMCA}24 dates that have passed\n",
            ),
            (
                f"1 de julio de 2036 Término: {TMEC}26 fechas pasadas\n"
                f"1 de julio de 2026 Primera revisión: {TMEC}",
                "1 de julio de 2026 La fecha de revisión pasó el 1 de julio de 2026; no consta el "
                f"resultado: {TMEC}1 de julio de 2036 Termina según sus reglas, salvo que antes se "
                f"decida un nuevo periodo: {TMEC}24 fechas pasadas\n",
            ),
            ("July 1, 2020 End: North American Free Trade Agreement\n", ""),
            ("1 de julio de 2020 Término: Tratado de Libre Comercio de América del Norte\n", ""),
        )
    ),
    Difference(
        "July 1, 2036 End: ",
        "July 1, 2036 Ends by its rules, unless a new term is decided before then ",
        ONE_LIST,
        HOME,
    ),
    Difference(
        "1 de julio de 2036 Término: ",
        "1 de julio de 2036 Termina según sus reglas, salvo que antes se decida un nuevo periodo ",
        ONE_LIST,
        HOME,
    ),
    Difference("Take this list away:", "Download:", READERS_WORDS),
    Difference("Llevarse esta lista:", "Descargar:", READERS_WORDS),
    Difference(" Remove it from the address (Region)", "\nRemove what was ignored", ONE_LINK),
    Difference(" Quitarlo de la dirección (Tema)", "\nQuitar lo que se ignoró", ONE_LINK),
    *(
        Difference(f",{cell},", f',"{cell}",', "programs split a cell at it", where=r"\.csv")
        for cell in QUOTED_CELLS
    ),
    Difference(
        '{"status": "ok"}',
        '{"status": "ok", "checks": {"database": "ok", "migrations": "ok", "writable": "ok", '
        '"media": "ok"}}',
        "what each check found",
        where="health",
    ),
    Difference(
        "\nEvery value of “Statistic share-of-ferries”, the latest first"
        "\nPeriod\nValue\nReleased\nNote",
        "\nIt has no value: what it is computed from is not public, or has no value for one period "
        "together.",
        "no table without rows",
    ),
    *(Difference(old, new, READERS_WORDS) for old, new in WORDS["words"]),
    *(Difference(**order, reason="in the order of the titles") for order in WORDS["order"]),
    *(Difference(**place, reason="a labelled place") for place in WORDS["places"]),
    *(Difference(old, new, "of one period each") for old, new in WORDS["updates"]),
    *(
        Difference(old, new, "words of time follow the day", *where)
        for old, new, *where in WORDS["tenses"]
    ),
    *(Difference(**source, reason="where facts were read is said") for source in WORDS["sources"]),
    *(Difference(**found, reason="a word that names a type finds it") for found in WORDS["named"]),
    *(Difference(old, new, "true of every record") for old, new in WORDS["names"]),
    Difference('"licence": ', '"license": ', "spelled one way in all files"),
    Difference(",licence,", ",license,", "spelled one way in all files"),
    *(
        Difference(f' "{name}": ', f' "usual_{name}": ', "each value has its own", r"/series\.json")
        for name in ("source", "source_address", "license")
    ),
    Difference(
        '"mirror": null,\n',
        '"mirror": null,\n   "source_not_known": false,\n',
        KNOWN,
        where=r"statistics\.json",
    ),
    *(
        Difference(f"200\n{name},", f"200\n\ufeff{name},", "a byte order mark", where=r"\.csv")
        for name in ("title", "statistic")
    ),
    Difference(
        "\nSigned\nOctober 13, 2020\nSigned\n",
        "\nSigned\nOctober 13, 2020\n",
        "no list has a term twice",
        where="agreements",
    ),
    *(
        Difference(
            f"\n{number}%", f"\n{number} %", ONE_PERCENT, where="^/es/statistics/.*-ferries/"
        )
        for number in ("−500", "0", "500", "1,000", "1,500", "20", "40", "60", "80")
    ),
    *(
        Difference(old, new, "rules are parts, events name who acts", where=r"agreements\.json")
        for old, new in WORDS["agreements_json"]
    ),
    *(
        Difference(f"\n{hint}\n", "\n", "no source says that", where="idle-ports|statistic-79")
        for hint in (
            "The source does not give the period of this value.",
            "La fuente no indica a qué periodo corresponde.",
        )
    ),
    *(Difference(*names, "lists of types that came since") for names in names_of_lists()),
    *foot_links(),
    *search_boxes(),
    *leading_facts(),
    Difference(
        "\nConvocatoria abierta 7\n",
        "\nSolicitud directa 7\n",
        "how one applies reads like no state of a call",
        HOME,
    ),
    *(Difference(**moved, reason=LEADING) for moved in WORDS["programs"]),
    *(
        Difference(
            f"\n{value} {title}", f"\n{value} {unit} {title}", "outcomes have units", PROGRAMS
        )
        for value, unit, title in (
            ("nearly 9,000", "awards", "Fulbright awards"),
            ("0", "ferries", "Statistic ferries"),
            ("14", "ferries", "Statistic ferries"),
            ("0", "transbordadores", "Estadística ferries"),
        )
    ),
]


def choices_alike(text: str) -> str:
    """The lines of a list of programs, its choices in one order and without those that came since:
    audiences are ordered by how many they are, and that nothing is recorded is a choice. How one
    applies stood above each name, and leads since."""
    lines: list[str] = []
    choices: list[str] = []
    above = methods()
    for line in [*text.split("\n"), ""]:
        if line in above:
            continue
        if CHOICE.fullmatch(line):
            choices += [] if CAME_SINCE.fullmatch(line) else [line]
        else:
            lines += [*sorted(choices), line]
            choices = []
    return "\n".join(lines[:-1])


def methods() -> set[str]:
    """What stood above the names of programs, in every language."""
    found: set[str] = set()
    for language in LANGUAGES:
        with override(language):
            found |= {*map(str, ApplicationMethod.labels), gettext("How to apply: not recorded")}
    return found


def records_alike(text: str) -> str:
    """A file of programs, its keys in one order and without those that came since."""
    status, _newline, body = text.partition("\n")
    file = json.loads(body)
    for record in file["items"]:
        for name in KEYS_SINCE:
            record.pop(name, None)
    return f"{status}\n{json.dumps(file, sort_keys=True, indent=1, ensure_ascii=False)}"


CHOICE = re.compile(r".* [\d,]+|\d+ (more|más)")
CAME_SINCE = re.compile(r"(Not recorded|Sin registro) \d+|\d+ (more|más)")
KEYS_SINCE = (
    "abbreviation", "any_citizenship", "applicants", "application_state", "apply_at", "calls",
    "citizenships", "closes_at", "not_eligible", "opens_at", "residences",
)  # fmt: skip
ALIKE = (
    (r"^/(es/)?(programs/)?(\?|$)", choices_alike),
    (r"^/(es/)?programs\.json", records_alike),
)


def said(answer: dict) -> str:
    first = f"{answer['status']} {answer['location']}".strip()
    return "\n".join([first, *answer["text"]])


def expectation(address: str, differences: list[Difference]) -> str:
    text = said(BEFORE["pages"][address])
    for one in differences:
        if re.search(one.where, address):
            text = text.replace(one.old, one.new)
    return text


def applies(difference: Difference, address: str, earlier: list[Difference]) -> bool:
    found = re.search(difference.where, address)
    return bool(found) and difference.old in expectation(address, earlier)
