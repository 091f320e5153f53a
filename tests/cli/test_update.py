"""`update` and `fetch` against a vendor on loopback: fresh, out of reach, shrunken, twice the same."""

from __future__ import annotations

import json
import re

import pytest

from cli.running import assert_refused, document, folder, run
from faults.fetching import closed_port
from faults.server import answer, cached


def body(paths: dict | None = None, **changes) -> bytes:
    tree = document(**changes)
    return json.dumps(tree if paths is None else {**tree, "paths": paths}).encode()


@pytest.fixture
def closed() -> str:
    """An address where nobody listens."""
    return f"http://127.0.0.1:{closed_port()}/spec.json"


def test_a_new_version_is_published_with_an_entry_in_the_changelog(server, bundle):
    url = server.on("/spec.json", answer(body(version="1.1.0", resources=13)))
    done = run("update", "--url", url, "--out", bundle)
    assert done.code == 0
    assert "1.0.0 → 1.1.0" in done.err
    assert (bundle / "reference" / "resources" / "things-12.md").exists()
    changelog = (bundle / "reference" / "changelog.md").read_text("utf-8")
    new, old = (line for line in changelog.splitlines() if line.startswith("## "))
    assert "1.1.0" in new
    assert old.startswith("## 1.0.0")
    assert "/public-api/resources/things-12/v1.0" in changelog


def test_the_same_version_twice_has_one_entry_and_writes_nothing(server, bundle):
    url = server.on("/spec.json", answer(body(version="1.1.0")))
    assert run("update", "--url", url, "--out", bundle).code == 0
    before = folder(bundle)
    done = run("update", "--url", url, "--out", bundle)
    assert done.code == 0
    assert "0 written, 0 removed" in done.err
    assert folder(bundle) == before
    headings = [line for line in before["reference/changelog.md"][0].decode().splitlines() if line.startswith("## ")]
    assert len([line for line in headings if "1.1.0" in line]) == 1


def test_the_address_may_come_from_the_environment(server, bundle, monkeypatch):
    monkeypatch.setenv("AMPECO_SPEC_URL", server.on("/spec.json", answer(body(version="1.2.0"))))
    assert "1.0.0 → 1.2.0" in run("update", "--out", bundle).err


def test_a_first_update_needs_no_bundle(server, tmp_path):
    url = server.on("/spec.json", answer(body()))
    assert run("update", "--url", url, "--out", tmp_path / "new").code == 0
    assert (tmp_path / "new" / "SKILL.md").exists()


def test_check_fetches_and_writes_nothing(server, bundle):
    url = server.on("/spec.json", answer(body(version="1.1.0")))
    before = folder(bundle)
    done = run("update", "--url", url, "--out", bundle, "--check")
    assert done.code == 1
    assert "differs: reference/catalog.json" in done.err
    assert folder(bundle) == before


def test_a_check_where_nothing_is_new_is_one_conditional_request(server, tmp_path):
    url, skill = server.on("/spec.json", cached(body(), etag='"1"')), tmp_path / "skill"
    assert run("update", "--url", url, "--out", skill).code == 0
    before = folder(skill)
    for _ in range(2):
        server.requests.clear()
        done = run("update", "--url", url, "--out", skill, "--check")
        assert done.code == 0
        assert "0 differ" in done.err
        assert "(the document is that of the last run)" in done.err
        assert [(request.method, request.headers["if-none-match"]) for request in server.requests] == [("GET", '"1"')]
    assert json.loads(run("update", "--url", url, "--out", skill, "--check", "--json").out)["drift"] == []
    assert folder(skill) == before


def test_a_check_remembers_what_it_found_as_it_should_be(server, tmp_path, monkeypatch):
    url, skill = server.on("/spec.json", cached(body(), etag='"1"')), tmp_path / "skill"
    assert run("update", "--url", url, "--out", skill).code == 0
    monkeypatch.setenv(
        "XDG_CACHE_HOME", str(tmp_path / "elsewhere")
    )  # as in a clone of the skill: no run is remembered
    for ending in ("", " (the document is that of the last run)"):
        done = run("update", "--url", url, "--out", skill, "--check")
        assert done.code == 0
        assert re.search(r"0 differ, \d+ as they should be(.*)", done.err)[1] == ending


def test_a_check_out_of_reach_tells_nothing(bundle, closed):
    before = folder(bundle)
    assert_refused(run("update", "--url", closed, "--out", bundle, "--check"), 3, closed)
    assert folder(bundle) == before


def test_a_check_finds_drift_and_a_new_document_after_a_run_too(server, tmp_path):
    url, skill = server.on("/spec.json", cached(body(), etag='"1"')), tmp_path / "skill"
    assert run("update", "--url", url, "--out", skill).code == 0
    page = skill / "reference/endpoints-index.md"
    text = page.read_bytes()
    page.write_bytes(text + b"more\n")
    for _ in range(2):
        done = run("update", "--url", url, "--out", skill, "--check")
        assert (done.code, "differs: reference/endpoints-index.md" in done.err) == (1, True)
    page.write_bytes(text)
    assert run("update", "--url", url, "--out", skill, "--check").code == 0
    server.on("/spec.json", cached(body(version="1.1.0"), etag='"2"'))
    assert run("update", "--url", url, "--out", skill, "--check").code == 1


@pytest.mark.parametrize("quiet", [False, True])
def test_out_of_reach_it_regenerates_loudly_from_the_catalog(bundle, closed, quiet):
    page = bundle / "reference" / "endpoints-index.md"
    text = page.read_bytes()
    page.write_bytes(text + b"broken")
    before = folder(bundle)
    done = run(*(["-q"] if quiet else []), "update", "--url", closed, "--out", bundle)
    assert (done.code, done.out) == (0, "")
    assert "WARNING: " in done.err
    assert "could not be fetched" in done.err
    assert "Mini 1.0.0" in done.err
    assert page.read_bytes() == text
    assert {path for path, state in folder(bundle).items() if before[path] != state} == {"reference/endpoints-index.md"}


def test_a_machine_sees_that_the_bundle_is_not_fresh(bundle, closed):
    report = json.loads(run("update", "--url", closed, "--out", bundle, "--json").out)
    assert (report["fresh"], report["written"]) == (False, [])


def test_out_of_reach_with_require_fresh_nothing_changes(bundle, closed):
    (bundle / "reference" / "endpoints-index.md").write_bytes(b"")
    before = folder(bundle)
    assert_refused(run("update", "--url", closed, "--out", bundle, "--require-fresh"), 3, closed)
    assert folder(bundle) == before


def test_out_of_reach_without_a_catalog_there_is_nothing_to_fall_back_on(tmp_path, closed):
    assert_refused(run("update", "--url", closed, "--out", tmp_path / "new"), 3, closed)
    assert not (tmp_path / "new").exists()


ANSWERS = {
    "not found": answer(b"no", status=404),
    "not allowed": answer(b"no", status=401),
    "out of order": answer(b"no", status=503),
    "web page": answer(b"<!doctype html><html></html>"),
    "nothing": answer(b""),
}


@pytest.mark.parametrize("fresh", [[], ["--require-fresh"]], ids=["", "fresh"])
@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS)
def test_a_server_that_answers_with_something_else_is_not_out_of_reach(server, bundle, reply, fresh):
    url = server.on("/spec.json", reply)
    before = folder(bundle)
    assert_refused(run("update", "--url", url, "--out", bundle, *fresh), 3, url)
    assert folder(bundle) == before


@pytest.mark.parametrize("command", ["update", "fetch"])
def test_a_file_is_no_address(spec, bundle, command):
    before = folder(bundle)
    out = ["--out", bundle] if command == "update" else []
    assert_refused(run(command, "--url", spec, *out), 2, str(spec), f"generate {spec}")
    assert folder(bundle) == before


@pytest.mark.parametrize("url", ["ftp://example.com/spec.json", "file:///spec.json", "example.com/spec.json", "-"])
def test_what_cannot_be_fetched_is_no_address(bundle, url, monkeypatch):
    before = folder(bundle)
    assert_refused(run("update", "--url", url, "--out", bundle), 2, url)
    monkeypatch.setenv("AMPECO_SPEC_URL", url)
    assert_refused(run("update", "--out", bundle), 2, url, "AMPECO_SPEC_URL")
    assert folder(bundle) == before


def test_a_document_of_another_api_at_the_address_is_refused(server, bundle):
    url = server.on("/spec.json", answer(body(version="1.1.0", title="Another")))
    before = folder(bundle)
    assert_refused(run("update", "--url", url, "--out", bundle, "--accept-shrink"), 4, "Mini", "Another", "--replace")
    assert folder(bundle) == before


def test_a_shrunken_document_is_published_only_where_that_is_accepted(server, bundle):
    url = server.on("/spec.json", answer(body(version="1.1.0", resources=6)))
    before = folder(bundle)
    assert_refused(run("update", "--url", url, "--out", bundle), 4, "not published", "--accept-shrink")
    assert folder(bundle) == before
    assert run("update", "--url", url, "--out", bundle, "--accept-shrink").code == 0
    assert not (bundle / "reference" / "resources" / "things-11.md").exists()


@pytest.mark.parametrize("change", [{"version": "0.9.0"}, {"version": "0.9.9", "resources": 14}])
def test_a_lower_version_is_published_only_where_that_is_accepted(server, bundle, change):
    url = server.on("/spec.json", answer(body(**change)))
    before = folder(bundle)
    assert_refused(run("update", "--url", url, "--out", bundle), 4, "not published", change["version"])
    assert folder(bundle) == before


@pytest.mark.parametrize("content", [b"{", b"[]", b"plain words", body()[:-1], body(paths={})])
def test_a_broken_document_of_the_vendor_changes_nothing(server, bundle, content):
    before = folder(bundle)
    assert_refused(run("update", "--url", server.on("/spec.json", answer(content)), "--out", bundle), 4)
    assert folder(bundle) == before


def test_fetch_writes_what_came_to_a_file_or_to_stdout(server, tmp_path):
    url = server.on("/spec.json", answer(body()))
    done = run("fetch", "--url", url, "-o", tmp_path / "got.json")
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "got.json").read_bytes() == body()
    shown = run("fetch", "--url", url)
    assert (shown.code, shown.out.encode()) == (0, body())


def test_fetch_validates_and_keeps_no_bad_document(server, tmp_path):
    url = server.on("/spec.json", answer(body(paths={})))
    assert_refused(run("fetch", "--url", url, "-o", tmp_path / "got.json"), 4)
    assert folder(tmp_path) == {}


def test_fetch_says_where_it_cannot_write(server, tmp_path):
    url = server.on("/spec.json", answer(body()))
    done = run("fetch", "--url", url, "-o", tmp_path / "no folder" / "got.json")
    assert_refused(done, 5, "got.json", "-o")


def test_fetch_out_of_reach(tmp_path, closed):
    assert_refused(run("fetch", "--url", closed, "-o", tmp_path / "got.json"), 3, closed)
    assert folder(tmp_path) == {}
