"""Every call that the texts of SKILL.md, the data model, the patterns and the recipes write out exists and is live.

Read out of the Markdown as a reader would, and held against the raw document: neither the catalog nor the finders that
wrote the texts are asked.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.pages.skill_page import apply_blocks
from documents import ROOT, catalog_of, findings_of, real_path

pytestmark = pytest.mark.real

_CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/public-api/[^`?\s]*)(?:\?([^`]*))?`")
_BRIEF = re.compile(r"`((?:[A-Z]+, )*[A-Z]+) ([a-z][^`?\s]*/v[\d.]+[^`?\s]*)(?:\?([^`]*))?`")
_CURL = re.compile(r"'https://\{tenantUrl\}(/public-api/[^'?]*)(?:\?([^']*))?'")
_SHORT = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) ([a-z][^`?\s]*)(?:\?([^`]*))?`")
_PARAMETER = re.compile(r"([\w]+)((?:\[[^\]]*\])*)")


@cache
def _document() -> dict[str, Any]:
    return json.loads(real_path().read_bytes())


@cache
def _texts() -> dict[str, str]:
    bundle = make_bundle(findings_of(catalog_of(real_path())))
    pages = ("data-model", "common-patterns", "recipes")
    files = {
        file.path: file.text for file in bundle.files if file.path.startswith(tuple(f"reference/{p}" for p in pages))
    }
    # The blocks of the committed file may be those of a newer version.
    authored = apply_blocks((ROOT / "SKILL.md").read_text("utf-8"), dict.fromkeys(bundle.blocks, ""))
    return {**files, **{f"block {name}": text for name, text in bundle.blocks.items()}, "SKILL.md": authored}


def _operation(method: str, path: str) -> dict[str, Any] | None:
    return _document()["paths"].get(path, {}).get(method.lower())


def _declared(method: str, path: str) -> set[str]:
    """Return the query parameters of an operation as they are sent."""
    item = _document()["paths"][path]
    names: set[str] = set()
    for parameter in [*item.get("parameters", []), *item[method.lower()].get("parameters", [])]:
        if parameter["in"] != "query":
            continue
        schema, name = parameter["schema"], parameter["name"]
        names.add(name)
        names |= {f"{name}[]={value}" for value in schema.get("items", {}).get("enum", [])}
        for key, value in schema.get("properties", {}).items():
            names.add(f"{name}[{key}]")
            names |= {f"{name}[{key}][{below}]" for below in value.get("properties", {})}
    return names


def _undeclared(method: str, path: str, query: str) -> list[str]:
    declared = _declared(method, path)
    parts = [part for part in query.split("&") if part]
    return [part for part in parts if not _is_declared(part, declared)]


def _is_declared(part: str, declared: set[str]) -> bool:
    name = part.split("=", 1)[0]
    return part in declared or name in declared or name.removesuffix("[]") in declared


def _full_calls() -> list[tuple[str, str, str, str]]:
    calls = []
    for where, text in _texts().items():
        joined = re.sub(r"\n +", " ", text)
        calls += [(where, *match) for match in _CALL.findall(joined)]
        calls += [(where, "GET", *match) for match in _CURL.findall(joined)]
        calls += [
            (where, method, _in_full(place), query)
            for methods, place, query in _BRIEF.findall(joined)
            for method in methods.split(", ")
        ]
    return calls


def _in_full(place: str) -> str:
    """Return the path that `users/v1.0`, `actions/users/v1.0` or `notifications/v1.0` is short for."""
    family = place.partition("/")[0]
    return f"/public-api/{'' if family in ('actions', 'notifications') else 'resources/'}{place}"


def test_written_out_calls_exist_and_are_live():
    calls = _full_calls()
    assert len({(method, path) for _, method, path, _ in calls}) > 150
    unknown = [call for call in calls if _operation(call[1], call[2]) is None]
    assert unknown == []
    past = [call for call in calls if _operation(call[1], call[2]).get("deprecated")]
    # The patterns name deprecated calls where they are an inconsistency; nothing advises one.
    assert [call for call in past if not call[0].startswith("reference/common-patterns")] == []


def test_written_out_calls_send_only_what_is_declared():
    calls = [call for call in _full_calls() if call[3]]
    assert len(calls) > 100
    assert [(call, wrong) for call in calls if (wrong := _undeclared(*call[1:]))] == []


def test_short_calls_of_the_use_cases_exist_with_their_filters():
    rows = _SHORT.findall(_texts()["block USE-CASES"])
    assert len(rows) > 40
    for method, place, query in rows:
        family, _, rest = place.partition("/") if place.startswith("actions/") else ("resources", "", place)
        resource, _, below = rest.partition("/")
        pattern = rf"/public-api/{family}/{resource}/v[\d.]+" + (f"/{re.escape(below)}" if below else "")
        if place == "notifications":
            pattern = r"/public-api/notifications/v[\d.]+"
        paths = [path for path in _document()["paths"] if re.fullmatch(pattern, path) and _operation(method, path)]
        live = [path for path in paths if not _operation(method, path).get("deprecated")]
        assert live, (method, place)
        assert _undeclared(method, max(live), query) == [], (method, place, query)
