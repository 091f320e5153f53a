"""What a deprecated call's file says of the way to its successor."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.pages.bundle import make_bundle
from documents import catalog_from, findings_of, mini

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
LINK = "[POST /public-api/resources/things/v2.0](../v2.0/POST.md)"


def item(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def body(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"content": content}, "responses": {"204": {"description": ""}}, **more}


def lines_of(old: dict[str, Any], new: dict[str, Any], **further: Any) -> list[str]:
    """Return the lines below "Moving to" in the file of `POST …/things/v1.0`."""
    paths = {
        "/public-api/resources/things/v1.0": {"post": {"deprecated": True, **old}},
        "/public-api/resources/things/v2.0": {"post": new},
        **further,
    }
    files = {file.path: file.text for file in make_bundle(findings_of(catalog_from(mini(paths)))).files}
    text = files["reference/calls/public-api/resources/things/v1.0/POST.md"]
    _, found, moving = text.partition(f"\n**Moving to** {LINK}\n\n")
    assert found
    return moving.partition("\n\n")[0].split("\n")


def test_each_kind_of_verdict_has_its_words():
    kinds = {"type": "string", "enum": ["active", "disabled"]}
    old = item(
        a_b=STRING,
        networkId=STRING,
        maxPowerKw={"type": "number"},
        access={"type": "string", "enum": ["public", "private"]},
        lost=STRING,
        same=STRING,
        status=kinds,
        name={"type": "object", "additionalProperties": STRING},
    )
    new = item(
        "must",
        "same",
        aB=STRING,
        network=item(id=STRING),
        power=item(maxPower=INTEGER),
        kind={"type": "string", "enum": ["public", "private"]},
        state={"type": "string", "enum": ["public", "private"]},
        must=STRING,
        same=STRING,
        status={"type": "string", "enum": ["enabled", "disabled"]},
        name={"type": "array", "items": item(locale=STRING, text=STRING)},
    )
    assert lines_of(body(old), body(new)) == [
        "- body",
        "  - `access` → `kind` or `state`: compare (inferred: the same values)",
        "  - `maxPowerKw` → `power.maxPower`, number → integer, mind the unit: only the old name says `kw` "
        "(inferred: one name within the other)",
        "  - `name`: map of string → array of object with `locale`, `text`",
        "  - `same`: required now",
        "  - `status`: value `active` → `enabled` (inferred: took its place)",
        "  - spelled otherwise: `a_b` → `aB`",
        "  - inferred, the same words: `networkId` → `network.id`",
        "  - gone, no counterpart known: `lost`",
        "  - must be sent now: `must`",
    ]


def test_where_nothing_changes_it_says_so():
    assert lines_of(body(item()), body(item())) == ["- nothing but the path changes"]


def test_paging_content_types_and_wrapping_are_told_first():
    answer = {"200": {"description": "", "content": {"application/json": {"schema": item(data=item(id=STRING))}}}}
    bare = {"200": {"description": "", "content": {"text/json": {"schema": item(id=STRING)}}}}
    assert lines_of({"responses": bare}, {"responses": answer}) == [
        "- wrapping: `bare` → `data object`",
        "- content type of the response: `text/json` → `application/json`",
        "- response",
        "  - unchanged: `id`",
    ]


def test_a_list_with_a_call_of_its_own_is_followed_there():
    parts = "/public-api/resources/things/v2.0/{thing}/parts"
    path = {"name": "thing", "in": "path", "required": True, "schema": STRING}
    listed = {"type": "array", "items": item(size=INTEGER, old_name=STRING, colour=STRING)}
    lines = lines_of(
        body(item(parts=listed)),
        body(item(x=STRING)),
        **{parts: {"post": {**body(item(size=INTEGER, oldName=STRING)), "parameters": [path]}}},
    )
    assert lines == [
        "- body",
        f"  - `parts` → [POST {parts}](../v2.0/_/parts/POST.md) (inferred: a call of its own)",
        "    - there, of each",
        "      - spelled otherwise: `old_name` → `oldName`",
        "      - gone, no counterpart known: `colour`",
        "      - unchanged: `size`",
    ]


def test_names_of_the_document_do_not_break_out():
    old = item(**{"a`b": STRING, "x\n- y": STRING})
    text = "\n".join(lines_of(body(old), body(item(z=STRING))))
    assert '``["a`b"]``' in text
    assert "\n- y" not in text
