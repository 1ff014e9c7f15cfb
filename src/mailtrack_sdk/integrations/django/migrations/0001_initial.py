"""Make the tables of `DjangoStore`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """The first version of the tables."""

    initial: ClassVar[bool | None] = True
    dependencies: ClassVar[Sequence[tuple[str, str]]] = ()
    operations: ClassVar[Sequence[Operation]] = [
        migrations.CreateModel(
            name="FactRow",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=200)),
            ],
            options={"db_table": "mailtrack_fact"},
        ),
        migrations.CreateModel(
            name="CandidateRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.UUIDField()),
                ("mark", models.CharField(db_index=True, max_length=32)),
            ],
            options={
                "db_table": "mailtrack_candidate",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "mark"), name="mailtrack_candidate_of_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventRow",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("event", models.UUIDField(unique=True, verbose_name="event id")),
                ("at", models.BigIntegerField(verbose_name="microseconds")),
                ("kind", models.CharField(max_length=16)),
                ("message_key", models.CharField(max_length=64)),
                ("tenant", models.CharField(max_length=64, null=True)),
                ("campaign", models.CharField(max_length=255, null=True)),
                ("delivery", models.CharField(max_length=32, null=True)),
                ("recipient", models.CharField(max_length=66, null=True)),
                ("sender", models.CharField(max_length=64, null=True)),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "event",
                "db_table": "mailtrack_event",
                "indexes": [
                    models.Index(fields=["at", "event"], name="mailtrack_event_time"),
                    models.Index(
                        fields=["message_key", "at", "event", "tenant"], name="mailtrack_event_message"
                    ),
                    models.Index(
                        condition=models.Q(("tenant__isnull", False)),
                        fields=["tenant", "at", "event"],
                        name="mailtrack_event_tenant",
                    ),
                    models.Index(
                        condition=models.Q(("sender__isnull", False)),
                        fields=["sender", "at", "event"],
                        name="mailtrack_event_sender",
                    ),
                    models.Index(
                        condition=models.Q(("recipient__isnull", False)),
                        fields=["recipient", "at"],
                        name="mailtrack_event_recipient",
                    ),
                    models.Index(
                        condition=models.Q(("delivery__isnull", False)),
                        fields=["delivery", "at"],
                        name="mailtrack_event_delivery",
                    ),
                    models.Index(
                        condition=models.Q(("campaign__isnull", False)),
                        fields=["campaign", "message_key", "tenant"],
                        name="mailtrack_event_campaign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TombstoneRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32)),
                ("tenant", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "db_table": "mailtrack_tombstone",
                "constraints": [
                    models.UniqueConstraint(fields=("mark", "tenant"), name="mailtrack_tombstone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VerdictRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.UUIDField()),
                ("rules_version", models.BigIntegerField()),
                ("events_seen", models.BigIntegerField()),
                ("judged_at", models.BigIntegerField()),
                ("body", models.TextField()),
            ],
            options={
                "db_table": "mailtrack_verdict",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "rules_version"), name="mailtrack_verdict_of_event"
                    )
                ],
            },
        ),
    ]
