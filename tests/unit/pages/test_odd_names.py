"""Any string is a name: of fields, parameters, headers, parts, links, tags; each stays as it is, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest

from ampeco_refgen.lookup.markdown import name_of
from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, get, mini

NAMES = {
    "user.name": "`user.name`",
    "@odata.type": "`@odata.type`",
    "a b": "`a b`",
    "x[y]": "`x[y]`",
    "": '`""`',
    "a`b": "``a`b``",
    "d|e": "`d|e`",
    "[f](g)": "`[f](g)`",
    "*i*": "`*i*`",
    "a\nb": r"`a\nb`",
}
"""Names with the code span that stands for each."""
STRING = {"type": "string"}


@pytest.fixture(scope="module", params=["3.0.3", "3.1.0"])
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    """The files of a document that has all the names in all places."""
    schema = {"type": "object", "properties": dict.fromkeys(NAMES, STRING)}
    told = [name for name in NAMES if name]
    operation = get(schema, tags=told, operationId="*all*")
    operation["parameters"] = [{"name": name, "in": "query", "schema": STRING} for name in NAMES]
    operation["responses"]["200"] |= {
        "headers": {name: {"schema": STRING} for name in told},
        "links": {name: {"operationId": "*all*", "parameters": dict.fromkeys(told, "x")} for name in NAMES},
    }
    part = {"contentType": "text/plain", "headers": {"X-A": {"schema": STRING}}}
    form = {"multipart/form-data": {"schema": schema, "encoding": dict.fromkeys(NAMES, part)}}
    paths: dict[str, Any] = {"/all": {"get": operation, "post": {**get(), "requestBody": {"content": form}}}}
    tags = [{"name": name, "description": "D"} for name in (*told, "*no call*", "- none")]
    bundle = make_bundle(findings_of(catalog_from(mini(paths, version=request.param, tags=tags))))
    return {file.path.removeprefix("reference/"): file.text for file in bundle.files}


def test_all_names_stand_in_the_index(files: dict[str, str]) -> None:
    (line,) = [line for line in files["schemas-index.md"].splitlines() if line.startswith("- All ")]
    for span in NAMES.values():
        assert span in line


def test_all_names_stand_in_the_file_of_the_call(files: dict[str, str]) -> None:
    lines = files["calls/all/GET.md"].splitlines()
    spans = NAMES.values()
    assert [line for line in lines if line.startswith("- `")][: len(NAMES)] == [f"- {span} string" for span in spans]
    headers = {line.removeprefix("  - header ") for line in lines if line.startswith("  - header ")}
    assert headers == {f"{span} string" for name, span in NAMES.items() if name}
    links = {line.removeprefix("  - link ") for line in lines if line.startswith("  - link ")}
    assert links == {f"{span}: [GET /all](GET.md)" for span in spans}
    parameters = {line.removeprefix("    - parameter ") for line in lines if line.startswith("    - parameter ")}
    assert parameters == {f"{span}: `x`" for name, span in NAMES.items() if name}
    fields = [name_of(line) for line in lines if line.startswith(("  - `", "  - ``"))]
    assert len(fields) == len(NAMES)
    assert {'["user.name"]', '[""]', '["a`b"]', "d|e"} < set(fields)


def test_all_names_of_parts_stand_where_the_form_is_told(files: dict[str, str]) -> None:
    text = files["calls/all/POST.md"]
    for span in NAMES.values():
        assert f"- part {span}: as `text/plain`, with headers\n  - header `X-A` string\n" in text


def test_names_of_tags_are_no_markdown(files: dict[str, str]) -> None:
    tags = r"tag user.name, @odata.type, a b, x[y], a\`b, d|e, [f\](g), \*i\*, a\\nb"
    assert f"operationId `*all*` · {tags}\n" in files["calls/all/GET.md"]
    assert r"tag \*i\* (D)" in files["resources/all.md"]
    patterns = files["common-patterns.md"]
    assert r"- \*no call\*: D" in patterns
    assert r"- \- none: D" in patterns
    assert r"GET.md) \*all\*" in files["endpoints-index.md"]
