"""The rows of docs/openapi-support.md, from openapi_support.yaml: tried against documents, and written as tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.compare.rules import RULES
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import load
from changes.change_documents import changed
from docs.openapi_fields import VERSIONS
from readback.conftest import bundle_from

HERE = Path(__file__).parent
_DATA = yaml.safe_load((HERE / "openapi_support.yaml").read_text("utf-8"))
_BASE = yaml.safe_load((HERE / "openapi_support_base.yaml").read_text("utf-8"))
PAGES: dict[str, dict[str, str]] = _DATA["pages"]
_PLACES: dict[str, list[str]] = _DATA["places"]
_PATCHES = {"3.0": "3.0.4", "3.1": "3.1.1", "3.2": "3.2.0"}
_FROM = {"3.1+": "3.1 3.2"}
_SIDES = ("request", "response")
_RULES = {rule.id for rule in RULES}


@dataclass(frozen=True, kw_only=True)
class Support:
    """A row: a field of an object, and what becomes of it."""

    holder: str
    name: str
    remark: str
    versions: tuple[str, ...]
    given: Mapping[str, Any]
    edits: Mapping[str, Any]
    says: Mapping[str, str]
    times: int
    at: Mapping[str, str] = field(default_factory=dict)
    not_shown: str = ""
    compared: Mapping[str, Any] = field(default_factory=dict)
    not_compared: str = ""

    def __str__(self) -> str:
        return f"{self.holder}, {self.name}" + (f" ({self.remark})" if self.remark else "")


def rows() -> Iterator[Support]:
    """Yield the rows in the order of the page."""
    for holder in _DATA["objects"]:
        for row in holder["rows"]:
            yield Support(
                holder=holder["object"],
                name=row["field"],
                remark=row.get("remark", ""),
                versions=tuple(_FROM.get(str(row.get("in")), str(row.get("in", " ".join(VERSIONS)))).split()),
                given=row.get("given", holder.get("given", {})),
                edits={"set": row["set"], "remove": row.get("remove", [])},
                says=row["says"] if isinstance(row["says"], dict) else dict.fromkeys(row.get("at", ("",)), row["says"]),
                times=1 if row.get("one") else max((len(_places_of(pointer)) for pointer in row["set"]), default=1),
                at=row.get("at", {}),
                not_shown=row.get("not-shown", ""),
                compared={
                    rule: change for written, change in row.get("compared", {}).items() for rule in _rules(written)
                },
                not_compared=row.get("not-compared", ""),
            )


def documents(row: Support, version: str) -> tuple[dict, dict]:
    """Return the document of a version before the field is set, and after."""
    given = edited(_BASE | {"openapi": _PATCHES[version]}, row.given)
    return given, edited(given, row.edits)


def edited(tree: dict, edits: Mapping[str, Any]) -> dict:
    """Return a copy of a document with values set in each place that a pointer begins with."""
    places = {f"{name}.{number}": place for name, each in _PLACES.items() for number, place in enumerate(each)}
    values = {
        f"{name}.{number}{slash}{rest}": value
        for pointer, value in edits.get("set", {}).items()
        for name, slash, rest in [pointer.partition("/")]
        for number in range(len(_places_of(pointer)))
    }
    ways = (pointer.partition("/") for pointer in edits.get("remove", []))
    removed = [f"{name}.0{slash}{rest}" for name, slash, rest in ways]
    return changed(tree, {"set": values, "remove": removed}, places)


def texts(tree: dict, kind: str = "") -> str:
    """Return the text of the pages of one kind, or of all, that are made of a document."""
    beginning = PAGES[kind]["files"] if kind else ""
    return "\n".join(text for path, text in _pages(json.dumps(tree)).items() if path.startswith(beginning))


def findings(old: dict, new: dict) -> set[str]:
    """Return the rules that tell of a change between two documents."""
    return {finding.rule.id for finding in compare(_catalog(json.dumps(old)), _catalog(json.dumps(new))).findings}


def found_by(change: Any, given: dict, after: dict) -> set[str]:
    """Return the rules that report a change as a row has it, of a document in which its field is set."""
    if change == "set":
        return findings(given, after)
    if change == "unset":
        return findings(after, given)
    if "from" in change:
        return findings(edited(after, {"set": change["from"]}), after)
    return findings(after, edited(after, change))


def tables() -> str:
    """Return the tables of the page, one for each object."""
    written: dict[str, list[str]] = {}
    for row in rows():
        name = f"`{row.name}`" + (f" ({row.remark})" if row.remark else "")
        shown = "; ".join(f"{kind}: {words}" for kind, words in row.at.items()) or f"not shown: {row.not_shown}"
        compared = ", ".join(f"`{rule}`" for rule in _shortened(row.compared)) or f"not compared: {row.not_compared}"
        written.setdefault(row.holder, []).append(f"| {name} | {', '.join(row.versions)} | {shown} | {compared} |\n")
    return "\n".join(
        f"## {holder}\n\n| Field | In OpenAPI | Shown | Compared by |\n|---|---|---|---|\n{''.join(lines)}"
        for holder, lines in written.items()
    )


def key_of_pages() -> str:
    """Return the list of the names by which the tables call pages."""
    return "".join(f"- {kind}: {page['words']}, `{page['files']}`\n" for kind, page in PAGES.items())


def other_rules() -> str:
    """Return the list of the rules that no row names, with what each tells."""
    named = {rule for row in rows() for rule in row.compared}
    return "".join(f"- `{rule.id}`: {rule.why}\n" for rule in RULES if rule.id not in named)


def _rules(written: str) -> tuple[str, ...]:
    return (written,) if written in _RULES else tuple(f"{side}-{written}" for side in _SIDES)


def _shortened(compared: Iterable[str]) -> Iterable[str]:
    """Return rules with `*-` for what is said of requests and of responses, each once."""
    known = set(compared)
    names = ((rule, *rule.partition("-")) for rule in compared)
    both = (f"*-{rest}" if {f"{side}-{rest}" for side in _SIDES} <= known else rule for rule, _, _, rest in names)
    return dict.fromkeys(both)


def _places_of(pointer: str) -> list[str]:
    return _PLACES[pointer.partition("/")[0]]


@cache
def _pages(document: str) -> dict[str, str]:
    return {path: page.text for path, page in bundle_from(json.loads(document)).pages.items()}


@cache
def _catalog(document: str) -> Catalog:
    return build(load(RawSpec(content=document.encode(), origin="test.json")))[0]
