"""One settings file; everything a department chooses comes from the environment.

Embedded (the default): SQLite in DATA_DIR and Celery on a folder, no servers.
Production: DATABASE_URL names PostgreSQL, REDIS_URL names Redis.
"""

from pathlib import Path
from typing import Any

import environs
from csp.constants import NONCE, NONE, SELF

from config.logs import LEVELS
from config.logs import configured as configured_logs
from config.private import close_at_start
from config.starting import folder_of_records, known_mail, refuse_what_is_wrong

BASE_DIR = Path(__file__).resolve().parent.parent
env = environs.Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
EMBEDDED_SECRET = "demo-only-not-a-secret"
SECRET_KEY = env.str("SECRET_KEY", EMBEDDED_SECRET if DEMO or DEBUG else "")
# Older secrets, while links and sessions signed with them may still be used.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
DATA_DIR = folder_of_records(Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve())

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "audit",
    "documents",
    "jobs",
    "records",
    "personnel",
    "pages",
    "policies",
    "importing",
    "analysis",
    "outreach",
    "surveys",
    "programs",
    "reports",
    "accounts",
    "portal",
    "operations",
    "demo",
    "desk",
]
MIDDLEWARE = [
    "operations.middleware.LogLineMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # after them: files carry both headers too
    "operations.middleware.WatchedMiddleware",  # before anything that asks the database
    "accounts.session_store.SecretSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.SessionHoursMiddleware",
    "desk.middleware.DoorMiddleware",  # closed unless a view says otherwise
    "accounts.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "policies.middleware.DepartmentTimeMiddleware",
    "accounts.acting.ActingMiddleware",
    "pages.middleware.PrivatePagesMiddleware",
    "desk.middleware.WrongMethodMiddleware",
    "pages.middleware.CleanAddressMiddleware",
    "desk.middleware.ContentWallMiddleware",
    "pages.middleware.RefusedStepMiddleware",
    "pages.middleware.DirectionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["pages.templatetags.components"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.csp_nonce",
                "accounts.context.signing_in",
                "desk.context.shell",
            ],
        },
    }
]

# ---- Database. SQLite loses writes under contention with Django's defaults; outreach, desk and
# ---- the worker write side by side, so these options are checked at start (operations.checks).
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000;"
    ),
}
DATABASES: dict[str, Any] = {
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'liaison.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] |= {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None}
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    # A server that does not answer is told as away, not waited for.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The kinds of records words are taken out of, by room; and what takes them out of each room's own
# copies, beside the record itself.
REDACTION_SUBJECTS = (
    "outreach.redactions.subjects.SUBJECTS",
    "surveys.redacting.SUBJECTS",
    "programs.redacting.SUBJECTS",
    "reports.redacting.SUBJECTS",
)
REDACTION_PLACES = (
    "outreach.redactions.redacting.clear_around",
    "programs.redacting.clear",
    "reports.redacting.clear",
)

# ---- Work that outlives a request. The job row is the truth; Celery only wakes it.
REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "config.redis_or_nothing.RedisOrNothing",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"serializer": "config.caching.JSONSerializer"},
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "config.caching.JSONFileCache",
            "LOCATION": str(DATA_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "config.folder_queue:Transport"
    QUEUE_DIR, CONTROL_DIR = DATA_DIR / "queue", DATA_DIR / "queue-control"
    for folder in (QUEUE_DIR, CONTROL_DIR):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(CONTROL_DIR),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# ---- Signing in
AUTH_USER_MODEL = "personnel.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "accounts.passwords.NotTooLong"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOnlyKnownWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# A link to set a password works this long; new members get theirs handed over.
PASSWORD_RESET_TIMEOUT = 72 * 60 * 60
ACCOUNT_ADAPTER = "accounts.adapters.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
# What changes who gets in asks once more who is there, if that was longer ago.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "reauthenticate": "accounts.forms.signing_in.PasswordAgainForm",
    "reset_password": "accounts.forms.forgotten.ForgottenForm",
}
# Failed tries are counted in the database (accounts.sign_in_limits), and so are the package's own
# limits (accounts.package_limits): not in the cache.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}

# A second factor. Only the demo does without, unless it is told otherwise.
MFA_REQUIRED = env.bool("MFA_REQUIRED", not DEMO)
MFA_ADAPTER = "accounts.adapters.SealingFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.signing_in.CodeForm",
    "reauthenticate": "accounts.forms.signing_in.CodeAgainForm",
    "activate_totp": "accounts.forms.signing_in.FirstCodeForm",
    "add_webauthn": "accounts.forms.passkeys.PasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.PasskeyNameForm",
    "authenticate_webauthn": "accounts.forms.passkeys.SecondPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.PasskeyAgainForm",
    "login_webauthn": "accounts.forms.passkeys.PasskeyAloneForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Liaison"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# The administrator makes the accounts and knows the addresses.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG

# Signed in for so long at most, and so long without doing anything.
SESSION_HOURS = env.int("SESSION_HOURS", 12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "accounts.session_store"

# Single sign-on by OpenID Connect, when the department's provider is named.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_TENANT = env.str("OIDC_TENANT", "")
OIDC_NAME = env.str("OIDC_NAME", "the department's sign-in")
OIDC_SECOND_FACTOR = env.bool("OIDC_SECOND_FACTOR", False)

# ---- Mail goes out by a job. The demo writes it to a folder; elsewhere it would hold living links
# ---- that set a password, so without a server there is none.
NO_MAIL = f"file://{DATA_DIR / 'mail'}" if DEMO or DEBUG else "dummy://"
EMAIL_CONFIG = known_mail(env.dj_email_url("EMAIL_URL", NO_MAIL))
vars().update(
    {name: value for name, value in EMAIL_CONFIG.items() if name.startswith(("EMAIL_", "SERVER_"))}
)
if EMAIL_BACKEND.endswith("filebased.EmailBackend"):  # type: ignore[name-defined]  # noqa: F821
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "liaison@localhost")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")
# Said on purpose: there is no mail; notices are read on the pages, links are handed over.
MAIL_NOT_SENT = env.bool("MAIL_NOT_SENT", False)

# ---- Words and time. The department's zone is activated per request and per job.
# ---- Members read English; citizens read English or Spanish, and so do the texts shown to them.
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---- Static files: served as they are in the demo and in tests, hashed and packed in production.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(
    mode=0o700, exist_ok=True
)  # WhiteNoise looks for it even where finders serve every file
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN_STATIC = DEMO or DEBUG
WHITENOISE_USE_FINDERS = PLAIN_STATIC
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

# ---- The edge
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, Any] = {
    "camera": [],
    "microphone": [],
    "payment": [],
    "geolocation": ["self"],
}
BEHIND_TLS = not (DEMO or DEBUG) and env.bool("BEHIND_TLS", True)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:  # by these names a browser takes them from this very host alone, and over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# Whatever watches the server asks from beside it, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
# Behind the proxy a visitor's address is the one the proxy names; limits count by it.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", False) else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "desk.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", 25_000_000)

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG

# ---- What is written down of what happens: JSON lines in production, plain ones in the demo.
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING", validate=environs.validate.OneOf(list(LEVELS)))
LOGGING = configured_logs(as_json=not (DEMO or DEBUG), level=LOG_LEVEL)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # asking who it is would open a session on public pages

# ---- Backups: where they are put, how many stay, and what seals and opens them.
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(DATA_DIR / "backups"))).resolve()
BACKUP_KEEP = env.int("BACKUP_KEEP", 14)
BACKUP_PASSPHRASE_FILE = env.str("BACKUP_PASSPHRASE_FILE", "")
BACKUP_RECIPIENTS: list[str] = env.list("BACKUP_RECIPIENTS", [])
BACKUP_IDENTITY_FILE = env.str("BACKUP_IDENTITY_FILE", "")
# On PostgreSQL: the scratch database of drills, with an account that owns it and nothing else.
DRILL_DATABASE_URL = env.str("DRILL_DATABASE_URL", "")
close_at_start(BACKUP_DIR, database=DATA_DIR / "liaison.sqlite3")
# Read by gunicorn itself: how many web processes.
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 1)

refuse_what_is_wrong(globals())
