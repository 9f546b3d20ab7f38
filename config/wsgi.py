"""The WSGI application that a web server loads."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# Load every page now: the first visitor need not wait, and a broken module stops the start instead of a visit.
get_resolver().url_patterns  # noqa: B018 - reading it loads it
