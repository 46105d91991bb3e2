"""Settings, all from the environment. Only the secret key has no default, but in debug and demo.

WARRANTOR_SECRET_KEY  signs sessions and links; required
WARRANTOR_HOSTS       names the site answers to, with commas; default localhost
WARRANTOR_SITE        its address, such as https://care.example.org, for the links in messages; default none: no links
WARRANTOR_HTTPS       1 when visitors come by https (secure cookies, HSTS)
WARRANTOR_FOLDER      where the SQLite file and collected static files stand; default the current folder
WARRANTOR_JOURNAL_FOLDER  where signed heads of the journal are kept; default `journal` in WARRANTOR_FOLDER
WARRANTOR_IMPORTS_FOLDER  where rows of files are kept while they are brought in; default `imports` in WARRANTOR_FOLDER
WARRANTOR_PAPERS_FOLDER  where the files of papers are kept; default `papers` in WARRANTOR_FOLDER
WARRANTOR_CERTIFICATES_FOLDER  where the keys of certificates are kept; default `certificates` in WARRANTOR_FOLDER
WARRANTOR_CHECKS_PER_MINUTE   how many checks one address may make in a minute; default 30
WARRANTOR_WEBHOOKS_LOCAL  1 lets webhooks go to this machine itself, by http too: for trying them out
WARRANTOR_DEVELOPMENT, WARRANTOR_DEMO, WARRANTOR_DEMO_OPEN   1 for development (Django's debug pages), for the
                      demonstration, and for one where other machines may sign in with a click
WARRANTOR_DEBUG       1 lets the command line show where a fault of its own lies
WARRANTOR_MAIL        smtp://user:password@host:587, or smtps://; default files in WARRANTOR_FOLDER/mail
WARRANTOR_MAIL_FROM   the sender of messages
WARRANTOR_MAIL_REPLY_TO   where answers to notices go; default the sender
WARRANTOR_MAIL_ADDRESSES  addresses that claims come to, each with its program: care@acme.example=acme, with commas
WARRANTOR_MAIL_AUTHSERV   the mail server whose Authentication-Results are believed; default none: no sender is sure
WARRANTOR_MAIL_PER_HOUR   how many messages of one sender are taken for claims in an hour; default 20
WARRANTOR_MAILBOX     imaps://user:password@host:993/INBOX, imap:// (STARTTLS) or imap+plain://: where claims are read
WARRANTOR_MAILBOX_TAKEN   the folder of it that messages are moved to; default they stay, marked as seen
WARRANTOR_DRAFT_DAYS  days after which somebody who began a claim and left it is told of it, once; default 2
WARRANTOR_OIDC_URL, WARRANTOR_OIDC_ID, WARRANTOR_OIDC_SECRET, WARRANTOR_OIDC_NAME   sign-in through another service
WARRANTOR_LOG         json or text: the form of the lines on standard error; default text
DATABASE_URL          postgres://user:password@host/name; default SQLite in WARRANTOR_FOLDER
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from warrantor.config import clock, logs, outside
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
DEMO_OPEN = _flag("WARRANTOR_DEMO_OPEN")
"""Whether one may sign in with a click from other machines too."""
HTTPS = _flag("WARRANTOR_HTTPS")
FOLDER = Path(os.environ.get("WARRANTOR_FOLDER") or ".").resolve()

SECRET_KEY = _secret_key(DEBUG or DEMO)
ALLOWED_HOSTS = os.environ.get("WARRANTOR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE = outside.site(os.environ.get("WARRANTOR_SITE", ""))
"""The address that links in messages begin with, without a slash at the end; empty: messages have none."""
NOW = clock.now
PROGRAMS = "warrantor.adapters.documents.load_program"
"""Where programs come from."""
WORKER = "warrantor.entrypoints.worker.loop.work"
"""What `warrantor work` runs: ways in do not know each other."""
MAIL_RECEIVING = "warrantor.entrypoints.mail.receiving"
"""What `warrantor mail` and the worker hand messages to: ways in do not know each other."""
JOURNAL_FOLDER = Path(os.environ.get("WARRANTOR_JOURNAL_FOLDER") or FOLDER / "journal")
"""Where signed heads of the journal are kept; best where whoever runs the database cannot write."""
IMPORTS_FOLDER = Path(os.environ.get("WARRANTOR_IMPORTS_FOLDER") or FOLDER / "imports")
"""Where the rows of files that are brought in are kept aside."""
UPLOAD_LIMIT = 50 * 2**20
"""Bytes of a file that a page takes; larger ones are brought in from the command line."""
PAPERS_FOLDER = Path(os.environ.get("WARRANTOR_PAPERS_FOLDER") or FOLDER / "papers")
"""Where files of papers are kept, under their digests; several machines share it."""
CERTIFICATES_FOLDER = Path(os.environ.get("WARRANTOR_CERTIFICATES_FOLDER") or FOLDER / "certificates")
"""Where the keys that certificates are signed with are kept; several machines share it."""
CHECKS_PER_MINUTE = int(os.environ.get("WARRANTOR_CHECKS_PER_MINUTE") or 30)
"""How many public checks one address may make."""
WEBHOOK_SENDER = "warrantor.adapters.webhooks.Sender"
"""What writes to the endpoints of webhooks."""
WEBHOOKS_LOCAL = _flag("WARRANTOR_WEBHOOKS_LOCAL")
"""Whether an endpoint may be on this machine itself, by `localhost`; nowhere else within."""
GUARDS_MAY_BE_LIFTED = False
"""True in the tests alone: lets append-only tables be emptied between them."""

OIDC = outside.oidc(os.environ)
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(["allauth.socialaccount.providers.openid_connect"] if OIDC else []),
    "allauth.usersessions",
    "warrantor.apps.journal",
    "warrantor.apps.deadlines",
    "warrantor.apps.notices",
    "warrantor.apps.access",
    "warrantor.apps.registry",
    "warrantor.apps.webhooks",
    "warrantor.apps.channel",
    "warrantor.apps.charges",
    "warrantor.apps.coverage",
    "warrantor.apps.claims",
    "warrantor.apps.letters",
    "warrantor.entrypoints.portal",
    "warrantor.entrypoints.back_office",
]

MIDDLEWARE = [
    "warrantor.config.logs.logged",
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
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "warrantor.entrypoints.portal.problems.middleware.Limits",
    "warrantor.entrypoints.api.problems.methods",
]

ROOT_URLCONF = "warrantor.config.urls"
WSGI_APPLICATION = "warrantor.config.wsgi.application"
_ENTRYPOINTS = Path(__file__).parents[1] / "entrypoints"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A page's template stands beside its view, and is named from here: `portal/check/check.html`.
        # The account pages are allauth's, in the elements and layouts that stand in `overrides`.
        # So are a few of django-unfold's.
        "DIRS": [
            _ENTRYPOINTS / "portal" / "account" / "overrides",
            _ENTRYPOINTS / "back_office" / "overrides",
            _ENTRYPOINTS,
        ],
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

UNFOLD = {
    "SITE_TITLE": "Back office",
    "SITE_HEADER": "Warrantor",
    "SITE_SUBHEADER": "Back office",
    "SITE_SYMBOL": "verified_user",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/favicon.svg")},
    ],
    "STYLES": [lambda request: static("back_office/back_office.css")],
}

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

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "warrantor.entrypoints.portal.account.adapter.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Warrantor"
MFA_TOTP_TOLERANCE = 1  # a code that changes while it is typed is still good (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
"""Browsers themselves allow passkeys on `localhost` alone where there is no https."""
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_PROVIDERS = (
    {"openid_connect": {"APPS": [{key: value for key, value in OIDC.items() if key != "origin"}]}} if OIDC else {}
)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ENABLED = bool(OIDC)

_mail = outside.mail(os.environ.get("WARRANTOR_MAIL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = FOLDER / "mail"
"""Where messages are written as long as no mail server is named."""
EMAIL_HOST, EMAIL_PORT = _mail.get("host", ""), _mail.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("user", ""), _mail.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("tls", False), _mail.get("ssl", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("WARRANTOR_MAIL_FROM") or "warrantor@localhost"
MAIL_REPLY_TO = os.environ.get("WARRANTOR_MAIL_REPLY_TO", "")
"""Where answers to notices go; empty is to their sender."""
MAIL_ADDRESSES = outside.addresses(os.environ.get("WARRANTOR_MAIL_ADDRESSES", ""))
"""Addresses that claims come to, each with the name of its program."""
MAIL_AUTHSERV = os.environ.get("WARRANTOR_MAIL_AUTHSERV", "").strip().lower()
"""The mail server, by the name it gives itself, that is believed about who sent a message."""
DRAFT_DAYS = int(os.environ.get("WARRANTOR_DRAFT_DAYS") or 2)
"""Days after which somebody who began a claim and left it is told of it, once."""
MAIL_PER_HOUR = int(os.environ.get("WARRANTOR_MAIL_PER_HOUR") or 20)
"""Messages of one sender that are taken for claims; further ones are only kept."""
MAILBOX = outside.mailbox(os.environ.get("WARRANTOR_MAILBOX", ""), os.environ.get("WARRANTOR_MAILBOX_TAKEN", ""))
EMAIL_SUBJECT_PREFIX = ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

LOG = logs.form(os.environ.get("WARRANTOR_LOG", ""))
LOGGING = logs.logging_config(LOG, requests=not DEMO)

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
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
"""Watched from within, where there is no https."""
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "warrantor.entrypoints.portal.problems.views.forbidden"
X_FRAME_OPTIONS = "DENY"
