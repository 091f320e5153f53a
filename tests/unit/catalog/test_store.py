"""`catalog.json`: canonical, loads back to an equal Catalog, and refuses in plain words what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import (
    Catalog,
    Component,
    Constraint,
    Example,
    MediaType,
    Operation,
    Parameter,
    Place,
    Property,
    RequestBody,
    Response,
    Schema,
    SecurityUse,
    Server,
    Webhook,
)
from ampeco_refgen.errors import DocumentError, ExitCode
from ampeco_refgen.jsonvalue import canonical
from documents import SAMPLE, catalog_of, real_path

FORMAT_1 = Path(__file__).with_name("format_1")
"""A document with whatever a catalog holds as JSON text, and its catalog as the first format wrote it."""
FORMAT_2 = Path(__file__).with_name("format_2")
"""The catalog of the same document as the second format wrote it: schemas by number."""
MINI = Catalog(title="Mini", version="1", openapi="3.0.3")


def sources() -> list[object]:
    return ["sample", pytest.param("real", marks=pytest.mark.real)]


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("source", sources())
def test_a_catalog_loads_back_equal(source, full):
    catalog = catalog_of(SAMPLE if source == "sample" else real_path(), full=full)
    text = store.dump(catalog)
    loaded = store.load(text, "test")
    assert loaded == catalog
    assert store.dump(loaded) == text


@pytest.mark.real
def test_the_catalog_of_the_real_document_is_small_without_descriptions():
    assert len(store.dump(catalog_of(real_path(), full=False)).encode()) < 1_000_000


def test_the_text_is_one_line_for_each_operation_and_schema():
    catalog = Catalog(
        title="Mini",
        version="1",
        openapi="3.0.3",
        operations=(Operation(method="GET", path="/a", place=Place(family="resources", resource="a")),),
        components=(Component(name="List", schema=1), Component(name="Closed", schema=2)),
        schemas=(
            Schema(types=("string",), enum=('"a"', "1")),
            Schema(properties=(Property(name="a", schema=0),), all_of=(0, 0)),
            Schema(additional=False),
        ),
    )
    text = store.dump(catalog)
    for name, schema in zip(("STRING", "LIST", "CLOSED"), json.loads(text)["schemas"], strict=True):
        text = text.replace(schema["name"], name)
    assert text == "\n".join(
        [
            "{",
            '"format": 4,',
            '"generator": "ampeco-refgen",',
            '"title": "Mini",',
            '"version": "1",',
            '"openapi": "3.0.3",',
            '"operations": [',
            '{"method":"GET","path":"/a","place":{"family":"resources","resource":"a"}}',
            "],",
            '"components": [',
            '{"name":"List","schema":"LIST"},',
            '{"name":"Closed","schema":"CLOSED"}',
            "],",
            '"schemas": [',
            '{"name":"STRING","types":["string"],"enum":["\\"a\\"","1"]},',
            '{"name":"LIST","properties":[{"name":"a","schema":"STRING"}],"all_of":["STRING","STRING"]},',
            '{"name":"CLOSED","additional":false}',
            "]",
            "}",
            "",
        ]
    )


def test_what_differs_by_a_default_only_stays_apart():
    schemas = (Schema(enum=()), Schema(default="null"), Schema(additional=True), Schema(additional=0), Schema(items=0))
    operation = Operation(method="GET", path="/a", place=Place(family="f", resource="a"), security=(), servers=())
    catalog = Catalog(title="", version="", openapi="", security=((), ()), schemas=schemas, operations=(operation,))
    assert store.load(store.dump(catalog), "test") == catalog


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
TEXTS = st.text(max_size=6)
JSON_TEXTS = JSON.map(canonical)
PAIRS = st.lists(st.tuples(TEXTS, JSON_TEXTS), max_size=2).map(tuple)
EXAMPLES = st.builds(Example, name=TEXTS, summary=TEXTS, value=st.none() | JSON_TEXTS, external=TEXTS)
PLAIN = tuple(Schema(title=str(number)) for number in range(10))
SCHEMAS = st.builds(
    Schema,
    description=TEXTS,
    nullable=st.booleans(),
    enum=st.none() | st.lists(JSON_TEXTS, max_size=3).map(tuple),
    enum_descriptions=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    default=st.none() | JSON_TEXTS,
    examples=st.lists(JSON_TEXTS, max_size=2).map(tuple),
    constraints=st.lists(st.builds(Constraint, keyword=TEXTS, value=JSON_TEXTS), max_size=2).map(tuple),
    properties=st.lists(st.builds(Property, name=TEXTS, schema=st.integers(0, 9)), max_size=2).map(tuple),
    additional=st.none() | st.booleans() | st.integers(0, 9),
    others=PAIRS,
)
OPERATIONS = st.builds(
    Operation,
    method=st.just("GET"),
    path=TEXTS,
    place=st.builds(Place, family=TEXTS, resource=TEXTS),
    summary=TEXTS,
    parameters=st.lists(
        st.builds(
            Parameter,
            name=TEXTS,
            location=st.just("query"),
            explode=st.none() | st.booleans(),
            examples=st.lists(EXAMPLES, max_size=2).map(tuple),
            others=PAIRS,
        ),
        max_size=2,
    ).map(tuple),
    security=st.none()
    | st.lists(st.lists(st.builds(SecurityUse, scheme=TEXTS), max_size=2).map(tuple), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(SCHEMAS, max_size=3), st.lists(OPERATIONS, max_size=2), TEXTS)
def test_any_catalog_loads_back_equal(schemas, operations, title):
    catalog = Catalog(
        title=title, version="1", openapi="3.0.3", schemas=(*PLAIN, *schemas), operations=tuple(operations), full=False
    )
    text = store.dump(catalog)
    assert store.load(text.encode("utf-8"), "test") == catalog
    assert "\r" not in text.replace("\\r", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        (b"\xff\xfe\x00", "it is not JSON"),
        ("[" * 100_000, "it is not a catalog"),
        ('{"schemas": ' + "[" * 100_000, "it is not JSON"),
        ("[]", "it is not a catalog"),
        ('{"openapi": "3.0.3"}', "it is not a catalog"),
        ('{"generator": "another", "format": 2}', "it is not a catalog"),
        ('{"generator": "ampeco-refgen"}', "it is not a catalog"),
        ('{"generator": "ampeco-refgen", "format": 7}', "its format is 7, and this version reads 1 to 6"),
        ('{"generator": "ampeco-refgen", "format": [3]}', "its format is [3], and this version reads 1 to 6"),
        ('{"generator": "ampeco-refgen", "format": "2"}', "its format is '2', and this version reads 1 to 6"),
        ('{"generator": "ampeco-refgen", "format": true}', "a record is broken"),
        ('{"generator": "ampeco-refgen", "format": 1}', "a record is broken"),
        ('{"generator": "ampeco-refgen", "format": 2}', "a record is broken"),
        ('{"generator": "ampeco-refgen", "format": 3}', "a record is broken"),
        ('{"generator": "ampeco-refgen", "format": 4}', "a record is broken"),
        (store.dump(MINI)[:-10], "it is not JSON"),
    ],
)
def test_what_is_no_catalog_is_refused_in_plain_words(text, reason):
    assert_refused(text, reason)


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"operations": 5},
        {"operations": [{"method": "GET"}]},
        {"schemas": [{"unknown": 1}]},
        {"schemas": [{"of\ntwo lines": 1}]},
        {"schemas": ["text"]},
        {"schemas": [{"items": 7}]},
        {"schemas": [{"properties": [{"name": "a", "schema": -1}]}]},
        {"schemas": [{"all_of": ["0"]}]},
        {"schemas": [{"items": 0}]},
        {"components": [{"name": "A", "schema": 3}]},
        {
            "webhooks": [
                {"name": "w", "method": "POST", "parameters": [{"name": "a", "location": "query", "schema": 0}]}
            ]
        },
        {"schemas": [{"link": "Gone"}]},
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_broken_record_is_refused(change, number):
    record = {**json.loads(store.dump(MINI)), "format": number, **change}
    assert_refused(json.dumps(record), "a record is broken")


A, B = {"name": "aaaaaaaa", "types": ["string"]}, {"name": "bbbbbbbb", "items": "aaaaaaaa"}


@pytest.mark.parametrize(
    ("schemas", "reason"),
    [
        ([A, {**B, "items": "cccccccc"}], "there is no schema with the name 'cccccccc'"),
        ([A, {**B, "items": 0}], "there is no schema with the name 0"),
        ([A, {**B, "items": ["aaaaaaaa"]}], "there is no schema with the name ['aaaaaaaa']"),
        ([A, {**B, "items": True}], "Expected `int | null`, got `bool`"),
        ([A, {**B, "one_of": ["aaaaaaaa", None]}], "there is no schema with the name None"),
        ([A, {**B, "one_of": "aaaaaaaa"}], "Expected `array`, got `str`"),
        ([A, {**B, "properties": [{"name": "a"}]}], "missing required field `schema`"),
        ([A, {**B, "properties": [["a", "aaaaaaaa"]]}], "Expected `object`, got `array`"),
        ([A, A], "two schemas have the name 'aaaaaaaa'"),
        ([A, {**A, "name": 7}], "schema 1 has no name"),
        ([{"types": ["string"]}], "schema 0 has no name"),
        ([B, A], "schema 0 holds one that does not come before it"),
        ([A, "bbbbbbbb"], "Expected `object`, got `str`"),
        ({"aaaaaaaa": {}}, "Expected `array`, got `object`"),
    ],
)
def test_schemas_whose_names_were_damaged_are_refused(schemas, reason):
    record = {**json.loads(store.dump(MINI)), "schemas": [A, B]}
    assert len(store.load(json.dumps(record), "test").schemas) == 2
    assert_refused(json.dumps({**record, "schemas": schemas}), "a record is broken")
    assert_refused(json.dumps({**record, "schemas": schemas}), reason)


@pytest.mark.parametrize("others", [5, [5], [[]], [["a", 1, 2]], {"a": 1}, [[1, 1]]])
def test_a_broken_piece_of_json_in_format_1_is_refused(others):
    record = {**json.loads(store.dump(MINI)), "format": 1, "schemas": [{"others": others}]}
    assert_refused(json.dumps(record), "a record is broken")


@pytest.mark.parametrize(("number", "folder"), [(1, FORMAT_1), (2, FORMAT_2)])
def test_a_catalog_of_an_earlier_format_loads_equal_to_the_one_of_its_document(number, folder):
    catalog = catalog_of(FORMAT_1 / "document.yaml", full=False)
    text = (folder / "catalog.json").read_bytes()
    assert json.loads(text)["format"] == number
    assert store.load(text, "test") == catalog


def assert_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        store.load(text, "reference/catalog.json")
    assert caught.value.exit_code is ExitCode.DOCUMENT_INVALID
    assert caught.value.message.startswith("the catalog reference/catalog.json cannot be read: ")
    assert reason in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.hint


TOM = Example(value='"Tom"')
JSON_OF_TOM = MediaType(content_type="application/json", examples=(TOM,))


def test_examples_that_were_values_alone_are_still_read() -> None:
    header = Parameter(name="X-A", location="header", examples=(TOM, Example(value="1")))
    answer = Response(status="200", media=(JSON_OF_TOM,), headers=(header,))
    webhook = Webhook(name="made", method="POST", body=RequestBody(media=(JSON_OF_TOM,)), responses=(answer,))
    operation = Operation(
        method="GET", path="/a", place=Place(family="f", resource="a"), parameters=(header,), callbacks=(webhook,)
    )
    catalog = Catalog(
        title="Mini", version="1", openapi="3.1.0", operations=(operation,), webhooks=(webhook,), schemas=()
    )
    text = store.dump(catalog)
    assert json.loads(text)["format"] == 6
    values_alone = text.replace('{"value":"\\"Tom\\""}', '"\\"Tom\\""').replace('{"value":"1"}', '"1"')
    assert '"value"' not in values_alone
    for number in (2, 3, 4):
        assert store.load(values_alone.replace('"format": 6', f'"format": {number}'), "test") == catalog


@pytest.mark.parametrize(
    ("more", "number"), [({"security": ()}, 6), ({"servers": (Server(url="/"),)}, 6), ({"tags": ("a",)}, 5)]
)
def test_what_earlier_versions_cannot_read_of_a_webhook_has_a_later_format(
    more: dict[str, object], number: int
) -> None:
    catalog = Catalog(title="Mini", version="1", openapi="3.1.0", webhooks=(Webhook(name="w", method="POST", **more),))
    text = store.dump(catalog)
    assert json.loads(text)["format"] == number
    assert store.load(text, "test") == catalog
