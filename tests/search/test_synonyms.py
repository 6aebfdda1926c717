"""Words that mean the same are kept at the desk, each in one group, and are on the record."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from demo.loading import CONTENT, LoadError, load
from portal.staff import make_groups
from publishing.changes.position import current_position
from publishing.models import Act
from search.models import LONGEST_WORD, MOST_WORDS, Synonyms, split_words
from search.synonyms import synonym_groups
from tests.factories import make_synonyms
from tests.people import make_staff
from tests.stated import recorded

pytestmark = pytest.mark.django_db

ADD = "admin:search_synonyms_add"
UNSEEN = "\x00 \u202e;;"


@pytest.fixture
def desk(client, ruth):
    client.force_login(ruth)
    return client


def send(desk, words_en="", words_es=""):
    return desk.post(reverse(ADD), {"words_en": words_en, "words_es": words_es})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("grant, scholarship", "grant, scholarship"),
        ("  grant ,, financial \t aid\r\nscholarship;", "grant, financial aid, scholarship"),
        ("100,000 Strong,100K Strong", "100,000 Strong, 100K Strong"),
        ("cafe\u0301, coffee\u202e house", "café, coffee house"),
    ],
)
def test_words_are_kept_alike_however_they_are_typed(desk, typed, kept):
    assert send(desk, typed, "beca").status_code == 302
    group = Synonyms.objects.get()
    assert (group.words_en, group.words_es) == (kept, "beca")


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        (("", ""), "words_en", "Write at least two words, in one language or in both."),
        (("grant", ""), "words_en", "Write at least two words"),
        (("Visa", "visa"), "words_en", "Write at least two words"),
        ((UNSEEN, UNSEEN), "words_en", "Write at least two words"),
        (("grant, GRANT", "beca"), "words_en", "“GRANT” stands here twice."),
        (("grant", "línea, linea"), "words_es", "“linea” stands here twice."),
        (("grant, “ — ”", ""), "words_en", "““ — ”” has no letters or digits."),
        (("grant", "x" * (LONGEST_WORD + 1)), "words_es", "is too long: at most 80 characters."),
        (("grant", "y " * 50_000), "words_es", "is too long: at most 80 characters."),
        (
            (", ".join(map(str, range(MOST_WORDS + 1))), ""),
            "words_en",
            "At most 20 words: these are 21.",
        ),
        (("z," * 50_000, ""), "words_en", "At most 20 words: these are 50000."),
    ],
)
def test_what_is_no_group_is_refused_beside_its_field_and_stays_typed(desk, typed, column, reason):
    response = send(desk, *typed)
    form = response.context["adminform"].form
    assert reason in form.errors[column][0]
    assert list(form.errors) == [column]
    assert (form["words_en"].value(), form["words_es"].value()) == typed
    assert not Synonyms.objects.exists()


def test_a_word_stands_in_one_group_of_its_language(desk):
    make_synonyms("scholarship, grant", "beca")
    elsewhere = "“scholarship, grant · beca”"
    form = send(desk, "award, Grant", "premio, BECA, red").context["adminform"].form
    assert form.errors == {
        "words_en": [f"“Grant” stands in another group, {elsewhere}: add the words there."],
        "words_es": [f"“BECA” stands in another group, {elsewhere}: add the words there."],
    }
    assert send(desk, "award, beca", "premio, grant").status_code == 302


def test_a_group_can_be_saved_over_itself(desk):
    group = make_synonyms("scholarship, grant", "beca")
    address = reverse("admin:search_synonyms_change", args=[group.pk])
    assert desk.post(address, {"words_en": "grant", "words_es": "beca"}).status_code == 302
    assert str(Synonyms.objects.get()) == "grant · beca"


def test_any_word_finds_its_group_at_the_desk(desk):
    make_synonyms("", "español, castellano")
    make_synonyms("teacher", "docente")
    page = desk.get(reverse("admin:search_synonyms_changelist"), {"q": "ESPANOL"})
    assert [group.words_es for group in page.context["cl"].result_list] == ["español, castellano"]


def test_a_long_group_is_named_by_its_first_words():
    assert str(Synonyms(words_en="e", words_es="a, b, c, d, e")) == "e · a, b, c"
    assert str(Synonyms(words_es="a, b")) == "a, b"
    assert len(str(Synonyms(words_en=", ".join(f"word{n}" * 9 for n in range(5))))) == LONGEST_WORD


@pytest.mark.parametrize(("role", "may"), [("Authors", False), ("Publishers", True)])
def test_publishers_keep_synonyms_and_authors_read_them(client, role, may):
    make_groups()
    person = make_staff("noemi")
    person.groups.set(person.groups.model.objects.filter(name=role))
    client.force_login(person)
    group = make_synonyms("teacher", "docente")
    address = reverse("admin:search_synonyms_change", args=[group.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"words_en": "teacher", "words_es": "docente, maestra"})
    assert answer.status_code == (302 if may else 403)
    assert Synonyms.objects.filter(words_es__contains="maestra").exists() is may


def test_the_record_tells_of_each_change_and_readers_position_moves(desk):
    seen = [current_position().key]
    for act in ("add", "change", "delete"):
        args = [] if act == "add" else [Synonyms.objects.get().pk]
        typed = {"words_en": f"teacher, {act}", "post": "yes"}
        with recorded() as appended:
            desk.post(reverse(f"admin:search_synonyms_{act}", args=args), typed)
        (change,) = appended
        assert (change.act, change.item_type) == (Act.CHANGED, "search.synonyms")
        assert "search_synonyms" in change.digests
        seen.append(current_position().key)
    assert len(set(seen)) == 4
    assert not Synonyms.objects.exists()


def test_what_is_written_past_the_site_is_on_the_record_too():
    group = make_synonyms("teacher, educator")
    with recorded() as appended, transaction.atomic():
        Synonyms.objects.update(words_es="docente")
    assert [(change.item_type, change.item_id) for change in appended] == [
        ("search.synonyms", group.pk)
    ]


def test_groups_are_read_in_one_query(django_assert_num_queries):
    make_synonyms("scholarship, financial aid", "beca")
    make_synonyms("", "docente,maestra")
    with django_assert_num_queries(1):
        groups = synonym_groups()
    assert groups == [
        [("en", "scholarship"), ("en", "financial aid"), ("es", "beca")],
        [("es", "docente"), ("es", "maestra")],
    ]


def test_no_groups_are_no_list():
    assert synonym_groups() == []


# The demonstration


@pytest.fixture
def demo_folder(tmp_path):
    """The demo's content, without anything but its synonyms."""
    (tmp_path / "synonyms").symlink_to(CONTENT / "synonyms")
    return tmp_path


def test_demo_makes_every_group_of_its_files_once(demo_folder):
    written = sum(
        path.read_text().count("[[rows]]") for path in (CONTENT / "synonyms").glob("*.toml")
    )
    assert load(demo_folder)["synonyms"] == Synonyms.objects.count() == written > 100
    assert not +load(demo_folder)
    for group in Synonyms.objects.all():
        group.full_clean()
    group = next(group for group in synonym_groups() if ("es", "beca") in group)
    assert {("en", "scholarship"), ("en", "grant")} <= set(group)


def test_demo_leaves_groups_of_staff_alone(demo_folder):
    own = make_synonyms("stipend, Grant")
    load(demo_folder)
    assert [group for group in synonym_groups() if ("en", "grant") in group] == []
    own.refresh_from_db()
    assert own.words_en == "stipend, Grant"
    assert [group for group in synonym_groups() if ("es", "beca") in group] == []


def test_words_of_the_demo_that_do_not_fit_are_refused_by_their_file(tmp_path):
    (tmp_path / "synonyms").mkdir()
    (tmp_path / "synonyms" / "wrong.toml").write_text('[[rows]]\nwords_en = "alone"\n')
    with pytest.raises(LoadError, match=r"^synonyms/wrong\.toml: words_en: Write at least two"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["", " , ;\n", ","])
def test_nothing_is_no_word(text):
    assert split_words(text) == []
    with pytest.raises(ValidationError):
        Synonyms(words_en=text).full_clean()
