"""What the page of an agreement says to programs: citations to download, metadata, linked data."""

import json
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile

from publishing.models import Withdrawal
from relations import texts
from relations.models.agreement_facts import facts_of
from relations.register.legislation import legislation
from relations.register.life import life_of
from relations.views.agreement_files import citable_of
from tests.factories import make_agreement, make_partner

pytestmark = pytest.mark.django_db

BREAKING = 'Treaty </script><script>alert(1)</script> & "more"'


@pytest.fixture
def agreement(pilar):
    """A treaty in force since 8 November 1945, signed by two countries, of a hostile title."""
    agreement = make_agreement("treaty", title_en=BREAKING, place_en="Washington")
    for code in ("US", "MX"):
        agreement.parties.create(country=make_partner(code), signed_on="1944-02-03")
    agreement.events.create(kind="in_force", happened_on="1945-11-08")
    agreement.citations.create(series="UNTS", number="3 UNTS 313")
    agreement.citations.create(series="Stat.", number="59 Stat. 1219")
    agreement.publish(pilar)
    return agreement


def linked_data(page: str) -> dict:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(blocks) == 1
    return json.loads(blocks[0])


def test_files_of_citations(client, agreement):
    for file_format, content_type in (
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("json", "application/json"),
    ):
        response = client.get(f"/agreements/treaty/cite.{file_format}")
        assert response.status_code == 200
        assert response["Content-Type"] == content_type
        name = f'attachment; filename="treaty.{file_format}"'
        assert response["Content-Disposition"] == name
        assert "59 Stat. 1219" in response.content.decode()
    (item,) = client.get("/agreements/treaty/cite.json").json()
    assert item["title"] == BREAKING
    assert item["issued"] == {"date-parts": [[1944, 2, 3]]}


def test_files_of_what_is_gone_and_of_what_moved(client, agreement, pilar):
    agreement.move("moved", pilar)
    response = client.get("/agreements/treaty/cite.bib")
    assert (response.status_code, response["Location"]) == (301, "/agreements/moved/cite.bib")
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert client.get("/agreements/moved/cite.ris").status_code == 410
    assert client.get("/agreements/nothing/cite.json").status_code == 404


def test_page_has_the_citation_in_legal_style(client, agreement):
    page = client.get("/agreements/treaty/").content.decode()
    assert "Country US" not in page.split('class="citation"')[1].split("</p>")[0]
    assert "U.S.–Mex., Feb. 3, 1944, 59 Stat. 1219, 3 U.N.T.S. 313." in page
    for file_format in ("bib", "ris", "json"):
        assert f'href="/agreements/treaty/cite.{file_format}"' in page


def test_page_has_metadata_and_linked_data_that_nothing_breaks_out_of(client, agreement):
    response = client.get("/agreements/treaty/")
    page = response.content.decode()
    assert "<script>alert" not in page
    assert '<meta name="citation_publication_date" content="1944/02/03">' in page
    stated = linked_data(page)
    assert stated["name"] == BREAKING
    assert stated["@type"] == "Legislation"
    assert stated["legislationDate"] == "1944-02-03"
    assert stated["legislationDateOfApplicability"] == "1945-11-08"
    assert stated["legislationLegalForce"] == "https://schema.org/InForce"
    assert stated["temporalCoverage"] == "1945-11-08/.."
    assert stated["legislationIdentifier"] == ["59 Stat. 1219", "3 UNTS 313"]
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_linked_data_names_the_files(client, agreement, pilar):
    kept = texts.keep(ContentFile(b"%PDF-1.7\n%%EOF\n"))
    agreement.texts.create(
        language="English", sha256=kept.sha256, file_type=kept.file_type, size=kept.size
    )
    agreement.publish(pilar)
    page = client.get("/agreements/treaty/").content.decode()
    (file,) = linked_data(page)["encoding"]
    assert (file["sha256"], file["encodingFormat"]) == (kept.sha256, "application/pdf")
    assert f'<meta name="citation_pdf_url" content="{file["contentUrl"]}">' in page


def stated_of(day, events, **columns) -> dict:
    agreement = make_agreement(**columns)
    for kind, happened_on in events:
        agreement.events.create(kind=kind, happened_on=happened_on)
    facts = facts_of(agreement)

    class Edition:
        item = agreement

        def __getattr__(self, name):
            return getattr(agreement, name)

    return legislation(citable_of(Edition(), facts), life_of(facts), day, [])


@pytest.mark.parametrize(
    ("events", "force", "coverage"),
    [
        ([("signed", "2020-01-01")], None, None),
        ([("in_force", "2020-05")], "InForce", None),
        ([("in_force", "2020-05-01"), ("terminated", "2022-01-01")], "NotInForce",
         "2020-05-01/2021-12-31"),
        ([("in_force", "2020-05-01"), ("terminated", "2022")], "NotInForce", None),
        ([("in_force", "2020-05-01"), ("terminated", "2030-01-01")], "InForce", "2020-05-01/.."),
        ([("in_force", "2020-05-01"), ("suspended", "2021-01-01")], None, "2020-05-01/2020-12-31"),
        ([("in_force", "2020-05-01"), ("suspended", "2021-01-01"), ("revived", "2022-01-01")],
         "InForce", None),
        ([("in_force", "2020-05-01"), ("in_force", "2021-01-01")], None, None),
        ([], None, None),
    ],
)  # fmt: skip
def test_linked_data_says_what_is_derived_and_no_more(events, force, coverage):
    stated = stated_of(date(2024, 1, 1), events)
    assert stated.get("legislationLegalForce") == (force and f"https://schema.org/{force}")
    assert stated.get("temporalCoverage") == coverage


@pytest.mark.parametrize("columns", [{"kind": "summit"}, {"kind": "memorandum"},
                                     {"kind": "memorandum", "binding": "non_binding"}])  # fmt: skip
def test_what_does_not_bind_is_no_legislation(columns):
    assert stated_of(date(2024, 1, 1), [("signed", "2020-01-01")], **columns) == {}
