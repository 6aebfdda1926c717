"""A seal is verified in the format it was made in, whatever becomes of a type later."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from programs.models import Program, ProgramEdition
from publishing import formats
from publishing.admin.states import with_states
from publishing.comparing import changes
from publishing.formats import layout
from publishing.items import item_models
from publishing.record.verification import find_errors
from publishing.redaction import redact
from publishing.snapshot import declared_layout, full_snapshot, snapshot
from tests.factories import make_agreement, make_program

pytestmark = pytest.mark.django_db

SOON = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def begin_format(monkeypatch):
    """Begin a format in which the layout of one type is another."""

    def begin(model, **changed):
        number, known = formats.CURRENT + 1, formats._layouts
        old = layout(model, formats.CURRENT)

        def layouts(app_label, asked):
            named = dict(known(app_label, min(asked, number - 1)))
            if asked == number and app_label == model._meta.app_label:
                named[model._meta.model_name] = replace(old, **changed)
            return named

        monkeypatch.setattr(formats, "_layouts", layouts)
        monkeypatch.setattr(formats, "CURRENT", number)

    return begin


@pytest.fixture
def format_1(monkeypatch):
    """What is written now is written as before formats were counted, also what left since."""
    for name in set(layout(Program, 1).fields) - set(layout(Program, formats.CURRENT).fields):
        monkeypatch.setattr(Program, name, getattr(ProgramEdition(), name), raising=False)
    monkeypatch.setattr(formats, "CURRENT", 1)
    yield
    monkeypatch.undo()


def retire(begin_format, model, name):
    """The column `name` leaves the working copy; editions keep it."""
    names = layout(model, formats.CURRENT).fields
    begin_format(model, fields=tuple(one for one in names if one != name))


@pytest.mark.parametrize("model", item_models())
def test_current_format_names_all_that_a_type_declares(model):
    declared, kept = declared_layout(model), layout(model, formats.CURRENT)
    missing = "`manage.py write_format` writes down what a type has gained"
    assert (set(kept.fields), set(kept.sets)) == (set(declared.fields), set(declared.sets)), missing
    assert {name: set(columns) for name, columns in kept.parts.items()} == {
        name: set(columns) for name, columns in declared.parts.items()
    }, missing


@pytest.mark.parametrize("model", item_models())
def test_editions_declare_all_that_any_format_names(model):
    edition = model.edition_model()._meta
    for one in formats.every_layout(model):
        for name in (*one.fields, *one.sets):
            edition.get_field(name)
        for name, columns in one.parts.items():
            for column in columns:
                edition.get_field(name).related_model._meta.get_field(column)


def test_zero_is_content(pilar):
    program = make_program()
    empty = program.publish(pilar)
    program.age_from = 0
    program.save()
    assert program.differs_from(empty)
    newborn = program.publish(pilar)
    assert snapshot(newborn)["fields"]["age_from"] == 0
    assert [
        change.label for change in changes(type(program), *map(snapshot, (empty, newborn)))
    ] == ["Youngest age"]


def test_zero_of_format_1_is_known_from_the_edition_itself(request, pilar):
    request.getfixturevalue("format_1")
    program = make_program(age_from=0)
    edition = program.publish(pilar)
    formats.CURRENT = 2
    assert edition.format == 1
    assert not list(find_errors(type(program).edition_model()))
    assert not program.differs_from(edition)
    assert full_snapshot(edition)["fields"]["age_from"] == 0
    program.age_from = None
    assert program.differs_from(edition)


def test_draft_save_that_agrees_with_an_edition_of_another_format_is_no_change(request, pilar):
    request.getfixturevalue("format_1")
    program = make_program(age_from=0)
    program.publish(pilar)
    formats.CURRENT = 2
    program.save_draft(pilar)
    assert not _has_changed(program)
    program.age_from = None
    program.save()
    program.save_draft(pilar)
    assert _has_changed(program)


def test_editions_outlive_a_column_that_leaves_the_working_copy(begin_format, pilar):
    agreement = make_agreement(covers_en="Water")
    edition = agreement.publish(pilar)
    retire(begin_format, type(agreement), "covers_en")
    assert not list(find_errors(type(agreement).edition_model()))
    assert not agreement.differs_from(edition)
    assert "covers_en" not in snapshot(agreement)["fields"]
    labels = {
        c.label for c in changes(type(agreement), full_snapshot(edition), snapshot(agreement))
    }
    assert labels == {"Covers (English)"}


def test_column_that_leaves_child_rows_is_still_read_in_an_edition(begin_format, pilar):
    agreement = make_agreement()
    agreement.events.create(kind="signed", happened_on="2020", place_en="Geneva")
    edition = agreement.publish(pilar)
    parts = dict(layout(type(agreement), formats.CURRENT).parts)
    parts["events"] = tuple(name for name in parts["events"] if name != "place_en")
    begin_format(type(agreement), parts=parts)
    assert not agreement.differs_from(edition)
    (change,) = changes(type(agreement), full_snapshot(edition), snapshot(agreement))
    assert change.label == "Events"
    assert "<del>Geneva" in change.marked or "Geneva</del>" in change.marked


def test_copy_of_an_edition_holds_what_left_the_working_copy(begin_format, pilar):
    agreement = make_agreement(covers_en="Water")
    agreement.publish(pilar)
    queued = agreement.publish(pilar, at=SOON)
    retire(begin_format, type(agreement), "covers_en")
    moved = agreement.reschedule(queued, SOON.replace(year=SOON.year + 1), pilar)
    tombstone = agreement.withdraw(pilar, "withdrawn", reason_en="Over.", keep_queue=True)
    for copy in (moved, tombstone):
        assert copy.covers_en == "Water"
        assert copy.format == queued.format
    assert moved.seal == queued.seal
    assert not list(find_errors(type(agreement).edition_model()))


def test_redaction_erases_what_left_the_working_copy(begin_format, pilar):
    agreement = make_agreement(covers_en="Water")
    edition = agreement.publish(pilar)
    agreement.withdraw(pilar, "in_error", reason_en="Wrong.")
    retire(begin_format, type(agreement), "covers_en")
    edition.refresh_from_db()
    redact(edition, pilar, "A court ordered it.")
    edition.refresh_from_db()
    assert edition.covers_en == "[redacted]"
    assert not list(find_errors(type(agreement).edition_model()))


def test_renamed_choice_is_no_change_and_breaks_no_seal(begin_format, pilar):
    agreement = make_agreement(kind="treaty")
    agreement.events.create(kind="signed", happened_on="2020")
    edition = agreement.publish(pilar)
    begin_format(type(agreement), choices={})
    names = layout(type(agreement), edition.format)
    names.choices.update({"kind": {"treaty": "pact"}, "events.kind": {"signed": "sealed"}})
    try:
        agreement.kind = "pact"
        agreement.events.update(kind="sealed")
        assert not list(find_errors(type(agreement).edition_model()))
        assert not agreement.differs_from(edition)
        assert snapshot(edition)["fields"]["kind"] == "pact"
        assert snapshot(agreement, edition.format) == snapshot(edition, edition.format)
    finally:
        names.choices.clear()


def test_content_that_moved_is_read_in_its_new_shape(begin_format, pilar, monkeypatch):
    agreement = make_agreement(covers_en="Water")
    edition = agreement.publish(pilar)
    retire(begin_format, type(agreement), "covers_en")

    def translate(edition, content, number):
        fields = {**content["fields"], "summary_en": f"An agreement. {edition.covers_en}."}
        return {**content, "fields": fields}

    monkeypatch.setattr(type(edition), "translate_snapshot", translate)
    agreement.summary_en = "An agreement. Water."
    assert not agreement.differs_from(edition)
    assert not list(find_errors(type(agreement).edition_model()))


def test_name_is_taken_out_by_a_new_format_only(begin_format, tmp_path, monkeypatch):
    model = make_agreement().__class__
    names = layout(model, formats.CURRENT).fields
    begin_format(model, fields=(*names, "color"))
    monkeypatch.setattr("publishing.management.commands.write_format.path", lambda *_: tmp_path)
    with pytest.raises(CommandError, match="color"):
        call_command("write_format")


def _has_changed(item):
    return with_states(type(item).objects.all(), timezone.now()).get().has_changed
