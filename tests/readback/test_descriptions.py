"""What the document says in sentences is somewhere in the bundle, and with `--descriptions none` it is nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

from readback.bundle import Bundle
from readback.spec import Spec
from readback.terms import words

_DATA = {"example", "examples", "default", "enum", "x-tagGroups"}
_LONG_ENOUGH = 6


def descriptions(node: object, pointer: str = "#") -> Iterator[tuple[str, str]]:
    """Yield pointer and text of every description in a document; what stands in examples is data."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "description" and isinstance(value, str):
                yield f"{pointer}/{key}", value
            elif key not in _DATA:
                yield from descriptions(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from descriptions(value, f"{pointer}/{index}")


def said_of_the_api(tree: dict) -> Iterator[tuple[str, str]]:
    """Yield every description, but those of components that no reference leads to: they describe nothing of the API.

    Schemas are an exception: the index of schemas names each.
    """
    text = json.dumps(tree)
    for pointer, said in descriptions(tree):
        _, *tokens = pointer.split("/")
        kind, name = tokens[1:3] if tokens[0] == "components" else ("schemas", "")
        if kind in ("schemas", "securitySchemes") or f'"#/components/{kind}/{name}"' in text:
            yield pointer, said


def facts(node: object) -> Iterator[str]:
    """Yield every text of a document that is no description: such a sentence may stand on a page for itself."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from facts(value) if key != "description" or not isinstance(value, str) else ()
    elif isinstance(node, list):
        for value in node:
            yield from facts(value)
    elif isinstance(node, str):
        yield node


def text_of(bundle: Bundle) -> str:
    return "\n".join(words(page.text) for page in bundle.pages.values())


def test_every_description_is_in_the_bundle(spec: Spec, full_bundle: Bundle) -> None:
    there = text_of(full_bundle)
    said = {words(text): pointer for pointer, text in said_of_the_api(spec.tree)}
    missing = sorted(pointer for text, pointer in said.items() if text not in there)
    print(f"{len(said)} different descriptions, {len(missing)} missing")
    assert missing == []


def test_no_description_is_in_a_bundle_without_them(spec: Spec, bare_bundle: Bundle) -> None:
    there = text_of(bare_bundle)
    stated = "\n".join(map(words, facts(spec.tree)))
    long = {words(text): pointer for pointer, text in descriptions(spec.tree) if len(text.split()) >= _LONG_ENOUGH}
    remaining = sorted(pointer for text, pointer in long.items() if text in there and text not in stated)
    print(f"{len(long)} descriptions of {_LONG_ENOUGH} words and more, {len(remaining)} found")
    assert remaining == []
