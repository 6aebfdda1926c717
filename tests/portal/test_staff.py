"""The groups that staff are put into."""

import pytest
from django.contrib.auth.models import Group

from portal.staff import make_groups
from publishing.items import item_models
from publishing.permissions import may_publish
from tests.people import make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("group", "allowed"), [("Authors", False), ("Publishers", True)])
def test_publishers_publish_every_type_and_authors_none(group, allowed):
    make_groups()
    person = make_staff("noemi")
    person.groups.add(Group.objects.get(name=group))
    assert {may_publish(person, model) for model in item_models()} == {allowed}
    assert person.has_perm("relations.change_agreement")
    assert person.has_perm("relations.change_topic") is allowed


def test_permissions_given_by_hand_are_kept():
    make_groups()
    authors = Group.objects.get(name="Authors")
    before = authors.permissions.count()
    make_groups()
    assert authors.permissions.count() == before
