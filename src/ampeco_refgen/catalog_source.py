"""A document, a stored catalog or a folder → Catalog: where `pipeline.py` gets what it works on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.path_rules import PathRule
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.errors import DocumentError, FetchError, OutputError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.http import display, is_url
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.outcome import Stopwatch
from ampeco_refgen.write import CATALOG, is_catalog

if TYPE_CHECKING:
    from ampeco_refgen.profiles.choose import Profiles

_LONGEST_HEAD = 20_000
"""Before the member that `has_descriptions` looks for stands the title of the API, which may be long."""
_FACTS_ONLY = re.compile(rb'^"full": false,?\r?$', re.MULTILINE)
_SUFFIXES = frozenset({".json", ".yaml", ".yml"})
"""How the names of OpenAPI documents end."""


def read_catalog(
    raw: RawSpec,
    *,
    full: bool,
    watch: Stopwatch,
    complete: bool = False,
    bases: bool = False,
    profiles: Profiles | None = None,
) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Return the Catalog of what was read, a document or a stored catalog, with the warnings about it.

    Without `full` it has no descriptions. With `complete`, openapi-spec-validator is asked about a document too; with
    `bases`, authored sentences are held against the descriptions, whether these are kept or not. `profiles` are the
    user's own. Raises `DocumentError` where no catalog can be made.
    """
    if is_catalog(raw.content):
        from ampeco_refgen.catalog import store
        from ampeco_refgen.catalog.descriptions import without_descriptions

        with watch.stage("load"):
            catalog = store.load(raw.content, raw.origin)
            findings = basis_findings(catalog, profiles) if bases else ()
            return (catalog if full or not catalog.full else without_descriptions(catalog)), findings
    from ampeco_refgen.catalog.build import build
    from ampeco_refgen.openapi.document import load

    with watch.stage("validate"):
        document = load(raw, complete=complete)
    with watch.stage("catalog"):
        rules = _path_rules(document, profiles)
        catalog, diagnostics = build(document, full=full, path_rules=rules)
        if bases:
            # Building it once more takes a fraction of the time that stripping it of its descriptions would.
            whole = catalog if full else build(document, path_rules=rules)[0]
            diagnostics = (*diagnostics, *basis_findings(whole, profiles))
    return catalog, (*document.diagnostics, *diagnostics)


def basis_findings(catalog: Catalog, profiles: Profiles | None) -> tuple[Diagnostic, ...]:
    """Return a warning for each authored sentence that rests on a description which reads differently in a catalog."""
    from ampeco_refgen.infer.basis_check import check_bases
    from ampeco_refgen.profiles.choose import profile_for

    profile = profile_for(catalog, profiles)
    return check_bases(
        catalog,
        recipes=profile.recipes,
        sentences=profile.sentences,
        notes=profile.notes,
        recipes_file=profile.recipes_file,
        file=profile.file,
    )


def _path_rules(document: Document, profiles: Profiles | None) -> tuple[PathRule, ...]:
    """Return the path rules of the profile for a document."""
    from ampeco_refgen.profiles.choose import choose

    info, servers, paths = (document.tree.get(name) for name in ("info", "servers", "paths"))
    title = info.get("title") if isinstance(info, dict) else ""
    urls = [server.get("url") for server in servers if isinstance(server, dict)] if isinstance(servers, list) else []
    keys = map(str, paths) if isinstance(paths, dict) else ()
    return choose(str(title), map(str, urls), keys, profiles).path_rules


def place_of(name: str, *, skill: bool = False) -> str:
    """Return where to read what a user has named: with `skill`, a skill's folder stands for its catalog.

    Raises `FetchError` for any other folder, with what to name instead.
    """
    folder = Path(name)
    try:
        if is_url(name) or not folder.is_dir():
            return name
        is_skill = (folder / CATALOG).is_file()
        inside = sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    except (OSError, ValueError):
        return name  # reading it will tell what is wrong
    if is_skill and skill:
        return str(folder / CATALOG)
    shown = display(name)
    if is_skill:
        hint = f"It holds a skill: `generate --out {shown}` makes its pages again; or name a document."
    elif inside:
        more = " or another" if len(inside) > 1 else ""
        hint = f"Name a file: {display(str(inside[0]))}{more}."
    else:
        hint = "Name an OpenAPI file" + (f", or a folder with {CATALOG}." if skill else ".")
    raise FetchError(f"Cannot read {shown}: that is a folder.", hint=hint)


def stored_catalog(out: Path) -> Catalog | None:
    """Return the catalog of the bundle in a folder, `None` where there is none.

    Raises `OutputError` where its file cannot be read, and `DocumentError` where it holds no catalog.
    """
    content = _stored_content(out)
    if content is None:
        return None
    from ampeco_refgen.catalog import store

    return store.load(content, str(out / CATALOG))


def has_descriptions(out: Path) -> bool | None:
    """Tell whether the bundle in a folder holds the document's descriptions, `None` where there is no bundle.

    Only the beginning of its catalog is read. Raises `OutputError` where that cannot be.
    """
    head = _stored_content(out, _LONGEST_HEAD)
    if head is None or not is_catalog(head):
        return None
    return _FACTS_ONLY.search(head) is None


def catalog_before(out: Path) -> Catalog | None:
    """Return the catalog that a run is about to replace, `None` where there is none or a broken one.

    Raises `OutputError` where its file cannot be read.
    """
    try:
        return stored_catalog(out)
    except DocumentError:
        return None


def _stored_content(out: Path, size: int = -1) -> bytes | None:
    """Return the first `size` bytes of the catalog's file in a folder, or all; `None` where there is no such file."""
    path = out / CATALOG
    try:
        with path.open("rb") as file:
            return file.read(size)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise OutputError(f"{out} is a file, not a folder", hint="name the skill's folder with --out") from None
    except OSError as problem:
        raise OutputError(f"{path} cannot be read: {problem.strerror}") from None
