"""What is repaired, in all of its places, and what is left as it is."""

from __future__ import annotations

from typing import Any

import pytest
from small_documents import raw, sound, with_operation, with_schemas

from ampeco_refgen.openapi.document import load


class TestRepairs:
    def loaded(self, operation: dict[str, Any]) -> Any:
        tree: Any = load(raw(with_operation(operation))).tree
        return tree["paths"]["/a"]["post"]

    def test_nulls_are_left_out_or_empty(self) -> None:
        responses = {"200": {"description": "ok", "content": {"a/b": None}}, "404": None}
        assert self.loaded({"responses": responses, "parameters": None, "tags": ["x", None, "y"], "summary": None}) == {
            "responses": {"200": {"description": "ok", "content": {"a/b": {}}}, "404": {}},
            "tags": ["x", "y"],
        }

    def test_texts_and_numbers_stand_for_each_other(self) -> None:
        schema = {"type": "integer", "minimum": "5", "nullable": "true", "title": 5, "description": True}
        loaded = self.loaded({"deprecated": "false", "requestBody": {"content": {"a/b": {"schema": schema}}}})
        assert loaded["deprecated"] is False
        assert loaded["requestBody"]["content"]["a/b"]["schema"] == {
            "type": "integer",
            "minimum": 5,
            "nullable": True,
            "title": "5",
            "description": "true",
        }

    def test_a_shared_node_is_repaired_in_all_of_its_places(self) -> None:
        schema = {"type": "object", "properties": {"a": {"title": 1}}}
        document = load(raw(with_schemas({"A": schema, "B": {"items": schema}, "C": {"not": {"title": 1}}})))
        repaired = {"type": "object", "properties": {"a": {"title": "1"}}}
        assert document.tree["components"] == {
            "schemas": {"A": repaired, "B": {"items": repaired}, "C": {"not": {"title": "1"}}}
        }

    def test_a_repaired_document_has_nothing_more_to_repair(self) -> None:
        broken = with_operation({"responses": {"200": None}, "tags": [1, None], "deprecated": "true", "summary": 1.5})
        broken["info"] |= {"version": 1.0, "contact": "me", "description": None}
        again = load(raw(load(raw(broken)).tree))
        assert [finding.code for finding in again.diagnostics] == ["missing-member"]
        assert again.tree["info"] == {"title": "Small", "version": "1.0"}

    @pytest.mark.parametrize("name", ["a%41", "a/b~c", "~1", "", "0", "é\n\u202e"])
    def test_a_place_is_found_whatever_its_names_are(self, name: str) -> None:
        document = load(raw(with_schemas({"A": {"properties": {name: {"title": 1}}}})))
        assert document.tree["components"] == {"schemas": {"A": {"properties": {name: {"title": "1"}}}}}

    def test_what_needs_no_repair_is_the_very_tree(self) -> None:
        source = raw(sound())
        assert load(source).tree == sound()
