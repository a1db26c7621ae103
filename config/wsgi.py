"""The door gunicorn knocks at."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from operations.starting import refuse_a_newer_database

refuse_a_newer_database()
