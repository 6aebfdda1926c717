"""A head that was kept elsewhere: `verify_record --head FILE`."""

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from publishing import freezing
from publishing.changes.digests import chain_hash
from publishing.models import Change
from publishing.record.heads import Head, load_key, make_key
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(pilar, settings, tmp_path):
    """The file of a head that was kept."""
    settings.RECORD_KEY_FILE = tmp_path / "key"
    make_agreement().publish(pilar)
    file = tmp_path / "head.txt"
    file.write_text(Head.of(Change.objects.first()).signed(make_key()))
    return file


def rewrite(**columns) -> None:
    """Alter the second change, and let all that follow it follow from that."""
    with freezing.lifted():
        models.QuerySet(Change).filter(number=2).update(**columns)
        previous = ""
        for change in Change.objects.order_by("number"):
            digest = chain_hash(previous, change)
            models.QuerySet(Change).filter(pk=change.pk).update(previous=previous, hash=digest)
            previous = digest


def test_record_holds_the_head_that_was_kept(kept, capsys):
    call_command("verify_record", head=kept)
    assert "all as they were recorded" in capsys.readouterr().out
    call_command("verify_record", head=kept, key=str(load_key().public))


def test_chain_that_was_rewritten_whole_is_found(kept, capsys):
    number = Change.objects.last_number()
    rewrite(source="elsewhere")
    call_command("verify_record")
    with pytest.raises(CommandError):
        call_command("verify_record", head=kept)
    assert f"change {number}: hash is not that of the head that was kept" in capsys.readouterr().err


def test_note_that_nobody_signed_is_refused(kept):
    kept.write_text(kept.read_text().replace("record\n", "record\n1", 1))
    with pytest.raises(CommandError, match=str(kept)):
        call_command("verify_record", head=kept)
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_record", head=kept.with_name("nothing"))
