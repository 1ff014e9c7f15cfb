"""The log in the admin, to be read: events are facts, and only the store writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html

from mailtrack_sdk.errors import StoreError
from mailtrack_sdk.integrations.django.models import EventRow, VerdictRow
from mailtrack_sdk.stores._rows import read_verdict

__all__ = ["EventAdmin"]

if TYPE_CHECKING:
    # What may be overridden must be declared as Django's stubs declare it, by names of theirs.
    from django.contrib.admin.options import (
        _FieldGroups,  # pyright: ignore[reportPrivateUsage]
        _ListDisplayT,  # pyright: ignore[reportPrivateUsage]
        _ListFilterT,  # pyright: ignore[reportPrivateUsage]
    )
    from django.utils.datastructures import _ListOrTuple  # pyright: ignore[reportPrivateUsage]
    from django.utils.functional import _StrOrPromise  # pyright: ignore[reportPrivateUsage]

    ModelAdmin = admin.ModelAdmin[EventRow]
else:
    ModelAdmin = admin.ModelAdmin

_COLUMNS: tuple[str, ...] = (
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

    list_display: _ListDisplayT[EventRow] = ("time", "kind", "message_key", "recipient", "verdict")
    list_filter: ClassVar[_ListOrTuple[_ListFilterT]] = ("kind",)
    search_fields: ClassVar[_ListOrTuple[str]] = (
        "message_key__exact",
        "recipient__exact",
        "delivery__exact",
        "campaign__exact",
    )
    search_help_text: ClassVar[_StrOrPromise | None] = (
        "A message key, a campaign, a delivery, or a recipient with its type: s:ada, i:42"
    )
    ordering: ClassVar[_ListOrTuple[str] | None] = ("-at", "-event")
    list_per_page = 50
    show_full_result_count = False
    fields: ClassVar[_FieldGroups | None] = _COLUMNS
    readonly_fields: ClassVar[_ListOrTuple[str]] = _COLUMNS

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
            said = read_verdict(body)
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
