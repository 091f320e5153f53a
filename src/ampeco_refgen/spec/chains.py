"""Where references end: a chain of them is followed to the first node that is none, and each link only once.

Used by `structure.py` and the checks; `refs.py` does the same for documents that have passed them, and raises.
"""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.errors import DocumentError
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.spec.refs import References, reference_of


class End(Struct, frozen=True):
    """The node at the end of a chain; or `None` and the fault, a code of `severity.py`."""

    value: JsonValue = None
    fault: str = ""


class Chains:
    """Follows the references of one document; those that lead out of it are an end, and a finding of their own."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._ends: dict[str, End] = {}

    def end(self, node: JsonValue) -> End:
        """Return what a node comes to: itself, or what the chain of references that begins with it ends with."""
        trail: dict[str, None] = {}
        while (reference := reference_of(node)).startswith("#/"):
            if reference in self._ends:
                break
            if reference in trail:
                return self._remember(trail, End(fault="circular-reference"))
            trail[reference] = None
            node = self.target(reference)
        found = End(node, "" if node is not None else "dangling-reference")
        return self._remember(trail, self._ends.get(reference, found))

    def target(self, reference: str) -> JsonValue:
        """Return what a reference points at, `None` where it leads nowhere or out of the document."""
        if not reference.startswith("#/"):
            return None
        try:
            return self._references.target(reference)
        except DocumentError:
            return None

    def _remember(self, trail: dict[str, None], end: End) -> End:
        self._ends.update(dict.fromkeys(trail, end))
        return end
