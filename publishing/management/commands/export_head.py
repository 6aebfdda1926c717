"""`manage.py export_head --to FOLDER`: sign the newest change of the record, for keeping."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from publishing.record.heads import make_key, newest_head, reason, write_new
from publishing.record.notes import BadKey


class Command(BaseCommand):
    help = (
        "Prints the signed head of the record: number, hash and time of the newest change. Keep it "
        "where nobody who can change this site can change it; verify_record --head FILE then finds "
        "a record that was rewritten. docs/RECORD.md tells the format."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", metavar="FOLDER", help="also write head-NUMBER.txt there")
        parser.add_argument("--mail", metavar="ADDRESS", help="also send it by mail")
        parser.add_argument("--key", action="store_true", help="print the public key instead")

    def handle(self, *, to, mail, key, **options):
        try:
            signer = make_key()
        except BadKey as error:
            raise CommandError(str(error)) from error
        if key:
            self.stdout.write(str(signer.public))
            return
        head = newest_head()
        if head is None:
            raise CommandError("The record is empty: there is no head yet.")
        note = head.signed(signer)
        self.stdout.write(note, ending="")
        errors = [*self.keep(to, head.number, note), *self.send(mail, head.number, note)]
        if errors:
            raise CommandError(" ".join(errors))

    def keep(self, folder: str | None, number: int, note: str) -> Iterator[str]:
        """Write the note to a folder that is there, and say what went wrong."""
        if folder is None:
            return
        path = Path(folder) / f"head-{number}.txt"
        try:
            write_new(path, note.encode())
        except FileExistsError:
            yield from self.compare(path, note)
        except OSError as error:
            yield f"{path} was not written: {reason(error)}."

    def compare(self, path: Path, note: str) -> Iterator[str]:
        try:
            if path.read_bytes() != note.encode():
                yield (
                    f"{path} is there and says something else, and was left as it is. Either the "
                    "key or the address of the site has changed, or the record was rewritten: run "
                    f"verify_record --head {path}."
                )
        except OSError as error:
            yield f"{path} is there and cannot be read: {reason(error)}."

    def send(self, address: str | None, number: int, note: str) -> Iterator[str]:
        """Mail the note, as a file that no mail program changes, and say what went wrong."""
        if address is None:
            return
        name = f"head-{number}.txt"
        mail = EmailMessage(
            f"Head {number} of the record",
            f"Keep the file {name}. It proves later that what was published until now was not "
            f"changed since:\n\n    manage.py verify_record --head {name}\n\nIt says:\n\n{note}",
            to=[address],
        )
        mail.attach(name, note.encode(), "application/octet-stream")
        try:
            validate_email(address)
            if settings.EMAIL_FILE_PATH:
                Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)
            mail.send()
        except ValidationError:
            yield f"“{address}” is no mail address."
        except Exception as error:  # whatever a mail server or a disk may do
            yield f"The mail to {address} was not sent: {error}."
