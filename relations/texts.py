"""Files of texts: which uploads are accepted, and where they are kept, each under its SHA-256."""

import errno
import re
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEGABYTE = 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
PDF_START = re.compile(rb"%PDF-[12]\.\d")
PDF_END, PDF_END_WITHIN = b"%%EOF", 1024  # bytes, by the implementation notes of PDF 1.7
# What no text has: every control character but tab, line end, form feed and carriage return.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
MARKUP = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|\?xml|\?php)\b", re.IGNORECASE)


class FileType(models.TextChoices):
    """The types that are accepted, as the extension of each."""

    PDF = "pdf", gettext_lazy("PDF")
    PLAIN = "txt", gettext_lazy("plain text")


CONTENT_TYPES = {FileType.PDF: "application/pdf", FileType.PLAIN: "text/plain; charset=utf-8"}

# Why a file was not written, by what the system calls it.
DISK_FAULTS = {
    errno.ENOSPC: gettext_lazy("The server's disk is full."),
    errno.EDQUOT: gettext_lazy("The server's disk is full."),
}


class KeptFile(NamedTuple):
    """A file that is kept; its size is in bytes."""

    sha256: str
    file_type: FileType
    size: int

    @property
    def name(self) -> str:
        """Its place in the storage."""
        return _name(self.sha256, self.file_type)


def keep(upload) -> KeptFile:
    """Write an upload under its SHA-256, unless that is there, and return what is kept.

    What it is follows from its content, whatever it is called. Raises ValidationError with the
    reason when it is too large, neither a whole PDF file nor plain text, or cannot be written.
    """
    if upload.size > settings.TEXT_MAX_MB * MEGABYTE:
        message = _("The file is larger than %(number)d MB. Give the address of the text instead.")
        raise ValidationError(message % {"number": settings.TEXT_MAX_MB})
    upload.seek(0)
    content = upload.read()
    kept = KeptFile(sha256(content).hexdigest(), _type_of(content), len(content))
    try:
        if not default_storage.exists(kept.name):
            saved = default_storage.save(kept.name, ContentFile(content))
            if saved != kept.name:  # someone else wrote the same meanwhile
                default_storage.delete(saved)
    except OSError as error:
        fault = DISK_FAULTS.get(error.errno or 0, _("The server's disk reports an error."))
        message = _("%(fault)s The file cannot be kept. Tell whoever runs this site.")
        raise ValidationError(message % {"fault": fault}) from error
    return kept


def find(sha256: str) -> KeptFile | None:
    """Return the file that is kept under a SHA-256, if it is one and there is."""
    for file_type in FileType if SHA256.fullmatch(sha256) else ():
        name = _name(sha256, file_type)
        if default_storage.exists(name):
            return KeptFile(sha256, file_type, default_storage.size(name))
    return None


def remove(sha256: str) -> None:
    """Remove the file under a SHA-256, if there is one. The caller knows that nothing names it."""
    if kept := find(sha256):
        default_storage.delete(kept.name)


def _name(sha256: str, file_type: str) -> str:
    return f"texts/{sha256[:2]}/{sha256}.{file_type}"


def _type_of(content: bytes) -> FileType:
    """Return what a file is, by its content. Raises ValidationError."""
    if not content:
        raise ValidationError(_("The file is empty."))
    if PDF_START.match(content):
        if PDF_END not in content[-PDF_END_WITHIN:]:
            raise ValidationError(_("The PDF file is cut off, or something follows its end."))
        return FileType.PDF
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("This is neither a PDF file nor plain text in UTF-8, whatever its name says.")
        ) from error
    if CONTROL.search(text):
        raise ValidationError(_("The file holds control characters, so it is no plain text."))
    if MARKUP.search(text):
        raise ValidationError(_("The file is a web page or a program, and no plain text."))
    return FileType.PLAIN
