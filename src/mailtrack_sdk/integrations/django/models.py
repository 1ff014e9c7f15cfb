"""The tables of `DjangoStore`: those of the other stores, as models.

What a query can restrict is a column; everything else about an event is JSON in `body`, complete by itself.
Times are microseconds since 1970 in UTC, so that they mean the same whatever `USE_TZ` says. Rows are written
by the store only: it keeps what belongs together.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Index, Q

from mailtrack_sdk.stores import _fields as take

__all__ = ["CandidateRow", "EventRow", "FactRow", "TombstoneRow", "VerdictRow"]

if TYPE_CHECKING:
    # Fields take no parameters when the program runs. And null it is: no tenant is not the tenant "".
    Absent = models.CharField[str | None, str | None]


class EventRow(models.Model):
    """One event of the log."""

    seq: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    event: models.UUIDField[UUID, UUID] = models.UUIDField("event id", unique=True)
    at: models.BigIntegerField[int, int] = models.BigIntegerField("microseconds")
    kind: models.CharField[str, str] = models.CharField(max_length=16)
    message_key: models.CharField[str, str] = models.CharField(max_length=64)
    tenant: Absent = models.CharField(max_length=64, null=True)  # noqa: DJ001
    campaign: Absent = models.CharField(max_length=255, null=True)  # noqa: DJ001
    delivery: Absent = models.CharField(max_length=32, null=True)  # noqa: DJ001
    recipient: Absent = models.CharField(max_length=66, null=True)  # noqa: DJ001
    sender: Absent = models.CharField(max_length=64, null=True)  # noqa: DJ001
    body: models.TextField[str, str] = models.TextField()

    class Meta:
        """The indexes of the other stores; the module `_schema` of `SQLiteStore` says what each is for."""

        app_label = "mailtrack"
        db_table = "mailtrack_event"
        verbose_name = "event"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["at", "event"], name="mailtrack_event_time"),
            Index(fields=["message_key", "at", "event", "tenant"], name="mailtrack_event_message"),
            Index(
                fields=["tenant", "at", "event"],
                name="mailtrack_event_tenant",
                condition=Q(tenant__isnull=False),
            ),
            Index(
                fields=["sender", "at", "event"],
                name="mailtrack_event_sender",
                condition=Q(sender__isnull=False),
            ),
            Index(
                fields=["recipient", "at"],
                name="mailtrack_event_recipient",
                condition=Q(recipient__isnull=False),
            ),
            Index(
                fields=["delivery", "at"],
                name="mailtrack_event_delivery",
                condition=Q(delivery__isnull=False),
            ),
            Index(
                fields=["campaign", "message_key", "tenant"],
                name="mailtrack_event_campaign",
                condition=Q(campaign__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.message_key}"

    @property
    def time(self) -> datetime:
        """When it happened, in UTC."""
        return take.moment(self.at)


class VerdictRow(models.Model):
    """What one version of the rules said about an event."""

    event: models.UUIDField[UUID, UUID] = models.UUIDField()
    rules_version: models.BigIntegerField[int, int] = models.BigIntegerField()
    events_seen: models.BigIntegerField[int, int] = models.BigIntegerField()
    judged_at: models.BigIntegerField[int, int] = models.BigIntegerField()
    body: models.TextField[str, str] = models.TextField()

    class Meta:
        """One verdict for each event and version of the rules."""

        app_label = "mailtrack"
        db_table = "mailtrack_verdict"
        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["event", "rules_version"], name="mailtrack_verdict_of_event")
        ]

    def __str__(self) -> str:
        return f"verdict on {self.event}"


class CandidateRow(models.Model):
    """In which event somebody, known by a keyed hash, is a candidate."""

    event: models.UUIDField[UUID, UUID] = models.UUIDField()
    mark: models.CharField[str, str] = models.CharField(max_length=32, db_index=True)

    class Meta:
        """Each candidate of an event once."""

        app_label = "mailtrack"
        db_table = "mailtrack_candidate"
        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["event", "mark"], name="mailtrack_candidate_of_event")
        ]

    def __str__(self) -> str:
        return f"candidate of {self.event}"


class TombstoneRow(models.Model):
    """Somebody who was erased, known by a keyed hash."""

    mark: models.CharField[str, str] = models.CharField(max_length=32)
    tenant: models.CharField[str, str] = models.CharField(max_length=64, blank=True)

    class Meta:
        """Nobody is erased twice."""

        app_label = "mailtrack"
        db_table = "mailtrack_tombstone"
        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["mark", "tenant"], name="mailtrack_tombstone_once")
        ]

    def __str__(self) -> str:
        return self.mark


class FactRow(models.Model):
    """What the store knows of itself: the key of its hashes."""

    name: models.CharField[str, str] = models.CharField(max_length=40, primary_key=True)
    value: models.CharField[str, str] = models.CharField(max_length=200)

    class Meta:
        """A table of names and values."""

        app_label = "mailtrack"
        db_table = "mailtrack_fact"

    def __str__(self) -> str:
        return self.name
