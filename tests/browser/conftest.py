"""What the tests share that look at pages in a browser."""

import pytest
from django.conf import settings

from tests.browser.looking import Window


@pytest.fixture
def open_window(browser, live_server):
    """Open windows on the site: `open_window(has_touch=True)`."""
    contexts = []

    def open_one(**options):
        contexts.append(browser.new_context(**options))
        return Window(contexts[-1].new_page(), live_server.url)

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(client):
    """Give a window the session of a person."""

    def sign_in_one(window, user):
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": window.base}
        window.page.context.add_cookies([cookie])

    return sign_in_one
