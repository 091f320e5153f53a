"""Reports of a comparison: text for people, Markdown that cannot be broken out of, JSON with a fixed schema."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.compare.accepted import AcceptedChange, AcceptedChanges, accept, unknown_rules
from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
from ampeco_refgen.compare.changes import ApiPart, Change, ChangeKind, ChangeSubject, Owner
from ampeco_refgen.compare.comparison import ChangeCounts, Comparison, Edition, Finding, compare, findings
from ampeco_refgen.compare.report import MARKDOWN, MOST_NAMED, TEXT, as_json, as_markdown, as_text, body, in_words
from ampeco_refgen.compare.rules import ADDITIONS, DEPRECATIONS, RULES, WHOLE, ChangeRule, Level
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
1.0.0 → 1.1.0: 1 newly deprecated, 2 breaking, 6 other changes

Breaking: 2

  resources / chargers
    - GET /chargers: filter filter[name] removed → stop sending it [request-value-removed]

  webhooks
    - charger.added: payload field at removed → do without it [response-value-removed]

Worth a look: 2
    - POST /chargers: body field mode → none known [request-deprecated]

  resources / chargers
    - GET /chargers: response field status can now also be broken [response-enum-value-added]

Safe: 5

  the API as a whole
    - base URL https://two.example added [server-added]

  all operations
    - in all 3 operations: may answer with status 503 [error-status-added]

  resources / chargers
    - GET /chargers: response field plugs added (array of integer) [response-value-added]
    - in 2 operations: error field code of status 401 added (integer) [response-value-added]
      GET /chargers
      POST /chargers

  webhooks
    - charger.added: payload field by added (string) [response-value-added]

Why
    - request-value-removed: what callers send is refused or silently ignored
    - response-value-removed: clients that read it find nothing
    - response-enum-value-added: clients that list the values meet one that they do not know
    - request-deprecated: it works on, and callers should prepare to do without
    - server-added: the ones in use go on working
    - response-value-added: clients ignore what they do not know
    - error-status-added: every caller has to be ready for errors that are not documented
"""
MARKDOWN_REPORT = """\
# 1.0.0 → 1.1.0: 1 newly deprecated, 2 breaking, 6 other changes

## Breaking: 2

### resources / chargers

- `GET /chargers`: filter `filter[name]` removed → stop sending it [`request-value-removed`]

### webhooks

- `charger.added`: payload field `at` removed → do without it [`response-value-removed`]

## Worth a look: 2

- `POST /chargers`: body field `mode` → none known [`request-deprecated`]

### resources / chargers

- `GET /chargers`: response field `status` can now also be `broken` [`response-enum-value-added`]

<details><summary>Safe: 5</summary>

### the API as a whole

- base URL `https://two.example` added [`server-added`]

### all operations

- in all 3 operations: may answer with status `503` [`error-status-added`]

### resources / chargers

- `GET /chargers`: response field `plugs` added (array of integer) [`response-value-added`]
- in 2 operations: error field `code` of status `401` added (integer) [`response-value-added`]
  - `GET /chargers`
  - `POST /chargers`

### webhooks

- `charger.added`: payload field `by` added (string) [`response-value-added`]

</details>

<details><summary>Why</summary>

- `request-value-removed`: what callers send is refused or silently ignored
- `response-value-removed`: clients that read it find nothing
- `response-enum-value-added`: clients that list the values meet one that they do not know
- `request-deprecated`: it works on, and callers should prepare to do without
- `server-added`: the ones in use go on working
- `response-value-added`: clients ignore what they do not know
- `error-status-added`: every caller has to be ready for errors that are not documented

</details>
"""
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "line", "old", "new", "counts", "findings", "accepted"],
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
                    *("before", "after", "text", "why", "todo"),
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
                    "why": {"type": "string", "minLength": 1},
                    "todo": {"type": "string"},
                },
            },
        },
        "accepted": {"type": "array"},
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
    gone = {
        "remove": ["list/responses/401", "paths/~1sites/get/responses/401"],
        "set": {"list/operationId": "allChargers"},
    }
    comparison = compare(catalog(old), catalog(changed(old, gone)))
    text = "\n".join(body(comparison.findings, TEXT))
    assert text.index("several resources") < text.index("resources / chargers")
    assert "in 2 operations: no longer answers with status 401\n      GET /chargers\n      GET /sites\n" in text


def test_what_is_newly_deprecated_stands_together_each_with_its_successor():
    edits = {
        "set": {
            "list/deprecated": True,
            "add/deprecated": True,
            "webhook/deprecated": True,
            "item/name/deprecated": True,
            "body/name/deprecated": True,
            "refused/message/deprecated": True,
            "filters/name/deprecated": True,
        }
    }
    known = SuccessorsBySide(
        old={},
        new={"GET /chargers": ("GET /plugs", "GET /sites"), "charger.added": ("plug.added",)},
        parts={("POST /chargers request", "name"): ("title",)},
    )
    comparison = compare(OLD, catalog(changed(base(), edits)), successors=known)
    assert "\n".join(body(comparison.findings, MARKDOWN)) + "\n" == (
        "\n"
        "## Newly deprecated: 7\n"
        "\n"
        "- `GET /chargers` → `GET /plugs` and `GET /sites`\n"
        "- `POST /chargers` → none known\n"
        "- webhook `charger.added` → `plug.added`\n"
        "- `GET /chargers`:\n"
        "  - filter `filter[name]` → none known\n"
        "  - response field `name` → none known\n"
        "- in 2 operations: error field `message` of status `401` → none known\n"
        "  - `GET /chargers`\n"
        "  - `POST /chargers`\n"
        "- `POST /chargers`: body field `name` → `title`\n"
    )
    texts = {finding["text"] for finding in json.loads(as_json(comparison))["findings"]}
    assert {"deprecated; use GET /plugs, GET /sites instead", "body field name deprecated; use title instead"} <= texts


def test_a_caller_is_told_what_to_do_about_what_breaks_and_about_nothing_else():
    assert [rule.id for rule in RULES if bool(rule.todo) != rule.breaking] == []
    edits = {
        "set": {"body/size": {"type": "integer"}, "add/requestBody/content/application~1json/schema/required/1": "size"}
    }
    text = as_text(compare(OLD, catalog(changed(base(), edits))))
    assert "required body field size added (integer) → send it [request-required-value-added]" in text
    assert "request-required-value-added: requests without it are refused, and no caller sends it yet" in text


def test_what_is_too_long_for_a_comment_is_left_out_with_a_word():
    fields = {f"field{number}_{'x' * 60}": {"type": "string"} for number in range(1_000)}
    comparison = compare(
        OLD, catalog(changed(base(), {"set": {"body/many": {"properties": fields}, "item/all": True}}))
    )
    many = compare(OLD, catalog(changed(base(), {"set": {f"item/{name}": {"type": "string"} for name in fields}})))
    assert "<details><summary>Safe: 2</summary>" in as_markdown(comparison)
    comment = as_markdown(many)
    assert len(comment) < 65_536
    assert comment.endswith("2 more sections: too long for a comment; see the text report.\n")


def test_what_was_accepted_counts_no_longer_where_it_was_accepted():
    rows = (
        AcceptedChange(rule="request-value-removed", subject="GET /charg*", where="filter[name]", reason="not used"),
        AcceptedChange(rule="error-status-added", subject="GET /chargers", reason="*handled*"),
        AcceptedChange(rule="response-value-removed", subject="another", reason="never"),
    )
    left, accepted, unused = accept(COMPARISON, AcceptedChanges(accepted=rows))
    assert (COMPARISON.counts.breaking, left.counts.breaking) == (2, 1)
    assert [row.reason for row in accepted] == ["not used", "*handled*"]
    assert unused == rows[2:]
    text = as_text(left, accepted)
    assert "    - GET /chargers: filter filter[name] removed — not used\n" in text
    assert "in 2 operations: may answer with status 503" in text
    assert "may answer with status `503` — handled\n" in as_markdown(left, accepted)
    assert [row["reason"] for row in json.loads(as_json(left, accepted))["accepted"]] == ["not used", "*handled*"]


@pytest.mark.parametrize("name", ["request-value-removed ", "breaking", ""])
def test_a_rule_that_does_not_exist_is_told(name):
    changes = AcceptedChanges(accepted=(AcceptedChange(rule=name, reason="x"),))
    assert unknown_rules(changes) == (name,)


def done(summary: str, **more: object) -> dict:
    return {"summary": summary, "responses": {"204": {"description": ""}}, **more}


def test_what_is_new_stands_together_and_a_resource_with_all_that_is_usual_is_one_line():
    callbacks = {"site.added": {"{$request.body#/url}": {"post": done("A site was added")}}}
    edits = {
        "set": {
            "document/info/version": "2.0.0",
            "paths/~1sites": {"post": done("Add a site", callbacks=callbacks), "get": done("List sites")},
            "paths/~1sites~1{site}": {method: done(method) for method in ("delete", "patch", "get")},
            "paths/~1sites~1{site}~1close": {"post": done("Close a site")},
            "paths/~1sites~1{site}~1map": {"get": done("Read the map"), "put": done("Replace the map")},
            "charger/get": done("Read a charger"),
        }
    }
    comparison = compare(OLD, catalog(changed(base(), edits)))
    assert "\n".join(body(comparison.findings, TEXT)) + "\n" == (
        "\n"
        "New: 9 operations, 1 webhook\n"
        "    - GET /chargers/{charger}: Read a charger\n"
        "    - /sites: GET, POST; /{site}: GET, PATCH, DELETE\n"
        "    - POST /sites/{site}/close: Close a site\n"
        "    - /sites/{site}/map: GET, PUT\n"
        "    - webhook site.added: A site was added\n"
    )


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        (("GET /a", "POST /a"), ["/a: GET, POST"]),
        (("GET /a/{b}", "PUT /a/{b}"), ["/a/{b}: GET, PUT"]),
        (("GET /a", "GET /a/{b}"), ["/a: GET; /{b}: GET"]),
        (("GET /a",), ["GET /a"]),
        (("PATCH /a/{b}", "DELETE /a/{b}"), ["PATCH /a/{b}", "DELETE /a/{b}"]),  # nothing says what it is
        (("GET /a", "POST /a/{b}"), ["GET /a", "POST /a/{b}"]),  # what a POST to one entry does, only words can say
        (("GET /a", "HEAD /a"), ["GET /a", "HEAD /a"]),
        (("GET /", "GET /{a}"), ["GET /", "GET /{a}"]),
        (("GET /a({b})", "GET /a"), ["GET /a({b})", "GET /a"]),
        (("GET /a/{b}/{c}", "PUT /a/{b}/{c}", "GET /a"), ["/a/{b}/{c}: GET, PUT", "GET /a"]),
    ],
)
def test_only_what_is_usual_for_one_resource_is_told_together(calls, told):
    rule = next(rule for rule in RULES if rule.id == "operation-added")
    added = tuple(Finding(rule=rule, subjects=(ChangeSubject(owner=Owner.OPERATION, name=call),)) for call in calls)
    lines = list(body(added, TEXT))
    assert [line.strip().removeprefix("- ") for line in lines[2:]] == told


def of_very_many(old_answers: tuple[str, ...], new_answers: tuple[str, ...]) -> Comparison:
    """Compare documents of many operations, all but one of six resources, that answer otherwise."""
    paths = [f"/resource{number % 6}/{number}" for number in range(MOST_NAMED)] + ["/alone"]

    def document(answers: tuple[str, ...]) -> Catalog:
        calls = {path: {"get": {"responses": {answer: {"description": ""} for answer in answers}}} for path in paths}
        return catalog(base() | {"paths": base()["paths"] | calls})

    return compare(document(old_answers), document(new_answers))


def test_a_harmless_change_of_very_many_operations_counts_them_by_resource():
    comparison = of_very_many(("204",), ("204", "503"))
    assert (
        "    - in 21 operations: may answer with status 503 [error-status-added]\n"
        "      resources: alone, resource0 (4), resource1 (4), resource2 (3), resource3 (3), resource4 (3), "
        "resource5 (3)\n"
    ) in as_text(comparison)
    (finding,) = json.loads(as_json(comparison))["findings"]
    assert len(finding["subjects"]) == MOST_NAMED + 1


def test_each_operation_that_a_change_may_break_is_named_however_many_they_are():
    text = "\n".join(body(of_very_many(("202", "204"), ("204",)).findings, MARKDOWN))
    assert "- in 21 operations: no longer answers with status `202`\n  - `GET /alone`\n" in text
    assert text.count("\n  - `GET /") == MOST_NAMED + 1


def test_what_breaks_very_many_operations_hides_nothing_else_that_breaks():
    answers = {"202": {"description": ""}, "204": {"description": ""}}
    paths = {f"/resource{number % 6}/{number}": {"get": {"responses": answers}} for number in range(MOST_NAMED + 1)}
    fewer = {path: {"get": {"responses": {"204": {"description": ""}}}} for path in paths}
    fewest = changed(base(), {"remove": ["charger/delete", "payload/at"]})
    old, new = (catalog(tree | {"paths": tree["paths"] | more}) for tree, more in ((base(), paths), (fewest, fewer)))
    text = as_text(compare(old, new))
    assert text.index("DELETE /chargers/{charger}: removed") < text.index("payload field at removed")
    assert text.index("payload field at removed") < text.index("  many resources\n    - in 21 operations: no longer")


ANYTHING = st.text(max_size=60)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(RULES), ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_no_text_of_a_document_breaks_out_of_its_line(rule, name, where, before, after, family):
    owner = Owner.WEBHOOK if rule.id.startswith("webhook") else Owner.OPERATION
    subjects = tuple(
        ChangeSubject(owner=owner, name=f"{method} {name}", family=family, resource=name)
        for method in (("GET",) if rule.id in WHOLE else ("GET", "POST"))
    )
    finding = Finding(rule=rule, subjects=subjects, part="field", where=where, before=(before,), after=(after,))
    edition = Edition(title=name, version=before, mark="")
    comparison = Comparison(old=edition, new=edition, counts=ChangeCounts(breaking=1), findings=(finding,))
    report = as_markdown(comparison)
    assert max(map(len, report.splitlines())) <= 400
    html = {token.content for token in MarkdownIt("commonmark").parse(report) if token.type == "html_block"}
    safe = "<details><summary>Safe: 1</summary>\n"
    assert html <= {safe, "<details><summary>Why</summary>\n", "</details>\n", "</details>"}
    told = "\n".join(body(comparison.findings, MARKDOWN))
    kinds = [token.type for token in MarkdownIt("commonmark").parse(told) if token.type.endswith("_open")]
    assert kinds == [
        *["heading_open"] * (1 if rule.id in ADDITIONS | DEPRECATIONS else 2),
        *("bullet_list_open", "list_item_open", "paragraph_open"),
        *([] if rule.id in WHOLE else ["bullet_list_open", *["list_item_open", "paragraph_open"] * 2]),
    ]
    sections = 0 if rule.id in ADDITIONS | DEPRECATIONS else 2
    assert len("\n".join(body(comparison.findings, TEXT)).splitlines()) == (3 if rule.id in WHOLE else 5) + sections
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
