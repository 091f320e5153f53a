"""The same document in another form gives the same bundle, byte for byte."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import ryaml
import yaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import load
from ampeco_refgen.pages.bundle import make_bundle
from documents import SAMPLE, findings_of, real_path
from metamorphic.forms import hoisted, shuffled


def bundle_from(content: bytes, *, full: bool = True) -> dict[str, str]:
    """Return the files and blocks of a document's bundle by path."""
    catalog, _ = build(load(RawSpec(content=content, origin="test")), full=full)
    made = make_bundle(findings_of(catalog))
    return {file.path: file.text for file in made.files} | made.blocks


@cache
def _original(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    content = path.read_bytes()
    tree = json.loads(content) if path.suffix == ".json" else ryaml.loads(content.decode())
    return tree, bundle_from(content)


def _as_json(tree: Any) -> bytes:
    return json.dumps(tree).encode()


def _as_pretty_json_with_crlf(tree: Any) -> bytes:
    return json.dumps(tree, indent=2, ensure_ascii=False).replace("\n", "\r\n").encode()


def _as_yaml(tree: Any) -> bytes:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return yaml.dump(tree, Dumper=dumper, allow_unicode=True, sort_keys=False).encode()


def _as_shuffled(tree: Any) -> bytes:
    return _as_json(shuffled(tree, random.Random(20)))


FORMS = [_as_json, _as_pretty_json_with_crlf, _as_yaml, _as_shuffled]


@pytest.mark.parametrize("form", FORMS)
def test_sample_gives_the_same_bundle_in_every_form(form):
    tree, expected = _original(SAMPLE)
    assert bundle_from(form(tree)) == expected


@pytest.mark.real
@pytest.mark.parametrize("form", FORMS)
def test_real_document_gives_the_same_bundle_in_every_form(form):
    tree, expected = _original(real_path())
    assert bundle_from(form(tree)) == expected


@pytest.mark.real
def test_hoisting_repeated_schemas_changes_no_page():
    tree, expected = _original(real_path())
    files = bundle_from(_as_json(hoisted(tree)))
    assert json.dumps(hoisted(tree)).count('"$ref"') > 500
    differing = {path for path in expected.keys() | files.keys() if expected.get(path) != files.get(path)}
    # The catalog and the index of schemas name the components, of which there are more now.
    assert "reference/catalog.json" in differing
    assert all(path.startswith("reference/schemas-index") for path in differing - {"reference/catalog.json"})


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_hash_seed_changes_nothing(seed, tmp_path):
    command = [sys.executable, "-m", "ampeco_refgen", "-q", "generate", str(SAMPLE), "--out", str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    _, expected = _original(SAMPLE)
    for path, text in expected.items():
        if "/" in path:
            assert (tmp_path / path).read_text("utf-8") == text, path
