"""Documents for tests of the compare room: a base one, changed by pointers."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.comparison import Comparison
from ampeco_refgen.compare.report import TEXT, in_words, name_of
from ampeco_refgen.openapi.model import Document

CASES = Path(__file__).parent
_LIST = "/paths/~1chargers/get"
_ADD = "/paths/~1chargers/post"
_CHARGER = "/paths/~1chargers~1{charger}"
_SCHEMA = "content/application~1json/schema/properties"
_WEBHOOK = f"{_ADD}/callbacks/charger.added/{{$request.body#~1url}}/post"
PLACES = {
    "document": "",
    "paths": "/paths",
    "schemes": "/components/securitySchemes",
    "list": _LIST,
    "filters": f"{_LIST}/parameters/4/schema/properties",
    "item": f"{_LIST}/responses/200/{_SCHEMA}/data/items/properties",
    "refused": f"{_LIST}/responses/401/{_SCHEMA}",
    "add": _ADD,
    "body": f"{_ADD}/requestBody/{_SCHEMA}",
    "webhook": _WEBHOOK,
    "payload": f"{_WEBHOOK}/requestBody/{_SCHEMA}",
    "charger": _CHARGER,
    "remove": f"{_CHARGER}/delete",
}
"""Names for places of the base document, with which the pointers of a case begin."""


@cache
def base() -> dict:
    """Return the document that cases change; nobody else does."""
    return yaml.safe_load((CASES / "base.yaml").read_text(encoding="utf-8"))


def changed(tree: dict, edits: Mapping | None, places: Mapping[str, str] = PLACES) -> dict:
    """Return a copy of a document: some values go elsewhere (`move`), some are `set`, and some taken out (`remove`).

    The pointers begin with the name of one of the `places`; those of `move` are the new ones with the old ones. A
    list's entry past its end is appended.
    """
    edited, edits = copy.deepcopy(tree), edits or {}
    for pointer, source in edits.get("move", {}).items():
        holder, key = _found(edited, tokens(source, places))
        value = holder.pop(key)
        holder, key = _found(edited, tokens(pointer, places))
        holder[key] = value
    for pointer, value in edits.get("set", {}).items():
        holder, key = _found(edited, tokens(pointer, places))
        if isinstance(holder, list) and key == len(holder):
            holder.append(value)
        else:
            holder[key] = value
    for pointer in edits.get("remove", []):
        holder, key = _found(edited, tokens(pointer, places))
        del holder[key]
    return edited


def catalog(tree: dict, *, full: bool = True) -> Catalog:
    """Return the catalog of a document."""
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=full)[0]


def tokens(pointer: str, places: Mapping[str, str]) -> list[str]:
    """Return the reference tokens of a pointer that begins with the name of a place (RFC 6901, section 4)."""
    name, _, rest = pointer.partition("/")
    whole = f"{places[name]}/{rest}" if rest else places[name]
    return [token.replace("~1", "/").replace("~0", "~") for token in whole.split("/")[1:]]


def lines(comparison: Comparison) -> list[str]:
    """Return each finding for each of its subjects as a line: level, subject, text; sorted."""
    return sorted(
        f"{finding.rule.level}: {name_of(subject, TEXT)}: {in_words(finding, TEXT)}"
        for finding in comparison.findings
        for subject in finding.subjects
    )


def _found(tree: dict, way: list[str]) -> tuple:
    """Return what holds the value at the end of a way, and its key there."""
    *way, last = way
    holder = tree
    for token in way:
        holder = holder[int(token) if isinstance(holder, list) else token]
    return holder, int(last) if isinstance(holder, list) else last
