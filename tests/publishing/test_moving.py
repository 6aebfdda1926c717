"""Addresses: moved items leave a redirect, and no address is ever given away."""

import pytest
from django.core.exceptions import ValidationError

from relations.models import Agreement
from tests.factories import make_agreement, make_relationship, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(pilar):
    agreement = make_agreement("nafta-2")
    agreement.publish(pilar)
    return agreement


def test_moved_item_is_found_by_its_former_address(agreement, pilar):
    agreement.move("usmca", pilar)
    assert Agreement.objects.get(slug="usmca") == agreement
    assert Agreement.by_former_slug("nafta-2") == agreement


def test_former_address_is_never_given_to_another_item(agreement, pilar):
    agreement.move("usmca", pilar)
    other = make_agreement()
    with pytest.raises(ValidationError, match="another item"):
        other.move("nafta-2", pilar)
    other.slug = "nafta-2"
    with pytest.raises(ValidationError, match="another item"):
        other.full_clean()


def test_item_moves_twice_without_a_chain_and_back_without_a_loop(agreement, pilar):
    agreement.move("usmca", pilar)
    agreement.move("t-mec", pilar)
    assert Agreement.by_former_slug("nafta-2").slug == "t-mec"
    agreement.move("nafta-2", pilar)
    assert Agreement.by_former_slug("nafta-2") is None
    assert Agreement.by_former_slug("usmca") == agreement


def test_draft_leaves_no_redirect(pilar):
    make_agreement("draft").move("other", pilar)
    assert Agreement.by_former_slug("draft") is None


def test_taken_or_malformed_addresses_are_refused(agreement, pilar):
    make_agreement("taken")
    for slug in ("taken", "not an address", "", "nafta-2"):
        with pytest.raises(ValidationError):
            agreement.move(slug, pilar)


def test_section_addresses_are_reserved_within_their_relationship(pilar):
    one, other = make_section(slug="trade"), make_section(make_relationship())
    one.relationship.publish(pilar)
    one.publish(pilar)
    one.move("economy", pilar)
    other.slug = "trade"
    other.full_clean()
    sibling = make_section(one.relationship)
    sibling.slug = "trade"
    with pytest.raises(ValidationError, match="another item"):
        sibling.full_clean()


def test_address_is_lower_case(agreement, pilar):
    with pytest.raises(ValidationError, match="lower-case"):
        agreement.move("USMCA", pilar)
    with pytest.raises(ValidationError, match="lower-case"):
        make_agreement("TMEC").full_clean()
