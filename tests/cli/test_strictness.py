"""`--strict`: it stops at what would mislead and at nothing else; `--strict=all` stops at every warning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.running import assert_refused, document, folder, run, written
from faults.server import answer

SECOND = "/public-api/resources/things-01/v1.0"
TWICE = {"name": "q", "in": "query", "schema": {"type": "string"}}


def harmless() -> dict[str, Any]:
    """Return a document that breaks two rules of form, and says nothing that is not on its page."""
    tree = {**document(), "openapi": "3.1"}
    tree["paths"][SECOND]["get"]["tags"] = ["a"]
    tree["tags"] = [{"name": "a"}, {"name": "a"}]
    return tree


def misleading() -> dict[str, Any]:
    tree = harmless()
    tree["paths"][SECOND]["get"]["parameters"] = [TWICE, {**TWICE, "schema": {"type": "integer"}}]
    return tree


def misplaced() -> dict[str, Any]:
    tree = document()
    tree["paths"][SECOND]["get"]["responses"] = {"200": {"description": "", "schema": {"type": "object"}}}
    return tree


def test_strict_takes_what_only_breaks_a_form(tmp_path):
    spec = written(tmp_path / "spec.json", harmless())
    done = run("generate", "--strict", spec, "--out", tmp_path / "out", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["warnings"] == 2
    again = run("generate", "--strict", spec, "--out", tmp_path / "out", "--json")
    assert (again.code, json.loads(again.out)["warnings"]) == (0, 2)


@pytest.mark.parametrize("place", ["before", "behind"])
def test_strict_all_stops_there(tmp_path, place):
    spec = written(tmp_path / "spec.json", harmless())
    words = ["--strict=all", spec] if place == "before" else [spec, "--strict=all"]
    done = run("generate", *words, "--out", tmp_path / "out")
    assert_refused(done, 4, "--strict=all stops at 2 warnings of 2", "docs/warnings.md")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("tree", "code"), [(misleading(), "duplicate-parameter"), (misplaced(), "misplaced-member")])
def test_strict_stops_at_what_would_mislead(tmp_path, tree, code):
    spec = written(tmp_path / "spec.json", tree)
    assert run("generate", spec, "--out", tmp_path / "taken").code == 0
    for option in ("--strict", "--strict=all"):
        done = run("generate", option, spec, "--out", tmp_path / "out")
        assert_refused(done, 4, f"{option} stops at ")
    assert f"[{code}]" in run("validate", spec).out
    assert not (tmp_path / "out").exists()


def test_strictness_counts_also_where_nothing_else_has_changed(tmp_path):
    spec = written(tmp_path / "spec.json", misleading())
    for _ in range(2):
        assert run("generate", spec, "--out", tmp_path / "out").code == 0
    assert run("generate", spec, "--out", tmp_path / "out", "--strict").code == 4


NOBODY = "valid: no findings"
ONLY_ALL = "`generate` and `generate --strict` take it, `generate --strict=all` does not"
BOTH = "`generate` takes it, `generate --strict` and `generate --strict=all` do not"


@pytest.mark.parametrize(
    ("tree", "verdict", "codes"),
    [
        (document(), NOBODY, (0, 0, 0)),
        (harmless(), f"valid, with 2 warnings: {ONLY_ALL}", (0, 0, 4)),
        (misleading(), f"valid, with 3 warnings: 1 of them would mislead: {BOTH}", (0, 4, 4)),
        (misplaced(), f"valid, with 1 warning: {BOTH}", (0, 4, 4)),
    ],
    ids=["sound", "harmless", "misleading", "misplaced"],
)
def test_validate_tells_the_truth_about_generate(tmp_path, tree, verdict, codes):
    spec = written(tmp_path / "spec.json", tree)
    assert run("validate", spec).err.splitlines() == [verdict]
    ways = ([], ["--strict"], ["--strict=all"])
    assert tuple(run("generate", *way, spec, "--out", tmp_path / "out").code for way in ways) == codes


@pytest.mark.parametrize("value", ["--strict=nonsense", "--strict=", "--strict=ALL"])
def test_another_strictness_is_wrong_usage(spec, tmp_path, value):
    for command in (("generate", spec), ("update",)):
        done = run(*command, value, "--out", tmp_path / "out")
        assert (done.code, done.out) == (2, "")
        assert "`--strict=all`" in done.err
    assert not (tmp_path / "out").exists()


def test_the_help_has_one_option():
    text = run("generate", "--help").out
    assert "--strict=all" in text
    assert "--strictness" not in text


def test_our_own_data_stops_nothing_and_is_told_as_such(tmp_path):
    """A document with the vendor's charge points has the vendor's vocabulary, most of which it does not support."""
    tree = document()
    tree["paths"]["/public-api/resources/charge-points/v1.0"] = tree["paths"][SECOND]
    spec = written(tmp_path / "spec.json", tree)
    done = run("generate", spec, "--out", tmp_path / "out", "--strict=all")
    assert done.code == 0, done.err
    assert "warning, not about the document: " in done.err


def test_what_was_accepted_stops_no_update(server, bundle):
    body = json.dumps(document(version="1.1.0", resources=6)).encode()
    url = server.on("/spec.json", answer(body))
    before = folder(bundle)
    assert run("update", "--strict", "--url", url, "--out", bundle).code == 4
    assert folder(bundle) == before
    assert run("update", "--strict", "--url", url, "--out", bundle, "--accept-shrink").code == 0
