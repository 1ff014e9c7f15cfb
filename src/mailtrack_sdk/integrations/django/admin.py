"""The log in the admin, to be read: events are facts, and only the store writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.integrations.django.models import EventRow, VerdictRow
from mailtrack_sdk.stores._codec import load_verdict
from mailtrack_sdk.stores._json import from_json

__all__ = ["EventAdmin"]

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[EventRow]
else:
    ModelAdmin = admin.ModelAdmin

_COLUMNS = (
    "time",
    "kind",
    "message_key",
    "recipient",
    "tenant",
    "campaign",
    "sender",
    "delivery",
    "verdict",
    "content",
)


@admin.register(EventRow)
class EventAdmin(ModelAdmin):
    """Shows events and what the rules said about them."""

    list_display = ("time", "kind", "message_key", "recipient", "verdict")
    list_filter = ("kind",)
    search_fields = ("message_key__exact", "recipient__exact", "delivery__exact", "campaign__exact")
    search_help_text = "A message key, a campaign, a delivery, or a recipient with its type: s:ada, i:42"
    ordering = ("-at", "-event")
    list_per_page = 50
    show_full_result_count = False
    fields = _COLUMNS
    readonly_fields = _COLUMNS

    def get_queryset(self, request: HttpRequest) -> QuerySet[EventRow]:
        """Bring the newest verdict of each event along."""
        verdicts = VerdictRow.objects.filter(event=OuterRef("event")).order_by("-rules_version")
        rows = super().get_queryset(request)
        return rows.annotate(verdict_body=Subquery(verdicts.values("body")[:1]))

    @admin.display(description="verdict")
    def verdict(self, row: EventRow) -> str:
        """Say which software it was, and whether a person caused it."""
        body = cast("str | None", getattr(row, "verdict_body", None))
        if body is None:
            return "-"
        try:
            said = load_verdict(from_json(body))
        except StoreError:
            return "?"
        return f"{said.agent.value}, a person: {said.human.value} ({said.confidence:.0%})"

    @admin.display(description="event")
    def content(self, row: EventRow) -> str:
        """Show the whole event as it is stored."""
        return format_html("<pre>{}</pre>", json.dumps(json.loads(row.body), indent=2, ensure_ascii=False))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002, ANN401 - Django's
        """Say no: events happen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002, ANN401 - as above
        """Say no: a log is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002, ANN401 - as above
        """Say no: `DjangoStore.purge` and `erase` delete verdicts and leave tombstones, too."""
        return False
