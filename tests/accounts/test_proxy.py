"""A real nginx before a real server: everybody has an address of their own."""

import http.client
import shutil
import socket
import subprocess
from contextlib import suppress
from ipaddress import ip_network
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import reverse

from accounts.limits import FREE_TRIES
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)

# Of README, with what nginx needs to run here as whoever runs the tests.
CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {site};
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""


@pytest.fixture
def proxy(live_server, tmp_path, settings):
    """The port of an nginx that passes everything on to the site."""
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("no nginx; on Debian: apt-get install nginx-light")
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, port=port, site=live_server.url))
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c"]
    with subprocess.Popen([*command, str(configuration)]) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port, process):
    for _time in range(400):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            break
    pytest.fail(f"nginx does not listen, and ended with {process.poll()}")


def sign_in(port, name, password, source, forwarded=""):
    """The status of a sign-in by somebody at `source`, an address of this machine."""
    path, headers = reverse("admin:login"), {"X-Forwarded-For": forwarded} if forwarded else {}
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=(source, 0))
    connection.request("GET", path, headers=headers)
    page = connection.getresponse()
    page.read()
    token = page.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
    headers |= {
        "Cookie": f"csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    values = {"username": name, "password": password, "csrfmiddlewaretoken": token}
    connection.request("POST", path, urlencode(values), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_stranger_who_fails_slows_down_nobody_else(proxy, clock):
    people.ruth()
    assert sign_in(proxy, "ruth", "correct horse", "127.0.0.3") == 302
    answers = [sign_in(proxy, f"name{number}", "wrong", "127.0.0.2") for number in range(8)]
    assert answers == [200] * FREE_TRIES + [429] * 3
    assert sign_in(proxy, "nobody", "wrong", "127.0.0.4") == 200
    for _try in range(8):
        sign_in(proxy, "ruth", "wrong", "127.0.0.5")
    assert sign_in(proxy, "ruth", "correct horse", "127.0.0.3") == 302


def test_an_address_that_is_made_up_is_not_believed(proxy, clock):
    answers = [
        sign_in(proxy, f"name{number}", "wrong", "127.0.0.2", forwarded=f"203.0.113.{number}")
        for number in range(8)
    ]
    assert answers == [200] * FREE_TRIES + [429] * 3


def test_who_goes_around_the_proxy_is_not_believed_either(proxy, live_server, clock):
    port = urlsplit(live_server.url).port
    answers = [
        sign_in(port, f"name{number}", "wrong", "127.0.0.9", forwarded=f"203.0.113.{number}")
        for number in range(8)
    ]
    assert answers == [200] * FREE_TRIES + [429] * 3
