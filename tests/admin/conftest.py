"""Whom the tests of the desk sign in where they do not say."""

import pytest


@pytest.fixture
def staff_client(client, pilar):
    """A publisher at the desk."""
    client.force_login(pilar)
    return client
