"""The wiring: which stage hands what to which. No stage knows of another; all of them are called from here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog_source import catalog_before, read_catalog, stored_catalog
from ampeco_refgen.diagnostics import Diagnostic, Severity, has_errors
from ampeco_refgen.errors import DocumentError, FetchError
from ampeco_refgen.outcome import Outcome, Stopwatch
from ampeco_refgen.output.model import Plan, RenderedFile, WriteReport
from ampeco_refgen.settings import FetchSettings, GenerateSettings
from ampeco_refgen.spec.model import RawSpec

if TYPE_CHECKING:
    from ampeco_refgen.ahead import Ahead
    from ampeco_refgen.compare.changes import Comparison
    from ampeco_refgen.output.bundle_files import Bundle
    from ampeco_refgen.output.findings import Elsewhere
    from ampeco_refgen.output.memory import Memory, Summary

Notify = Callable[[str], None]
_Doubts = Callable[["Catalog | None", Catalog, GenerateSettings], tuple[Diagnostic, ...]]
"""What looks for reasons not to publish a catalog, given the one before; it may raise `DocumentError` for them."""


def generate(raw: RawSpec | None, settings: GenerateSettings, watch: Stopwatch) -> Outcome:
    """Make the bundle of a document, or of the catalog on disk when `raw` is `None`, and write or check it."""
    known = _recalled(settings, watch)
    if raw is not None and known is not None and known.digest == _digest(raw):
        return _unchanged(known, settings, watch)
    before = catalog_before(settings.out)
    if raw is None:
        with watch.stage("load"):
            catalog = stored_catalog(settings.out)
        if catalog is None:
            raise DocumentError(
                f"there is no reference/catalog.json in {settings.out}",
                hint="give a document: ampeco-refgen generate SPEC",
            )
        return publish(catalog, before, (), settings, watch)
    return _published(raw, before, _doubts, settings, watch)


def update(fetch: FetchSettings, settings: GenerateSettings, watch: Stopwatch, notify: Notify) -> Outcome:
    """Fetch the newest document and publish its bundle; fall back on the catalog on disk where that is allowed."""
    from ampeco_refgen.spec.source import NotModified, Validators, fetch_latest

    known = _recalled(settings, watch)
    validators = (
        Validators(origin=known.origin, etag=known.etag, last_modified=known.last_modified)
        if known is not None
        else None
    )
    try:
        with watch.stage("fetch"):
            raw = fetch_latest(fetch, known=validators, notify=notify)
    except FetchError as failure:
        return _stale(failure, settings, watch, notify)
    if known is not None and (isinstance(raw, NotModified) or known.digest == _digest(raw)):
        return _unchanged(known, settings, watch)
    assert isinstance(raw, RawSpec)  # without validators no server answers "not modified"
    before = catalog_before(settings.out)
    return _published(raw, before, _gated, settings, watch)


def _published(
    raw: RawSpec, before: Catalog | None, doubts: _Doubts, settings: GenerateSettings, watch: Stopwatch
) -> Outcome:
    """Publish the bundle of what was read: made by two processes, or by one where anything is found that matters."""
    from ampeco_refgen.ahead import Ahead

    with Ahead(raw, settings, partial(_changelog, settings.out, before)) as ahead:
        _digest(raw)  # which takes a while, and there is time now
        with watch.stage("validate and catalog"):
            read = ahead.catalog()
        made = _attempt(read[0], before, settings, watch, ahead) if read is not None else None
        late = ahead.late()
    if read is not None and made is not None and late is not None:
        catalog, found = read
        found = (*late, *found, *doubts(before, catalog, settings))
        return publish(catalog, before, found, settings, watch, source=raw, made=made)
    catalog, found = read_catalog(raw, full=settings.full, watch=watch)
    return publish(catalog, before, (*found, *doubts(before, catalog, settings)), settings, watch, source=raw)


def _attempt(
    catalog: Catalog, before: Catalog | None, settings: GenerateSettings, watch: Stopwatch, ahead: Ahead
) -> Bundle | None:
    """Make the bundle of a catalog of which it is not known yet whether it counts; `None` where it does not."""
    from ampeco_refgen.spec.repair import matters

    try:
        made = _made(catalog, before, settings, watch, ahead)
    except Exception:
        late = ahead.late()
        if late is not None and not matters(late):
            raise
        return None
    late = ahead.late()
    return None if late is None or matters(late) else made


def _made(
    catalog: Catalog,
    before: Catalog | None,
    settings: GenerateSettings,
    watch: Stopwatch,
    elsewhere: Elsewhere | None = None,
) -> Bundle:
    from ampeco_refgen.output.bundle_files import make_bundle

    beside = partial(_changelog, settings.out, before, catalog)
    with watch.stage("render"):
        return make_bundle(catalog, settings.templates, beside=beside, elsewhere=elsewhere)


def _recalled(settings: GenerateSettings, watch: Stopwatch) -> Memory | None:
    """Return what the last run left, when this one may end early by it: never when it was asked to check."""
    from ampeco_refgen.output.memory import recall

    if settings.check or settings.templates is not None:
        return None
    with watch.stage("recall"):
        return recall(settings.out, _options(settings))


def _options(settings: GenerateSettings) -> str:
    """Return the settings on which the result of a run depends."""
    return f"full={settings.full} strict={settings.strict}"


@lru_cache(maxsize=1)
def _digest(raw: RawSpec) -> str:
    return hashlib.blake2b(raw.content, digest_size=32).hexdigest()


def _unchanged(known: Memory, settings: GenerateSettings, watch: Stopwatch) -> Outcome:
    refuse(known.diagnostics, strict=settings.strict)
    plan = Plan(writes=(), removals=(), unchanged=known.files)
    return Outcome(
        summary=known.summary,
        version_before=known.summary.version,
        plan=plan,
        report=WriteReport(written=(), removed=(), unchanged=known.files),
        diagnostics=known.diagnostics,
        seconds=watch.seconds,
        early=True,
    )


def _doubts(before: Catalog | None, catalog: Catalog, settings: GenerateSettings) -> tuple[Diagnostic, ...]:
    """Return the reasons to doubt that the new document follows the one before, if there was one."""
    if before is None:
        return ()
    from ampeco_refgen.compare.gate import gate

    return gate(before, catalog, max_loss=settings.max_loss)


def _gated(before: Catalog | None, catalog: Catalog, settings: GenerateSettings) -> tuple[Diagnostic, ...]:
    """Return the reasons to doubt the new document; raise `DocumentError` for them unless they are accepted."""
    doubts = _doubts(before, catalog, settings)
    if doubts and not settings.accept_shrink:
        raise DocumentError(
            f"the new document is not published: {'; '.join(doubt.message for doubt in doubts)}",
            hint="look at it, then publish it with --accept-shrink",
            diagnostics=doubts,
        )
    return doubts


def _stale(failure: FetchError, settings: GenerateSettings, watch: Stopwatch, notify: Notify) -> Outcome:
    with watch.stage("load"):
        catalog = None if settings.require_fresh else stored_catalog(settings.out)
    if catalog is None:
        raise failure
    notify(f"WARNING: the vendor's document could not be fetched: {failure.message}")
    notify(f"WARNING: regenerating from the catalog on disk, which is of {catalog.title} {catalog.version}")
    return publish(catalog, catalog, (), settings, watch, stale=True)


def publish(
    catalog: Catalog,
    before: Catalog | None,
    found: tuple[Diagnostic, ...],
    settings: GenerateSettings,
    watch: Stopwatch,
    *,
    source: RawSpec | None = None,
    stale: bool = False,
    made: Bundle | None = None,
) -> Outcome:
    """Render the bundle unless it is `made`, compare it with the folder, and write what differs unless asked to check.

    `source` is what the catalog was read from, to be remembered for the next run.
    """
    from ampeco_refgen.output import bundle
    from ampeco_refgen.output.skill_file import skill_file

    made = made or _made(catalog, before, settings, watch)
    diagnostics = (*found, *made.diagnostics)
    refuse(diagnostics, strict=settings.strict)
    with watch.stage("compare"):
        skill = skill_file(settings.out, made.blocks, made.skeleton)
        files = (*made.files, skill)
        plan = bundle.plan(settings.out, files)
    with watch.stage("write"):
        report = None if settings.check else bundle.publish(settings.out, files, plan)
    summary = _summary(catalog)
    if source is not None and not settings.check and settings.templates is None:
        paths = tuple(sorted(file.path for file in files))
        _remember(source, summary, diagnostics, paths, settings)
    return Outcome(
        summary=summary,
        version_before=before.version if before else "",
        plan=plan,
        report=report,
        diagnostics=diagnostics,
        seconds=watch.seconds,
        stale=stale,
    )


def _summary(catalog: Catalog) -> Summary:
    from ampeco_refgen.output.memory import Summary

    families: dict[str, int] = {}
    for operation in catalog.operations:
        families[operation.place.family] = families.get(operation.place.family, 0) + 1
    past = sum(operation.deprecated for operation in catalog.operations)
    return Summary(title=catalog.title, version=catalog.version, families=tuple(families.items()), deprecated=past)


def _remember(
    source: RawSpec,
    summary: Summary,
    diagnostics: tuple[Diagnostic, ...],
    files: tuple[str, ...],
    settings: GenerateSettings,
) -> None:
    from ampeco_refgen.output.memory import Memory, remember

    memory = Memory(
        digest=_digest(source),
        origin=source.origin,
        etag=source.etag,
        last_modified=source.last_modified,
        summary=summary,
        diagnostics=diagnostics,
        files=files,
    )
    remember(settings.out, _options(settings), memory)


def _changelog(out: Path, before: Catalog | None, catalog: Catalog) -> RenderedFile:
    """Return the changelog with the entry of this run on top; as it is when nothing changed."""
    from ampeco_refgen.output.bundle import current_text
    from ampeco_refgen.output.changelog import CHANGELOG, entry, merged

    existing = (current_text(out, CHANGELOG) or "").replace("\r\n", "\n")
    if existing and before == catalog:
        return RenderedFile(path=CHANGELOG, text=existing)
    comparison = compare_catalogs(before, catalog) if before is not None and before != catalog else None
    return RenderedFile(path=CHANGELOG, text=merged(existing, entry(catalog, comparison)))


def compare_catalogs(old: Catalog, new: Catalog) -> Comparison:
    """Return what changed from one catalog to another, successors that were retargeted included."""
    from ampeco_refgen.compare.comparison import compare
    from ampeco_refgen.compare.diff import Successors

    return compare(old, new, successors=Successors(old=_successors(old), new=_successors(new)))


def _successors(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    from ampeco_refgen.catalog.fields import Fields
    from ampeco_refgen.infer.replacements import find_replacements

    found = find_replacements(catalog, Fields(catalog)).operations
    return {one.subject: one.successors for one in found if one.successors}


def refuse(diagnostics: tuple[Diagnostic, ...], *, strict: bool) -> None:
    """Raise `DocumentError` for errors and, with `strict`, for warnings."""
    if has_errors(diagnostics):
        worst = next(finding for finding in diagnostics if finding.severity is Severity.ERROR)
        raise DocumentError(worst.message, diagnostics=diagnostics)
    if strict and diagnostics:
        raise DocumentError(
            f"{len(diagnostics)} warnings, and --strict makes them fatal: {diagnostics[0].message}",
            hint="see the warnings above, or run without --strict",
            diagnostics=diagnostics,
        )
