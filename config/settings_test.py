"""The test suite's settings: the product's own, made quick."""

import os
import shutil
from pathlib import Path

os.environ.setdefault("DEMO", "1")

from config.settings import *
from config.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "tests.support.caching.DataOnlyCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = False
DOCUMENTS_STRICT = True
# Tests of the second factor and of single sign-on say so.
MFA_REQUIRED = False
# What could not be read aloud is made by no test.
DOCUMENTS_STRICT = True
OIDC_SERVER_URL = ""


def _folder() -> Path:
    """Of this run alone, in the machine's memory where it has a folder there: no test waits for a
    disk. The processes that a run begins find it by its name in their environment."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return DATA_DIR
    prefix = f"liaison-{os.getuid()}-"
    for left in memory.glob(f"{prefix}*"):
        if not Path("/proc", left.name.removeprefix(prefix)).exists():
            shutil.rmtree(left, ignore_errors=True)
    own = memory / f"{prefix}{os.environ.setdefault('TEST_RUN', str(os.getpid()))}"
    own.mkdir(mode=0o700, exist_ok=True)
    return own


# A file, not memory: the live server's threads must not share one SQLite connection.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": _folder() / "test.sqlite3"}
else:
    # A browser keeps its line to the live server open; that line must not keep the database too.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
