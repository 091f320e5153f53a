"""Documents of unusual shape: whatever they lack or have too much of, the bundle is whole."""

from __future__ import annotations

from documents import get, mini
from robustness.bundles import whole_bundle

NAMED = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}


def test_a_resource_without_operations_of_its_own_has_its_page_in_the_data_model():
    files = whole_bundle(
        mini(
            {
                "/schools/{school}/classes": {"get": get({"type": "array", "items": NAMED})},
                "/schools/{school}/classes/{class}": {"get": get(NAMED)},
                "/pupils/{pupil}": {"get": get(NAMED)},
            }
        )
    )
    assert "](resources/schools.md)" in files["reference/data-model.md"]


def test_an_answer_of_scalar_variants_is_stated():
    variants = {"oneOf": [{"type": "string"}, {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}]}
    page = whole_bundle(mini({"/a": {"get": get(variants)}}))["reference/calls/a/GET.md"]
    assert all(f": {name}\n" in page for name in ("string", "integer", "boolean"))


def test_webhooks_alone_have_their_pages():
    made = {"post": {"summary": "Made", "requestBody": {"content": {"application/json": {"schema": NAMED}}}}}
    tree = mini({}, version="3.1.0", webhooks={"thing.made": made})
    del tree["paths"]
    pages = [text for path, text in whole_bundle(tree).items() if "webhooks/" in path]
    assert len(pages) == 1
    assert "- `name` string" in pages[0]
