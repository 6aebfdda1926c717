"""The file of a text is what its content says, is kept once, and is for whoever may read it."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from publishing.models import Withdrawal
from relations import texts
from relations.models import Agreement, Text
from tests import people
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db

SOON = datetime(2098, 1, 1, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
OTHER = PDF.replace(b"1.7", b"1.4")
# One row of texts on the form, without what an upload fills in.
ROW = {"texts-TOTAL_FORMS": "1", "texts-0-language": "English"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept_files(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def with_text(content: bytes = PDF, **columns) -> Agreement:
    """An agreement with a text whose file is kept."""
    agreement = make_agreement()
    add_text(agreement, content, **columns)
    return agreement


def add_text(agreement, content: bytes, **columns) -> None:
    kept = texts.keep(ContentFile(content))
    text = Text(agreement=agreement, language="English", sha256=kept.sha256, **columns)
    text.full_clean()
    text.save()


def address(agreement, content: bytes = PDF, file_type: str = "pdf") -> str:
    return reverse("agreement-text", args=[agreement.slug, sha256(content).hexdigest(), file_type])


def ask(client, url: str, **headers):
    """Return the response, read to its end, which closes its file."""
    response = client.get(url, headers=headers)
    response.body = b"".join(response)
    return response


def status(client, *args) -> int:
    return ask(client, address(*args)).status_code


# What is accepted


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, "pdf"),
        (b"%PDF-2.0\n<script>alert(1)</script>\n%%EOF", "pdf"),  # served as a PDF file alone
        ("Artículo 1\r\n\tLas Partes…\x0c".encode(), "txt"),
        ("\ufeffArticle 1, where 2 < 3 & a <b> stands".encode(), "txt"),
    ],
)
def test_type_of_a_file_follows_from_its_content_whatever_its_name(content, file_type):
    kept = texts.keep(SimpleUploadedFile("page.html", content, "text/html"))
    assert (kept.file_type, kept.size) == (file_type, len(content))
    assert kept.sha256 == sha256(content).hexdigest()


REFUSED = {
    "empty": b"",
    "cut off": PDF[:-8],
    "more after its end": PDF + b"PK\x03\x04" * 400,
    "HTML": b"<!DOCTYPE html><p>Article 1",
    "HTML after a mark": b"\xef\xbb\xbf \n<html><body>",
    "script in text": b"Article 1 <SCRIPT src=x>",
    "SVG": b'<?xml version="1.0"?><svg xmlns="x"/>',
    "HTML before PDF": b"<html>" + PDF,
    "program": b"\x7fELF\x02\x01\x01",
    "archive": b"PK\x03\x04\x14\0",
    "picture": b"\x89PNG\r\n\x1a\n\0\0",
    "escapes": b"Article 1\x1b[2J",
    "zero": b"Article\x001",
    "UTF-16": "Article 1".encode("utf-16"),
    "Latin-1": "Artículo".encode("latin-1"),
    "C1 control": "Article\x851".encode(),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_and_not_kept(media, content):
    with pytest.raises(ValidationError):
        texts.keep(SimpleUploadedFile("treaty.pdf", content, "application/pdf"))
    assert kept_files(media) == []


def test_a_file_is_kept_once_and_never_written_over(media):
    kept = texts.keep(ContentFile(PDF))
    path = media / kept.name
    before = path.stat().st_mtime_ns, path.stat().st_ino
    assert texts.keep(ContentFile(PDF)) == kept
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert kept_files(media) == [f"{kept.sha256}.pdf"]


def test_a_text_needs_a_file_that_is_kept_or_an_address():
    agreement = make_agreement()
    for columns in ({}, {"sha256": "0" * 64}, {"sha256": "../../secret_key"}):
        with pytest.raises(ValidationError):
            Text(agreement=agreement, language="English", **columns).full_clean()
    Text(agreement=agreement, language="English", url="https://example.org/").full_clean()


# Who may read it


def test_file_of_a_draft_is_for_staff_who_may_view_it(client, ana):
    agreement = with_text()
    assert status(client, agreement) == 404
    client.force_login(people.make_staff("nora"))
    assert status(client, agreement) == 404
    client.force_login(ana)
    response = ask(client, address(agreement))
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_published_file_is_served_as_what_it_is_and_nothing_else(client, pilar):
    agreement = with_text()
    agreement.publish(pilar)
    response = ask(client, address(agreement))
    assert response.body == PDF
    digest = sha256(PDF).hexdigest()
    name = f"{agreement.slug}-{digest[:8]}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, no-cache"
    assert response["ETag"] == f'"{digest}"'
    assert ask(client, address(agreement), if_none_match=response["ETag"]).status_code == 304
    head = client.head(address(agreement))
    assert (head.status_code, b"".join(head)) == (200, b"")
    assert head["Content-Length"] == str(len(PDF))
    assert client.post(address(agreement)).status_code == 405


def test_past_edition_still_serves_its_own_file(client, pilar):
    agreement = with_text()
    past = agreement.publish(pilar)
    agreement.texts.all().delete()
    add_text(agreement, OTHER)
    assert status(client, agreement, OTHER) == 404  # not published yet
    agreement.publish(pilar)
    assert ask(client, address(agreement)).body == PDF
    assert ask(client, address(agreement, OTHER)).body == OTHER
    page = client.get(reverse("edition", args=[past.identifier])).content.decode()
    assert address(agreement) in page
    assert address(agreement, OTHER) not in page


def test_file_of_a_scheduled_or_cancelled_edition_is_not_public(client, pilar):
    agreement = with_text()
    edition = agreement.publish(pilar, at=SOON)
    assert status(client, agreement) == 404
    edition.cancel(pilar)
    assert status(client, agreement) == 404


def test_file_is_gone_with_what_was_published_in_error(client, pilar, ana):
    agreement = with_text()
    agreement.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    assert status(client, agreement) == 410
    add_text(agreement, OTHER)
    agreement.texts.exclude(sha256=sha256(OTHER).hexdigest()).delete()
    agreement.publish(pilar)
    assert (status(client, agreement), status(client, agreement, OTHER)) == (410, 200)
    client.force_login(ana)
    assert status(client, agreement) == 200


def test_file_of_what_was_merely_withdrawn_is_still_read_in_the_past(client, pilar):
    agreement = with_text()
    agreement.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="Over.")
    assert status(client, agreement) == 200


def test_public_file_of_one_agreement_has_no_address_under_another(client, pilar):
    agreement, other = with_text(), make_agreement()
    agreement.publish(pilar)
    other.publish(pilar)
    assert status(client, other) == 404


@pytest.mark.parametrize("end", ["..%2f..%2fsecret_key.pdf", "../secret_key.pdf", "x.exe", ".pdf"])
def test_no_other_file_has_an_address(client, ruth, media, end):
    (media / "secret_key.pdf").write_bytes(PDF)
    agreement = with_text()
    agreement.publish(ruth)
    client.force_login(ruth)
    assert ask(client, f"/agreements/{agreement.slug}/texts/{end}").status_code == 404


def test_files_have_no_address_under_media(client, ruth):
    agreement = with_text()
    agreement.publish(ruth)
    client.force_login(ruth)
    kept = texts.find(sha256(PDF).hexdigest())
    assert client.get(f"/media/{kept.name}").status_code == 404


def test_address_before_a_move_leads_to_the_present_one(client, pilar):
    agreement = with_text()
    agreement.publish(pilar)
    before = address(agreement)
    agreement.move("moved", pilar)
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (301, address(agreement))


# What erasing leaves


@pytest.mark.parametrize("named_elsewhere", [False, True])
def test_erasing_an_edition_removes_a_file_that_nothing_else_names(
    pilar, media, django_capture_on_commit_callbacks, named_elsewhere
):
    agreement, other = with_text(), make_agreement()
    edition = agreement.publish(pilar)
    agreement.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    agreement.texts.all().delete()
    if named_elsewhere:
        add_text(other, PDF)
    for each in agreement.editions.order_by("pk"):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("redact", each.identifier, "--by", "pilar", "--reason", "A court.")
    assert edition.texts.count() == 0
    assert bool(kept_files(media)) == named_elsewhere


def test_seal_covers_the_file(pilar):
    agreement = with_text()
    edition = agreement.publish(pilar)
    agreement.texts.all().delete()
    add_text(agreement, OTHER)
    assert agreement.differs_from(edition)


# At the desk


def test_upload_at_the_desk_says_what_it_is(client, ana, media):
    agreement = make_agreement()
    client.force_login(ana)
    name = 'a"b\r\nX: 1/../../ñ.html'
    submit(client, agreement, **ROW, **{"texts-0-upload": SimpleUploadedFile(name, PDF)})
    text = agreement.texts.get()
    assert (text.sha256, text.file_type, text.size) == (
        sha256(PDF).hexdigest(),
        "pdf",
        len(PDF),
    )
    assert address(agreement) in open_form(client, agreement).content.decode()


def test_form_that_is_refused_for_another_reason_still_has_the_file(client, ana):
    agreement = make_agreement()
    client.force_login(ana)
    upload = {"texts-0-upload": SimpleUploadedFile("treaty.pdf", PDF)}
    response = submit(client, agreement, **ROW, **upload, sourced_on="never")
    assert not agreement.texts.exists()
    values = form_values(response) | {"sourced_on": "", "_save": "1"}
    client.post(url(agreement, "change", agreement.pk), values)
    assert agreement.texts.get().sha256 == sha256(PDF).hexdigest()


def test_conflict_keeps_the_file_at_its_row(client, ana, pilar):
    agreement = with_text(OTHER)
    client.force_login(ana)
    values = form_values(open_form(client, agreement))
    client.force_login(pilar)
    submit(client, agreement, title_en="Theirs")
    client.force_login(ana)
    row = {"texts-TOTAL_FORMS": "2", "texts-0-DELETE": "on", "texts-1-language": "Spanish"}
    upload = {"texts-1-upload": SimpleUploadedFile("treaty.pdf", PDF)}
    address = url(agreement, "change", agreement.pk)
    response = client.post(address, {**values, **row, **upload, "_save": "1"})
    assert response.status_code == 409
    again = form_values(response) | {"_save": "1", "merge-title_en": "theirs"}
    client.post(address, again | {"merge-texts": "mine", "merging": ["title_en", "texts"]})
    by_language = dict(agreement.texts.values_list("language", "sha256"))
    assert by_language["Spanish"] == sha256(PDF).hexdigest()


@pytest.mark.parametrize("content", [b"<html>", b"", PDF[:20]])
def test_refused_upload_is_told_beside_its_field_and_what_was_typed_stays(client, ana, content):
    agreement = make_agreement()
    client.force_login(ana)
    upload = {"texts-0-upload": SimpleUploadedFile("treaty.pdf", content)}
    response = submit(client, agreement, **ROW, **upload, title_en="As typed")
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    errors = next(each for each in formsets if each.prefix == "texts").forms[0].errors
    assert list(errors) == ["upload"] or set(errors) == {"upload", "__all__"}
    assert form_values(response)["title_en"] == "As typed"


def test_file_of_200_megabytes_is_refused_without_being_kept(client, ana, settings, media):
    """With 1 and 2 MB, so that the test is quick."""
    settings.TEXT_MAX_MB, settings.MAX_UPLOAD_BYTES = 1, 2 * texts.MEGABYTE
    agreement = make_agreement()
    client.force_login(ana)
    upload = {"texts-0-upload": SimpleUploadedFile("treaty.pdf", b"%PDF-1.7" + bytes(9_000_000))}
    response = submit(client, agreement, **ROW, **upload, title_en="As typed", zzz="after it")
    assert response.wsgi_request.POST["zzz"] == "after it"
    assert "larger than 1 MB" in response.content.decode()
    assert form_values(response)["title_en"] == "As typed"
    assert kept_files(media) == []


def test_nobody_without_the_right_to_write_leaves_a_file(client, media):
    agreement = make_agreement()
    client.force_login(people.make_staff("vera", "view"))
    upload = {"texts-0-upload": SimpleUploadedFile("treaty.pdf", PDF)}
    client.post(url(agreement, "change", agreement.pk), {**ROW, **upload, "_save": "1"})
    assert kept_files(media) == []


def test_restoring_an_edition_brings_its_file_back(client, ana, pilar):
    agreement = with_text(pages=3)
    edition = agreement.publish(pilar)
    agreement.texts.all().delete()
    client.force_login(ana)
    form = client.get(f"{url(agreement, 'change', agreement.pk)}?restore={edition.identifier}")
    client.post(url(agreement, "change", agreement.pk), {**form_values(form), "_save": "1"})
    assert not Agreement.objects.get(pk=agreement.pk).differs_from(edition)


def test_page_says_what_each_text_is(client, pilar):
    agreement = with_text(
        pages=12, authenticity="authentic", url="https://example.org/t", source_en="A gazette"
    )
    agreement.publish(pilar)
    page = client.get(agreement.get_absolute_url()).content.decode()
    digest = sha256(PDF).hexdigest()
    for words in (address(agreement), digest, "12 pages", "authentic", "A gazette", "PDF"):
        assert words in page
    assert "https://example.org/t" in page
    exported = client.get("/agreements.json").json()["items"][0]["texts"][0]
    assert exported["sha256"] == digest
    assert exported["file"].endswith(address(agreement))
    assert digest in client.get("/agreements.csv").content.decode()
