"""The value of a statistic that was published in error, and the title of a page that was, stand in
no text that names them: at no moment, in no language, in no file."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from publishing.items import item_models
from publishing.models import Withdrawal
from relations.figures.page import Figures
from relations.models import Agreement, Section
from tests.admin.desk import url
from tests.contracts.addresses import addresses
from tests.contracts.site import make_site
from tests.factories import MAKERS, make_relationship, make_section, make_statistic, make_sum

pytestmark = pytest.mark.django_db

VALUE = "98765.4"
# When fixtures publish, and a moment between then and the tests.
EARLIER = timezone.now() - timedelta(hours=2)
THEN = f"{timezone.now() - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"


def figure(key: str, **attributes) -> str:
    given = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    return f'<p>It was <data data-figure="{key}"{given}>{VALUE}</data>.</p>'


def read(client, site) -> dict[str, str]:
    """What every public address of the site says now, in both languages, and said before, in
    English; every edition is among them."""
    editions = [one.identifier for item in site.items for one in item.editions.all()]
    paths: dict[str, list[str]] = {}
    for language in ("en", "es"):
        with override(language):
            paths[language] = [url for urls in addresses(site).values() for url in urls]
            paths[language] += [reverse("edition", args=[name]) for name in editions]
    urls = [*paths["en"], *paths["es"], *(f"{path}?at={THEN}" for path in paths["en"])]
    return {url: client.get(url).content.decode() for url in urls}


def holding(word: str, found: dict[str, str]) -> list[str]:
    return [url for url, body in found.items() if word in body]


@pytest.fixture
@time_machine.travel(EARLIER)
def site(pilar):
    """Every text of a site names one statistic and the sum of it and another."""
    site = make_site(pilar)
    wrong = make_statistic("wrong", [("2021", "98765.4")])
    other = make_statistic("other", [("2021", "0"), ("2022", "0")])
    total = make_sum("total", wrong, other)
    for statistic in (wrong, other, total):
        statistic.publish(pilar)
    site.wrong, site.texts = wrong, []
    for item in site.items:
        names = [name for name, *_rest in getattr(item, "prose_by_language", list)()]
        for name in names:
            setattr(item, name, figure("wrong") + figure("total", period="2021"))
        if names:
            item.save()
            item.publish(pilar)
            site.texts.append(item)
    return site


def test_its_value_is_gone_from_every_text_at_every_moment(client, site, pilar):
    assert "98,765.4" in client.get("/relations/united-states-mexico/").text
    site.wrong.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    found = read(client, site)
    assert holding(VALUE, found) == holding("98,765.4", found) == []
    sheet = "/relations/united-states-mexico/"
    assert {sheet, f"{sheet}?at={THEN}"} <= set(holding("[figure withdrawn]", found))
    assert f"/es{sheet}" in holding("[cifra retirada]", found)


def test_words_that_were_written_before_a_correction_do_not_come_back(site, pilar):
    """The corrected statistic has no value for the period that texts name."""
    site.wrong.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    site.wrong.observations.update(period="2022", value="5")
    site.wrong.publish(pilar)
    texts = [figure("wrong", period="2021"), figure("wrong"), figure("total", period="2021")]
    figures = Figures(texts, timezone.now())
    said = [figures.plain(text, "en") for text in texts]
    assert said == ["It was [figure withdrawn].", "It was 5.", "It was [figure withdrawn]."]


def test_figure_of_a_statistic_that_was_only_withdrawn_keeps_its_words(site, pilar):
    site.wrong.withdraw(pilar, Withdrawal.WITHDRAWN, reason_en="No longer.")
    assert Figures([figure("wrong")], timezone.now()).plain(figure("wrong"), "en") == (
        f"It was {VALUE}."
    )


def redline(client, item):
    """The working copy beside the latest edition, as staff compare them."""
    edition = item.editions.latest("live_from")
    return client.get(url(item, "drafts", item.pk), {"one": edition.identifier, "other": "current"})


def test_redline_does_not_say_it(client, site, pilar):
    section = site.rows[Section][0]
    section.body_en += "<p>More.</p>"
    section.save()
    site.wrong.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    client.force_login(pilar)
    compared = redline(client, section).text
    assert "[figure withdrawn]" in compared
    assert VALUE not in compared


TITLE = "Unsayable"


def addresses_of(item) -> list[str]:
    """Every way in which a text may link to an item that has moved."""
    now = item.get_absolute_url()
    paths = [now, now.replace("-moved", ""), f"/e/{item.editions.get().identifier}/"]
    if isinstance(item, Section):
        paths += ["/relations/host-moved/#part", "/relations/host/#part-moved"]
    else:
        paths += [f"{now}history/", f"{now[:-2]}%{ord(now[-2]):x}/"]
    return [*paths, *(f"/es{path}" for path in paths), *(f"http://testserver{p}" for p in paths)]


@pytest.fixture
@time_machine.travel(EARLIER)
def linked(pilar):
    """One public item of each type, which a public text links to at each of its addresses."""
    site = make_site(pilar)
    host = make_relationship("host")
    host.publish(pilar)
    items = [
        make_section(host, "part") if model is Section else MAKERS[model](f"a-{model.__name__}")
        for model in item_models()
    ]
    for item in items:
        item.slug, item.title_en, item.title_es = item.slug.lower(), TITLE, TITLE
        item.save()
        item.publish(pilar)
        item.move(f"{item.slug}-moved", pilar)
    host.move("host-moved", pilar)
    links = [
        f'<li><a href="{address}">{TITLE} {figure("trade")}</a></li>'
        for item in items
        for address in addresses_of(item)
    ]
    text = make_section(site.relationship, body_en=f"<ul>{''.join(links)}</ul>", body_es="")
    text.publish(pilar)
    site.linked, site.text = items, text
    return site


def test_its_title_is_gone_from_links_in_texts(client, linked, pilar):
    assert TITLE in client.get("/relations/united-states-mexico/").text
    for item in linked.linked:
        item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    found = read(client, linked)
    assert holding(TITLE, found) == []
    sheet = "/relations/united-states-mexico/"
    assert {sheet, f"{sheet}?at={THEN}"} <= set(holding("[page withdrawn]", found))


def test_redline_does_not_name_it(client, linked, pilar):
    section = linked.text
    agreement = next(item for item in linked.linked if isinstance(item, Agreement))
    section.agreements.add(agreement)
    section.body_en += "<p>More.</p>"
    section.save()
    for item in linked.linked:
        item.withdraw(pilar, Withdrawal.IN_ERROR, reason_en="Wrong.")
    client.force_login(pilar)
    compared = redline(client, section).text
    assert compared.count("[page withdrawn]") > 10
    assert TITLE not in compared
