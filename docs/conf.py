"""How Sphinx builds these pages: `sphinx-build -n -W docs docs/_build`, without any network."""

from __future__ import annotations

from importlib.metadata import version as version_of

import django
from django.conf import settings
from sphinx.application import Sphinx

project = "mailtrack_sdk"
author = "the mailtrack_sdk authors"
copyright = f"2026, {author}"
release = version_of("mailtrack-sdk")
version = release

# The reference imports models, for which Django has to be set up.
settings.configure(INSTALLED_APPS=["mailtrack_sdk.integrations.django"])
django.setup()

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"mailtrack_sdk {release}"
html_copy_source = False

myst_heading_anchors = 3

autodoc_class_signature = "mixed"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False
default_role = "code"  # docstrings are read in editors too: `name`, with single backticks

# Nothing is fetched, so names of other libraries have no page here to point at. Type variables
# and private names appear in signatures and have no page by intention.
_OTHERS = (
    "abc|aiohttp|asyncio|collections|contextlib|dataclasses|datetime|django|email|enum|flask|hypothesis|"
    "opentelemetry|os|pathlib|sqlalchemy|sqlite3|starlette|typing|uuid"
)
_TYPE_VARIABLES = "Answer|Content|Html|Mail"
nitpick_ignore_regex = [
    (r"py:.*", rf"({_OTHERS})\..+"),
    (r"py:.*", rf"mailtrack_sdk\.(\w+\.)*({_TYPE_VARIABLES})"),
    (r"py:.*", r"mailtrack_sdk\.(\w+\.)*_\w+(\.\w+)*"),
    (r"py:.*", r"Later"),  # what a Summary keeps to itself
    # What only the library passes to a Template and a Rewritten.
    (r"py:.*", r"mailtrack_sdk\.rewriting\.(body|context|plan|report\.Account)(\.\w+)?"),
]

_COLON = "\N{SYMBOL FOR DELETE}"


def setup(app: Sphinx) -> None:
    """Put our steps before and after the one of napoleon, which has priority 500."""
    app.connect("autodoc-process-docstring", _before_napoleon, priority=400)
    app.connect("autodoc-process-docstring", _after_napoleon, priority=600)


def _before_napoleon(  # noqa: PLR0917  # the signature is Sphinx's
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Turn fenced blocks into directives, and hide colons that napoleon would take for a type.

    Napoleon reads the first line of an attribute as `type: description`, but ours are sentences.
    """
    del app, name, obj, options
    if what in ("attribute", "data", "property") and lines:
        lines[0] = lines[0].replace(":", _COLON)
    lines[:] = _with_directives(lines)


def _with_directives(lines: list[str]) -> list[str]:
    converted: list[str] = []
    fenced = False
    for line in lines:
        if line.startswith("```"):
            converted += ["", "" if fenced else f".. code-block:: {line[3:]}", ""]
            fenced = not fenced
        else:
            converted.append(f"    {line}" if fenced else line)
    return converted


def _after_napoleon(  # noqa: PLR0917  # as above
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Bring the hidden colons back."""
    del app, what, name, obj, options
    lines[:] = [line.replace(_COLON, ":") for line in lines]
