"""Paths and methods of every kind: each operation has one heading, a page of a valid name, and links that find it."""

from __future__ import annotations

import re

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


def test_strange_paths_are_all_there():
    whole_bundle(mini({path: {"get": get({"type": "string"}), "delete": get()} for path in STRANGE}))


def test_paths_that_look_alike_have_files_of_their_own():
    paths = ["/ab", "/a/b", "/a{b}", "/a/{b}", "/a/{c}", "/a.b", "/a-b", "/A-B", "/a_b", "/a/_", "/ab/"]
    files = whole_bundle(mini({f"/x{path}": {"get": get()} for path in paths}))
    index = files["reference/endpoints-index.md"].replace("\\_", "_")
    links = dict(re.findall(r"^- \[(.*?)\]\((calls/[^)]*)\)", index, re.MULTILINE))
    assert len(links) == len(paths)
    for path in paths:
        heading = files[f"reference/{links[f'GET /x{path}']}"].splitlines()[1]
        assert heading.replace("\\_", "_") == f"# GET /x{path}"


def test_every_method_and_a_thousand_calls_of_one_path_segment():
    methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    whole_bundle(mini({f"/things/{number}": {method: get() for method in methods} for number in range(125)}))


def test_what_has_an_invisible_name_is_called_after_its_file():
    wide = {"type": "object", "properties": {f"field{number}": {"type": "string"} for number in range(60)}}
    tree = mini({"/{id}/{id}": {"put": {**get(wide), "tags": ["\u202e"]}}, "/things": {"get": get({})}})
    texts = whole_bundle(tree)
    lines = [line for text in texts.values() for line in text.splitlines()]
    assert not [line for line in lines if "[](" in line or re.fullmatch(r"#+ *", line)]
