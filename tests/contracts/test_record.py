"""Whatever is changed that readers or auditors rely on, and however, the record tells of it: what
was done, by whom, from where, and what each row holds since."""

from contextlib import suppress
from datetime import time, timedelta
from io import BytesIO
from itertools import chain, count

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image as Pillow

from portal.models import FooterLink
from programs.models import Audience, Field, Level
from publishing import freezing
from publishing.changes.position import current_position
from publishing.history import correct_note
from publishing.items import item_models
from publishing.languages import LANGUAGES
from publishing.models import Act, Change, DraftSave, Touched, WorkingCopy
from publishing.record.coverage import covered_tables
from publishing.redaction import redact
from relations.models import Image, Partner, Relationship, Section, Statistic, Topic
from tests import people
from tests.contracts.addresses import addresses
from tests.contracts.matrix import TYPED, Form
from tests.contracts.site import LONG_AGO, make_item, relate
from tests.factories import (
    make_answer,
    make_audience,
    make_field,
    make_level,
    make_organization,
    make_partner,
    make_picture,
    make_statistic,
    make_sum,
    make_synonyms,
    make_topic,
)
from tests.stated import faults, recorded

pytestmark = pytest.mark.django_db

HERE = "192.0.2.7"
HOUR = timedelta(hours=1)
REGISTERED = [
    model
    for model, model_admin in admin.site._registry.items()
    if model._meta.db_table in covered_tables() and model is not Change
]
_numbers = count(10)


@pytest.fixture
def desk(client):
    """The browser of an administrator, who comes from `HERE`."""
    client.force_login(get_user_model().objects.get(username="ruth"))
    client.defaults["REMOTE_ADDR"] = HERE
    return client


def fresh_item(site, model) -> WorkingCopy:
    item = make_item(site, model, next(_numbers))
    relate(site, item)
    return item


# What is done at the desk.


def send(desk, address, **typed):
    """Open a form, type into what is empty, and send it."""
    values = Form(desk.get(address).text).values
    for name, texts in values.items():
        if texts == [""] and name in TYPED:
            values[name] = [TYPED[name]]
    return desk.post(address, {**values, **typed})


def picture() -> SimpleUploadedFile:
    written = BytesIO()
    Pillow.new("RGB", (40, 40), "teal").save(written, "PNG")
    return SimpleUploadedFile("typed.png", written.getvalue())


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_what_is_added_changed_and_deleted_at_the_desk_is_recorded(
    desk, site, model, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    typed = {
        Image: {"file": picture(), "title": "Typed", "decorative": "on"},
        Partner: {"region": "americas"},
        Relationship: {"home": make_partner("US").pk, "partner": make_partner("CA").pk},
        Section: {"relationship": site.relationship.pk},
    }.get(model, {})
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    rows = models.QuerySet(model).order_by("pk")
    known = set(rows.values_list("pk", flat=True))
    columns = ("name", "name_en", "title", "title_en", "first_name", "words_en")
    changed = dict.fromkeys(columns, "Changed")
    acts = {"add": typed, "change": changed, "delete": {"post": "yes"}}
    made: list = []
    for act, values in acts.items():
        address = reverse(f"{name}_{act}", args=[made[0].pk] if made else [])
        with recorded() as appended:
            response = send(desk, address, **values)
        assert response.status_code == 302, (act, response.context["errors"])
        made = made or list(rows.exclude(pk__in=known))
        assert appended, act
        assert {(change.by.username, change.source) for change in appended} == {("ruth", HERE)}
        if not issubclass(model, WorkingCopy):
            (subject,) = {(change.act, change.item_type, change.item_id) for change in appended}
            assert subject == (Act.CHANGED, model._meta.label_lower, made[0].pk)
    assert not rows.filter(pk=made[0].pk).exists()


def test_group_is_given_and_taken_at_the_desk(desk, site):
    ana, group = people.ana(), Group.objects.create(name="Translators")
    address = reverse("admin:auth_user_change", args=[ana.pk])
    for groups in ([group.pk], []):
        with recorded() as appended:
            assert send(desk, address, groups=groups).status_code == 302
        (change,) = appended
        assert (change.act, change.item_type, change.item_id) == ("changed", "auth.user", ana.pk)
        assert "auth_user_groups" in change.digests


def test_observations_that_are_imported_are_recorded(desk, site):
    make_statistic("imported")
    address = reverse("admin:relations_statistic_observations")
    rows = b"statistic,period,value\nimported,2022,800\n"
    page = desk.post(address, {"file": SimpleUploadedFile("rows.csv", rows)})
    with recorded() as appended:
        desk.post(address, {"confirmed": page.context["confirmed"]})
    assert [(change.act, change.source) for change in appended] == [(Act.SAVED, HERE)]


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_looking_and_previewing_append_nothing(desk, site, model):
    item = site.rows[model][0]
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for page in ("change", "history", "preview", "queue", "drafts"):
        with recorded() as appended:
            response = desk.get(reverse(f"{name}_{page}", args=[item.pk]))
        assert (response.status_code, appended) == (200, []), page


# What the verbs of items do.


def verbs(item, other, by):
    """Every verb, in an order that each allows the next, with the acts that the record names."""
    soon = timezone.now() + HOUR
    queued = []

    def publish(**options):
        queued.append(item.publish(by, **options))

    def import_one():
        item.import_edition(by, LONG_AGO)

    def withdraw(kind, **options):
        return lambda: item.withdraw(by, kind, reason_en="Over.", **options)

    def redact_first():
        redact(item.editions.earliest("live_from"), by, "The law.")

    published = lambda: item.publish(by, note_en="Words.")  # noqa: E731
    yield import_one, [Act.IMPORTED]
    yield published, [Act.PUBLISHED]
    yield lambda: item.save_draft(by), [Act.SAVED]
    yield lambda: item.save_draft(by), []
    yield lambda: type(item).save_drafts([item, other], by), [Act.SAVED, Act.SAVED]
    yield lambda: item.review(by, review_by=(soon + 48 * HOUR).date()), [Act.REVIEWED]
    yield lambda: correct_note(item.edition_at(soon), by, note_en="Better."), [Act.CORRECTED]
    yield lambda: item.move(f"{item.slug}-moved", by), [Act.MOVED]
    yield lambda: publish(at=soon), [Act.SCHEDULED]
    yield (
        lambda: queued.append(item.reschedule(queued[-1], soon + HOUR, by)),
        [Act.CANCELLED, Act.SCHEDULED],
    )
    yield (
        lambda: queued.append(item.replace_queued(queued[-1], by)),
        [Act.CANCELLED, Act.SCHEDULED],
    )
    yield lambda: queued[-1].cancel(by), [Act.CANCELLED]
    yield lambda: publish(at=soon + 2 * HOUR), [Act.SCHEDULED]
    yield withdraw("withdrawn"), [Act.CANCELLED, Act.WITHDREW]
    yield published, [Act.PUBLISHED]
    yield withdraw("merged", merged_into=other), [Act.WITHDREW]
    yield published, [Act.PUBLISHED]
    yield withdraw("in_error"), [Act.WITHDREW]
    yield redact_first, [Act.REDACTED]


@pytest.mark.parametrize("model", item_models(), ids=lambda model: model.__name__)
def test_every_verb_is_recorded(site, model):
    ruth = get_user_model().objects.get(username="ruth")
    item, other = fresh_item(site, model), fresh_item(site, model)
    other.publish(ruth)
    for number, (verb, acts) in enumerate(verbs(item, other, ruth)):
        before = current_position().key
        with recorded() as appended:
            verb()
        assert [change.act for change in appended] == acts, number
        assert {(change.by, change.source) for change in appended} <= {(ruth, "command")}
        seen = any(act != Act.SAVED for act in acts)
        assert (current_position().key != before) == seen, number
        assert all(change.item_type == item._meta.label_lower for change in appended)
    assert not DraftSave.objects.about(item).exclude(content__fields={}).exists()


# What is written past them.


def test_what_one_transaction_does_is_appended_once(site):
    ruth = get_user_model().objects.get(username="ruth")
    items = [site.rows[model][0] for model in item_models()]
    counting = connection.execute_wrapper(counts := Counting())
    with recorded() as appended, counting, transaction.atomic():
        for item in items:
            item.publish(ruth)
    assert [change.item_id for change in appended] == [item.pk for item in items]
    assert counts.inserts == 1
    assert counts.locks == (connection.vendor == "postgresql")


class Counting:
    """Counts statements that insert changes and that take the record's lock."""

    inserts = locks = 0

    def __call__(self, execute, sql, params, many, context):
        self.inserts += sql.startswith(f'INSERT INTO "{Change._meta.db_table}"')
        self.locks += "pg_advisory_xact_lock" in sql
        return execute(sql, params, many, context)


def test_what_is_undone_is_not_recorded(site):
    ruth = get_user_model().objects.get(username="ruth")
    agreement, program = site.items[2], site.items[-1]
    with recorded() as appended, transaction.atomic():
        agreement.publish(ruth)
        with suppress(ZeroDivisionError), transaction.atomic():
            program.publish(ruth)
            with transaction.atomic():
                Topic.objects.update(name_en="Undone")
            raise ZeroDivisionError
        point = transaction.savepoint()
        program.move("undone", ruth)
        transaction.savepoint_rollback(point)
        kept = transaction.savepoint()
        program.review(ruth)
        transaction.savepoint_commit(kept)
    assert [(change.act, change.item_id) for change in appended] == [
        (Act.PUBLISHED, agreement.pk),
        (Act.REVIEWED, program.pk),
    ]
    with recorded() as appended, transaction.atomic():
        agreement.publish(ruth)
        Group.objects.create(name="Undone")
        transaction.set_rollback(True)
    assert appended == []


def execute(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


# Every column.


def other_value(field: models.Field, value, pk):
    """A value that a column might hold as well, in the database's terms."""
    if field.null and value is not None and field.is_relation:
        return None
    if field.choices:
        return next((key for key, _name in field.flatchoices if key != value), f"{value}x")
    match field:
        case models.BooleanField():
            return not value
        case models.DateTimeField():
            return (value or timezone.now()) + timedelta(seconds=1)
        case models.DateField():
            return (value or timezone.now().date()) + timedelta(days=1)
        case models.TimeField():
            return time(value.hour ^ 1 if value else 1)
        case models.JSONField():
            return {"other": pk}
        case models.ForeignKey():
            rows = models.QuerySet(field.related_model).exclude(pk=value).order_by("-pk")
            return rows.values_list("pk", flat=True).first()
        case models.DecimalField() | models.IntegerField():
            return (value or 0) + 1
        case models.URLField():
            return f"https://example.org/{pk}"
        case _:
            return f"o{pk}{value}"[: field.max_length]


def alter(model, row, field) -> bool:
    """Change a column of a row by SQL, in a transaction. Return whether it could be."""
    value = other_value(field, getattr(row, field.attname), row.pk)
    if field.primary_key or (value is None and not field.null):
        return False
    prepared = field.get_db_prep_save(value, connection)
    table, key = model._meta.db_table, model._meta.pk.column
    try:
        with transaction.atomic():
            execute(
                f'UPDATE {table} SET "{field.column}" = %s WHERE "{key}" = %s', prepared, row.pk
            )
    except IntegrityError:
        return False
    return True


def fill_covered_tables(site, by):
    """Let each covered table have a row, and let there be rows that nothing refers to yet."""
    makers = (make_topic, make_organization, make_audience, make_level, make_field, make_picture)
    for make in makers:
        make("new")
    make_partner("NW")
    FooterLink.objects.create(title_en="Elsewhere", url="https://example.org/")
    make_synonyms("grant, scholarship", "beca")
    sets = {"audiences": Audience, "levels": Level, "fields": Field}
    make_answer(**{name: model.objects.all()[:1] for name, model in sets.items()})
    for model in item_models():
        fresh_item(site, model)
    item = site.rows[Statistic][0]
    item.publish(by, note_en="Words.")
    correct_note(item.editions.first(), by, note_en="Better.")
    item.move("elsewhere", by)
    item.save_draft(by)
    addend = make_statistic()
    addend.publish(by)
    make_sum("sum", item, addend).publish(by)
    group = Group.objects.create(name="Readers")
    group.permissions.add(*Permission.objects.all()[:1])
    by.groups.add(group)
    by.user_permissions.add(*Permission.objects.all()[:1])


NOTHING: dict = {"rows": {}}


def test_every_covered_column_is_recorded_and_replaces_kept_pages(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ruth = get_user_model().objects.get(username="ruth")
    fill_covered_tables(site, ruth)
    unnoticed, empty, altered = [], [], 0
    with freezing.lifted():
        for covered in covered_tables().values():
            row = models.QuerySet(covered.model).first()
            if row is None:
                empty.append(covered.table)
            for field in covered.fields if row else ():
                before, point = current_position().key, transaction.savepoint()
                last = Change.objects.last_number()
                if not alter(covered.model, row, field):
                    continue
                altered += 1
                digests = Change.objects.filter(number__gt=last).values_list("digests", flat=True)
                said = [row for each in digests for row in each.get(covered.table, NOTHING)["rows"]]
                replaced = current_position().key != before
                if str(row.pk) not in said or replaced != covered.public:
                    unnoticed.append(f"{covered.table}.{field.column}")
                transaction.savepoint_rollback(point)
    assert (unnoticed, empty) == ([], [])
    assert altered > 300


def test_no_reader_sees_what_the_record_does_not_cover(site, client, settings, tmp_path):
    """A page would be kept although it is no longer true."""
    settings.MEDIA_ROOT = tmp_path
    ruth = get_user_model().objects.get(username="ruth")
    fill_covered_tables(site, ruth)
    with time_machine.travel(timezone.now(), tick=False):
        seen, before = read_all(client, site), current_position().key
        for model in apps.get_models():
            alter_uncovered(model)
        now = read_all(client, site)
        assert [page for page in seen if now[page] != seen[page]] == []
        for model in apps.get_models():
            if model._meta.db_table not in covered_tables() and not shown_by_design(model):
                execute(f"DELETE FROM {model._meta.db_table}")
        now = read_all(client, site)
        assert [page for page in seen if now[page] != seen[page]] == []
        assert current_position().key == before
    assert faults() == []


def read_all(client, site) -> dict[str, bytes]:
    """What readers are answered, but for what is never kept: health, and the head of the record."""
    pages = {}
    for language in LANGUAGES:
        with translation.override(language):
            for address in chain.from_iterable(addresses(site).values()):
                response = client.get(address)
                if "no-store" not in response.headers.get("Cache-Control", ""):
                    pages[address] = response.content
    assert len(pages) > 50
    return pages


def alter_uncovered(model) -> None:
    """Change each column of each row of a model that the record does not cover."""
    covered = covered_tables().get(model._meta.db_table)
    columns = {field.column for field in covered.fields} if covered else set()
    for row in models.QuerySet(model) if not shown_by_design(model) else ():
        for field in model._meta.concrete_fields:
            if field.column not in columns:
                alter(model, row, field)


def shown_by_design(model) -> bool:
    """Whether it is of the record itself, of Django's tables that say what models there are, or
    follows from what the record covers."""
    derived = getattr(model, "derived", False)
    return derived or model in (Change, Touched, ContentType, Permission)
