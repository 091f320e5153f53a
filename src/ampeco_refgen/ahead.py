"""What a copy of the process does ahead of this one: it reads a document, checks the rest of it, and finds things out.

`pipeline.py` begins with it. While the copy parses, this process imports what pages are made with; while the copy
looks for successors, relations and patterns, and validates, this process makes the pages of single calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from msgspec import msgpack

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog_source import is_stored
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.output.model import RenderedFile
from ampeco_refgen.parallel import Copy, has_room, packed, unpacked
from ampeco_refgen.settings import GenerateSettings
from ampeco_refgen.spec.model import RawSpec

if TYPE_CHECKING:
    from ampeco_refgen.infer.replacement_model import Successions
    from ampeco_refgen.output.findings import Findings

Read: TypeAlias = tuple[Catalog, tuple[Diagnostic, ...]]
"""A catalog, and the warnings that are known by then."""

_CATALOG, _SUCCESSIONS, _LATE, _FINDINGS = range(4)
"""The numbers of the answers."""

_LARGEST = 16 * 1024 * 1024
"""Bytes of a document beyond which it is not worth it: what a copy knows of it takes as much memory again."""

_SOON = (
    *("concurrent.futures", "jsonschema_rs", "pickle", "tempfile"),
    *(f"ampeco_refgen.{name}" for name in ("output.bundle_files", "output.skill_file", "reports", "spec.repair")),
)
"""What this process needs after it has the catalog, also what is imported only where it is used."""


class Ahead:
    """The copy, to be used as a `with` block; each answer is `None` where there is no copy, or it has failed."""

    def __init__(self, raw: RawSpec, settings: GenerateSettings, beside: Callable[[Catalog], RenderedFile]) -> None:
        """`beside` makes a file of the bundle out of the catalog alone."""
        worth = has_room() and len(raw.content) <= _LARGEST and not is_stored(raw)
        self._settings = settings
        self._copy = Copy(partial(_work, raw, settings, beside)) if worth else None
        self._answers: list[bytes | None] = []

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        if self._copy is not None:
            self._copy.end()

    def catalog(self) -> Read | None:
        """Import what follows, then return the catalog; whether its document is sound is not known yet."""
        if self._copy is None:
            return None
        decoder = msgpack.Decoder(Read)
        _get_ready(self._settings)
        answer = self._answer(_CATALOG)
        return None if answer is None else decoder.decode(answer)

    def successions(self) -> Successions | None:
        """Return what succeeds what is deprecated."""
        answer = self._answer(_SUCCESSIONS)
        return None if answer is None else cast("Successions", unpacked(answer))

    def late(self) -> tuple[Diagnostic, ...] | None:
        """Return what the longer checks have found."""
        answer = self._answer(_LATE)
        return None if answer is None else msgpack.decode(answer, type=tuple[Diagnostic, ...])

    def findings(self) -> Findings | None:
        """Return what is made of findings about the document as a whole."""
        answer = self._answer(_FINDINGS)
        return None if answer is None else cast("Findings", unpacked(answer))

    def _answer(self, number: int) -> bytes | None:
        """Return an answer by its number, after those before it."""
        while len(self._answers) <= number:
            self._answers.append(self._copy.answer() if self._copy is not None else None)
        return self._answers[number]


def _work(raw: RawSpec, settings: GenerateSettings, beside: Callable[[Catalog], RenderedFile]) -> Iterator[bytes]:
    """Yield what `catalog`, `successions`, `late` and `findings` return."""
    from ampeco_refgen.catalog.build import build
    from ampeco_refgen.spec.document import load_early

    document, check = load_early(raw)
    catalog, found = build(document, full=settings.full)
    yield msgpack.encode((catalog, (*document.diagnostics, *found)))
    from ampeco_refgen.output.findings import find_successions, make_findings
    from ampeco_refgen.output.site import Site

    site = Site(catalog)
    yield packed(find_successions(site))
    yield msgpack.encode(check())
    yield packed(make_findings(site, partial(beside, catalog)))


def _get_ready(settings: GenerateSettings) -> None:
    """Import all that follows, which takes nearly as long as parsing a large document, and do what needs no catalog."""
    for name in _SOON:
        import_module(name)
    from ampeco_refgen.output.memory import program_digest
    from ampeco_refgen.output.render import Renderer

    Renderer(settings.templates).get_ready()
    program_digest()  # which is kept
