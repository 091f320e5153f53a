"""What holds in some cases only is read back from pages, and agrees with the document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from documents import mini
from readback.conftest import bundle_from
from readback.spec import Spec
from readback.test_calls import compared
from readback.test_conditions_in_places import FETCHED, KINDS
from readback.test_odd_shapes import sent_or_received, thing


def tree_of(part: str, schema: dict[str, Any]) -> dict[str, Any]:
    paths = sent_or_received(part, schema)
    components = {"schemas": {"Fetched": FETCHED}}
    return json.loads(json.dumps(mini(paths, version="3.1.0", components=components)))  # type: ignore[no-any-return]


@pytest.mark.parametrize("part", ["answer", "body", "error"])
@pytest.mark.parametrize("kind", [*KINDS, "never"])
def test_each_condition_agrees(kind: str, part: str) -> None:
    schema = KINDS[kind][0] if kind in KINDS else False
    tree = tree_of(part, thing(it=schema, list={"type": "array", "items": schema or {}}))
    problems = compared(Spec(tree), bundle_from(tree)).problems
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("kind", "stated", "wrong"),
    [
        ("byCase", "where `how` is `sent` or `both`", "where `how` is `sent` or `it`"),
        ("byCase", "otherwise:", "where `a` is there:"),
        ("withMore", "`it.floor` integer (min 1), required", "`it.floor` integer (min 1)"),
        ("notThose", "neither `root` nor `admin`", "neither `root` nor `other`"),
        ("pair", ", no more items", ""),
        ("never", "must not be sent", "any"),
    ],
)
def test_a_wrong_condition_is_noticed(kind: str, stated: str, wrong: str) -> None:
    tree = tree_of("body", thing(it=KINDS[kind][0] if kind in KINDS else False))
    bundle = bundle_from(tree)
    path = "reference/calls/a/POST.md"
    text = bundle.pages[path].text
    assert stated in text
    assert compared(Spec(tree), bundle.edited(path, text.replace(stated, wrong))).problems
