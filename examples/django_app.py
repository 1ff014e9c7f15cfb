"""Django in one file: / sends a tracked mail and shows it, /log tells what became of it.

pip install "mailtrack-sdk[django]"
python examples/django_app.py
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import cast

import django
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

import mailtrack_sdk as mt

PORT = int(os.environ.get("PORT", "8000"))
KEY = os.environ.get("MAILTRACK_KEY", "for this example only; see secrets.token_urlsafe(32)")

# This stands in the settings of a project.
settings.configure(
    SECRET_KEY="for this example only",  # noqa: S106 - nothing is signed with it
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
    INSTALLED_APPS=["mailtrack_sdk.integrations.django"],
    EMAIL_BACKEND="mailtrack_sdk.integrations.django.backend.EmailBackend",
    MAILTRACK={
        "KEYS": [KEY],
        "BASE_URL": f"http://127.0.0.1:{PORT}/mail",
        # The backend that sends: Django's SMTP backend when left out.
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "KEEP": ["subject"],
    },
)
django.setup()

from mailtrack_sdk.integrations.django import get_store, set_tracking  # noqa: E402 - needs the settings


def send(_: HttpRequest) -> HttpResponse:
    """Send a tracked mail, and show what went out."""
    message = mail.EmailMultiAlternatives("Spring", "It is here.", to=["ada@example.org"])
    message.attach_alternative(
        '<p>It is here. <a href="https://example.com/spring">Read on</a></p>', "text/html"
    )
    set_tracking(message, mt.Delivery("news-7", "u-1001", sent_at=datetime.now(timezone.utc)))
    message.send()
    went_out = cast("mail.EmailMultiAlternatives", mail.outbox[-1])
    return HttpResponse(str(went_out.alternatives[0][0]))


def log(_: HttpRequest) -> HttpResponse:
    """Tell who did what."""
    lines = [f"{entry.at:%H:%M:%S}  {entry.text}" for entry in mt.timeline(get_store().events())]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("", send),
    path("log", log),
    path("mail/", include("mailtrack_sdk.integrations.django.urls")),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    mail.outbox = []
    call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False)
