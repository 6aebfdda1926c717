"""The WSGI callable of the Wagtail site."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
