"""Tracking URLs for `include`: `path("", include("mailtrack_sdk.integrations.django.urls"))`.

They work under WSGI and under ASGI, and under any prefix; give `BASE_URL` the same path. `async_urls` are the
same with a view for event loops.
"""

from __future__ import annotations

from django.urls import URLPattern, re_path

from mailtrack_sdk.integrations.django.views import track

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [re_path(r"^(?P<rest>[oc]/[\s\S]*)\Z", track, name="mailtrack")]
