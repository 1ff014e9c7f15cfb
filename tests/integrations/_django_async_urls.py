"""The URLs of the project of the tests, with the views for event loops."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("mail/", include("mailtrack_sdk.integrations.django.async_urls")),
    path("", include("mailtrack_sdk.integrations.django.async_urls")),
]
