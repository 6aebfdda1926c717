"""Settings of the site, all of them from the environment; see README for the table.

Runs on SQLite in DATA_DIR straight after install; DATABASE_URL chooses PostgreSQL.
"""

import os
import re
from ipaddress import ip_network
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from js_asset import static_lazy
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "data").resolve()


def flag(name: str, default: bool = False) -> bool:
    """Read an on/off environment variable; `1`, `true`, `yes` and `on` switch it on."""
    text = os.environ.get(name, "").strip().lower()
    return default if not text else text in {"1", "true", "yes", "on"}


def networks(name: str) -> list:
    """Read an environment variable of addresses and networks, separated by commas."""
    entries = [entry.strip() for entry in os.environ.get(name, "").split(",")]
    try:
        return [ip_network(entry, strict=False) for entry in entries if entry]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def origin(name: str) -> str:
    """Read an environment variable of the address of a site, without the slash at its end."""
    text = os.environ.get(name, "").strip().rstrip("/").lower()
    if text and not re.fullmatch(r"https?://([a-z0-9.-]+|\[[a-f0-9:.]+\])(:[0-9]{1,5})?", text):
        expected = "http or https and a host, without a path, as in https://chancery.example"
        raise ImproperlyConfigured(f"{name}: “{text}” should be {expected}.")
    return text


def number_of(what: str, name: str, default: int) -> int:
    """Read an environment variable of a number of something, at least one."""
    text = os.environ.get(name, "").strip() or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text, re.ASCII):
        raise ImproperlyConfigured(
            f"{name}: “{text}” should be a number of {what}, from 1 to 99999."
        )
    return int(text)


def stored_secret_key() -> str:
    """Return the secret key in DATA_DIR, and make it on the first start."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


# The key that signs heads of the record; `prepare` makes it. See docs/RECORD.md.
RECORD_KEY_FILE = Path(os.environ.get("RECORD_KEY_FILE") or DATA_DIR / "record_key")

DEBUG = flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or stored_secret_key()
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
]
# The address of the site. Where none is set, feeds and exports take the host of the request; links
# in mail never do, and lead to this machine.
SITE_URL = origin("SITE_URL")
LOCAL_URL = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
# The proxies whose X-Forwarded-For is believed.
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")

# Whether this is the website of an official body; shown in the banner of every page.
OFFICIAL_WEBSITE = flag("OFFICIAL_WEBSITE")
# The body whose website it is, named in the banner and at the foot.
PUBLISHED_BY = os.environ.get("PUBLISHED_BY", "")

INSTALLED_APPS = [
    "config.apps.ChanceryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_prose_editor",
    "heroicons",
    "imagefield",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "accounts",
    "publishing",
    "search",
    "relations",
    "programs",
    "portal",
    "delivery",
    "demo",
]

MIDDLEWARE = [
    "delivery.requests.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "delivery.locks.LimitWaitingWriters",
    "delivery.cache.PageCacheMiddleware",
    "delivery.middleware.RejectMalformedUrls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "delivery.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "accounts.clients.OriginMiddleware",
    "accounts.access_log.AccessLogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "publishing.moment.MomentMiddleware",
    "delivery.middleware.RejectImpossibleKeys",
    "search.middleware.AnswerWithoutIndex",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    },
]

# Database. A write transaction takes SQLite's lock when it begins (IMMEDIATE): a deferred one
# fails at once with "database is locked" when two writers meet. Whoever waits longer than this for
# others who write is told to try again.
LOCK_TIMEOUT = 2  # seconds
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'chancery.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
ENGINES = {
    "django.db.backends.sqlite3": "delivery.sqlite",
    "django.db.backends.postgresql": "delivery.postgresql",
}
DATABASES["default"]["ENGINE"] = ENGINES[DATABASES["default"]["ENGINE"]]
if DATABASES["default"]["ENGINE"] == "delivery.sqlite":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_TIMEOUT,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c lock_timeout={LOCK_TIMEOUT}s".strip()
# How long one statement may take; 0 is for ever. `config.wsgi` sets it for a site that serves.
STATEMENT_SECONDS = float(os.environ.get("STATEMENT_SECONDS") or 0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Finished pages that anonymous readers share, kept in each process.
PAGE_CACHE = flag("PAGE_CACHE", default=True)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("SITE_TIME_ZONE", "America/Mexico_City")

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
SEARCH_DIR = DATA_DIR / "search"  # the index; it follows from the database and may be deleted
SEARCH_IN_BACKGROUND = True  # whether a reader waits for the index no longer than a moment
STORAGES = {
    "default": {"BACKEND": "relations.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

# A form of the admin may send thirty fields for each of 500 parts that it was filled in with.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Whoever confirms an import sends its file again as text.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

# Uploads of the size of a picture stay in memory: there may be no room on the disk for a copy.
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024

# How large the file of a text may be. Of an upload that is larger than any may be, the rest is not
# kept: its form is shown again with the reason, and with whatever else was typed.
TEXT_MAX_MB = number_of("megabytes", "TEXT_MAX_MB", default=25)
MAX_UPLOAD_BYTES = max(TEXT_MAX_MB, 20) * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "delivery.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Within how many days after the entry into force of an agreement its text is to be published: 120
# by 22 CFR 181.9 (Publication of certain international agreements) of the United States.
TEXT_DUE_DAYS = number_of("days", "TEXT_DUE_DAYS", default=120)

# Pictures: renditions are spread over folders.
IMAGEFIELD_BIN_DEPTH = 2

# Prose: a figure is stored as <data> with these attributes; editor and sanitiser both allow it.
FIGURE_ATTRIBUTES = ["data-figure", "data-period", "data-show", "data-qualifier"]
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy(f"prose/{name}.js") for name in ("figure", "pasting", "link")],
        "extensions": {
            "FigureReference": html_tags(["data"], {"data": FIGURE_ATTRIBUTES}),
            "Pasting": html_tags([]),
        },
    }
]

# Signing in
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3600  # seconds

# Whether staff must give a code, from an app or a recovery code, besides their password.
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR")
# For how long it is kept who signed in from where, and who was refused.
ACCESS_LOG_DAYS = number_of("days", "ACCESS_LOG_DAYS", default=90)
OTP_TOTP_ISSUER = PUBLISHED_BY or "Chancery"
# Ours limit tries, by `accounts.limits`; these would lock people out for weeks.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0

# The accounts of an organization, by OpenID Connect, where a provider is named.
OIDC_RP_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_RP_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_NAME = os.environ.get("OIDC_NAME") or _("your organization")
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_OP_AUTHORIZATION_ENDPOINT = os.environ.get("OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = os.environ.get("OIDC_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = os.environ.get("OIDC_USER_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = os.environ.get("OIDC_JWKS_ENDPOINT", "")
OIDC_GROUPS_CLAIM = os.environ.get("OIDC_GROUPS_CLAIM", "groups")
OIDC_RP_SCOPES = os.environ.get("OIDC_SCOPES", "openid email profile")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10  # seconds

# Whether names and passwords of this site itself let in; there must be another way where not.
LOCAL_PASSWORDS = flag("LOCAL_PASSWORDS", default=True)
if not (LOCAL_PASSWORDS or OIDC_RP_CLIENT_ID):
    raise ImproperlyConfigured("LOCAL_PASSWORDS=0 needs OIDC_CLIENT_ID: nobody could sign in.")
if OIDC_RP_CLIENT_ID:
    missing = [
        f"OIDC_{name}"
        for name in "CLIENT_SECRET ISSUER AUTHORIZATION_ENDPOINT TOKEN_ENDPOINT USER_ENDPOINT "
        "JWKS_ENDPOINT".split()
        if not os.environ.get(f"OIDC_{name}")
    ]
    if missing:
        raise ImproperlyConfigured(f"OIDC_CLIENT_ID also needs {', '.join(missing)}.")
AUTHENTICATION_BACKENDS = [
    *(["django.contrib.auth.backends.ModelBackend"] if LOCAL_PASSWORDS else []),
    *(["accounts.oidc.ProviderBackend"] if OIDC_RP_CLIENT_ID else []),
]

# Mail, to files where no server is named.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10  # seconds
EMAIL_FILE_PATH = None if EMAIL_HOST else DATA_DIR / "mail"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or f"chancery@{ALLOWED_HOSTS[0].lstrip('.')}"

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],  # but previews, in the admin
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.form_expired"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "delivery.sessions"
if flag("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|health/)$"]  # probes ask without the proxy
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Logs: lines of text, or of JSON with the id of the request that each belongs to.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "delivery.logs.RequestFilter"}},
    "formatters": {
        "text": {"()": "delivery.logs.TextFormatter"},
        "json": {"()": "delivery.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": os.environ.get("LOG_FORMAT") or "text",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# Whether the X-Request-ID of a request names it in the logs: when a proxy sets it.
PROXY_REQUEST_ID = flag("PROXY_REQUEST_ID")
