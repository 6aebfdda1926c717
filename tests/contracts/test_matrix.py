"""Who gets which answer where: the table in matrix.txt, which people have reviewed.

A new address joins it by `./dev test tests/contracts/test_matrix.py --write-matrix`, and the
difference is looked over before it is committed.
"""

import logging
from pathlib import Path

import pytest
from django.test import override_settings

from tests.contracts.matrix import ROLES, Matrix

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("matrix.txt")
HEADING = """\
# What each address of the site answers to each role: GET/POST. Sent is what an administrator's
# browser would send from that page. + wrote to drafts, ! to what readers see or to rights;
# ? refused, and did not note that.
# "own" are ids of what the address is about, "foreign" those of something else.
# staff: may sign in at the desk and has no role; reader: has an account and may not.
"""


@pytest.fixture(scope="module")
def matrix(written_site, tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        logging.disable(logging.ERROR)  # a traceback for every refusal
        try:
            yield {(name, ids): answers for name, ids, answers in Matrix(written_site).lines()}
        finally:
            logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def reviewed(request, matrix):
    """The answers that the table in the repository holds, as those of `matrix`."""
    if request.config.getoption("--write-matrix"):
        TABLE.write_text(table(matrix))
    rows = [line.split(" | ") for line in TABLE.read_text().splitlines() if line[:1] not in "#"]
    cells = [[cell.strip() for cell in row] for row in rows[1:]]
    return {(row[0], row[1]): dict(zip(ROLES, row[2:], strict=True)) for row in cells}


def table(matrix) -> str:
    """Return the table as people read it, in the order of the addresses."""
    rows = [("address", "ids", *ROLES)]
    rows += [(*key, *answers.values()) for key, answers in matrix.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return HEADING + "\n".join(lines) + "\n"


def test_every_address_is_in_the_table_and_nothing_else(matrix, reviewed):
    assert list(matrix) == list(reviewed)


def test_every_role_gets_the_answers_that_were_reviewed(matrix, reviewed):
    different = {
        key: {role: (answers[role], reviewed[key][role]) for role in ROLES}
        for key, answers in matrix.items()
        if key in reviewed and answers != reviewed[key]
    }
    assert not different, "address, ids: by role what it answers now, and what was reviewed"


def test_nothing_fails(matrix):
    assert not [key for key, answers in matrix.items() if "500" in "".join(answers.values())]


def test_every_refusal_is_noted(matrix):
    refusals = [key for key, answers in matrix.items() if "403" in "".join(answers.values())]
    assert refusals
    assert not [key for key in refusals if "?" in "".join(matrix[key].values())]


def test_nobody_without_a_role_changes_anything(matrix):
    for key, answers in matrix.items():
        for role in ("anonymous", "reader", "staff"):
            assert not set("+!") & set(answers[role]), (key, role)


def test_authors_change_nothing_but_drafts(matrix):
    assert not [key for key, answers in matrix.items() if "!" in answers["author"]]
