"""Whole documents: the sample's and, where it is at hand, the vendor's, with the lists that their pages walk.

Which lists these are is read from the page, how they are given in parts from the document itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ampeco_refgen.infer.findings import Findings
from clients.api import Listing
from clients.page import blocks_of, page_of
from documents import SAMPLE, catalog_of, findings_of, real_path

_LIST = re.compile(r"def (list_\w+)\(client: Client.*\) -> Iterator\[Any\]:\n    # GET ([^\s;]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A list that a page walks."""

    function: str
    path: str
    listing: Listing

    @property
    def typescript(self) -> str:
        """The name of the function in TypeScript."""
        first, *others = self.function.split("_")
        return first + "".join(map(str.capitalize, others))


class Whole:
    """A document with its page."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        self.tree: dict[str, Any] = json.loads(content) if path.suffix == ".json" else yaml.safe_load(content)
        self.findings: Findings = findings_of(catalog_of(path))
        self.page = page_of(self.findings)

    def lists(self) -> Iterator[Walked]:
        """Yield the lists that the page walks."""
        for function, path in _LIST.findall(blocks_of(self.page)["python"]):
            yield Walked(function=function, path=path, listing=self._listing(path))

    def _listing(self, path: str) -> Listing:
        methods = self.tree["paths"][path]
        parameters = [*methods.get("parameters", ()), *methods["get"].get("parameters", ())]
        names = {self.resolved(parameter)["name"] for parameter in parameters}
        if "page" in names and "cursor" not in names:
            return Listing(kind="pages", items=("data",), parameter="page", last=("meta", "last_page"))
        parameter = "cursor" if "cursor" in names else ""
        return Listing(kind="links", items=("data",), parameter=parameter, next=("links", "next"))

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return what a reference leads to."""
        while "$ref" in node:
            target: Any = self.tree
            for name in node["$ref"].removeprefix("#/").split("/"):
                target = target[name]
            node = target
        return node


@cache
def sample() -> Whole:
    return Whole(SAMPLE)


@cache
def real() -> Whole:
    """Return the vendor's document; skips the test where it is not at hand."""
    return Whole(real_path())
