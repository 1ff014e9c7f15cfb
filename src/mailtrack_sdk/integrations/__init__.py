"""Ways into the library from web servers: one module each, loaded by nobody but you.

`wsgi` and `asgi` need nothing else installed; every other module needs the framework it is named after,
which is an extra of the same name.
"""

from __future__ import annotations
