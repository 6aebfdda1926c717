"""Where a type of item has to be declared: whoever adds one is told what is missing, and where.

Everything else asks `item_models()`, and needs no telling.
"""

from copy import copy

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db.models import UniqueConstraint
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from django.utils.translation.trans_real import translation

from config.admin import MODEL_GROUPS
from demo.loading import CONTENT, ITEMS
from portal.changes import EDITION_MODELS
from portal.views import DETAIL_VIEWS
from publishing.items import item_models
from publishing.languages import LANGUAGES
from publishing.models import Abbreviated
from publishing.snapshot import part_models, shared_fields, shared_sets
from reading.facets import Facet, SetFacet
from relations.models.cited import CitesStatistics, CitingWorkingCopy
from relations.prose.field import ProseField
from relations.wording.cldr import CURRENCIES, MEASURES
from search.documents import has_text
from tests.contracts.addresses import list_views, public_patterns, type_of
from tests.contracts.site import NOT_MADE
from tests.factories import MAKERS

TYPES = item_models()
NAMED_BY_CLDR = {*CURRENCIES, *MEASURES}
of_every_type = pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)


def name_of(model) -> str:
    return model._meta.model_name


def has_page(item) -> bool:
    """Whether an item has a page of its own; sections stand on the page of their relationship."""
    try:
        return "#" not in item.get_absolute_url()
    except (NoReverseMatch, NotImplementedError):
        return True  # it is to have one


def test_every_type_has_a_maker():
    """The contracts make their items with it, those of this module among them."""
    lacking = [model.__name__ for model in TYPES if model not in MAKERS]
    assert not lacking, f"write a maker for {lacking} in tests/factories.py and add it to MAKERS"
    assert set(MAKERS) == set(TYPES)


@pytest.mark.django_db
def test_every_type_has_its_tables():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        pytest.fail("run makemigrations, with a name that says what is new", pytrace=False)


@of_every_type
def test_an_address_names_one_item(model):
    """Those of sections need to differ within their relationship only."""
    constraints = (one for one in model._meta.constraints if isinstance(one, UniqueConstraint))
    assert any("slug" in one.fields for one in constraints), (
        f"give the Meta of {model.__name__} a UniqueConstraint of its slug, in {model.__module__}"
    )


@of_every_type
def test_editions_can_say_what_their_item_was_merged_into(model):
    names = {field.name for field in model.edition_model()._meta.get_fields()}
    assert "merged_into" in names, f"give {model.edition_model().__name__} a key merged_into"


@of_every_type
def test_every_kind_of_part_is_published(model):
    kinds = [
        relation.name
        for relation in model.edition_model()._meta.related_objects
        if relation.field.name == "edition"
    ]
    assert {*kinds} == {*model.published_parts}, (
        f"name {kinds} in the published_parts of {model.__name__}, in {model.__module__}"
    )


@of_every_type
def test_type_with_prose_counts_the_statistics_that_it_cites(model):
    if any(isinstance(column, ProseField) for column in model._meta.concrete_fields):
        lacking = {CitingWorkingCopy, CitesStatistics} - {*model.__mro__}
        assert not lacking, f"base {model.__name__} and its content on {lacking}"


@of_every_type
def test_every_type_may_have_an_abbreviation(model):
    """By which it is found, at the desk and by readers."""
    classes = (model, model.edition_model())
    assert all(issubclass(each, Abbreviated) for each in classes), (
        f"base the content of {model.__name__} on Abbreviated, in {model.__module__}"
    )


@of_every_type
def test_type_says_what_the_index_holds_of_it(model):
    """By which its list is narrowed, and it is found by words."""
    edition_model = model.edition_model()
    assert hasattr(edition_model, "searched"), (
        f"declare what is searched of {model.__name__} beside it, as `searched` of its edition"
    )
    view = list_views().get(f"{name_of(model)}-list")
    for name, facet in (view.filter_class.base_filters if view else {}).items():
        if isinstance(facet, Facet) and not isinstance(facet, SetFacet):
            named = copy(facet)
            named.name = name
            assert named.indexed_as in edition_model.searched.facets, (
                f"name “{named.indexed_as}” among the facets in `searched` of {model.__name__}"
            )
    for name in (*edition_model.searched.summary, *edition_model.searched.body):
        part, _separator, column = name.rpartition("__")
        of = getattr(edition_model, part).rel.related_model if part else edition_model
        assert has_text(of, column), f"{edition_model.__name__} has no text “{name}”"


@of_every_type
@pytest.mark.django_db
def test_type_has_its_addresses(model):
    item, name = MAKERS[model](), name_of(model)
    if not has_page(item):
        return
    names = [name, f"{name}-history", f"{name}-history-atom"]
    if not model.about_site:
        names += [f"{name}-list", f"{name}-list-export"]
    patterns = public_patterns()
    for pattern in names:
        assert pattern in patterns, f"add a path named {pattern} to config/urls.py"
        assert type_of(patterns[pattern]) is model, f"{pattern} in config/urls.py is of another"
    assert "get_absolute_url" in vars(model), f"give {model.__name__} a get_absolute_url"
    expected = [reverse(name, args=[item.slug]), reverse(f"{name}-history", args=[item.slug])]
    assert [item.get_absolute_url(), item.get_history_url()] == expected


@of_every_type
@pytest.mark.django_db
def test_type_with_a_list_is_in_the_navigation(model, client):
    declared = has_page(MAKERS[model]()) and not model.about_site
    assert bool(model.list_name) == declared, (
        f"give {model.__name__} a list_name, by which the navigation calls its list, or say "
        f"about_site = True, in {model.__module__}"
    )
    if declared:
        path = reverse(f"{name_of(model)}-list")
        page = client.get(path).content.decode()
        assert f'<a href="{path}" aria-current="page">{model.list_name}</a>' in page


@of_every_type
def test_type_tells_of_its_changes(model):
    """On the front page, among the updates and in their feed; see portal/changes.py."""
    assert (model.edition_model() in EDITION_MODELS) != model.about_site, (
        f"add {model.edition_model().__name__} to EDITION_MODELS in portal/changes.py"
    )


@of_every_type
def test_editions_of_the_type_are_shown_by_their_address(model):
    assert model in DETAIL_VIEWS, f"add {model.__name__}Detail to DETAIL_VIEWS in portal/views.py"


@of_every_type
def test_words_of_the_type_are_in_the_catalogue(model):
    with override(None):
        words = {str(word) for word in words_of(model)}
    for language in {*LANGUAGES} - {settings.LANGUAGE_CODE}:
        known = translation(language)._catalog
        lacking = sorted(word for word in words if word and word not in known)
        assert not lacking, (
            f"these words of {model.__name__} are not in locale/{language}: run makemessages and "
            f"translate them, or mark them with gettext_lazy: {lacking}"
        )


def words_of(model):
    """Every name, label, help and choice of a type that people read and we translate."""
    edition_model = model.edition_model()
    pairs = [part_models(model, name) for name in model.published_parts]
    columns = [*shared_fields(model, edition_model), model._meta.get_field("slug")]
    columns += [model._meta.get_field(name) for name in shared_sets(model, edition_model)]
    columns += [column for pair in pairs for column in shared_fields(*pair)]
    for named in (model, edition_model, *(working for working, _published in pairs)):
        yield from (named._meta.verbose_name, named._meta.verbose_name_plural)
    yield model.list_name
    for column in columns:
        yield from (column.verbose_name, column.help_text)
        choices = getattr(column, "flatchoices", ())
        yield from (label for value, label in choices if value not in NAMED_BY_CLDR)


@of_every_type
def test_type_is_edited_at_the_desk_with_its_parts(model):
    app = model._meta.app_label
    assert admin.site.is_registered(model), (
        f"register an admin for {model.__name__} in {app}/admin, and import its module there"
    )
    grouped = {label for _name, labels in MODEL_GROUPS for label in labels}
    label = model._meta.label_lower
    assert label in grouped, f"add {label} to MODEL_GROUPS in config/admin.py"
    inlines = {inline.model for inline in admin.site.get_model_admin(model).inlines}
    for name in model.published_parts:
        part = part_models(model, name)[0]
        assert part in inlines, f"add an inline of {part.__name__} to the admin of {label}"


@of_every_type
@pytest.mark.django_db
def test_every_column_that_is_published_can_be_edited(model, ruth, rf):
    """A column without a place in the form could not be filled in."""
    request = rf.get("/")
    request.user = ruth
    model_admin = admin.site.get_model_admin(model)
    form = model_admin.get_form(request, None)()
    columns = [*shared_fields(model, model.edition_model()), *model._meta.many_to_many]
    lacking = [
        column.name for column in columns if column.editable and column.name not in form.fields
    ]
    assert not lacking, f"add {lacking} to the fieldsets of {type(model_admin).__name__}"


@of_every_type
def test_type_can_be_published_by_those_who_may(model):
    """The groups of portal/staff.py get the permissions of every type that has them."""
    assert "publish" in model._meta.default_permissions, (
        f"give the Meta of {model.__name__} default_permissions = PERMISSIONS"
    )


@of_every_type
def test_demonstration_has_some(model):
    folder = next((folder for folder, made in ITEMS.items() if made is model), None)
    assert folder, f"add {model.__name__} to ITEMS in demo/loading.py"
    assert list((CONTENT / folder).glob("*.toml")), f"describe one in demo/content/{folder}/"


@of_every_type
@pytest.mark.django_db
def test_site_of_the_contracts_has_some_with_all_their_parts(model, site):
    assert site.rows.get(model), (
        f"have make_site make a {model.__name__} in tests/contracts/site.py"
    )
    item = site.rows[model][0]
    edition = item.editions.first()
    for name in (*model.published_parts, *shared_sets(model, model.edition_model())):
        rows = getattr(edition, name)
        is_made = name not in model.published_parts or part_models(model, name)[0] not in NOT_MADE
        assert not is_made or rows.exists(), f"have tests/contracts/site.py make {name} of {model}"
