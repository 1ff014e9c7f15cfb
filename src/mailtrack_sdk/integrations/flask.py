"""Serve tracking URLs with Flask: `app.register_blueprint(tracking_blueprint(recorder))`."""

from __future__ import annotations

from functools import partial

from mailtrack_sdk._extras import missing_extra
from mailtrack_sdk.integrations._keeping import sync_recorder
from mailtrack_sdk.integrations.background import BackgroundRecorder
from mailtrack_sdk.recorder import Recorder
from mailtrack_sdk.web import Request

try:
    from flask import Blueprint, Response, request
    from flask.blueprints import BlueprintSetupState
    from werkzeug.datastructures import Headers
except ImportError as _error:
    raise missing_extra(__name__, "flask", _error) from _error

__all__ = ["tracking_blueprint"]


def tracking_blueprint(recorder: Recorder | BackgroundRecorder, *, name: str = "mailtrack") -> Blueprint:
    """Make a blueprint that answers for tracking URLs: `/o/...` and `/c/...`.

    The answer goes out first; the event is stored when the server closes it, when Flask's request and its
    contexts are over. A `url_prefix` is welcome: give the tracker that path in its `base_url`.

    Args:
        recorder: Answers and stores.
        name: The name of the blueprint, for applications with several.

    Raises:
        ConfigurationError: `recorder` is neither a `Recorder` nor a `BackgroundRecorder`.
    """
    keeper = sync_recorder(recorder)

    def answer(rest: str) -> Response:
        del rest  # decoded; the tracker reads the path itself
        outcome = keeper.tracker.answer_first(Request.from_wsgi(request.environ))
        response = _Answer([outcome.response.body], outcome.response.status, outcome.response.headers)
        response.call_on_close(partial(keeper.save, outcome))
        return response

    def add_rules(state: BlueprintSetupState) -> None:
        endpoint = f"{state.name_prefix}.{state.name}.answer".lstrip(".")
        state.app.view_functions[endpoint] = answer
        for path in ("/o/<path:rest>", "/c/<path:rest>"):
            # Not by `add_url_rule`, which cannot say "every method": the tracker refuses by itself.
            rule = state.app.url_rule_class(
                (state.url_prefix or "").rstrip("/") + path, endpoint=endpoint, subdomain=state.subdomain
            )
            state.app.url_map.add(rule)

    blueprint = Blueprint(name, __name__)
    blueprint.record(add_rules)
    return blueprint


class _Answer(Response):
    """An answer whose headers go out as they are, without what a session adds to them."""

    default_mimetype = None  # a redirect has no body, so no type either

    def get_wsgi_headers(self, environ: object) -> Headers:
        """Leave the target of a redirect alone, where Werkzeug would spell some characters in its own way.

        Flask saves its session behind every hook, so here is the first place where its cookie can go.
        """
        del environ
        for name in ("Set-Cookie", "Vary"):
            self.headers.remove(name)  # nobody reads them behind this, so it needs no copy
        return self.headers
