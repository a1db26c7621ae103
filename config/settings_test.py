"""The test suite's settings: the product's own, made quick."""

import os

os.environ.setdefault("DEMO", "1")

from config.settings import *
from config.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = False
DOCUMENTS_STRICT = True
# A file, not memory: the live server's threads must not share one SQLite connection.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    # A browser keeps its line to the live server open; that line must not keep the database too.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
