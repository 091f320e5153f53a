"""Reports of a comparison: text for people, Markdown that cannot be broken out of, JSON with a fixed schema."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSubject, Owner
from ampeco_refgen.compare.comparison import ChangeCounts, Comparison, Edition, Finding, compare, findings
from ampeco_refgen.compare.report import MARKDOWN, TEXT, as_json, as_markdown, as_text, in_words
from ampeco_refgen.compare.rules import RULES, ChangeRule, Level
from changes.change_documents import base, catalog, changed

OLD = catalog(base())
EDITS = {
    "set": {
        "document/info/version": "1.1.0",
        "document/servers/1": {"url": "https://two.example"},
        "item/status/enum/2": "broken",
        "item/plugs": {"type": "array", "items": {"type": "integer"}},
        "refused/code": {"type": "integer"},
        "body/mode/deprecated": True,
        "payload/by": {"type": "string"},
        "list/responses/503": {"description": "Down"},
        "add/responses/503": {"description": "Down"},
        "remove/responses/503": {"description": "Down"},
    },
    "remove": ["filters/name", "payload/at"],
}
COMPARISON = compare(OLD, catalog(changed(base(), EDITS)))

REPORT = """\
1.0.0 → 1.1.0: 2 breaking, 7 other changes

Breaks callers

  resources / chargers
    - GET /chargers: filter filter[name] removed

  webhooks
    - charger.added: payload field at removed

Other changes

  the API as a whole
    - base URL https://two.example added

  all operations
    - in all 3 operations: may answer with status 503

  resources / chargers
    - GET /chargers:
      - response field status can now also be broken (watch)
      - response field plugs added (array of integer)
    - POST /chargers: body field mode deprecated (watch)
    - in 2 operations: error field code of status 401 added (integer)
      GET /chargers
      POST /chargers

  webhooks
    - charger.added: payload field by added (string)
"""
MARKDOWN_REPORT = """\
# 1.0.0 → 1.1.0: 2 breaking, 7 other changes

## Breaks callers

### resources / chargers

- `GET /chargers`: filter `filter[name]` removed

### webhooks

- `charger.added`: payload field `at` removed

## Other changes

### the API as a whole

- base URL `https://two.example` added

### all operations

- in all 3 operations: may answer with status `503`

### resources / chargers

- `GET /chargers`:
  - response field `status` can now also be `broken` (watch)
  - response field `plugs` added (array of integer)
- `POST /chargers`: body field `mode` deprecated (watch)
- in 2 operations: error field `code` of status `401` added (integer)
  - `GET /chargers`
  - `POST /chargers`

### webhooks

- `charger.added`: payload field `by` added (string)
"""
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "line", "old", "new", "counts", "findings"],
    "properties": {
        "format": {"const": 1},
        "line": {"type": "string"},
        "old": {"$ref": "#/$defs/edition"},
        "new": {"$ref": "#/$defs/edition"},
        "counts": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "required": [
                *("operations_added", "operations_removed", "webhooks_added", "webhooks_removed"),
                *("newly_deprecated", "breaking", "other"),
            ],
        },
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    *("rule", "level", "breaking", "side", "subjects", "part", "where", "scope"),
                    *("before", "after", "text"),
                ],
                "properties": {
                    "rule": {"enum": [rule.id for rule in RULES]},
                    "level": {"enum": ["breaking", "watch", "safe"]},
                    "breaking": {"type": "boolean"},
                    "side": {"enum": ["request", "response", "neither"]},
                    "subjects": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["owner", "name", "family", "resource", "operation"],
                            "properties": {"owner": {"enum": ["operation", "webhook", "api"]}},
                        },
                    },
                    "part": {"type": "string"},
                    "where": {"type": "string"},
                    "scope": {"type": "string"},
                    "before": {"type": "array", "items": {"type": "string"}},
                    "after": {"type": "array", "items": {"type": "string"}},
                    "text": {"type": "string"},
                },
            },
        },
    },
    "$defs": {
        "edition": {
            "type": "object",
            "additionalProperties": False,
            "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}},
        }
    },
}


def test_text_starts_with_the_numbers_then_what_breaks_then_the_rest_by_resource():
    assert as_text(COMPARISON) == REPORT


def test_markdown_says_the_same():
    assert as_markdown(COMPARISON) == MARKDOWN_REPORT


def test_no_changes_is_one_line_in_every_format():
    same = compare(OLD, OLD)
    assert as_text(same) == "1.0.0: no changes\n"
    assert as_markdown(same) == "# 1.0.0: no changes\n"
    assert json.loads(as_json(same))["findings"] == []


def test_json_follows_its_schema_and_holds_everything():
    report = json.loads(as_json(COMPARISON))
    Draft202012Validator(SCHEMA).validate(report)
    assert report["line"] == REPORT.splitlines()[0]
    assert report["counts"]["breaking"] == 2
    assert len(report["findings"]) == len(COMPARISON.findings)
    first = report["findings"][0]
    assert (first["rule"], first["breaking"], first["where"]) == ("request-value-removed", True, "filter[name]")
    assert first["subjects"][0]["resource"] == "chargers"


def test_sections_of_several_resources_stand_before_the_single_ones():
    sites, zones = ({"get": {"responses": {"401": {"description": ""}}}} for _ in range(2))
    old = changed(base(), {"set": {"paths/~1sites": sites, "paths/~1zones": zones}})
    gone = {"remove": ["list/responses/401", "paths/~1sites/get/responses/401"], "set": {"list/deprecated": True}}
    text = as_text(compare(catalog(old), catalog(changed(old, gone))))
    assert text.index("several resources") < text.index("resources / chargers")
    assert "in 2 operations: no longer answers with status 401\n      GET /chargers\n      GET /sites\n" in text


ANYTHING = st.text(max_size=60)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(RULES), ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_no_text_of_a_document_breaks_out_of_its_line(rule, name, where, before, after, family):
    owner = Owner.WEBHOOK if rule.id.startswith("webhook") else Owner.OPERATION
    subjects = (
        ChangeSubject(owner=owner, name=f"GET {name}", family=family, resource=name),
        ChangeSubject(owner=owner, name=f"POST {name}", family=family, resource=name),
    )
    finding = Finding(rule=rule, subjects=subjects, part="field", where=where, before=(before,), after=(after,))
    edition = Edition(title=name, version=before, mark="")
    comparison = Comparison(old=edition, new=edition, counts=ChangeCounts(breaking=1), findings=(finding,))
    report = as_markdown(comparison)
    assert max(map(len, report.splitlines())) <= 400
    kinds = [token.type for token in MarkdownIt("commonmark").parse(report) if token.type.endswith("_open")]
    assert kinds == [
        *["heading_open"] * 3,
        *("bullet_list_open", "list_item_open", "paragraph_open", "bullet_list_open"),
        *["list_item_open", "paragraph_open"] * 2,
    ]
    assert not [token for token in MarkdownIt("commonmark").parse(report) if token.type == "html_block"]
    assert len(as_text(comparison).splitlines()) == 8
    assert json.loads(as_json(comparison))["findings"][0]["where"] == where


def rule_of(text: str) -> ChangeRule:
    return ChangeRule(id="r", level=Level.SAFE, text=text, why="")


def test_a_stretch_in_brackets_is_left_out_where_its_value_is_empty():
    rule = rule_of("{what} changed[, formerly {before}][, now {after}]")
    finding = Finding(rule=rule, subjects=(), part="field", where="a", after=('"x"', '" "', "7"))
    assert in_words(finding, TEXT) == 'field a changed, now x, " ", 7'
    assert in_words(finding, MARKDOWN) == 'field `a` changed, now `x`, `" "`, `7`'


def test_brackets_in_names_are_no_stretches():
    finding = Finding(rule=rule_of("{what} added[ ({now})]"), subjects=(), where="filter[{what}]", after=("[{x}]",))
    assert in_words(finding, TEXT) == "filter[{what}] added ([{x}])"


def test_a_change_without_a_rule_is_an_error_of_the_program():
    change = Change(part=ApiPart.TITLE, kind=ChangeKind.TYPE_CHANGED)
    with pytest.raises(KeyError, match="type-changed"):
        findings([(ChangeSubject(owner=Owner.API), change)], {})
