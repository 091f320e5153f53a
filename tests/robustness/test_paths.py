"""Paths and methods of every kind: each operation has one heading, a page of a valid name, and links that find it."""

from __future__ import annotations

import re
from typing import Any

from ampeco_refgen.names import unique_anchors
from documents import get, mini
from robustness.bundles import whole_bundle

STRANGE = [
    "/",
    "//",
    "/a b",
    "/a  b ",
    "/a%20b",
    "/a:b",
    "/a:b/",
    "/{a}{b}",
    "/{a}{b}/",
    "/{a}-{b}.{c}",
    "/\N{GRINNING FACE}/{id}",
    "/café",
    "/CAFÉ",
    "/con",
    "/aux.txt",
    "/..",
    "/../../etc/passwd",
    "/a?x={x}&y=1",
    "/a#section",
    "/a#other",
    "/a/*",
    "/*a*/_b_/~c~",
    "/<id>/<b>x</b>",
    "/[a](b.md)",
    "/a`b``c",
    "/a|b",
    "/a\n### GET /fake",
    "/a\u202eb\u200b",
    "/a'b\"c$(d)",
    "/" + "long" * 40,
    "/Users",
    "/users",
    "/USERS/{id}",
    "no-slash",
]


def linked(files: dict[str, str]) -> dict[str, set[str]]:
    """Return for each call the headings that links with its name as label lead to."""
    headings = {}
    for path, text in files.items():
        found = [line for line in text.splitlines() if re.match(r"#{1,6} ", line)]
        titles = [line.lstrip("#").strip() for line in found]
        headings[path] = dict(zip(unique_anchors(titles), titles, strict=True))
    targets: dict[str, set[str]] = {}
    for path, text in files.items():
        for label, fragment in re.findall(r"\[((?:POST|PUT) [^\]]*)\]\(#([^)]*)\)", text):
            targets.setdefault(label, set()).add(headings[path][fragment])
    return targets


def test_strange_paths_are_all_there():
    whole_bundle(mini({path: {"get": get({"type": "string"}), "delete": get()} for path in STRANGE}))


def test_paths_with_one_anchor_have_links_of_their_own():
    """Each path has a body that its second call shares with the first, and links to."""
    paths = ["/ab", "/a/b", "/a{b}", "/a/{b}", "/a.b", "/a-b"]
    files = whole_bundle(mini({f"/x{path}": _sharing(number) for number, path in enumerate(paths)}))
    found = linked(files)
    assert {label.partition(" ")[2] for label in found} == {f"x{path}" for path in paths}
    for label, headings in found.items():
        assert headings == {label.replace(" ", " /", 1)}


def _sharing(number: int) -> dict[str, Any]:
    properties = {f"p{number}{index}": {"type": "string"} for index in range(12)}
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}
    return {method: {**get(), "requestBody": body} for method in ("post", "put")}


def test_every_method_and_a_thousand_calls_of_one_path_segment():
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    whole_bundle(mini({f"/things/{number}": {method: get() for method in methods} for number in range(125)}))


def test_what_has_an_invisible_name_is_called_after_its_file():
    wide = {"type": "object", "properties": {f"field{number}": {"type": "string"} for number in range(60)}}
    tree = mini({"/{id}/{id}": {"put": {**get(wide), "tags": ["\u202e"]}}, "/things": {"get": get({})}})
    texts = whole_bundle(tree)
    lines = [line for text in texts.values() for line in text.splitlines()]
    assert not [line for line in lines if "[](" in line or re.fullmatch(r"#+ *", line)]
