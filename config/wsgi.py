"""The WSGI callable that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from config.port import claim_port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("STATEMENT_SECONDS", "10")  # of a page; what `manage.py` does may take longer

port_claim = claim_port()  # held while this process serves
application = get_wsgi_application()
