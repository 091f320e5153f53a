"""Room for schemas nested in schemas: what stages of the pipeline that recurse along with a document run within.

Python stops a recursion after 1,000 calls, which nesting of 150 schemas can take; what is allowed here still fits into
the stack of a main thread several times.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ampeco_refgen.diagnostics import error
from ampeco_refgen.errors import DocumentError

_CALLS = 8_000


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
