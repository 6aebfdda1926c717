"""Asks every address of the site as every role, with its own ids and with foreign ones."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from unittest import mock
from uuid import NAMESPACE_URL, uuid5

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import AccessEntry
from portal.models import FooterLink
from portal.staff import make_groups
from programs.common_grants import id_of
from programs.models import Program
from publishing.items import item_models
from publishing.models import Act, Change, DraftSave, WorkingCopy
from publishing.snapshot import part_models, shared_sets
from relations.models import Agreement
from relations.texts import keep
from tests import people
from tests.connections import undone
from tests.contracts.addresses import call_of, type_of
from tests.contracts.site import Site, keep_text_file
from tests.factories import (
    make_agreement,
    make_answer,
    make_page,
    make_picture,
    make_synonyms,
)
from tests.record import settle

GET, POST = ("get",), ("post",)
ROLES = ("anonymous", "reader", "staff", "author", "publisher", "administrator")
LATER = datetime(2098, 1, 1, tzinfo=UTC)
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What no act of a person consists in: sessions, logs, the page cache, and counts of tries.
BOOKKEEPING = re.compile(
    r"django_session|django_admin_log|delivery_|accounts_(failedtries|knownsource|accessentry)"
    r"|publishing_(change|touched)"
)
WRITING = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
SAVEPOINT = re.compile(r"(SAVEPOINT|ROLLBACK TO SAVEPOINT) (\S+)")
# What is typed into the empty fields of a form, and into those of forms that make something new.
TYPED = {
    "slug": "typed",
    "key": "typed",
    "code": "ZZ",
    "name": "Typed",
    "username": "typed",
    "title_en": "Typed",
    "title_es": "Escrito",
    "name_en": "Typed",
    "name_es": "Escrito",
    "reason_en": "Typed",
    "note_en": "Typed",
    "words_en": "typed, written",
    "words_es": "escrito",
    "url": "https://example.org/typed",
    "password1": "correct horse typed",
    "password2": "correct horse typed",
}


@dataclass(frozen=True)
class Question:
    """An address, with the ids that it is asked with, and what a form there sends besides."""

    name: str
    ids: str
    url: str
    button: dict[str, str] = field(default_factory=dict)
    methods: tuple[str, ...] = ("get", "post")
    typing: bool = False  # whether fields that are filled in already are typed over
    foreign_parts: bool = False  # whether the ids of parts are those of nothing of the item


class Form(HTMLParser):
    """What the longest form of a page would send as it stands."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self.select = self.textarea = ""
        self.feed(html)

    @property
    def values(self) -> dict[str, list[str]]:
        return max(self.forms, key=len)

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)

    def _choose(self, value: str, selected: bool) -> None:
        """Take the option that is selected, or else the first that says something."""
        chosen = self.forms[-1].get(self.select)
        if selected or (value and not chosen):
            self.forms[-1][self.select] = [value]

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        name, kind = values.get("name", ""), values.get("type", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name:
            chosen = kind not in ("checkbox", "radio") or "checked" in values
            if chosen and kind not in ("submit", "button", "file"):
                self._add(name, values.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self._choose(values.get("value", ""), "selected" in values)
        elif tag == "textarea":
            self.textarea = name
            self._add(name, "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data):
        if self.textarea:
            texts = self.forms[-1][self.textarea]
            texts[-1] += data if texts[-1] else data.removeprefix("\n")


class Matrix:
    """The answers to every question by role. `site` is written to: a person of each role signs in,
    and every item has an edition in the queue."""

    def __init__(self, site: Site):
        self.site = site
        ruth = get_user_model().objects.get(username="ruth")
        agreement, page = make_agreement("foreign", id=900_001), make_page("other", id=900_002)
        self.foreign = [agreement, page]
        for item in (*site.items, *self.foreign):
            item.save_draft(ruth)
            item.publish(ruth, at=LATER)
        keep_text_file()
        draft = keep(ContentFile(b"Draft")).sha256
        file = {"sha256": draft, "file_type": "txt", "size": 5}
        site.rows[Agreement][0].texts.create(language="Zulu", **file)
        self.pictures = [make_picture("shown"), make_picture("unused")]
        site.relationship.image = self.pictures[0]
        site.relationship.save()
        site.relationship.publish(ruth)
        FooterLink.objects.create(title_en="Elsewhere", url="https://example.org/")
        make_synonyms("grant, scholarship", "beca")
        make_answer()
        times = dict.fromkeys(("hour", "first_at", "last_at"), timezone.now())
        AccessEntry.objects.create(kind=AccessEntry.Kind.SIGNED_IN, number=1, **times)
        make_groups()
        settle()
        self.pages: dict[str, tuple[str, dict]] = {}
        self.clients = {role: client_of(role) for role in ROLES}

    def lines(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        """Give the name of each address, with which ids it was asked, and the answers by role."""
        questions = list(self.questions())
        # Previews make tables, and after that SQLite reads its whole schema anew whenever something
        # is rolled back in the transaction of these tests.
        asked = sorted(range(len(questions)), key=lambda n: "preview" in questions[n].name)
        answers = {number: self.answers(questions[number]) for number in asked}
        for number, question in enumerate(questions):
            yield question.name, question.ids, answers[number]

    def answers(self, question: Question) -> dict[str, str]:
        form = self.form(question)
        return {
            role: f"{self.read(role, question)}/{self.send(role, question, form)}" for role in ROLES
        }

    def read(self, role: str, question: Question) -> str:
        if "get" not in question.methods:
            return "-"
        if role == "administrator":
            return self.page(question.url)[0]
        with unrendered():
            return ask(lambda: self.clients[role].get(question.url))[0]

    def send(self, role: str, question: Question, form: dict) -> str:
        if "post" not in question.methods:
            return "-"
        with unrendered():
            return ask(lambda: self.clients[role].post(question.url, form))[0]

    def page(self, url: str) -> tuple[str, dict]:
        """What an administrator gets at an address, and what its form would send."""
        if url not in self.pages:
            answer, response = ask(lambda: self.clients["administrator"].get(url))
            is_html = response.headers.get("Content-Type", "").startswith("text/html")
            self.pages[url] = (answer, Form(response.content.decode()).values if is_html else {})
        return self.pages[url]

    def form(self, question: Question) -> dict:
        """What an administrator's browser would send from the page, once it is filled in."""
        if "post" not in question.methods:
            return {}
        values = dict(self.page(question.url)[1])
        for name, texts in values.items():
            if texts == [""] or (question.typing and name in TYPED):
                values[name] = [TYPED.get(name, "")]
            if question.foreign_parts and name.endswith("-id") and texts != [""]:
                values[name] = [str(self.foreign[0].pk)]
        return {**values, **question.button}

    def questions(self) -> Iterator[Question]:
        for name, route, pattern in patterns(get_resolver()):
            for ids, values in self.ids(route, pattern):
                url = "/" + filled(route, values)
                page = name.rpartition("_")[2]
                button = {"kind": "withdrawn"} if page == "withdraw" else {}
                yield Question(name, ids, url, button, typing=page in ("add", "move", "note"))
                model = model_of(route)
                if ids == "own" and model and issubclass(model, WorkingCopy):
                    yield from self.further(name, page, url, self.site.rows[model][0])

    def further(self, name: str, page: str, url: str, item: WorkingCopy) -> Iterator[Question]:
        """What else is asked of the pages of an item: with each button, and with editions and
        parts that are not its own."""
        other = self.foreign[isinstance(item, Agreement)]
        edition = other.queue(timezone.now())[0]
        match page:
            case "change":
                publish = {"_publish": "1", "title_en": "Changed"}
                schedule = {"_schedule": "1", "at-day": "2097-01-01", "at-hour": "09:00"}
                address = f"{url}?restore={edition.identifier}"
                yield Question(name, "own, publish", url, publish, POST)
                yield Question(name, "own, schedule", url, schedule, POST)
                yield Question(name, "own, foreign parts", url, {}, POST, foreign_parts=True)
                yield Question(name, "own, restore foreign edition", address, {}, GET)
            case "queue":
                waiting = item.queue(timezone.now())[0]
                yield Question(name, "own, cancel own", url, {"cancel": str(waiting.pk)}, POST)
                # Types count their editions apart: one of the item may have the same number.
                mine = item.editions.values_list("pk", flat=True)
                foreign = edition.pk if edition.pk not in mine else max(mine) + 1
                yield Question(name, "own, cancel foreign", url, {"cancel": str(foreign)}, POST)
            case "note":
                own = item.edition_at(timezone.now())
                address = f"{url}?edition={own.identifier}"
                yield Question(name, "own, own edition", address, typing=True)
                yield Question(name, "own, foreign edition", f"{url}?edition={edition.identifier}")
            case "drafts":
                address = f"{url}?one={edition.identifier}"
                yield Question(name, "own, foreign edition", address, {}, GET)

    def ids(self, route: str, pattern: URLPattern) -> Iterator[tuple[str, dict]]:
        """What the parameters of an address are filled with, and in a word whose ids these are."""
        names = PARAMETER.findall(route)
        if not names:
            yield "", {}
            return
        for whose, number in (("own", 0), ("foreign", 1)):
            yield whose, {name: self.value(name, route, pattern)[number] for name in names}
        if "identifier" in names:
            yield (
                "scheduled",
                {"identifier": self.site.items[0].queue(timezone.now())[0].identifier},
            )
        if "sha256" in names:
            text = self.own(Agreement).texts.last()
            values = {"slug": text.agreement.slug, "sha256": text.sha256, "file_type": "txt"}
            yield "draft", values
        if "path" in names:
            yield "unused", {"path": self.pictures[1].file.name}

    def value(self, name: str, route: str, pattern: URLPattern) -> tuple:
        """The value of a parameter that leads to something of that address, and one that does not:
        the id of an item of another type."""
        model = model_of(route) or type_of(pattern)
        match name:
            case "object_id" | "id":
                return self.own(model).pk, self.foreign[model is Agreement].pk
            case "slug":
                return self.own(model).slug, self.foreign[model is Agreement].slug
            case "identifier":
                return self.site.items[0].edition_at(timezone.now()).identifier, "agreement-999999"
            case "path":
                return self.pictures[0].file.name, "pictures/nothing.jpeg"
            case "sha256":
                return self.own(Agreement).texts.first().sha256, "0" * 64
            case "file_type":
                return "txt", "pdf"
            case "app_label":
                return "relations", "demo"
            case "file_format":
                return "csv", "exe"
            case "status":
                return 404, 999
            case "uidb64" | "token":
                person = get_user_model().objects.get(username="reader")
                parts = {"uidb64": urlsafe_base64_encode(force_bytes(person.pk))}
                parts["token"] = default_token_generator.make_token(person)
                return parts[name], "nothing"
            case "url":
                return "nothing", "nothing/"
            case "key":
                return call_of(self.site).key, "nothing"
            case "opportunity_id":
                program = self.site.rows[Program][0]
                return id_of(program.pk, call_of(self.site).key), uuid5(NAMESPACE_URL, "nothing")
        raise AssertionError(f"say in tests/contracts/matrix.py what <{name}> of {route} may be")

    def own(self, model):
        """The row of a model that stands in addresses of its own."""
        if model is Change:
            return Change.objects.about(self.own(Agreement)).earliest("number")
        if model is get_user_model():
            return model._default_manager.get(username="reader")  # who is nobody that asks here
        rows = self.site.rows.get(model)
        return rows[0] if rows else model._default_manager.earliest("pk")


def patterns(resolver, prefix="", namespace="") -> Iterator[tuple[str, str, URLPattern]]:
    """Every pattern of the site: its name, or its route where it has none; the whole route; and
    the pattern."""
    for each in resolver.url_patterns:
        route = prefix + re.sub(r"^\^|\$$", "", str(each.pattern))
        route = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route)
        if isinstance(each, URLPattern):
            yield (f"{namespace}{each.name}" if each.name else f"/{route}"), route, each
        else:
            inner = f"{each.namespace}:" if each.namespace else namespace
            yield from patterns(each, route, inner)


def filled(route: str, values: dict) -> str:
    return PARAMETER.sub(lambda match: str(values[match[1]]), route)


def model_of(route: str):
    """The model whose rows an address of the desk is about, if it is about one."""
    match = re.match(r"admin/(\w+)/(\w+)/", route)
    return apps.all_models[match[1]].get(match[2]) if match else None


class QuickClient(Client):
    """A client that keeps its cookies, whatever is answered, and no copies of what was rendered."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def client_of(role: str) -> Client:
    """A browser in which someone of the role has signed in."""
    client = QuickClient()
    if role == "administrator":
        client.force_login(get_user_model().objects.get(username="ruth"))
    elif role != "anonymous":
        user = people.make_staff(role)
        names = {"reader": [], "staff": ["Staff"]}.get(role, [f"{role.title()}s"])
        user.groups.set(Group.objects.filter(name__in=names))
        client.force_login(user)
    return client


def ask(send: Callable) -> tuple[str, HttpResponse]:
    """Send a request. Return the status of its answer, with + where it wrote to drafts, ! where it
    wrote anything else that lasts, or ? where it refused and did not note that; and the response.
    All of it is undone."""
    written: list[str] = []
    before = Change.objects.last_number()
    with undone(), connection.execute_wrapper(recorder(written)):
        response = send()
        if response.streaming:
            b"".join(response)  # closes the file of a picture
        changes = Change.objects.filter(number__gt=before).exclude(act__in=(Act.SAVED, Act.CHANGED))
        acts = not connection.needs_rollback and changes.exists()
    tables = {table for table in written if not BOOKKEEPING.match(table)}
    mark = "!" if acts or tables - drafts() else "+" if tables else ""
    if response.status_code == 403 and AccessEntry._meta.db_table not in written:
        mark += "?"
    return f"{response.status_code}{mark}", response


def unrendered():
    """Leave every template empty: who may do what is decided before."""
    return mock.patch("django.template.backends.django.Template.render", return_value="")


def recorder(written: list[str]):
    """Wrap the execution of SQL: note the tables written to, and forget what is rolled back."""
    marks: dict[str, int] = {}

    def record(execute, sql, params, many, context):
        if point := SAVEPOINT.match(sql):
            name = point[2]
            if point[1] == "SAVEPOINT":
                marks[name] = len(written)
            else:
                del written[marks[name] :]
        elif table := WRITING.match(sql):
            written.append(table[1])
        return execute(sql, params, many, context)

    return record


@cache
def drafts() -> set[str]:
    """The tables of what nobody but staff sees: working copies, their parts and sets."""
    models = [DraftSave]
    for model in item_models():
        sets = [model._meta.get_field(name) for name in shared_sets(model, model.edition_model())]
        models += [model, *(field.remote_field.through for field in sets)]
        models += [part_models(model, name)[0] for name in model.published_parts]
    return {model._meta.db_table for model in models}
