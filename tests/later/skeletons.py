"""Skeletons of the vendor's later documents, made of its real one: what the vendor may publish, as far as it is known.

A skeleton keeps of the real document what still is there, with its shapes. A new version of a call has the shapes of
the version before it; any other new call gets small shapes, by its method. So it says of each call that it exists, and
under which version, but of new ones not what they really carry.
"""

from __future__ import annotations

import copy
import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.openapi.structure import METHODS

_VERSION = re.compile(r"/(v\d+(?:\.\d+)*)(?=/|$)")
_PARAMETER = re.compile(r"\{(\w+)\}")

Tree = dict[str, Any]


class Row(Struct, frozen=True, kw_only=True):
    """A call of a later version: what a list of calls says of it, and the ids its objects refer to others by."""

    method: str
    path: str
    summary: str
    tag: str
    deprecated: bool = False
    refers_to: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells the call from all others."""
        return self.method, self.path


def read_rows(listed: Path) -> list[Row]:
    """Return the calls of a list with the columns `method`, `path`, `summary`, `tag` and `deprecated`."""
    with listed.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                method=columns["method"],
                path=columns["path"],
                summary=columns["summary"],
                tag=columns["tag"],
                deprecated=columns["deprecated"] == "deprecated",
            )
            for columns in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def rows_of(tree: Tree) -> list[Row]:
    """Return the calls of a document."""
    return [
        Row(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            tag=operation["tags"][0],
            deprecated=operation.get("deprecated", False),
        )
        for path, path_item in tree["paths"].items()
        for method, operation in path_item.items()
        if method in METHODS
    ]


def skeleton(tree: Tree, rows: Iterable[Row], *, version: str) -> Tree:
    """Return the document of a later version that has exactly the calls of `rows`; `tree` stays as it is."""
    rows = list(rows)
    earlier = {row.key: tree["paths"][row.path][row.method.lower()] for row in rows_of(tree)}
    predecessors = _Predecessors(path for _, path in earlier)
    made: Tree = copy.deepcopy({name: value for name, value in tree.items() if name != "paths"})
    made["info"]["version"] = version
    paths: Tree = {}
    for row in rows:
        base = row.path if row.path in tree["paths"] else predecessors.of(row.path)
        path_item = paths.setdefault(row.path, {"parameters": _path_parameters(tree["paths"].get(base, {}), row.path)})
        kept = earlier.get((row.method, base))
        operation = copy.deepcopy(kept) if kept is not None else _small_operation(row)
        if row.key not in earlier:
            operation["operationId"] = _operation_id(row)
        operation |= {"summary": row.summary, "tags": [row.tag]}
        operation.pop("deprecated", None)
        path_item[row.method.lower()] = operation | ({"deprecated": True} if row.deprecated else {})
    made["paths"] = paths
    tags = {tag["name"] for tag in made["tags"]}
    made["tags"] += [{"name": name} for name in dict.fromkeys(row.tag for row in rows) if name not in tags]
    return made


class _Predecessors:
    """Finds the path of which another one is a later version."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_form: dict[str, list[tuple[tuple[int, ...], str]]] = {}
        for path in dict.fromkeys(paths):
            self._by_form.setdefault(_form(path), []).append((_version(path), path))

    def of(self, path: str) -> str:
        """Return the path with the next lower version, the empty text where there is none."""
        lower = [known for known in self._by_form.get(_form(path), []) if known[0] < _version(path)]
        return max(lower, default=((), ""))[1]


def _form(path: str) -> str:
    """Return a path without what differs between versions: the version itself and the names of parameters."""
    return _PARAMETER.sub("{}", _VERSION.sub("/v", path))


def _version(path: str) -> tuple[int, ...]:
    match = _VERSION.search(path)
    return version_key(match[1]) if match else ()


def _path_parameters(earlier: Tree, path: str) -> list[Tree]:
    """Return what an earlier version declares for all calls of a path; small ones for names that are not among them."""
    names = _PARAMETER.findall(path)
    declared = [parameter for parameter in earlier.get("parameters", []) if _is_of(parameter, names)]
    new = [name for name in names if name not in {parameter["name"] for parameter in declared}]
    small = [{"in": "path", "name": name, "required": True, "schema": {"type": "integer"}} for name in new]
    return copy.deepcopy(declared) + small


def _is_of(parameter: Tree, names: list[str]) -> bool:
    return parameter["in"] != "path" or parameter["name"] in names


def _operation_id(row: Row) -> str:
    """Return an id that no operation of the real document has, for it spells out the path."""
    return re.sub(r"\W+", "-", f"{row.method.lower()}{row.path}").strip("-")


def _small_operation(row: Row) -> Tree:
    """Return an operation with the fewest things that one of its method has: an object with an id, a list of them."""
    writing = row.method in ("POST", "PUT", "PATCH")
    answered = _answer(row) if row.method != "DELETE" else {"204": {"description": "No Content"}}
    operation: Tree = {"responses": {**answered, "401": {"description": "Unauthorized"}}}
    if row.method == "GET" and "data" not in row.path and not row.path.endswith("}"):
        operation["parameters"] = [_query("per_page", "integer"), _query("cursor", "string")]
    if writing:
        schema = _small_object(row, sent=True)
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _answer(row: Row) -> Tree:
    shown = _small_object(row, sent=False)
    listed = row.method == "GET" and not row.path.endswith("}")
    properties: Tree = {"data": {"type": "array", "items": shown} if listed else shown}
    if listed:
        links = {"next": {"type": "string", "nullable": True}}
        properties["links"] = {"type": "object", "properties": links}
    schema = {"type": "object", "properties": properties}
    status = "201" if row.method == "POST" else "200"
    return {status: {"description": "OK", "content": {"application/json": {"schema": schema}}}}


def _small_object(row: Row, *, sent: bool) -> Tree:
    """Return an object with a name and the ids of what it refers to; its own id is not sent.

    Calls of one collection have the same one. That of others differs, or they would be taken for the same thing.
    """
    own = [part for part in _VERSION.sub("", row.path).split("/") if part and "{" not in part][-1]
    identity = {} if sent else {"id": {"type": "integer"}}
    references = {name: {"type": "integer"} for name in row.refers_to}
    words = re.sub(r"\W+", "_", own)
    properties = {**identity, "name": {"type": "string"}, **references, f"{words}_text": {"type": "string"}}
    return {"type": "object", "properties": properties}


def _query(name: str, kind: str) -> Tree:
    return {"in": "query", "name": name, "schema": {"type": kind}}
