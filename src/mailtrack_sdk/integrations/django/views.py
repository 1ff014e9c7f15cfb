"""The views that answer for tracking URLs, for threads and for event loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt

from mailtrack_sdk.integrations.django.answers import Answer
from mailtrack_sdk.integrations.django.services import get_saver
from mailtrack_sdk.web import Request

__all__ = ["track", "track_async"]

_View = TypeVar("_View", bound="Any")

# As in `web`: the path characters of RFC 3986.
_PATH_SAFE = "/:@!$&'()*+,;=~-._"


def request_of(request: HttpRequest, rest: str) -> Request:
    """Make the tracker's request of one of Django's.

    The URL is what stands behind the prefix of `include`, so that any prefix will do. It is raw where the
    server has kept it so; Django itself knows only the decoded path.

    Args:
        request: The request.
        rest: The decoded path from `o/` or `c/` on.
    """
    scope: Mapping[str, object] | None = getattr(request, "scope", None)
    seen = Request.from_wsgi(request.META) if scope is None else Request.from_asgi(scope)
    path, mark, query = seen.url.partition("?")
    prefix = quote(request.path_info.removesuffix(rest), safe=_PATH_SAFE, errors="replace")
    if scope is not None and path.startswith(prefix):
        tail = path[len(prefix) :]
    else:
        tail = quote(rest, safe=_PATH_SAFE, errors="replace")
    url = f"/{tail}{mark}{query}"
    return seen if url == seen.url else Request(seen.method, url, seen.headers, seen.client_address)


def _alone(view: _View) -> _View:
    """Keep away what a project may put around its views: logins, CSRF tokens, transactions."""
    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return csrf_exempt(login_not_required(view))


@_alone
def track(request: HttpRequest, rest: str) -> Answer:
    """Answer, and save when the answer is out."""
    saver = get_saver()
    return Answer(saver.tracker.answer_first(request_of(request, rest)), saver)


@_alone
async def track_async(request: HttpRequest, rest: str) -> Answer:
    """Answer in the event loop, and save in a thread meanwhile."""
    saver = get_saver()
    answer = Answer(saver.tracker.answer_first(request_of(request, rest)), saver)
    answer.save_meanwhile()
    return answer
