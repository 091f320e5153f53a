"""The entry: what `load` and `findings` give for bytes, sound and hostile."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from small_documents import OK, raw, sound, with_operation, with_schemas

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi import document as entry
from ampeco_refgen.openapi.document import findings, load
from ampeco_refgen.openapi.parse import parse
from documents import real_path


class TestLoad:
    @pytest.mark.parametrize(("version", "dialect"), [("3.0.3", "3.0"), ("3.1.0", "3.1"), ("3.2.0", "3.2")])
    def test_a_sound_document_is_given_with_its_dialect(self, version: str, dialect: str) -> None:
        source = raw(sound(version))
        document = load(source)
        assert document.tree == sound(version)
        assert (document.dialect, document.origin) == (dialect, "small.json")

    def test_yaml_gives_the_same_document_as_json(self) -> None:
        written = RawSpec(content=yaml.safe_dump(sound()).encode(), origin="small.json")
        assert load(written).tree == load(raw(sound())).tree

    def test_warnings_come_with_the_document(self) -> None:
        document = load(raw(sound(unknown=1)))
        assert [finding.code for finding in document.diagnostics] == ["unknown-member"]

    def test_all_findings_come_with_the_refusal(self) -> None:
        broken = with_schemas({"A": {"$ref": "#/nowhere"}, "B": {"required": "x"}, "C": {"type": "file"}})
        with pytest.raises(DocumentError) as caught:
            load(raw(broken))
        assert (
            caught.value.message
            == "small.json: '#/nowhere' leads to nothing at #/components/schemas/A/$ref (and 1 more)"
        )
        assert caught.value.hint == "`ampeco-refgen validate small.json` lists all findings"
        assert [finding.code for finding in caught.value.diagnostics] == [
            "dangling-reference",
            "wrong-type",
            "invalid-value",
        ]
        assert caught.value.diagnostics == findings(raw(broken))

    def test_a_refusal_to_parse_names_the_origin_too(self) -> None:
        with pytest.raises(DocumentError, match=r"^bad\.yaml: the document is empty$"):
            load(RawSpec(content=b"", origin="bad.yaml"))

    def test_findings_of_what_cannot_be_parsed_are_findings_too(self) -> None:
        (finding,) = findings(RawSpec(content=b"<html>", origin="a.html"))
        assert (finding.code, finding.severity) == ("web-page", Severity.ERROR)


@pytest.mark.real
def test_the_real_document_has_no_finding() -> None:
    path = real_path()
    document = load(RawSpec(content=path.read_bytes(), origin=path.name))
    assert document.diagnostics == ()
    assert document.dialect == "3.0"


@pytest.mark.real
def test_the_real_document_repeats_itself_in_few_objects() -> None:
    """It holds 38,000 objects and 4,700 lists, of which 7,400 are distinct: that is what keeps memory small."""
    assert len(parse(real_path().read_bytes()).nodes) < 8_000


class TestHostile:
    def test_two_hundred_schemas_deep_is_fine(self) -> None:
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(200):
            schema = {"type": "object", "properties": {"x": schema}}
        text = json.dumps(with_schemas({"A": schema}))
        for content in (text, f"---\n{text}"):
            assert load(RawSpec(content=content.encode(), origin="deep")).diagnostics == ()

    def test_an_alias_bomb_within_the_limit_is_walked_once_per_node(self) -> None:
        lines = [
            "openapi: 3.0.3",
            "info: {title: T, version: '1'}",
            "paths: {/a: {get: {responses: {200: {description: x}}}}}",
        ]
        lines += ["components:", "  schemas:", "    S0: &s0 {type: string}"]
        lines += [f"    S{n}: &s{n} {{allOf: [*s{n - 1}, *s{n - 1}, *s{n - 1}]}}" for n in range(1, 12)]
        document = load(RawSpec(content="\n".join(lines).encode(), origin="bomb.yaml"))
        assert document.diagnostics == ()

    def test_ten_thousand_operations_are_fine(self) -> None:
        paths = {f"/p{number}": {"get": {"operationId": f"o{number}", "responses": OK}} for number in range(10_000)}
        assert load(raw(sound(paths=paths))).diagnostics == ()

    @pytest.mark.parametrize("place", ["example", "default", "description", "x-more", "enum", "pattern"])
    def test_odd_texts_are_taken_as_they_are(self, place: str) -> None:
        text = "\x00\x1b[2J\u202e<!-- END:X -->\n### GET /\n```\n|\r\ufeff"
        value = [text] if place == "enum" else text
        assert load(raw(with_schemas({"A": {"type": "string", place: value}}))).tree["components"] == {
            "schemas": {"A": {"type": "string", place: value}}
        }

    def test_no_message_acts_on_a_terminal(self) -> None:
        name = "\x1b[2J\u202e\n"
        schema = {
            "properties": {name: None},
            "required": [name],
            name: 5,
            "type": name,
            "allOf": [{"$ref": f"#/{name}"}],
        }
        with pytest.raises(DocumentError) as caught:
            load(raw(sound(components={"schemas": {"A": schema}}, security=[{name: []}])))
        assert len(caught.value.diagnostics) > 4
        for text in (caught.value.message, *(finding.message for finding in caught.value.diagnostics)):
            assert text.isprintable()

    def test_the_input_is_not_changed_by_what_is_found(self) -> None:
        source = with_operation({"responses": {"200": None}})
        before = copy.deepcopy(source)
        entry.validate(source)
        assert source == before
