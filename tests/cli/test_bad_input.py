"""Bad input: the promised exit code, one clear line with what to do, and not one byte of the old bundle changed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.running import assert_refused, document, folder, run, written

FIRST = "/public-api/resources/things-00/v1.0"


def broken(**changes: Any) -> bytes:
    """Return the document with members of its first operation replaced."""
    tree = document()
    tree["paths"][FIRST]["get"].update(changes)
    return json.dumps(tree).encode()


def referring(reference: str) -> dict[str, Any]:
    return {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": reference}}}}}


ALIAS_BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]".encode()
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
YAML = b"openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: "

BAD = {
    "empty file": b"",
    "blank file": b" \n\t\n",
    "web page": b"<!doctype html>\n<html><body>Sign in</body></html>\n",
    "plain words": b"This is no document.",
    "truncated json": json.dumps(document()).encode()[:-40],
    "json list": b"[1, 2]",
    "json text": b'"openapi"',
    "another json": b'{"name": "ampeco", "version": 1}',
    "swagger": json.dumps({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}}).encode(),
    "future version": json.dumps({**document(), "openapi": "4.0.0"}).encode(),
    "no paths": json.dumps({**document(), "paths": {}}).encode(),
    "no operation": json.dumps({**document(), "paths": {"/a": {"parameters": []}}}).encode(),
    "dangling reference": broken(responses=referring("#/components/schemas/Gone")),
    "dangling reference in a body": broken(requestBody={"$ref": "#/components/requestBodies/Gone"}),
    "remote reference": broken(responses=referring("https://other.example/schema.json")),
    "file reference": broken(responses=referring("file:///etc/passwd")),
    "relative reference": broken(responses=referring("other.json#/a")),
    "circular reference": json.dumps(
        {**document(), "components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}}
    ).encode(),
    "yaml tag": YAML + b"!!python/object/apply:os.system ['true']\n",
    "yaml alias bomb": ALIAS_BOMB,
    "yaml two documents": YAML + b"{}\n---\n{}\n",
    "not utf-8": b'{"openapi": "3.0.3", "info": {"title": "\xff"}}',
    "a catalog cut short": b'{\n"format": 1,\n"generator": "ampeco-refgen",\n"title": "T"',
    "a catalog of a later format": b'{"format": 99,\n"generator": "ampeco-refgen"}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_document_changes_nothing(name, bundle, tmp_path):
    before = folder(bundle)
    bad = written(tmp_path / "bad", BAD[name])
    done = run("generate", bad, "--out", bundle)
    assert_refused(done, 4, "bad")
    assert len(done.err.splitlines()[-1]) > 10
    assert folder(bundle) == before


@pytest.mark.parametrize("name", BAD)
def test_validate_and_diff_refuse_it_too(name, spec, tmp_path):
    bad = written(tmp_path / "bad", BAD[name])
    assert run("validate", bad).code == 4
    assert_refused(run("diff", spec, bad), 4, "bad")


def test_nothing_outside_of_the_document_is_opened(bundle, server):
    bad = written(bundle.parent / "bad", broken(responses=referring(server.url + "/schema.json")))
    assert run("generate", bad, "--out", bundle).code == 4
    assert run("validate", bad).code == 4
    assert server.requests == []


def test_a_file_that_is_not_there(bundle, tmp_path):
    before = folder(bundle)
    assert_refused(run("generate", tmp_path / "gone.json", "--out", bundle), 3, "gone.json")
    assert_refused(run("generate", tmp_path, "--out", bundle), 3, str(tmp_path))
    assert folder(bundle) == before


def markers(skill: str) -> dict[str, str]:
    """Return the text of `SKILL.md` with one fault each."""
    lines = skill.splitlines(keepends=True)
    begin = next(line for line in lines if line.startswith("<!-- BEGIN:"))
    end = begin.replace("BEGIN", "END")
    return {
        "no marker at all": "# Mine\n",
        "no begin": skill.replace(begin, "", 1),
        "no end": skill.replace(end, "", 1),
        "begins twice": skill.replace(begin, begin + begin, 1),
        "stands twice": skill + begin + end,
        "the wrong way round": skill.replace(begin, "@", 1).replace(end, begin, 1).replace("@", end, 1),
        "empty": "",
    }


@pytest.mark.parametrize("name", markers("<!-- BEGIN:a -->\n<!-- END:a -->\n"))
def test_markers_that_are_missing_or_doubled(name, bundle, spec, tmp_path):
    skill = bundle / "SKILL.md"
    skill.write_text(markers(skill.read_text("utf-8"))[name], "utf-8")
    before = folder(bundle)
    larger = written(tmp_path / "larger.json", document(resources=13))
    assert_refused(run("generate", larger, "--out", bundle), 5, "SKILL.md", "<!-- ", "move your file away")
    assert_refused(run("generate", spec, "--out", bundle, "--check"), 5, "SKILL.md")
    assert folder(bundle) == before


def test_a_skill_file_that_is_no_text(bundle, spec):
    (bundle / "SKILL.md").write_bytes(b"\xff\xfe\x00")
    before = folder(bundle)
    assert_refused(run("generate", spec, "--out", bundle), 5, "SKILL.md", "UTF-8")
    assert folder(bundle) == before


def test_a_file_in_the_place_of_the_folder(spec, tmp_path):
    out = written(tmp_path / "out", b"mine")
    assert_refused(run("generate", spec, "--out", out), 5, str(out))
    assert out.read_bytes() == b"mine"


def test_a_folder_in_the_place_of_a_page(spec, bundle):
    page = bundle / "reference" / "endpoints-index.md"
    page.unlink()
    page.mkdir()
    before = folder(bundle)
    assert_refused(run("generate", spec, "--out", bundle), 5, "endpoints-index.md")
    assert folder(bundle) == before


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permissions there")
def test_a_folder_that_cannot_be_written(bundle, tmp_path):
    larger = written(tmp_path / "larger.json", document(resources=13))
    before = folder(bundle)
    pages = bundle / "reference" / "resources"
    pages.chmod(0o555)
    try:
        if os.access(pages, os.W_OK):
            pages.chmod(0o755)
            block_by_a_file(pages)
        done = run("generate", larger, "--out", bundle)
        assert_refused(done, 5, "resources")
    finally:
        if pages.is_dir():
            pages.chmod(0o755)
    assert {path: state for path, state in folder(bundle).items() if path in before} == {
        path: state for path, state in before.items() if path in folder(bundle)
    }


def block_by_a_file(pages: Path) -> None:
    """For the super-user, to whom permissions are nothing: put a file where the folder of pages should be."""
    pages.rename(pages.with_name("kept"))
    pages.write_text("in the way", "utf-8")


@pytest.mark.parametrize(
    "content", [b"", b'{"format": 2,\n"generator": "ampeco-refgen"', b'{"format": 99, "generator": "ampeco-refgen"}']
)
def test_a_broken_catalog_on_disk(bundle, spec, content):
    good = (bundle / "reference" / "catalog.json").read_bytes()
    (bundle / "reference" / "catalog.json").write_bytes(content)
    before = folder(bundle)
    assert_refused(run("generate", "--out", bundle), 4, "catalog.json", "generate SPEC")
    assert folder(bundle) == before
    assert run("generate", spec, "--out", bundle).code == 0
    assert (bundle / "reference" / "catalog.json").read_bytes() == good


@pytest.mark.parametrize("index", ["9" * 5000, "01", "00", "-1", "1e0", "١"])
def test_an_index_of_a_reference_that_is_none_leads_to_nothing(bundle, tmp_path, index):
    """RFC 6901 section 4: an index is 0, or digits without a leading zero."""
    tree = json.loads(broken(responses=referring(f"#/x-list/{index}")))
    bad = written(tmp_path / "bad", {**tree, "x-list": [{"type": "string"}, {"type": "string"}]})
    assert "[dangling-reference]" in run("validate", bad).out
    assert_refused(run("generate", bad, "--out", bundle), 4, "bad")


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "0o" + "7" * 5000, "9" * 5000])
def test_a_number_of_thousands_of_digits_is_refused_in_every_notation(bundle, tmp_path, number):
    bad = written(tmp_path / "bad", YAML + b"{}\nx-number: " + number.encode() + b"\n")
    assert_refused(run("generate", bad, "--out", bundle), 4, "bad", "digits")


@pytest.mark.parametrize(
    "head", [b'{"openapi": 3.1.0, a: b, ', b"{'openapi': '3.1.0', ", b'{ # a comment\n"openapi": "3.1.0", ']
)
def test_a_flow_mapping_that_begins_like_json_is_yaml(tmp_path, head):
    rest = b'"info": {"title": T, "version": 1}, "paths": {"/a": {"get": {"responses": {"200": {"description": ok}}}}}}'
    done = run("validate", written(tmp_path / "flow.yaml", head + rest))
    assert done.code == 0, done.out
    assert "syntax" not in done.out


@pytest.mark.parametrize("template", ["{id:x}", "{id!r}", "{id.x}", "{id[0]}", "{}", "{id:}"])
def test_the_name_in_a_path_template_is_all_that_stands_in_the_braces(tmp_path, template):
    tree = document()
    parameter = {"name": template[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}
    tree["paths"] = {f"/a/{template}": {"get": {"parameters": [parameter], "responses": {"200": {"description": ""}}}}}
    assert "[path-parameter]" not in run("validate", written(tmp_path / "spec.json", tree)).out


@pytest.mark.parametrize("path", ["/a/{id", "/a/id}", "/a/{{id}}", "/a/}id{"])
def test_braces_of_a_path_that_are_not_paired_are_told(tmp_path, path):
    tree = document()
    tree["paths"] = {path: {"get": {"responses": {"200": {"description": ""}}}}}
    assert "not paired" in run("validate", written(tmp_path / "spec.json", tree)).out
