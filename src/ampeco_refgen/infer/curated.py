"""What a person looked up where no rule can know: data of a profile with reasons, which overrules every rule.

An entry is for one API, by its title, and counts where its subject is deprecated there. If then it points at nothing,
or at something deprecated, the document has moved on and the entry is an error: it must be corrected or go.
"""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind


class Curated(Struct, frozen=True, kw_only=True):
    """One entry. `subject` and `successors` are named as in `Succession`; no successors means that there is none.

    A field's subject is the end of its dotted path, its successors are relative to the object that holds it.
    """

    kind: DeprecatedKind
    subject: str
    successors: tuple[str, ...]
    reason: str
    confidence: Confidence = Confidence.HIGH


class CuratedMove(Struct, frozen=True, kw_only=True):
    """Where a field of the deprecated calls of one resource went.

    `before` is its dotted path, in bodies and responses alike; a webhook is named in place of the resource. Without
    `instead`, which are the keys of calls that do its job now, there is one new path, or several candidates. `values`
    are pairs of an old value and the one that took its place, of a field that may stand where it stood.
    """

    resource: str
    before: str
    after: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    reason: str
