"""The page of clients of a document, and the code on it, each block as the file that a reader makes of it."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from ampeco_refgen.infer.findings import Findings
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.clients_page import clients_pages
from ampeco_refgen.pages.render import Renderer
from documents import catalog_from, findings_of

_BLOCK = re.compile(r"^```(python|typescript|bash)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RENDERER = Renderer()
FILES = {"python": "client.py", "typescript": "client.ts", "bash": "client.sh"}


def page_of(findings: Findings) -> str:
    """Return the text of `clients.md`."""
    (file,) = _RENDERER.all_of(clients_pages(BundlePlan(findings)))
    assert file.path == "reference/clients.md"
    return file.text


def page_of_tree(tree: dict[str, Any]) -> str:
    return page_of(findings_of(catalog_from(tree)))


def blocks_of(page: str) -> dict[str, str]:
    """Return the code by language; there is one block of each."""
    blocks = _BLOCK.findall(page)
    assert sorted(language for language, _ in blocks) == sorted(FILES), [language for language, _ in blocks]
    return dict(blocks)


def write_clients(page: str, folder: Path) -> dict[str, Path]:
    """Write each block into the folder and return the files by language."""
    paths = {language: folder / FILES[language] for language in FILES}
    for language, text in blocks_of(page).items():
        paths[language].write_text(text, encoding="utf-8")
    return paths


def module_of(path: Path) -> ModuleType:
    """Import the client in Python."""
    name = f"client_{abs(hash(path))}"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
