"""The stages of a run in their order: read → validate → catalog → gate → infer → pages → write.

They do not call each other; each is called from here, with what the one before it returned.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog_source import catalog_before, read_catalog, stored_catalog
from ampeco_refgen.diagnostics import Diagnostic, Severity, has_errors
from ampeco_refgen.errors import DocumentError, FetchError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.http import Notify
from ampeco_refgen.last_run import LastRun, Source, digests_below, program_digest, recall, remember, source_of
from ampeco_refgen.outcome import Outcome, Stopwatch, Summary, call_changes
from ampeco_refgen.settings import FetchSettings, GenerateSettings
from ampeco_refgen.write import Plan, RenderedFile, WriteReport

if TYPE_CHECKING:
    from ampeco_refgen.compare.comparison import Comparison


def generate(raw: RawSpec | None, settings: GenerateSettings, watch: Stopwatch) -> Outcome:
    """Make the bundle of a document, or of the catalog on disk when `raw` is `None`, and write or check it.

    Doubts about the document (`compare/gate.py`) are only warnings here. Raises one of the classes in `errors.py`.
    """
    if raw is None:
        with watch.stage("load"):
            stored = stored_catalog(settings.out)
        if stored is None:
            raise DocumentError(
                f"there is no reference/catalog.json in {settings.out}",
                hint="give a document: ampeco-refgen generate SPEC",
            )
        return publish(stored, stored, (), settings, watch)
    program = _program(settings)
    source = source_of(raw, program)
    last = _last_run(settings, program, watch)
    if last is not None and last.source.document == source.document:
        return _unchanged(last, settings, watch)
    before = catalog_before(settings.out)
    catalog, diagnostics = read_catalog(raw, full=settings.full, watch=watch, strict=settings.strict)
    doubts = _doubts(before, catalog, settings)
    return publish(catalog, before, (*diagnostics, *doubts), settings, watch, source=source)


def update(fetch: FetchSettings, settings: GenerateSettings, watch: Stopwatch, notify: Notify) -> Outcome:
    """Fetch the newest document and publish its bundle; fall back on the catalog on disk where that is allowed.

    Raises `FetchError` where there is no document to publish, and `DocumentError` where it is broken, or doubtful
    (`compare/gate.py`) without `accept_shrink`.
    """
    from ampeco_refgen.fetch import NotModified, Validators, fetch_latest

    program = _program(settings)
    last = _last_run(settings, program, watch)
    known = (
        Validators(origin=last.source.origin, etag=last.source.etag, last_modified=last.source.last_modified)
        if last is not None
        else None
    )
    try:
        with watch.stage("fetch"):
            raw = fetch_latest(fetch, known=known, notify=notify)
    except FetchError as failure:
        return _from_catalog_on_disk(failure, settings, watch, notify)
    if isinstance(raw, NotModified):
        assert last is not None  # without validators no server answers "not modified"
        return _unchanged(last, settings, watch)
    source = source_of(raw, program)
    if last is not None and last.source.document == source.document:
        return _unchanged(last, settings, watch)
    before = catalog_before(settings.out)
    catalog, diagnostics = read_catalog(raw, full=settings.full, watch=watch, strict=settings.strict)
    doubts = _doubts(before, catalog, settings)
    if doubts and not settings.accept_shrink:
        raise DocumentError(
            f"the new document is not published: {'; '.join(doubt.message for doubt in doubts)}",
            hint="look at it, then publish it with --accept-shrink",
            diagnostics=doubts,
        )
    return publish(catalog, before, (*diagnostics, *doubts), settings, watch, source=source)


def compare_catalogs(old: Catalog, new: Catalog) -> Comparison:
    """Return what changed from one catalog to another, also where a deprecated operation got other successors."""
    from ampeco_refgen.compare.catalog_changes import SuccessorsBySide
    from ampeco_refgen.compare.comparison import compare

    return compare(old, new, successors=SuccessorsBySide(old=_successors(old), new=_successors(new)))


def _doubts(before: Catalog | None, catalog: Catalog, settings: GenerateSettings) -> tuple[Diagnostic, ...]:
    """Return the reasons to doubt that the new document follows the one before, if there was one."""
    if before is None:
        return ()
    from ampeco_refgen.compare.gate import gate

    return gate(before, catalog, max_loss=settings.max_loss)


def publish(
    catalog: Catalog,
    before: Catalog | None,
    diagnostics: tuple[Diagnostic, ...],
    settings: GenerateSettings,
    watch: Stopwatch,
    *,
    source: Source | None = None,
    stale: bool = False,
) -> Outcome:
    """Infer, make the pages, compare them with the folder, and write what differs unless asked to check.

    `source` is what the catalog was read from, to be remembered for the next run.
    """
    from ampeco_refgen import write
    from ampeco_refgen.infer.findings import find_all
    from ampeco_refgen.pages.bundle import make_bundle
    from ampeco_refgen.pages.skill_page import over_budget, skill_file

    with watch.stage("infer"):
        findings = find_all(catalog)
    diagnostics = (*diagnostics, *findings.diagnostics)
    _refuse(diagnostics, strict=settings.strict)
    with watch.stage("render"):
        comparison = compare_catalogs(before, catalog) if before is not None and before != catalog else None
        changelog = _changelog(settings.out, before, catalog, comparison)
        made = make_bundle(findings, settings.templates, further=(changelog,))
    with watch.stage("compare"):
        skill = skill_file(settings.out, made.blocks, made.skeleton)
        notices = over_budget(skill)
        files = (*made.files, skill)
        plan = write.plan(settings.out, files)
    report = None
    if not settings.check:
        with watch.stage("write"):
            report = write.publish(settings.out, files, plan)
    summary = _summary(catalog)
    if source is not None and report is not None and settings.templates is None:
        last = LastRun(
            source=source,
            summary=summary,
            diagnostics=diagnostics,
            notices=notices,
            generated=tuple(sorted(file.path for file in files)),
            files=digests_below(settings.out),
        )
        remember(settings.out, last)
    return Outcome(
        summary=summary,
        version_before=before.version if before else "",
        plan=plan,
        report=report,
        diagnostics=diagnostics,
        notices=notices,
        seconds=watch.seconds,
        changes=call_changes(comparison) if comparison is not None else (),
        stale=stale,
    )


def _from_catalog_on_disk(failure: FetchError, settings: GenerateSettings, watch: Stopwatch, notify: Notify) -> Outcome:
    """Publish the bundle of the stored catalog, or raise `failure` where there is none or a fresh one is required."""
    with watch.stage("load"):
        catalog = None if settings.require_fresh else stored_catalog(settings.out)
    if catalog is None:
        raise failure
    notify(f"WARNING: the vendor's document could not be fetched: {failure.message}")
    notify(f"WARNING: regenerating from the catalog on disk, which is of {catalog.title} {catalog.version}")
    return publish(catalog, catalog, (), settings, watch, stale=True)


def _unchanged(last: LastRun, settings: GenerateSettings, watch: Stopwatch) -> Outcome:
    """Return the outcome of a run that has nothing to do, as document and folder are what the last run left."""
    _refuse(last.diagnostics, strict=settings.strict)
    return Outcome(
        summary=last.summary,
        version_before=last.summary.version,
        plan=Plan(writes=(), removals=(), unchanged=last.generated),
        report=WriteReport(written=(), removed=(), unchanged=last.generated),
        diagnostics=last.diagnostics,
        notices=last.notices,
        seconds=watch.seconds,
        early=True,
    )


def _last_run(settings: GenerateSettings, program: str, watch: Stopwatch) -> LastRun | None:
    """Return the record of the last run, if this one may end early by it.

    A run that checks may not, since it must compare; nor may one with templates of its own, which leaves no record.
    """
    if settings.check or settings.templates is not None:
        return None
    with watch.stage("recall"):
        return recall(settings.out, program)


def _program(settings: GenerateSettings) -> str:
    return program_digest(f"full={settings.full} strict={settings.strict}")


def _summary(catalog: Catalog) -> Summary:
    families: dict[str, int] = {}
    for operation in catalog.operations:
        families[operation.place.family] = families.get(operation.place.family, 0) + 1
    past = sum(operation.deprecated for operation in catalog.operations)
    return Summary(title=catalog.title, version=catalog.version, families=tuple(families.items()), deprecated=past)


def _changelog(out: Path, before: Catalog | None, catalog: Catalog, comparison: Comparison | None) -> RenderedFile:
    """Return the changelog with the entry of this run on top, or as it is in the folder when nothing changed."""
    from ampeco_refgen.pages.changelog import CHANGELOG, entry, merged
    from ampeco_refgen.write import current_text

    existing = (current_text(out, CHANGELOG) or "").replace("\r\n", "\n")
    if existing and before == catalog:
        return RenderedFile(path=CHANGELOG, text=existing)
    return RenderedFile(path=CHANGELOG, text=merged(existing, entry(catalog, comparison)))


def _successors(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    from ampeco_refgen.catalog.fields import Fields
    from ampeco_refgen.infer.successors import find_successions

    successions = find_successions(catalog, Fields(catalog)).operations
    return {succession.subject: succession.successors for succession in successions if succession.successors}


def _refuse(diagnostics: tuple[Diagnostic, ...], *, strict: bool) -> None:
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
