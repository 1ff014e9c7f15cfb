"""The Django project that the tests run in: one SQLite file, the usual middleware, tracking under /."""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

# A server that a test starts shares the files of the test.
FOLDER = Path(os.environ.get("MAILTRACK_TEST_FOLDER") or mkdtemp(prefix="mailtrack-django-"))
if "MAILTRACK_TEST_FOLDER" not in os.environ:
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

ALLOWED_HOSTS = ["*"]
SECRET_KEY = "of the project, and of nothing else"
USE_TZ = True
ROOT_URLCONF = "tests.integrations._django_urls"
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {"init_command": "PRAGMA synchronous = OFF"},  # nobody pulls the plug on a test
}
DATABASES = {
    "default": {**_SQLITE, "NAME": str(FOLDER / "default.sqlite3")},
    "other": {**_SQLITE, "NAME": str(FOLDER / "other.sqlite3")},
    "postgres": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "nobody has started it",
        "HOST": "127.0.0.1",
        "PORT": "1",
    },
    "mysql": {"ENGINE": "django.db.backends.dummy"},
}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "mailtrack_sdk.integrations.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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
MAILTRACK: dict[str, object] = {
    "KEYS": ["a key of at least 16 bytes"],
    "BASE_URL": "https://t.example.com",
    "PSEUDONYM_KEY": "another one of 16 bytes or more",
}
