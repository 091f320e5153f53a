"""The stages of a run in their order: read → validate → catalog → gate → infer → pages → write.

They do not call each other; each is called from here, with what the one before it returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog_source import basis_findings, catalog_before, has_descriptions, read_catalog, stored_catalog
from ampeco_refgen.diagnostics import Diagnostic, Severity, error, has_errors, printable
from ampeco_refgen.errors import DocumentError, FetchError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.http import Notify
from ampeco_refgen.last_run import LastRun, Source, program_digest, recall, remember, source_of
from ampeco_refgen.lookup.called import called
from ampeco_refgen.markdown.text import plural
from ampeco_refgen.outcome import Outcome, Stopwatch, Summary
from ampeco_refgen.settings import PROJECT, FetchSettings, GenerateSettings, ProjectSource
from ampeco_refgen.strictness import Strictness, stopping
from ampeco_refgen.write import Plan, RenderedFile, WriteReport

if TYPE_CHECKING:
    from ampeco_refgen.compare.comparison import Comparison
    from ampeco_refgen.infer.successors import Successions
    from ampeco_refgen.profiles.choose import Profiles

_NAMED = 5
"""So many operations are named in a notice."""


def generate(
    raw: RawSpec | None, settings: GenerateSettings, watch: Stopwatch, profiles: Profiles | None = None
) -> Outcome:
    """Make the bundle of a document, or of the catalog on disk when `raw` is `None`, and write or check it.

    Doubts about the document (`compare/gate.py`) are only warnings here. `profiles` are the user's own. Raises one
    of the classes in `errors.py`, `DocumentError` too where the folder holds another API and `replace` is not set.
    """
    if raw is None:
        with watch.stage("load"):
            stored = stored_catalog(settings.out)
        if stored is None:
            raise DocumentError(
                f"there is no reference/catalog.json in {settings.out.resolve()}",
                hint=f"give a document: {called()} generate SPEC; or name the skill's folder with --out DIR",
            )
        catalog, findings = _as_wanted(stored, settings)
        diagnostics = (*basis_findings(stored, profiles), *findings)
        return publish(catalog, stored, diagnostics, settings, watch, profiles)
    settings = _with_recorded(settings)
    program = _program(settings, profiles)
    source = source_of(raw, program)
    last = _last_run(settings, program, watch)
    if last is not None and last.source.document == source.document:
        return _unchanged(last, settings, watch)
    return _publish_document(raw, source, settings, watch, profiles)


def init(
    raw: RawSpec,
    settings: GenerateSettings,
    watch: Stopwatch,
    profiles: Profiles | None = None,
    *,
    project: ProjectSource,
) -> Outcome:
    """Make the bundle of a document, as `generate` does, and a first `refgen.toml` beside it, all or nothing.

    The folder has no such file yet. Raises as `generate` does.
    """
    settings = _with_recorded(settings)
    source = source_of(raw, _program(settings, profiles))
    return _publish_document(raw, source, settings, watch, profiles, project=project)


def update(
    fetch: FetchSettings,
    settings: GenerateSettings,
    watch: Stopwatch,
    notify: Notify,
    profiles: Profiles | None = None,
) -> Outcome:
    """Fetch the newest document and publish its bundle; fall back on the catalog on disk where that is allowed.

    Raises `FetchError` where there is no document to publish, and `DocumentError` where it is broken, that of another
    API without `replace`, or doubtful (`compare/gate.py`) without `accept_shrink`.
    """
    from ampeco_refgen.fetch import NotModified, Validators, fetch_latest

    settings = _with_recorded(settings)
    program = _program(settings, profiles)
    last = _last_run(settings, program, watch)
    known = (
        Validators(origin=last.source.origin, etag=last.source.etag, last_modified=last.source.last_modified)
        if last is not None
        else None
    )
    try:
        with watch.stage("fetch"):
            raw = fetch_latest(fetch, known=known, notify=notify, progress=watch.progress)
    except FetchError as failure:
        # What answers, but with something else, is a mistake or a change that somebody should know of; and the catalog
        # on disk cannot tell whether there is something new, which a check asks.
        if not failure.unreachable or settings.require_fresh or settings.check:
            raise
        return _from_catalog_on_disk(failure, settings, watch, notify, profiles)
    if isinstance(raw, NotModified):
        assert last is not None  # without validators no server answers "not modified"
        return _unchanged(last, settings, watch)
    source = source_of(raw, program)
    if last is not None and last.source.document == source.document:
        return _unchanged(last, settings, watch)
    return _publish_document(raw, source, settings, watch, profiles, doubts_stop=not settings.accept_shrink)


def _publish_document(
    raw: RawSpec,
    source: Source,
    settings: GenerateSettings,
    watch: Stopwatch,
    profiles: Profiles | None,
    *,
    doubts_stop: bool = False,
    project: ProjectSource | None = None,
) -> Outcome:
    """Publish the bundle of what was read, unless it is refused; `doubts_stop` makes doubts about it a refusal.

    With `project`, a first `refgen.toml` is written too, which says where the document is.
    """
    catalog, diagnostics = read_catalog(
        raw,
        full=settings.full is not False,
        watch=watch,
        complete=_completely(settings),
        bases=True,
        profiles=profiles,
    )
    catalog, findings = _as_wanted(catalog, settings)
    before = _predecessor(catalog, settings)
    doubts = _doubts(before, catalog, settings)
    if doubts and doubts_stop:
        raise DocumentError(
            f"the new document is not published: {'; '.join(doubt.message for doubt in doubts)}",
            hint="look at it, then publish it with --accept-shrink",
            diagnostics=doubts,
        )
    diagnostics = (*diagnostics, *findings, *doubts)
    return publish(catalog, before, diagnostics, settings, watch, profiles, source=source, project=project)


def compare_catalogs(old: Catalog, new: Catalog, profiles: Profiles | None = None) -> Comparison:
    """Return what changed from one catalog to another, with the successors of all that is newly deprecated.

    What a selection leaves out of one of them is no change of the API.
    """
    from ampeco_refgen.catalog.selection import on_common_ground
    from ampeco_refgen.compare.comparison import compare, edition_of
    from ampeco_refgen.infer.resource_renames import likely_moves
    from ampeco_refgen.infer.successors_by_side import successors_by_side

    before, after = on_common_ground(old, new)
    moves = {key: move.operation for key, move in likely_moves(before, after).items()}
    by_side = successors_by_side(_successions(before, profiles), _successions(after, profiles))
    comparison = compare(before, after, successors=replace(by_side, moves=moves))
    if before is old and after is new:
        return comparison
    return replace(comparison, old=edition_of(old), new=edition_of(new))


def _with_recorded(settings: GenerateSettings) -> GenerateSettings:
    """Return settings that say whether descriptions are kept: where nobody does, the bundle in the folder decides."""
    return settings if settings.full is not None else replace(settings, full=has_descriptions(settings.out))


def _as_wanted(stored: Catalog, settings: GenerateSettings) -> tuple[Catalog, tuple[Diagnostic, ...]]:
    """Return what is selected of a catalog, without descriptions where they are not wanted, and findings about that.

    Raises `DocumentError` where they are wanted and it does not hold them, and `UsageError` where nothing is selected.
    """
    if settings.full and not stored.full:
        raise DocumentError(
            "the catalog holds facts only, and the descriptions that are wanted are not in it",
            hint="give the document itself, or leave them out with --descriptions none",
        )
    if settings.full is False and stored.full:
        from ampeco_refgen.catalog.descriptions import without_descriptions

        stored = without_descriptions(stored)
    from ampeco_refgen.catalog.selection import select

    return select(stored, settings.selection)


def _predecessor(catalog: Catalog, settings: GenerateSettings) -> Catalog | None:
    """Return the catalog whose place a new one takes, `None` where there is none, or too little of it remains.

    An API that was renamed has its history; of two different ones, one has a call or two of the other at most.

    Raises `DocumentError` where it is of another API and nobody said that it may be replaced.
    """
    before = catalog_before(settings.out)
    if before is None:
        return None
    from ampeco_refgen.compare.gate import is_another_api, lost_operations

    if not is_another_api(before, catalog):
        return before
    if not settings.replace:
        here = f"{before.title} {before.version} ({plural(len(before.operations), 'operation')})"
        comes = f"{catalog.title} {catalog.version} ({plural(len(catalog.operations), 'operation')})"
        message = f"{settings.out.resolve()} holds another API: there is {here}, and what comes is {comes}"
        raise DocumentError(
            printable(message),
            hint="give it a folder of its own with --out DIR, or put it in the place of the other with --replace",
            diagnostics=(error("another-api", printable(message), "#/info/title"),),
        )
    return before if lost_operations(before, catalog) * 2 <= len(before.operations) else None


def _of_another_api(settings: GenerateSettings, before: Catalog | None, catalog: Catalog) -> tuple[str, ...]:
    """Return a notice where `SKILL.md` was written for the API that has just been replaced."""
    is_same = before is not None and before.title == catalog.title
    if is_same or not settings.replace or not (settings.out / "SKILL.md").exists():
        return ()
    return (
        "SKILL.md: only its generated blocks were renewed, and the rest is about the API before: rewrite that, or "
        "remove the file and run this again for a new one",
    )


def _of_another_selection(settings: GenerateSettings, catalog: Catalog) -> tuple[str, ...]:
    """Return a notice where the catalog lacks what other rules left out, which only the document can bring back."""
    from ampeco_refgen.catalog.selection import is_of_another_selection

    if catalog.left_out is None or not is_of_another_selection(catalog, settings.selection):
        return ()
    return (
        f"{plural(catalog.left_out.count, 'operation')} were left out of the catalog on disk by another selection: "
        "what is selected of them now comes with the document, by `update`",
    )


def _moved_by_selection(before: Catalog | None, catalog: Catalog, skill: str) -> Iterator[str]:
    """Yield what left the skill, and what came, by the selection alone; a change of the API is in the changelog.

    What is gone may still be named by `SKILL.md`, in the text of its owner.
    """
    from ampeco_refgen.catalog.selection import moved_by_selection

    gone, come = moved_by_selection(before, catalog) if before is not None else ((), ())
    for keys, what in ((gone, "not part of the selection any more"), (come, "part of the selection now")):
        if keys:
            more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
            yield printable(f"{what}: {', '.join(keys[:_NAMED])}{more}")
    if named := [key for key in gone if re.search(rf"{re.escape(key)}(?![\w/{{-])", skill)]:
        yield printable(f"SKILL.md, outside of its generated blocks, names {named[0]}, which is gone: change that")


def _doubts(before: Catalog | None, catalog: Catalog, settings: GenerateSettings) -> tuple[Diagnostic, ...]:
    """Return the reasons to doubt that the new document follows the one before, if there was one."""
    if before is None:
        return ()
    from ampeco_refgen.catalog.selection import on_common_ground
    from ampeco_refgen.compare.gate import gate
    from ampeco_refgen.infer.resource_renames import likely_moves

    moved = likely_moves(*on_common_ground(before, catalog))
    return gate(before, catalog, max_loss=settings.max_loss, moved=len(moved))


def publish(
    catalog: Catalog,
    before: Catalog | None,
    diagnostics: tuple[Diagnostic, ...],
    settings: GenerateSettings,
    watch: Stopwatch,
    profiles: Profiles | None = None,
    *,
    source: Source | None = None,
    stale: bool = False,
    project: ProjectSource | None = None,
) -> Outcome:
    """Infer, make the pages, compare them with the folder, and write what differs unless asked to check.

    `source` is what the catalog was read from, to be remembered for the next run; with `project`, a first `refgen.toml`
    is among the files.
    """
    from ampeco_refgen import write
    from ampeco_refgen.infer.findings import find_all
    from ampeco_refgen.pages.bundle import make_bundle
    from ampeco_refgen.pages.lookup_files import lookup_files
    from ampeco_refgen.pages.project_file import project_files
    from ampeco_refgen.pages.skill_metadata import skill_metadata
    from ampeco_refgen.pages.skill_page import skill_file, skill_notices
    from ampeco_refgen.profiles.choose import profile_for

    with watch.stage("infer"):
        findings = find_all(catalog, profile_for(catalog, profiles))
    diagnostics = (*diagnostics, *findings.diagnostics)
    _refuse(diagnostics, settings)
    with watch.stage("render"):
        is_new = before is not None and before != catalog
        comparison = compare_catalogs(before, catalog, profiles) if before is not None and is_new else None
        changelog = _changelog(settings, catalog, before, comparison)
        lookup = lookup_files(settings.out)
        named = {"name": settings.name, "description": settings.description}
        further = (changelog, *lookup.files)
        made = make_bundle(findings, settings.templates, further=further, progress=watch.progress, **named)
    with watch.stage("compare"):
        has_project = project is not None or (settings.out / PROJECT).is_file()
        canonical = next(file.text for file in made.files if file.path == write.CATALOG)
        metadata = skill_metadata(catalog.version, canonical)
        skill = skill_file(settings.out, made.blocks, made.skeleton, metadata=metadata, **named)
        notices = (
            *skill_notices(skill, settings.out, made.blocks, project=has_project),
            *_of_another_api(settings, before, catalog),
            *_of_another_selection(settings, catalog),
            *lookup.notices,
        )
        files = (*made.files, skill, *project_files(catalog, findings.profile, settings, project))
        plan = write.plan(settings.out, files)
    report = None
    if not settings.check:
        with watch.stage("write"):
            report = write.publish(settings.out, files, plan)
    summary = _summary(catalog)
    holds_it = report is not None or not (plan.writes or plan.removals)  # a check finds that out without writing
    if source is not None and holds_it and settings.templates is None:
        last = LastRun(
            source=source,
            summary=summary,
            diagnostics=diagnostics,
            notices=notices,
            generated=tuple(sorted(file.path for file in files)),
        )
        remember(settings.out, last)
    return Outcome(
        folder=settings.out.resolve(),
        summary=summary,
        version_before=before.version if before else "",
        plan=plan,
        comparison=comparison,
        report=report,
        diagnostics=diagnostics,
        notices=(*notices, *_moved_by_selection(before, catalog, skill.text)),
        seconds=watch.seconds,
        stale=stale,
    )


def _from_catalog_on_disk(
    failure: FetchError, settings: GenerateSettings, watch: Stopwatch, notify: Notify, profiles: Profiles | None
) -> Outcome:
    """Publish the bundle of the stored catalog, or raise `failure` where there is none or a fresh one is required."""
    with watch.stage("load"):
        stored = stored_catalog(settings.out)
    if stored is None:
        raise failure
    if settings.full and not stored.full:
        message = f"{failure.message} The catalog on disk holds facts only, so it cannot stand in for the document."
        raise FetchError(message, hint="try again later, or do without descriptions: --descriptions none")
    catalog, findings = _as_wanted(stored, settings)
    notify(f"WARNING: {failure.message}")
    title = printable(f"{catalog.title} {catalog.version}")
    notify(f"WARNING: the document could not be fetched: the catalog on disk, of {title}, is used instead")
    diagnostics = (*basis_findings(stored, profiles), *findings)
    return publish(catalog, stored, diagnostics, settings, watch, profiles, stale=True)


def _unchanged(last: LastRun, settings: GenerateSettings, watch: Stopwatch) -> Outcome:
    """Return the outcome of a run that has nothing to do, as document and folder are what the last run left."""
    _refuse(last.diagnostics, settings)
    return Outcome(
        folder=settings.out.resolve(),
        summary=last.summary,
        version_before=last.summary.version,
        plan=Plan(writes=(), removals=(), unchanged=last.generated),
        report=None if settings.check else WriteReport(written=(), removed=(), unchanged=last.generated),
        diagnostics=last.diagnostics,
        notices=last.notices,
        seconds=watch.seconds,
        early=True,
    )


def _last_run(settings: GenerateSettings, program: str, watch: Stopwatch) -> LastRun | None:
    """Return the record of the last run, if this one may end early by it.

    One that checks may: the record holds only while every file is the one that the last run left or found there. One
    with templates of its own may not: it leaves no record.
    """
    if settings.templates is not None:
        return None
    with watch.stage("recall"):
        return recall(settings.out, program)


def _program(settings: GenerateSettings, profiles: Profiles | None) -> str:
    own = profiles.digest if profiles else ""
    skill = (settings.name, settings.description, settings.selection, own)
    return program_digest(repr((settings.full is not False, settings.strict, *skill)))


def _summary(catalog: Catalog) -> Summary:
    families: dict[str, int] = {}
    for operation in catalog.operations:
        families[operation.place.family] = families.get(operation.place.family, 0) + 1
    past = sum(operation.deprecated for operation in catalog.operations)
    left_out = catalog.left_out
    return Summary(
        title=catalog.title,
        version=catalog.version,
        families=tuple(families.items()),
        deprecated=past,
        excluded=left_out.count if left_out else 0,
        excluded_by=left_out.rules if left_out else (),
    )


def _changelog(
    settings: GenerateSettings, catalog: Catalog, before: Catalog | None, comparison: Comparison | None
) -> RenderedFile:
    """Return the changelog with the entry of this run on top, or as it is in the folder when nothing changed."""
    from ampeco_refgen.pages.changelog import updated
    from ampeco_refgen.write import CHANGELOG, current_text

    # The history of another API, which has been replaced, is none of this one's.
    replaced = before is None and settings.replace
    existing = "" if replaced else (current_text(settings.out, CHANGELOG) or "").replace("\r\n", "\n")
    if existing and before == catalog:
        return RenderedFile(path=CHANGELOG, text=existing)
    return RenderedFile(path=CHANGELOG, text=updated(existing, catalog, comparison))


def _successions(catalog: Catalog, profiles: Profiles | None) -> Successions:
    from ampeco_refgen.catalog.fields import Fields
    from ampeco_refgen.infer.successors import find_successions
    from ampeco_refgen.profiles.choose import profile_for

    return find_successions(catalog, Fields(catalog), curated=profile_for(catalog, profiles).successors)


def _completely(settings: GenerateSettings) -> bool:
    """Tell whether openapi-spec-validator is asked about a document too."""
    return settings.strict is not Strictness.NONE


def _refuse(diagnostics: tuple[Diagnostic, ...], settings: GenerateSettings) -> None:
    """Raise `DocumentError` for errors, and for the warnings at which a run of this strictness stops.

    Doubts about the document that were accepted (`--accept-shrink`) stop nothing.
    """
    if has_errors(diagnostics):
        worst = next(finding for finding in diagnostics if finding.severity is Severity.ERROR)
        raise DocumentError(worst.message, diagnostics=diagnostics)
    from ampeco_refgen.compare.gate import DOUBTS

    fatal = stopping(diagnostics, settings.strict, accepted=DOUBTS if settings.accept_shrink else frozenset())
    if not fatal:
        return
    option = "--strict=all" if settings.strict is Strictness.ALL else "--strict"
    place = f" at {printable(fatal[0].pointer)}" if fatal[0].pointer else ""
    raise DocumentError(
        f"{option} stops at {plural(len(fatal), 'warning')} of {len(diagnostics)}: {fatal[0].message}{place}",
        hint=f"see the warnings above and docs/warnings.md; without {option} the document is taken",
        diagnostics=(*fatal, *(finding for finding in diagnostics if finding not in fatal)),
    )
