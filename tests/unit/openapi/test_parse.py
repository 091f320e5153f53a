"""Bytes → tree: what is taken, what it becomes, and what is refused in which words."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.errors import DocumentError, ExitCode
from ampeco_refgen.jsonvalue import JsonValue
from ampeco_refgen.openapi.parse import parse
from ampeco_refgen.openapi.reading import MAX_DEPTH

# What YAML can hold as well: no control characters, no lone surrogates, no line breaks of other scripts.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff")
)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4))
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)


def tree_of(text: str) -> Any:
    return parse(text.encode()).tree


def refusal(content: bytes | str) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    assert caught.value.exit_code is ExitCode.DOCUMENT_INVALID
    assert caught.value.hint
    assert len(caught.value.diagnostics) == 1
    return caught.value


def typed(value: Any) -> Any:
    """Return a value in which `1`, `1.0` and `True` are unequal."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else (type(value), value)


class TestEitherFormat:
    @settings(deadline=None, max_examples=150)
    @given(OBJECTS)
    def test_json_is_read_as_it_is(self, value: dict[str, JsonValue]) -> None:
        assert typed(tree_of(json.dumps(value))) == typed(value)
        assert typed(tree_of(json.dumps(value, ensure_ascii=False, indent=2))) == typed(value)

    @settings(deadline=None, max_examples=150)
    @given(OBJECTS, st.booleans())
    def test_yaml_gives_the_same_as_json(self, value: dict[str, JsonValue], unicode: bool) -> None:
        flow = "---\n" + json.dumps(value, ensure_ascii=False)
        # In quotes, since PyYAML writes by YAML 1.1, where `1e3` is a text that needs none.
        block = yaml.safe_dump(value, allow_unicode=unicode, default_style='"')
        assert typed(tree_of(flow)) == typed(value)
        assert typed(tree_of(block)) == typed(value)

    @settings(deadline=None, max_examples=300)
    @given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
    def test_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        try:
            parsed = parse(content)
        except DocumentError as failure:
            lines = failure.message.split("\n")
        else:
            lines = [json.dumps(parsed.tree, allow_nan=False, ensure_ascii=False)]
            lines[0].encode()
        assert len(lines) == 1
        assert lines[0]

    def test_a_byte_order_mark_is_no_content(self) -> None:
        assert parse(b'\xef\xbb\xbf{"a": 1}').tree == {"a": 1}
        assert parse(b"\xef\xbb\xbfa: 1").tree == {"a": 1}

    def test_content_decides_and_not_the_first_brace(self) -> None:
        assert tree_of("{a: 1, b: [x, y]}") == {"a": 1, "b": ["x", "y"]}
        assert tree_of('"a": 1\n"b": 2\n') == {"a": 1, "b": 2}
        assert tree_of('---\n{"a": 1}\n') == {"a": 1}
        assert tree_of('# {"a": 2}\na: 1\n') == {"a": 1}

    def test_identical_nodes_are_one_object_and_others_are_not(self) -> None:
        text = '{"a": {"x": [{"y": 1}]}, "b": {"x": [{"y": 1}]}, "c": {"x": [{"y": true}]}, "d": {"x": [{"y": 1.0}]}}'
        for tree in (tree_of(text), tree_of(text.replace("{", " {").replace('"', ""))):
            assert tree["a"] is tree["b"]
            assert tree["a"]["x"] is tree["b"]["x"]
            assert [type(tree[name]["x"][0]["y"]) for name in "acd"] == [int, bool, float]

    def test_numbers_are_told_apart_by_their_type_and_not_by_their_spelling(self) -> None:
        for text in ('{"a": {"x": 1}, "b": {"x": 1.0}, "c": {"x": 1.00}}', "a: {x: 1}\nb: {x: 1.0}\nc: {x: 1.00}"):
            tree = tree_of(text)
            assert tree["b"] is tree["c"]
            assert [type(tree[name]["x"]) for name in "ab"] == [int, float]

    def test_a_node_with_something_to_note_is_like_no_other(self) -> None:
        parsed = parse(b'{"a": {"x": 1, "x": 2}, "b": {"x": 1, "x": 2}, "c": {"x": 2}}')
        assert {finding.pointer for finding in parsed.diagnostics} == {"#/a/x", "#/b/x"}
        assert len({id(node) for node in parsed.tree.values()}) == 3

    def test_containers_come_after_what_they_hold(self) -> None:
        for text in ('{"a": {"b": [[1], {"c": 2}]}, "d": [1]}', "a: {b: [[1], {c: 2}]}\nd: [1]"):
            parsed = parse(text.encode())
            places = {id(node): place for place, node in enumerate(parsed.nodes)}
            for node in parsed.nodes:
                for child in node.values() if isinstance(node, dict) else node:
                    if isinstance(child, dict | list):
                        assert places[id(child)] < places[id(node)]
            assert parsed.nodes[-1] is parsed.tree


class TestYaml:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("a: no", "no"),
            ("a: on", "on"),
            ("a: Yes", "Yes"),
            ("a: 2001-01-01", "2001-01-01"),
            ("a: 12:30:00", "12:30:00"),
            ("a: 1_000", "1_000"),
            ("a: 007", "007"),
            ("a: 0x1F", 31),
            ("a: 0o17", 15),
            ("a: +5", 5),
            ("a: 1e3", 1000.0),
            ("a: .5", 0.5),
            ("a: 1.", 1.0),
            ("a: 123456789012345678901234567890", 123456789012345678901234567890),
            ("a: True", True),
            ("a: tRue", "tRue"),
            ("a: ~", None),
            ("a:", None),
            ("a: ''", ""),
            ("a: '5'", "5"),
            ("a: !!str 5", "5"),
            ("a: !!float 5", 5.0),
            ("a: !!int '5'", 5),
            ("a: ! 5", "5"),
            ("a: >-\n  x\n  y", "x y"),
            ("a: é", "é"),
        ],
    )
    def test_a_scalar_is_what_the_core_schema_says(self, text: str, value: JsonValue) -> None:
        assert typed(tree_of(text)) == typed({"a": value})

    def test_a_name_keeps_its_text(self) -> None:
        names = ["200", "1.10", "true", "null", "0x1", "2001-01-01", "no", "1e3", "007"]
        assert list(tree_of("".join(f"{name}: x\n" for name in names))) == names

    def test_versions_keep_their_text(self) -> None:
        assert tree_of("openapi: 3.10\ninfo: {version: 1.10, other: 1.10}\nversion: 1.10") == {
            "openapi": "3.10",
            "info": {"version": "1.10", "other": 1.1},
            "version": 1.1,
        }

    def test_an_alias_is_the_anchored_node(self) -> None:
        tree = tree_of("a: &x {b: [1]}\nc: *x\nd: &y text\n*y : 5")
        assert tree == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "text", "text": 5}
        assert tree["a"] is tree["c"]

    def test_a_merge_key_adds_what_is_missing(self) -> None:
        assert tree_of("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: *a, y: 5}\nd: {y: 0, <<: [*a, *b]}") == {
            "a": {"x": 1, "y": 2},
            "b": {"y": 3, "z": 4},
            "c": {"y": 5, "x": 1},
            "d": {"y": 0, "x": 1, "z": 4},
        }
        assert tree_of("'<<': 1") == {"<<": 1}
        assert refusal("a: {<<: 5}").diagnostics[0].code == "yaml-merge"

    def test_an_alias_bomb_is_refused_before_it_goes_off(self) -> None:
        names = "abcdefghijklmnopqrst"
        lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in itertools.pairwise(names)]
        assert "alias" in refusal("\n".join(lines)).message

    def test_a_duplicate_from_two_spellings_is_seen(self) -> None:
        (finding,) = parse(b"200: x\n'200': y").diagnostics
        assert (finding.code, finding.pointer) == ("duplicate-key", "#/200")


class TestLimits:
    def nested(self, depth: int) -> str:
        return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)

    def test_nesting_is_taken_up_to_the_limit(self) -> None:
        assert tree_of(self.nested(MAX_DEPTH))["a"]
        assert tree_of(self.nested(MAX_DEPTH).replace('"', "").replace(":", ": "))["a"]
        lists = MAX_DEPTH - 1
        assert tree_of('{"a":' + "[" * lists + "]" * lists + "}")["a"]

    @pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 990, 5_000, 100_000])
    def test_deeper_nesting_is_refused_without_a_crash(self, depth: int) -> None:
        lists = '{"a":' + "[" * depth + "]" * depth + "}"
        for text in (
            self.nested(depth),
            self.nested(depth).replace('"', "").replace(":", ": "),
            lists,
            lists.replace('"', "").replace(":", ": "),
        ):
            assert refusal(text).diagnostics[0].code == "too-deep"

    @pytest.mark.parametrize("text", ['{"a": %s}', "a: %s", "{a: %s}"])
    def test_numbers_that_nothing_can_hold_are_refused(self, text: str) -> None:
        for digits in ("1" + "0" * 10_000, "1e999", "-1e999"):
            assert refusal(text % digits).diagnostics[0].code == "number-too-large"
        assert tree_of(text % ("9" * 300)) == {"a": int("9" * 300)}

    @pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": -Infinity}', "a: .nan", "a: -.inf"])
    def test_no_numbers_are_refused(self, text: str) -> None:
        assert refusal(text).diagnostics[0].code == "not-a-number"

    def test_a_huge_document_is_refused_unread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ampeco_refgen.openapi.parse.MAX_BYTES", 10)
        assert refusal('{"a": "0123456789"}').diagnostics[0].code == "too-large"


class TestFlaws:
    def test_the_last_of_equal_names_counts_and_is_reported_where_it_stands(self) -> None:
        for text in ('{"b": [{"x/y": 1, "x/y": 2}], "c": {"x/y": 2}}', "b:\n- x/y: 1\n  x/y: 2\nc: {x/y: 2}"):
            parsed = parse(text.encode())
            assert parsed.tree == {"b": [{"x/y": 2}], "c": {"x/y": 2}}
            assert [(str(finding.severity), finding.code, finding.pointer) for finding in parsed.diagnostics] == [
                ("warning", "duplicate-key", "#/b/0/x~1y")
            ]

    def test_a_lost_structure_is_an_error_and_an_equal_one_is_not(self) -> None:
        for lost, code in (("{x: 1}", "duplicate-key-loss"), ("{x: 2}", "duplicate-key"), ("5", "duplicate-key")):
            assert [finding.code for finding in parse(f"a: {lost}\na: {{x: 2}}".encode()).diagnostics] == [code]

    def test_half_a_character_is_replaced_and_a_whole_one_is_kept(self) -> None:
        parsed = parse(rb'{"a": ["\ud83d\ude00", ["\ud800x"]], "\udc00": "y", "b": "\\ud800"}')
        assert parsed.tree == {"a": ["😀", ["\ufffdx"]], "\ufffd": "y", "b": "\\ud800"}
        assert [(finding.code, finding.pointer) for finding in parsed.diagnostics] == [
            ("lone-surrogate", "#/a"),
            ("lone-surrogate", "#/\ufffd"),
        ]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "empty"),
            (b" \n", "empty"),
            (b"# only a comment\n", "nothing"),
            (b"<html>", "web page"),
            (b'\n  <?xml version="1.0"?>', "web page"),
            (b'{"a": [1, 2', "line 1, column 12"),
            (b'{"a": "x', "too early (line 1, column 7"),
            (b'{"a":\n "1" tru}', "line 2, column 6"),
            (b'{"a": 1} {"b": 2}', "Extra data"),
            (b"[1]", "a list"),
            (b"- 1", "a list"),
            (b"5", "a number"),
            (b"true", "a truth value"),
            (b"just words", "a text"),
            (b'{"a": "\xff"}', "offset 7"),
            ('{"a": 1}'.encode("utf-16-le"), "UTF-16"),
            ('{"a": 1}'.encode("utf-32"), "UTF-32"),
            (b"\x1f\x8b\x08", "gzip"),
            (b"a: !!python/object/apply:os.system [x]", "line 1, column 4"),
            (b"a: !custom x", "!custom"),
            (b"a: !!binary aGk=", "binary"),
            (b"!!set {a}", "set"),
            (b"a: &x [*x]", "*x"),
            (b"a: *nowhere", "*nowhere"),
            (b"? {a: b}\n: c", "name"),
            (b"x: &x [1]\n*x : c", "name"),
            (b"a: 1\n---\nb: 2", "second YAML document"),
            (b"a: b: c", "line 1, column 5"),
            (b"a: 'x\x07'", "control characters"),
            (b"%YAML 2.0\n---\na: 1", "YAML cannot be read"),
        ],
    )
    def test_what_is_no_document_is_refused_in_one_line(self, content: bytes, words: str) -> None:
        message = refusal(content).message
        assert words in message
        assert "\n" not in message
