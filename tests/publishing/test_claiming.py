"""The version of a working copy: whoever opened a form before the last save may not save it."""

import pytest

from relations.models import Agreement
from tests.factories import make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return make_agreement()


def version_of(agreement) -> int:
    return Agreement.objects.values_list("version", flat=True).get(pk=agreement.pk)


def test_a_version_is_claimed_once(agreement):
    other = Agreement.objects.get(pk=agreement.pk)
    assert agreement.claim(0)
    assert not other.claim(0)
    assert version_of(agreement) == 1
    assert other.claim(1)


def test_a_version_of_another_time_is_not_claimed(agreement):
    assert not agreement.claim(1)
    assert (agreement.version, version_of(agreement)) == (0, 0)


def test_a_claim_holds_when_the_item_is_saved_after_it(agreement):
    agreement.claim(0)
    agreement.save()
    assert version_of(agreement) == 1


def test_claims_of_items_do_not_touch_each_other(agreement):
    other = make_agreement()
    agreement.claim(0)
    assert version_of(other) == 0
