"""Settings of the tests: the product's, fast, and free to empty append-only tables."""

import os
from pathlib import Path

os.environ.setdefault("WARRANTOR_DEVELOPMENT", "1")

from warrantor.config.database import database
from warrantor.config.settings import *  # noqa: F403
from warrantor.config.settings import INSTALLED_APPS as PRODUCT_APPS

DEBUG = False
GUARDS_MAY_BE_LIFTED = True
INSTALLED_APPS = [*PRODUCT_APPS, "tests.flushing"]
DATABASES = {"default": database(os.environ.get("DATABASE_URL"), Path("tests.sqlite3"))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
