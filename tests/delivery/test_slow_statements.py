"""No statement of a page takes longer than its limit: the page is a 503, on both databases."""

import subprocess
import sys

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

import config.urls

pytestmark = pytest.mark.django_db(transaction=True)

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n"


def slow(request):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS)
    return HttpResponse()


urlpatterns = [path("slow/", slow), *config.urls.urlpatterns]
handler500 = "portal.errors.server_error"


@pytest.fixture
def limited(settings):
    """A new connection with a limit, and afterwards one without."""
    settings.STATEMENT_SECONDS = 0.2
    settings.ROOT_URLCONF = __name__
    connection.close()
    yield
    connection.close()


def test_page_with_an_endless_statement_says_that_the_site_does_not_answer_in_time(limited):
    client = Client(raise_request_exception=False)
    response = client.get("/slow/")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert b"does not answer in time" in response.content
    assert b"RECURSIVE" not in response.content


def test_connection_goes_on_after_a_statement_that_was_ended(limited):
    client = Client(raise_request_exception=False)
    assert client.get("/slow/").status_code == 503
    assert client.get("/programs/").status_code == 200


def test_commands_have_no_limit_and_a_site_that_serves_has_one(settings):
    code = "import config.wsgi; from django.conf import settings; print(settings.STATEMENT_SECONDS)"
    served = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert served.stdout.split() == ["10.0"]
    assert settings.STATEMENT_SECONDS == 0
