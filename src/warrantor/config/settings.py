"""Settings, all from the environment. Only the secret key has no default, but in debug and demo.

WARRANTOR_SECRET_KEY  signs sessions and links; required
WARRANTOR_HOSTS       names the site answers to, with commas; default localhost
WARRANTOR_HTTPS       1 when visitors come by https (secure cookies, HSTS)
WARRANTOR_FOLDER      where the SQLite file and collected static files stand; default the current folder
WARRANTOR_JOURNAL_FOLDER  where signed heads of the journal are kept; default `journal` in WARRANTOR_FOLDER
WARRANTOR_CHECKS_PER_MINUTE   how many checks one address may make in a minute; default 30
WARRANTOR_DEVELOPMENT, WARRANTOR_DEMO   1 for development (Django's debug pages), for the demonstration
DATABASE_URL          postgres://user:password@host/name; default SQLite in WARRANTOR_FOLDER
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from warrantor.config import clock
from warrantor.config.database import database


def _flag(name: str) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise ImproperlyConfigured(f"{name} is `{value}`; expected 1 or 0")
    return value in ("1", "true", "yes")


def _secret_key(relaxed: bool) -> str:
    key = os.environ.get("WARRANTOR_SECRET_KEY", "")
    if key or relaxed:
        return key or "insecure-key-for-development-and-demonstration-only"
    raise ImproperlyConfigured(
        "WARRANTOR_SECRET_KEY is not set; expected a long random text, such as "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` prints. For a trial run `warrantor demo`"
    )


DEBUG = _flag("WARRANTOR_DEVELOPMENT")
DEMO = _flag("WARRANTOR_DEMO")
HTTPS = _flag("WARRANTOR_HTTPS")
FOLDER = Path(os.environ.get("WARRANTOR_FOLDER") or ".").resolve()

SECRET_KEY = _secret_key(DEBUG or DEMO)
ALLOWED_HOSTS = os.environ.get("WARRANTOR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
NOW = clock.now
JOURNAL_FOLDER = Path(os.environ.get("WARRANTOR_JOURNAL_FOLDER") or FOLDER / "journal")
"""Where signed heads of the journal are kept; best where whoever runs the database cannot write."""
CHECKS_PER_MINUTE = int(os.environ.get("WARRANTOR_CHECKS_PER_MINUTE") or 30)
"""How many public checks one address may make."""
GUARDS_MAY_BE_LIFTED = False
"""True in the tests alone: lets append-only tables be emptied between them."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "warrantor.apps.journal",
    "warrantor.apps.access",
    "warrantor.apps.registry",
    "warrantor.apps.coverage",
    "warrantor.entrypoints.portal",
]

MIDDLEWARE = [
    "warrantor.config.middleware.instant",
    "warrantor.config.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "warrantor.config.middleware.acting",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "warrantor.entrypoints.portal.problems.middleware.Limits",
]

ROOT_URLCONF = "warrantor.config.urls"
WSGI_APPLICATION = "warrantor.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A page's template stands beside its view, and is named from here: `portal/check/check.html`.
        "DIRS": [Path(__file__).parents[1] / "entrypoints"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL"), FOLDER / ("demo.sqlite3" if DEMO else "warrantor.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "access.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
_from_source = DEBUG or DEMO
STATIC_ROOT = None if _from_source else FOLDER / "staticfiles"
WHITENOISE_USE_FINDERS = _from_source
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _from_source
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "warrantor.entrypoints.portal.problems.views.forbidden"
X_FRAME_OPTIONS = "DENY"
