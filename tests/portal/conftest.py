"""A small site to search."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    make_agreement,
    make_page,
    make_program,
    make_relationship,
    make_section,
    make_statistic,
    make_topic,
)


@pytest.fixture
def site(pilar):
    """A relationship, its section, and things about water of every type."""
    relationship = make_relationship("pair", lead_en="<p>They share much water.</p>")
    water = make_topic("nature", name_en="Nature", name_es="Naturaleza")
    section = make_section(
        relationship,
        "rivers",
        title_en="Rivers",
        body_en="<h3>Flow</h3><p>Nothing here. The water is shared out.</p>",
    )
    treaty = make_agreement(
        "treaty",
        title_en="Water Treaty",
        title_es="Tratado de aguas",
        summary_en="It shares out a river.",
        binding="binding",
    )
    treaty.events.create(kind="signed", happened_on="1944-02-03")
    treaty.events.create(kind="in_force", happened_on="1945-11-08")
    wells = make_statistic(
        "wells", title_en="Wells", definition_en="Wells of water.", relationship=relationship
    )
    grant = make_program(
        "grant",
        title_en="Hydrology grant",
        summary_en="For those who study water.",
        taking_part="open",
        closes_on=timezone.localdate() + timedelta(days=40),
    )
    about = make_page("about", title_en="About us", body_en="<p>Write to us about water.</p>")
    treaty.relationships.add(relationship)
    treaty.topics.add(water)
    grant.topics.add(water)
    for item in (relationship, section, treaty, wells, grant, about):
        item.publish(pilar)
    return {"treaty": treaty, "wells": wells, "grant": grant, "section": section, "about": about}
