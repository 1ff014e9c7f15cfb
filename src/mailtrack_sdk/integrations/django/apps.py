"""The application that goes into `INSTALLED_APPS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.core import checks

if TYPE_CHECKING:
    # What may be overridden must be declared as Django's stubs declare it, by names of theirs.
    from django.utils.functional import (
        _Getter,  # pyright: ignore[reportPrivateUsage]
        _StrOrPromise,  # pyright: ignore[reportPrivateUsage]
    )

__all__ = ["MailtrackConfig"]


class MailtrackConfig(AppConfig):
    """Tables, admin and checks of mailtrack_sdk; its label is `mailtrack`."""

    name = "mailtrack_sdk.integrations.django"
    label = "mailtrack"
    verbose_name: _StrOrPromise = "Mail tracking"
    default_auto_field: str | _Getter[str] = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the settings checked when Django starts."""
        from mailtrack_sdk.integrations.django.checks import (  # noqa: PLC0415 - needs the models
            check_mail,
            check_services,
            check_urls,
        )

        for check in (check_services, check_mail, check_urls):
            checks.register(check, "mailtrack")
