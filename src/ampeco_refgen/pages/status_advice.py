"""What HTTP says of a status that reports an error, and whether to send the request again; nothing of any vendor.

Sources: RFC 9110, section 15; for 423 RFC 4918, for 425 RFC 8470, for 428, 429 and 431 RFC 6585, for 451 RFC 7725.
"""

from __future__ import annotations

from typing import NamedTuple


class Advice(NamedTuple):
    """What a status means to HTTP, and whether a client should send the same request again."""

    meaning: str
    retry: str


_MEND = "no: mend the request"
_STATE = "no: read the state first"
_WAIT = "yes, where repeating is safe, after a growing pause"
_STATUSES = {
    "400": Advice("the request is faulty", _MEND),
    "401": Advice("credentials are missing or not valid", "only with other credentials"),
    "403": Advice("understood and refused", "no, not with the same credentials"),
    "404": Advice("nothing is there, or it is not shown", "no"),
    "405": Advice("the target does not take this method", "no"),
    "406": Advice("no representation that `Accept` allows", "no, unless its cause is gone"),
    "408": Advice("the request did not arrive in time", "yes, on another connection"),
    "409": Advice("conflict with the state of the target", _STATE),
    "410": Advice("gone, most likely for good", "no"),
    "411": Advice("`Content-Length` is missing", _MEND),
    "412": Advice("a condition of the request does not hold", _STATE),
    "413": Advice("the body is too large", "no, unless `Retry-After` is sent"),
    "414": Advice("the URI is too long", _MEND),
    "415": Advice("this media type is not taken", _MEND),
    "416": Advice("no such range", _MEND),
    "417": Advice("`Expect` cannot be met", "yes, without `Expect`"),
    "421": Advice("sent to a server that does not answer for it", "yes, on another connection"),
    "422": Advice("well-formed, but its content cannot be processed", _MEND),
    "423": Advice("the target is locked", _STATE),
    "425": Advice("too early to risk a replay", "yes, later"),
    "428": Advice("the request must be conditional", _MEND),
    "429": Advice("too many requests in a time", "yes, after `Retry-After`, else after a growing pause"),
    "431": Advice("header fields are too large", _MEND),
    "451": Advice("refused for legal reasons", "no"),
    "500": Advice("unexpected condition in the server", _WAIT),
    "501": Advice("the server cannot do what is asked", "no"),
    "502": Advice("a server behind it gave no valid response", _WAIT),
    "503": Advice("overload or maintenance, for a time", f"{_WAIT}; `Retry-After` where sent"),
    "504": Advice("a server behind it did not answer in time", _WAIT),
}
_CLASSES = {
    "4": Advice("an error of the request", "no, as `400`"),
    "5": Advice("an error of the server", _WAIT),
}


def advice_on(status: str) -> Advice:
    """Return what to do about an error status, also one of a class (`4XX`); `default` depends on what comes.

    A status that is not known counts as the `x00` of its class (RFC 9110, section 15).
    """
    if status in _STATUSES:
        return _STATUSES[status]
    return _CLASSES.get(status[:1], Advice("", "by the status that comes"))
