"""A higher limit of recursion, for the stages that call themselves once for each schema within a schema.

Python stops a recursion after 1,000 calls, and 150 nested schemas can take as many. The limit here is still several
times below what the stack of a main thread holds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError

_CALLS = 8_000
"""Calls within calls; schemas nest up to 250 levels deep (`MAX_DEPTH` in `openapi/reading.py`)."""


@contextmanager
def room_for_depth() -> Iterator[None]:
    """Let a stage recurse deeply, as a `with` block or a decorator; raises `DocumentError` where that is not enough."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _CALLS))
    try:
        yield
    except RecursionError:
        message = "the schemas of the document are nested too deeply, or refer to each other in too long a chain"
        raise DocumentError(
            message, hint="no real API needs more than 250 levels", diagnostics=(error("too-deep", message),)
        ) from None
    finally:
        sys.setrecursionlimit(before)
