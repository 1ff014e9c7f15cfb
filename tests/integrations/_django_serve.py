"""The project of the tests for real servers: `python -m uvicorn tests.integrations._django_serve:asgi`."""

from __future__ import annotations

import os

from tests.integrations import _django_settings

if os.environ.get("MAILTRACK_TEST_ASYNC"):
    _django_settings.ROOT_URLCONF = "tests.integrations._django_async_urls"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.integrations._django_settings"

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

asgi = get_asgi_application()
wsgi = get_wsgi_application()
