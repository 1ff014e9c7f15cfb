"""Tracking URLs for `include` in projects that run under ASGI: the view runs in the event loop.

An event is then kept even when the client goes away with its answer, which Django does not tell a
synchronous view.
"""

from __future__ import annotations

from django.urls import URLPattern, re_path

from mailtrack_sdk.integrations.django.views import track_async

__all__ = ["urlpatterns"]

urlpatterns: list[URLPattern] = [re_path(r"^(?P<rest>[oc]/[\s\S]*)\Z", track_async, name="mailtrack")]
