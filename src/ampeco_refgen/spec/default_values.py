"""Whether the default of a schema fits the schema: most are told at once, the rest the library's validator judges.

Used by `schema_rules.py`. Importing openapi-schema-validator takes longer than all other checks together, so it is
asked only about defaults that a fast validator does not find right.
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.spec.library_judge import LibraryJudge, open_nothing
from ampeco_refgen.spec.severity import finding
from ampeco_refgen.spec.structure import Node, Structure, children

_FORMATS_OF_TEXT = frozenset({"byte", "regex"})
_FORMATS_OF_NUMBERS = frozenset({"int32", "int64"})
_WITHIN_ALL_FORMATS = range(-(2**31), 2**31)
"""The library judges these formats and the fast validator does not; a small number is within all of them."""

_FOR_THE_LIBRARY = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "discriminator"})
"""Keywords that the fast validator must not see (it could look for what they name), or reads in another way."""


class Defaults:
    """Judges the defaults in one document."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._judge: LibraryJudge | None = None

    def findings(self, node: Node) -> Iterator[Diagnostic]:
        """Yield a finding for each reason why the default of a schema does not fit it."""
        if "default" not in node.value:
            return
        default = node.value["default"]
        if default is None and node.value.get("nullable") is True:
            return
        if _is_simple(node.value, default) and self._fits(node.value, default):
            return
        self._judge = self._judge or LibraryJudge(self._structure)
        for reason in self._judge.reasons(node.value, default):
            yield finding("default-mismatch", f"the default does not fit: {reason}", pointer_to(*node.path, "default"))

    def _fits(self, schema: JsonObject, default: JsonValue) -> bool:
        import jsonschema_rs

        is_3_0 = self._structure.dialect == "3.0"
        validator = jsonschema_rs.Draft4Validator if is_3_0 else jsonschema_rs.Draft202012Validator
        try:
            return validator(schema, validate_formats=False, retriever=open_nothing).is_valid(default)
        except ValueError:
            return False  # a broken schema: the library says more about it


def _is_simple(schema: JsonObject, default: JsonValue) -> bool:
    """Tell whether the fast validator reads a schema, and all parts of it, as the library would for this default."""
    if not _FOR_THE_LIBRARY.isdisjoint(schema) or not _is_judged_alike(schema, default):
        return False
    parts = [child for _, child, _ in children("schema", schema)]
    return all(isinstance(part, bool) or (isinstance(part, dict) and _is_simple(part, default)) for part in parts)


def _is_judged_alike(schema: JsonObject, default: JsonValue) -> bool:
    """`nullable` concerns nulls alone, and the formats that the library knows concern texts and large numbers."""
    name = schema.get("format", "")
    if not isinstance(name, str):
        return False
    if isinstance(default, bool | float):
        return True
    if isinstance(default, int):
        return name not in _FORMATS_OF_NUMBERS or default in _WITHIN_ALL_FORMATS
    if isinstance(default, str):
        return name not in _FORMATS_OF_TEXT
    is_container = isinstance(default, dict | list)
    return is_container and "nullable" not in schema and name not in _FORMATS_OF_TEXT | _FORMATS_OF_NUMBERS
