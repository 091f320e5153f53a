"""A document given as a tree → its bundle, held against what must be true of every bundle."""

from __future__ import annotations

import json
from typing import Any

from bundle_checks import flaws

from ampeco_refgen.catalog.build import build
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.openapi.document import load
from ampeco_refgen.pages.bundle import Bundle, make_bundle
from documents import findings_of


def whole_bundle(tree: dict[str, Any], *, full: bool = True) -> dict[str, str]:
    """Return the files of a document's bundle by path, and its managed blocks by name; fails on any flaw."""
    content = json.dumps(tree).encode()
    catalog, _ = build(load(RawSpec(content=content, origin="test")), full=full)
    bundle: Bundle = make_bundle(findings_of(catalog))
    broken = [f"{flaw.code}: {flaw.detail}" for flaw in flaws(content, catalog, bundle)]
    assert not broken, "\n".join(broken)
    return {file.path: file.text for file in bundle.files} | bundle.blocks
