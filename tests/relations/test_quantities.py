"""The quantities that a plain text states are found, and nothing else is."""

import pytest

from relations.lint.quantities import quantities
from relations.wording.quantity_words import MEASURES

COUNTED = MEASURES | {"cases", "casos", "countries", "paises", "students", "estudiantes"}


def stated(text, language="en"):
    return [
        (quantity.words, *map(float, quantity.values))
        for quantity in quantities(text, language, COUNTED)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade came to $725.7 billion.", [("$725.7 billion", 725.7e9)]),
        ("It cost US$ 3 million, or 2.5% more.", [("US$ 3 million", 3e6), ("2.5%", 2.5)]),
        ("Its capacity rose by 400 percent.", [("400 percent", 400)]),
        ("Some 1.6 million people and 9,808 others.", [("1.6 million", 1.6e6), ("9,808", 9808)]),
        ("The 2,000-mile border has 47 ports.", [("2,000", 2000), ("47", 47)]),
        ("Between $1.4 to 1.5 billion was spent.", [("$1.4 to 1.5 billion", 1.4e9, 1.5e9)]),
        ("Teams of three to four apply.", [("three to four", 3, 4)]),
        ("Six cases were filed; later twenty-one.", [("Six", 6), ("twenty-one", 21)]),
        ("Two hundred schools joined.", [("Two hundred", 200)]),
        ("An eleven-member group of twelve states.", [("eleven", 11), ("twelve", 12)]),
        ("Two cases in a four-week course.", [("Two", 2), ("four", 4)]),
        ("It is the ninth top sender of students.", [("ninth top sender", 9)]),
        ("The second-largest source, the top destination.",
         [("second-largest", 2), ("top destination", 1)]),
        ("The 12th largest market; it ranks third.",
         [("12th largest market", 12), ("ranks third", 3)]),
        ("There were 1800 cases in 1800.", [("1800", 1800)]),
        ("Three parts (5,501), (3,221) and (2,838).",
         [("5,501", 5501), ("3,221", 3221), ("2,838", 2838)]),
    ],
)  # fmt: skip
def test_quantity_is_found(text, expected):
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El comercio sumó 725.7 mil millones de dólares.", [("725.7 mil millones", 725.7e9)]),
        ("Son 16.9 millones de dosis, 400 por ciento más.",
         [("16.9 millones", 16.9e6), ("400 por ciento", 400)]),
        ("Son 16,9 millones de dosis, 3,5 por ciento más, 2,25 %; 1,5%.",
         [("16,9 millones", 16.9e6), ("3,5 por ciento", 3.5), ("2,25 %", 2.25), ("1,5%", 1.5)]),
        ("Fueron 16,900 millones, y 1,200 casos.", [("16,900 millones", 16.9e9), ("1,200", 1200)]),
        ("Hubo seis casos y nueve proyectos.", [("seis", 6), ("nueve", 9)]),
        ("Un foro de treinta y dos miembros.", [("treinta y dos", 32)]),
        ("Equipos de tres a cuatro estudiantes.", [("tres a cuatro", 3, 4)]),
        ("Es el segundo socio comercial y el principal destino.",
         [("segundo socio", 2), ("principal destino", 1)]),
        ("Dos casos en cuatro semanas.", [("Dos", 2), ("cuatro", 4)]),
        ("El 12.º destino de estudios.", [("12.º destino", 12)]),
    ],
)  # fmt: skip
def test_quantity_is_found_in_spanish(text, expected):
    assert stated(text, "es") == expected


@pytest.mark.parametrize(
    "text",
    [
        "On July 12, 2022, and in August 2022, as in 1972, 2021-2022 and the 1990s.",
        "The 1970 treaty, the 2021 Dialogue, the 1944 agreements of 3 February.",
        "The embassy is at 1911 Pennsylvania Ave. NW, Washington, DC 20006 (tel. 202-728-1600).",
        "Call +52 55 5080 2000 at 9:30 or 10 a.m.; write to a1@example.org or https://x.org/2021/47.",
        "COVID-19, the G20, 21CB, T-MEC and the 100K Fund; 100K partnerships followed.",
        "The 21st Century Initiative marked its 50th anniversary; the first treaty of its kind.",
        "Article 34.7, Title 42, Resolution 2231, page 12, No. 5 and 59 Stat. 1219.",
        "The two countries, all three parties, both of these two and two tasks of theirs.",
        "It is reviewed every six years and ends after 16 years; they meet three times a year.",
        "Two hundred years of relations; students aged 13 to 20; one of the largest markets.",
        "It names five aims: to make less, to use less.",
        "It follows WCAG 2.2 and ISO 8601.",
        "Six months later hundreds of thousands of people had crossed.",
    ],
)
def test_what_is_no_quantity_is_not_found(text):
    assert stated(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "El 12 de julio de 2022, en agosto de 2022 y en 1972.",
        "Los dos países y sus tres estados; seis meses después, tres veces al año.",
        "Está en Paseo de la Reforma 305, C.P. 06500, tel. 55 5080 2000.",
        "La Fuerza de 100,000 en las Américas y la COVID-19.",
        "Cada seis años, durante doscientos años; estudiantes de 13 a 20 años.",
        "El artículo 34, la resolución 2231 y el siglo XXI. Fue el primer tratado.",
    ],
)
def test_what_is_no_quantity_is_not_found_in_spanish(text):
    assert stated(text, "es") == []
