"""Statistics with more observations than a form holds: what is not in the form is never touched."""

import pytest

from publishing.admin import rows
from publishing.models import DraftSave
from relations.models import Observation
from tests.admin.desk import form_values, open_form, submit, url
from tests.factories import make_section, make_statistic

pytestmark = pytest.mark.django_db

FIRST_YEAR = 1000


@pytest.fixture
def pages_of_ten(monkeypatch):
    monkeypatch.setattr(rows, "ROWS_SHOWN", 10)


def make_long(count, **fields):
    statistic = make_statistic("long", (), **fields)
    Observation.objects.bulk_create(
        Observation(statistic=statistic, period=str(FIRST_YEAR + number), value=number)
        for number in range(count)
    )
    return statistic


def values(statistic):
    return {row.period: int(row.value) for row in statistic.observations.all()}


def post(client, item, form, query="", button="_save", **changes):
    return client.post(f"{url(item, 'change', item.pk)}{query}", {**form, **changes, button: "1"})


def open_page(client, item, number):
    return client.get(f"{url(item, 'change', item.pk)}?rows={number}")


def periods_in(response):
    (formset,) = (
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == "observations"
    )
    return [form.instance.period for form in formset.initial_forms]


def test_form_of_more_observations_than_a_form_holds_is_opened_and_saved(staff_client):
    statistic = make_long(2_000)
    before = values(statistic)
    newest = max(before)
    response = submit(staff_client, statistic, **{"observations-0-value": "5"})
    assert response.status_code == 200
    assert values(statistic) == {**before, newest: 5}


def test_rows_are_paged_the_newest_first(staff_client, pages_of_ten):
    statistic = make_long(25)
    first, last, beyond = (open_page(staff_client, statistic, number) for number in (1, 3, 99))
    assert periods_in(first) == [str(year) for year in range(1024, 1014, -1)]
    assert periods_in(last) == periods_in(beyond) == ["1004", "1003", "1002", "1001", "1000"]
    assert "Rows 1 to 10 of 25 are in this form." in first.text
    assert 'href="?rows=2#observations-group"' in first.text
    assert "Next rows" not in last.text
    assert "are in this form" not in open_form(staff_client, make_section()).text


def test_rows_of_another_page_are_saved_there_and_all_others_kept(staff_client, pages_of_ten):
    statistic = make_long(25)
    before = values(statistic)
    form = form_values(open_page(staff_client, statistic, 2))
    changes = {"observations-0-value": "7", "observations-1-DELETE": "on"}
    assert post(staff_client, statistic, form, "?rows=2", **changes).status_code == 302
    expected = {**before, "1014": 7}
    del expected["1013"]
    assert values(statistic) == expected


def test_refused_form_shows_the_rows_that_were_posted(staff_client, pages_of_ten):
    statistic = make_long(25)
    form = form_values(open_page(staff_client, statistic, 2))
    response = post(staff_client, statistic, form, "?rows=2", **{"observations-0-value": "much"})
    assert response.status_code == 200
    assert periods_in(response) == [str(year) for year in range(1014, 1004, -1)]
    assert "Rows 11 to 20 of 25" in response.text


def test_period_of_a_row_of_another_page_is_refused_beside_the_field(staff_client, pages_of_ten):
    statistic = make_long(25)
    response = submit(staff_client, statistic, **{"observations-0-period": "1003"})
    assert "already has a value for that period" in response.text
    assert len(values(statistic)) == 25


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_conflict_touches_no_row_that_was_not_in_the_form(staff_client, pages_of_ten, choice, page):
    statistic = make_long(25)
    submit(staff_client, statistic, title_en="Saved")
    before = values(statistic)
    form = form_values(open_page(staff_client, statistic, page))
    first = form["observations-0-period"]
    theirs = statistic.observations.exclude(period=first)
    theirs.update(value=500)
    statistic.observations.filter(period=first).update(value=600)
    statistic.observations.create(period="1900", value=1)
    statistic.refresh_from_db()
    statistic.claim(statistic.version)
    conflict = post(staff_client, statistic, form, f"?rows={page}", **{"observations-0-value": "7"})
    assert conflict.status_code == 409
    chosen = {"merging": ["observations"], "merge-observations": choice}
    merged = post(staff_client, statistic, form_values(conflict), f"?rows={page}", **chosen)
    assert merged.status_code == 302
    in_form = {form[name] for name in form if name.endswith("-period") and form[name]}
    kept = values(statistic)
    assert set(kept) == {*before, "1900"}
    assert kept[first] == (7 if choice == "mine" else 600)
    assert {kept[period] for period in before if period not in in_form} == {500}


def test_conflict_over_a_list_beyond_any_form_deletes_nothing(staff_client):
    statistic = make_long(1_050)
    before = values(statistic)
    form = form_values(open_form(staff_client, statistic))
    statistic.claim(statistic.version)
    conflict = post(staff_client, statistic, form, **{"observations-0-value": "7"})
    assert conflict.status_code == 409
    chosen = {"merging": ["observations"], "merge-observations": "mine"}
    assert post(staff_client, statistic, form_values(conflict), **chosen).status_code == 302
    assert values(statistic) == {**before, max(before): 7}


def test_what_is_restored_fills_in_the_whole_list_or_leaves_it_as_it_is(
    staff_client, pages_of_ten, monkeypatch, pilar
):
    statistic = make_long(25, title_en="Old")
    statistic.save_draft(pilar)
    old = values(statistic)
    save = DraftSave.objects.about(statistic).get()
    statistic.observations.filter(period="1003").delete()
    submit(staff_client, statistic, title_en="New", **{"observations-0-value": "7"})
    now = values(statistic)
    address = f"{url(statistic, 'change', statistic.pk)}?restore={save.pk}"

    with monkeypatch.context() as short:
        short.setattr(rows, "MAX_RESTORED", 20)
        page = staff_client.get(address)
        assert "the list is too long to be filled in, and stays as it is" in page.text
        assert post(staff_client, statistic, form_values(page)).status_code == 302
    statistic.refresh_from_db()
    assert (statistic.title_en, values(statistic)) == ("Old", now)

    page = staff_client.get(address)
    assert "too long" not in page.text
    assert post(staff_client, statistic, form_values(page)).status_code == 302
    assert values(statistic) == old


def test_form_with_more_fields_than_are_read_says_so(staff_client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    statistic = make_statistic()
    form = form_values(open_form(staff_client, statistic))
    response = post(staff_client, statistic, form)
    assert response.status_code == 413
    assert "This form is too large" in response.text


def test_rows_exchange_their_periods(staff_client):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2), ("2022", 3)])
    keys = {row.period: row.pk for row in statistic.observations.all()}
    around = {
        "observations-0-period": "2021",
        "observations-1-period": "2020",
        "observations-2-period": "2022",
    }
    submit(staff_client, statistic, **around)
    assert values(statistic) == {"2021": 3, "2020": 2, "2022": 1}
    assert {row.pk for row in statistic.observations.all()} == set(keys.values())


def test_row_takes_the_period_of_one_that_is_deleted(staff_client):
    statistic = make_statistic("trade", [("2020", 1), ("2021", 2)])
    moved = {"observations-0-period": "2020", "observations-1-DELETE": "on"}
    submit(staff_client, statistic, **moved)
    assert values(statistic) == {"2020": 2}
