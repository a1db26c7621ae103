"""The door gunicorn knocks at."""

import os

os.umask(0o077)  # before anything is written: what we make is for this account alone

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from operations.starting import before_serving
from operations.static_files import refuse_uncollected

before_serving()
refuse_uncollected()
