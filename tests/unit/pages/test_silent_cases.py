"""A case of which nothing is said goes without saying, unless what follows is told as otherwise than that."""

from __future__ import annotations

from typing import Any

import pytest

from documents import get, mini
from robustness.bundles import whole_bundle

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
IS_X = {"required": ["kind"], "properties": {"kind": {"const": "x"}}}
IS_Y = {"required": ["kind"], "properties": {"kind": {"const": "y"}}}


def thing(**keywords: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["size"], "properties": {"kind": TEXT, "size": NUMBER}, **keywords}


def lines_of(schema: dict[str, Any], place: str, *, sent: bool = True) -> str:
    """Return the lines of a call that sends or receives a schema, itself or as the member `in` of a list's items."""
    deep = {"type": "object", "properties": {"in": schema}}
    whole = schema if place == "itself" else {"type": "array", "items": deep}
    media = {"content": {"application/json": {"schema": whole}}}
    operation = get(requestBody=media) if sent else get(whole)
    return whole_bundle(mini({"/a": {"post": operation}}, version="3.1.0"))["reference/calls/a/POST.md"]


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("place", ["itself", "below"])
def test_otherwise_than_what_says_nothing_is_told_as_unless(place: str, sent: bool) -> None:
    added = {"properties": {"extra": TEXT}}
    text = lines_of(thing(**{"if": IS_X, "then": {"required": ["size"]}, "else": added}), place, sent=sent)
    holder = "" if place == "itself" else "in `[].in`, " if sent else "in `in`, "
    assert f"- {holder}unless `kind` is `x`:\n" in text
    assert "extra` string\n" in text
    assert "otherwise" not in text
    assert "where" not in text


def test_what_a_client_does_not_send_is_nothing_in_its_case() -> None:
    added = {"properties": {"made": {"type": "string", "readOnly": True}}}
    schema = thing(**{"if": IS_X, "then": added, "else": {"properties": {"extra": TEXT}}})
    assert "- unless `kind` is `x`:\n  - `extra` string\n" in lines_of(schema, "itself")
    received = lines_of(schema, "itself", sent=False)
    assert "- where `kind` is `x`:\n" in received
    assert "- otherwise:\n" in received


def test_a_case_that_says_nothing_is_named_where_several_follow() -> None:
    last = {"if": IS_Y, "then": {"properties": {"extra": TEXT}}, "else": {"properties": {"more": NUMBER}}}
    text = lines_of(thing(**{"if": IS_X, "then": {"required": ["size"]}, "else": last}), "itself")
    told = "- where `kind` is `x`: nothing more\n- otherwise, where `kind` is `y`:\n  - `extra` string\n- otherwise:\n"
    assert told in text


def test_a_case_that_says_nothing_after_all_others_goes_without_saying() -> None:
    added = {"properties": {"extra": TEXT}}
    text = lines_of(thing(**{"if": IS_X, "then": added, "else": {"required": ["size"]}}), "itself")
    assert "- where `kind` is `x`:\n  - `extra` string\n" in text
    assert "otherwise" not in text
    assert "nothing more" not in text


def test_what_is_not_to_be_sent_is_told_once_whatever_holds_in_a_case() -> None:
    made = {"type": "string", "readOnly": True}
    schema = thing(**{"if": IS_X, "then": {"required": ["made"], "properties": {"only": made}}})
    schema["properties"]["made"] = made
    text = lines_of(schema, "itself")
    assert "Read-only, not to be sent:\n\n- `made` string, read-only\n- `only` string, read-only\n\n" in text
