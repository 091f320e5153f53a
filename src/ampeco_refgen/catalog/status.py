"""The reason phrases of statuses, the same on every version of Python."""

from __future__ import annotations

from http import HTTPStatus

_PHRASES = {
    "413": "Content Too Large",
    "414": "URI Too Long",
    "416": "Range Not Satisfiable",
    "422": "Unprocessable Content",
}
"""The phrases of RFC 9110, section 15, where those of `http` depend on the version of Python."""


def phrase(status: str) -> str:
    """Return the phrase of a status such as `404`; empty for one that has none, and for `4XX` and `default`."""
    if status in _PHRASES:
        return _PHRASES[status]
    return HTTPStatus(int(status)).phrase if status.isdigit() and int(status) in list(HTTPStatus) else ""
