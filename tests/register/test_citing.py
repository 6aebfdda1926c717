"""Citations say what is recorded, and are what the programs that read them expect."""

import json
import re

import pytest

from relations.register.citing import (
    Citable,
    TreatySeries,
    bibtex,
    citations_in_order,
    csl,
    legal,
    ris,
    whole_citation,
)

WATER = Citable(
    slug="water-boundary-treaty",
    title="Treaty on the Utilization of Waters",
    abbreviation="",
    parties=(("US", "United States"), ("MX", "Mexico")),
    signed="1944-02-03",
    place="Washington, D.C.",
    citations=("59 Stat. 1219", "3 UNTS 313", "T.S. No. 994"),
    url="https://site.example/agreements/water-boundary-treaty/",
    language="en",
)


def changed(**columns) -> Citable:
    return Citable(**{**WATER.__dict__, **columns})


@pytest.mark.parametrize(
    ("columns", "cited"),
    [
        (
            {},
            "Treaty on the Utilization of Waters, U.S.–Mex., Feb. 3, 1944, 59 Stat. 1219, "
            "3 U.N.T.S. 313, T.S. No. 994.",
        ),
        (  # of three or more parties none is named
            {"parties": (*WATER.parties, ("CA", "Canada")), "citations": ("TIAS 7088",)},
            "Treaty on the Utilization of Waters, Feb. 3, 1944, T.I.A.S. No. 7088.",
        ),
        (
            {"parties": (("MX", "Mexico"), ("", "European Union")), "signed": "1997-12"},
            "Treaty on the Utilization of Waters, Dec. 1997, 59 Stat. 1219, 3 U.N.T.S. 313, "
            "T.S. No. 994.",
        ),
        (
            {"citations": (), "signed": ""},
            "Treaty on the Utilization of Waters, U.S.–Mex., "
            "https://site.example/agreements/water-boundary-treaty/.",
        ),
        (
            {"language": "es", "parties": (("US", "Estados Unidos"), ("MX", "México"))},
            "Treaty on the Utilization of Waters, Estados Unidos–México, 3 de febrero de 1944, "
            "59 Stat. 1219, 3 U.N.T.S. 313, T.S. No. 994.",
        ),
    ],
)
def test_legal_style(columns, cited):
    assert legal(changed(**columns)) == cited


def test_parallel_citations_come_in_customary_order():
    class Row:
        def __init__(self, series):
            self.series = series

    rows = [Row(series) for series in ("other", "DOF", "UNTS", "TIAS", "Bevans", "Stat.", "UST")]
    ordered = [row.series for row in citations_in_order(rows)]
    assert ordered == ["UST", "Stat.", "TIAS", "Bevans", "UNTS", "DOF", "other"]


@pytest.mark.parametrize(
    ("series", "number", "whole"),
    [
        ("Stat.", "59 Stat. 1219", "59 Stat. 1219"),
        ("TIAS", "7088", "TIAS 7088"),
        ("UST", "No. 3 of DUST", "UST No. 3 of DUST"),
        ("other", "32 I.L.M. 289", "32 I.L.M. 289"),
    ],
)
def test_a_citation_names_its_series_once(series, number, whole):
    assert whole_citation(series, number) == whole


def test_series_are_those_in_use():
    assert set(TreatySeries.values) == set(
        "UST TIAS Bevans UNTS Stat. KAV DOF UKTS CTS other".split()
    )


HOSTILE = changed(
    title='50% of A_B & C# $1 {x} \\input{/etc/passwd} ~^ "q"\r\nER  - \r\nTY  - JOUR\n} @misc{x,',
    citations=("1 UST 2\nUR  - https://evil.example/",),
)


def test_bibtex_escapes_what_is_special_to_latex():
    entry = bibtex(HOSTILE)
    title = re.search(r"^  title = \{\{(.*)\}\},$", entry, re.MULTILINE)[1]
    for sign in "%_&#${}":
        assert not re.search(
            rf"(?<!\\)[{sign}]",
            title.replace(r"\textbackslash{}", "")
            .replace(r"\textasciitilde{}", "")
            .replace(r"\textasciicircum{}", ""),
        )
    assert r"\textbackslash{}input\{/etc/passwd\}" in title
    lines = entry.splitlines()
    assert lines[0] == "@misc{water-boundary-treaty,"
    assert lines[-1] == "}"
    assert all(re.match(r"  [a-z]+ = \{.*\},?$", line) for line in lines[1:-1])


def test_ris_has_no_line_but_its_own():
    record = ris(HOSTILE)
    lines = record.split("\r\n")
    assert lines[-1] == ""
    assert "\n" not in record.replace("\r\n", "")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert [line[:2] for line in lines].count("ER") == 1
    assert [line[:2] for line in lines].count("TY") == 1
    assert lines[-2] == "ER  - "
    assert "DA  - 1944/02/03/" in lines
    assert [line for line in lines if line.startswith("UR")] == [f"UR  - {WATER.url}"]


def test_csl_is_a_treaty_with_its_parts():
    (item,) = json.loads(json.dumps(csl(WATER)))
    assert item["type"] == "treaty"
    assert item["issued"] == {"date-parts": [[1944, 2, 3]]}
    assert (item["volume"], item["container-title"], item["page"]) == ("59", "Stat.", "1219")
    assert item["references"] == "59 Stat. 1219; 3 UNTS 313; T.S. No. 994"
    assert "title-short" not in item
    (partial,) = csl(changed(signed="1944", citations=()))
    assert partial["issued"] == {"date-parts": [[1944]]}
    assert "volume" not in partial
    assert "issued" not in csl(changed(signed=""))[0]
