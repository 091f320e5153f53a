"""What is inferred of deprecated things: each with its successors, and how they are known."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Subject(StrEnum):
    """What kind of thing is deprecated, and replaced by things of the same kind."""

    OPERATION = "operation"
    WEBHOOK = "webhook"
    FIELD = "field"
    PARAMETER = "parameter"


class Confidence(StrEnum):
    """How sure a finding is: said by the document or checked by a person, derived from several facts, or from few."""

    CERTAIN = "certain"
    HIGH = "high confidence"
    MEDIUM = "medium confidence"
    NONE = "none known"


class Replacement(Struct, frozen=True, kw_only=True):
    """A deprecated thing and what to use instead; without `successors` none is known, and `evidence` says why.

    `subject` and `successors` are operations by key (`GET /users`), webhooks by name, fields by their dotted path
    in the payload's item, or parameters as they are sent. `rule` is the name of a row of the rules. `places` are
    the operations and webhooks in which a field or a parameter stands, `GET /users response` or `user.changed`.
    """

    kind: Subject
    subject: str
    successors: tuple[str, ...] = ()
    rule: str = ""
    evidence: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE
    places: tuple[str, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """What one rule found: names of the same kind as the subject's, and the facts that it goes by."""

    successors: tuple[str, ...]
    evidence: str
