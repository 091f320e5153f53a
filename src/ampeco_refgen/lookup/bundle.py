"""The bundle on disk: which calls there are, and its pages, each read when it is first asked for.

The rim of this package: everything else in it is pure.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ampeco_refgen.lookup.called import called_to_write, quoted
from ampeco_refgen.lookup.markdown import PageSection, plain, sections_of
from ampeco_refgen.lookup.words import same_words

REFERENCE = "reference/"
"""The folder of the pages below the skill's; pages are named relative to it: `resources/sessions.md`."""
SKILL = "SKILL.md"
OUT_VARIABLE = "AMPECO_REFGEN_OUT"
"""The environment variable that names the skill's folder, as `--out` does."""
SKILL_VARIABLE = "AMPECO_REFGEN_SKILL"
"""The environment variable by which the scripts of a skill name its folder; it counts only where nothing else does."""
_INDEX = "endpoints-index"
_HOME = Path(__file__).resolve().parents[3]
"""Where the program lies: a checkout (`src/ampeco_refgen/lookup`), or a skill (`scripts/ampeco_refgen/lookup`)."""
_NOT_READ = "changelog"
_CALLS = "calls/"
_ENTRY = re.compile(
    r"^\*\*\[(?:\\.|[^\]\\])*\]\((?P<overview>[^)\s]+)\)"
    r"|^- \[(?P<key>(?:\\.|[^\]\\])*)\]\((?P<page>calls/[^)\s]+)\)(?P<rest>.*(?:\n  .*)*)",
    re.MULTILINE,
)
VERSION = re.compile(r"v\d+(\.\d+)*", re.IGNORECASE)


class CannotAnswerError(Exception):
    """A lookup cannot be answered: one clear line, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Call(NamedTuple):
    """A call as the endpoints index has it: its page, its notes (`bare`, `7 filters`), the overview it belongs to."""

    method: str
    path: str
    page: str
    summary: str
    notes: tuple[str, ...]
    overview: str

    @property
    def key(self) -> str:
        """`METHOD /path`, which is the heading of its page."""
        return f"{self.method} {self.path}"

    @property
    def deprecated(self) -> bool:
        """Whether the index marks it as deprecated."""
        return "**deprecated**" in self.notes

    @property
    def version(self) -> str:
        """The version in its path, or nothing."""
        return next((part for part in self.path.split("/") if VERSION.fullmatch(part)), "")

    @property
    def resource(self) -> str:
        """The segment of its path that the overview is named after."""
        return _path_parts(self.path, self.overview).resource

    @property
    def head(self) -> tuple[str, ...]:
        """The segments before the resource."""
        return _path_parts(self.path, self.overview).head

    @property
    def tail(self) -> tuple[str, ...]:
        """The segments after the resource, without the version."""
        return _path_parts(self.path, self.overview).tail


class _PathParts(NamedTuple):
    """The segments of a path without its version: those before the resource, the resource, those after it."""

    head: tuple[str, ...]
    resource: str
    tail: tuple[str, ...]


def _path_parts(path: str, overview: str) -> _PathParts:
    """Return the parts of a path of the resource that an overview is about.

    The resource is the segment that the overview is named after (`resources/sessions.md`). Where none is, it is the
    segment before the version, and in a path without a version the first.
    """
    parts = [part for part in path.split("/") if part]
    fixed = [part for part in parts if not VERSION.fullmatch(part)]
    name = overview.rpartition("/")[2].removesuffix(".md")
    before = next((number for number, part in enumerate(parts) if VERSION.fullmatch(part)), 0)
    at = next((number for number, part in enumerate(fixed) if same_words(part, name)), max(before - 1, 0))
    return _PathParts(tuple(fixed[:at]), "".join(fixed[at : at + 1]), tuple(fixed[at + 1 :]))


def skill_folder(out: str | None) -> Path:
    """Return the folder that holds the bundle.

    That is `out` or else the folder in `AMPECO_REFGEN_OUT`, then the skill whose script was called. Where none of these
    is given it is the current folder, then the one that the program lies in. Raises `CannotAnswerError` where there is
    no bundle.
    """
    named = out or os.environ.get(OUT_VARIABLE) or os.environ.get(SKILL_VARIABLE)
    places = [Path(at_home(str(named)))] if named else [Path(), _HOME]
    for place in places:
        if _is_there(place / REFERENCE / f"{_INDEX}.md", Path.is_file):
            return place
    missing = f"{REFERENCE}{_INDEX}.md is missing" if _is_there(places[0], Path.is_dir) else "there is no such folder"
    where = _whole_path(places[0])
    raise CannotAnswerError(
        f"there is no bundle in {where}: {missing}",
        hint=f"name the skill's folder with --out DIR, or {_how_to_have_it(where, 'make one')}",
    )


def _how_to_have_it(place: str, make: str) -> str:
    """Return what to do where a bundle is missing in a folder, or parts of it."""
    write = called_to_write()
    if not write:
        return "copy the skill's folder once more, with all that is in it"
    return f"{make} with `{write} update --out {quoted(place)}`"


def bundle_in(folder: Path) -> BundleFiles:
    """Return the bundle in a folder that has an index; raises `CannotAnswerError` where what that lists is missing."""
    index = BundleFiles(folder).read(f"{_INDEX}.md")
    linked = re.findall(rf"\]\(({_INDEX}[^)\s]*\.md)", index)
    missing = [page for page in dict.fromkeys(linked) if not _is_there(folder / REFERENCE / page, Path.is_file)]
    if not any(_is_there(folder / REFERENCE / kind, Path.is_dir) for kind in ("calls", "webhooks")):
        missing.append("calls/")
    if missing:
        raise not_whole(folder, missing[0])
    return BundleFiles(folder)


def not_whole(folder: Path, missing: str) -> CannotAnswerError:
    """Return the error for a bundle that lacks a page or a folder, as one of an older version does."""
    place = _whole_path(folder)
    return CannotAnswerError(
        f"the bundle in {place} is not whole, or of an older version: {REFERENCE}{missing} is missing",
        hint=_how_to_have_it(place, "make it again"),
    )


def _is_there(path: Path, test: Callable[[Path], bool]) -> bool:
    """Tell whether a test of a path holds; what nobody lets us look at is not there."""
    try:
        return test(path)
    except OSError:
        return False


def _whole_path(folder: Path) -> str:
    try:
        return os.path.realpath(folder)
    except OSError:  # the current folder has been removed
        return str(folder)


def at_home(name: str) -> str:
    """Return the name of a file with a leading `~/` written out, where a shell has left it; any other as it is."""
    return str(Path(name).expanduser()) if name.startswith(("~/", f"~{os.sep}")) else name


class BundleFiles:
    """The pages and the calls of one bundle, each read from the disk when it is first asked for, and kept.

    A page is named by its path below `reference/`. A list that is too long for one file goes on in others, numbered
    from 2: `data-model.md`, `data-model-2.md`. Such a list is named by its `stem`, `data-model`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = folder / REFERENCE
        self._texts: dict[str, str] = {}
        self._calls: tuple[Call, ...] | None = None

    @property
    def shell_path(self) -> str:
        """The folder of the pages as a command takes it, from the current folder."""
        return shlex.quote(f"{self._root}/")

    def read(self, page: str) -> str:
        """Return the text of a page with LF line ends; empty where there is no such page."""
        if page not in self._texts:
            try:
                content = (self._root / page).read_bytes()
            except (OSError, ValueError):
                content = b""
            self._texts[page] = content.decode("utf-8", "replace").replace("\r\n", "\n")
        return self._texts[page]

    def body(self, page: str) -> str:
        """Return the text of a page from its first heading on, without the mark above it.

        Raises `CannotAnswerError` where the page of a call is missing: answers without it would be wrong.
        """
        text = self.read(page)
        if not text and page.startswith(_CALLS):
            raise not_whole(self._folder, page)
        start = re.search(r"^# ", text, re.MULTILINE)
        return text[start.start() if start else 0 :].rstrip("\n")

    def sections(self, page: str) -> tuple[PageSection, ...]:
        """Return the sections of a page; none where there is no such page."""
        return sections_of(page, self.read(page))

    def section(self, page: str, anchor: str) -> PageSection | None:
        """Return the section with an anchor; without an anchor the section of the title, which is the whole page."""
        sections = self.sections(page)
        return next(
            (section for section in sections if section.anchor == anchor or (not anchor and section.level == 1)), None
        )

    def files_of(self, stem: str) -> tuple[str, ...]:
        """Return the pages that the list of a stem takes, in order."""
        folder, _, name = stem.rpartition("/")
        numbered = re.compile(rf"{re.escape(name)}(?:-(\d+))?\.md")
        files = [(int(match[1] or 1), file) for file in self._names(folder) if (match := numbered.fullmatch(file))]
        return tuple(f"{folder}/{file}" if folder else file for _, file in sorted(files))

    def groups(self, stem: str) -> tuple[PageSection, ...]:
        """Return the sections of level 2 of a list, from all pages that it takes: each is one entry or group of it."""
        return tuple(section for page in self.files_of(stem) for section in self.sections(page) if section.level == 2)

    def pages_in(self, folder: str) -> tuple[str, ...]:
        """Return the pages that lie in a folder."""
        return tuple(f"{folder}/{name}" for name in self._names(folder) if name.endswith(".md"))

    def pages(self) -> tuple[str, ...]:
        """Return all pages but the changelog, in the order of their paths."""
        root = str(self._root)
        pages = []
        for folder, _, names in os.walk(root):
            below = folder[len(root) :].strip(os.sep).replace(os.sep, "/")
            pages += [f"{below}/{name}" if below else name for name in names if name.endswith(".md")]
        return tuple(sorted(page for page in pages if not page.startswith(_NOT_READ)))

    def _names(self, folder: str) -> list[str]:
        try:
            return sorted(entry.name for entry in os.scandir(self._root / folder))
        except OSError:
            return []

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that the endpoints index lists, in its order."""
        if self._calls is None:
            first = self.read(f"{_INDEX}.md")
            names = [name for name in self._names("") if name.startswith(_INDEX) and name.endswith(".md")]
            # The first file links the others in reading order; those of one link are in the order of their numbers.
            parts = [(first.find(re.sub(r"-\d+(?=\.md$)", "", name)), len(name), name) for name in names]
            self._calls = tuple(call for *_, name in sorted(parts) for call in _calls_in(self.read(name)))
        return self._calls

    def call_at(self, page: str) -> Call | None:
        """Return the call whose page it is."""
        return next((call for call in self.calls if call.page == page), None)


def _calls_in(index: str) -> list[Call]:
    """Return the calls that a page of the endpoints index lists: each resource has its overview, then its calls."""
    calls = []
    overview = ""
    for entry in _ENTRY.finditer(index):
        overview = entry["overview"] or overview
        if entry["page"]:
            method, _, path = plain(entry["key"]).partition(" ")
            summary, *notes = re.sub(r"\n  ", " ", entry["rest"]).split(" · ")
            call_notes = tuple(note.strip() for note in notes)
            calls.append(Call(method, path, entry["page"], plain(summary).strip(), call_notes, overview))
    return calls
