"""Two languages: the switch, and what happens where a translation is missing."""

import pytest

from tests.factories import make_agreement, make_relationship

pytestmark = pytest.mark.django_db


def test_switch_keeps_path_query_and_moment(client):
    page = client.get("/agreements/?kind=treaty&at=2022-10-01").content.decode()
    assert 'href="/es/agreements/?kind=treaty&amp;at=2022-10-01" lang="es"' in page
    page = client.get("/es/agreements/?kind=treaty&at=2022-10-01").content.decode()
    assert 'href="/agreements/?kind=treaty&amp;at=2022-10-01" lang="en"' in page


def test_switch_works_on_an_address_of_nothing(client):
    assert b'href="/es/nothing/"' in client.get("/nothing/").content


def test_missing_translation_shows_the_other_language_and_says_so(client, pilar):
    make_agreement("only", title_es="", summary_es="", title_en="English only").publish(pilar)
    page = client.get("/es/agreements/only/").content.decode()
    assert '<span lang="en">English only</span>' in page
    assert "se muestra en inglés" in page
    assert "se muestra en inglés" not in client.get("/agreements/only/").content.decode()


def test_missing_translation_of_prose_is_marked(client, pilar):
    make_relationship("pair", lead_es="").publish(pilar)
    page = client.get("/es/relations/pair/").content.decode()
    assert '<div lang="en"><p>Neighbours.</p></div>' in page
    assert "se muestra en inglés" in page


def test_dates_and_numbers_are_said_in_the_language(client, pilar):
    agreement = make_agreement("treaty")
    agreement.events.create(kind="signed", happened_on="2018-11-30")
    agreement.publish(pilar)
    assert b"November 30, 2018" in client.get("/agreements/treaty/").content
    assert b"30 de noviembre de 2018" in client.get("/es/agreements/treaty/").content


@pytest.mark.parametrize(
    ("accepted", "language", "word"),
    [("es-MX,es;q=0.9", "es", "Contraseña"), ("en", "en", "Password"), ("fr", "en", "Password")],
)
def test_desk_speaks_the_language_of_the_browser(client, accepted, language, word):
    response = client.get("/admin/login/", headers={"accept-language": accepted})
    assert f'<html lang="{language}' in response.content.decode()
    assert word in response.content.decode()
    assert "Accept-Language" in response["Vary"]


def test_pages_speak_the_language_of_their_address_whatever_the_browser_says(client):
    assert b'<html lang="en"' in client.get("/", headers={"accept-language": "es"}).content
    assert b'<html lang="es"' in client.get("/es/", headers={"accept-language": "en"}).content


def test_fact_sheet_lists_agreements_by_the_titles_that_the_reader_sees(client, pilar):
    relationship = make_relationship("pair")
    relationship.publish(pilar)
    for english, spanish in (("Alpha", "Zorro"), ("beta", "Árbol")):
        agreement = make_agreement(title_en=english, title_es=spanish)
        agreement.relationships.add(relationship)
        agreement.publish(pilar)
    for address, titles in (
        ("/relations/pair/", "Alpha beta"),
        ("/es/relations/pair/", "Árbol Zorro"),
    ):
        listed = client.get(address).content.decode().split('id="all-agreements"')[1]
        first, second = titles.split()
        assert listed.index(first) < listed.index(second), address
