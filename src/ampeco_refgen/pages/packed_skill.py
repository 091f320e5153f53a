"""A skill's folder → the files that a reader of it needs, and no other: what is packed for publishing.

These are `SKILL.md`, the pages in `reference/`, the lookup command in `scripts/`, and the licence. `catalog.json` is
not among them: no reader and no lookup opens it, a word search in `reference/` would run into its long lines, and it
is of use only to who makes the pages again, which nobody does in a packed copy. The folder is only read here.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from ampeco_refgen.errors import OutputError, UsageError
from ampeco_refgen.lookup.bundle import SKILL, CannotAnswerError, bundle_in
from ampeco_refgen.lookup.version import PACKED_FROM
from ampeco_refgen.markdown.codespan import code
from ampeco_refgen.pages.front_matter import LONGEST_NAME, NAME, front_matter_of, without_tools
from ampeco_refgen.pages.lookup_files import packed_lookup
from ampeco_refgen.pages.skill_metadata import with_metadata
from ampeco_refgen.pages.skill_page import PACK_MARK, UPDATE, apply_blocks
from ampeco_refgen.write import OWNER_MARK, RenderedFile, check_paths, current_text, is_marked_page

LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt")
_REFERENCE = "reference"
_COLUMNS = 120
_BLOCK = re.compile(r"^<!-- BEGIN:([\w-]+) -->$.*?^<!-- END:\1 -->$", re.MULTILINE | re.DOTALL)
"""A block that is written by the program: a path in it is one of the API."""
_UPDATE_MARKER = re.compile(rf"^\s*<!--\s*(?:BEGIN|END):{UPDATE}\s*-->\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?[^)]*\)")
_PATH = re.compile(r"(?<![\w./-])(?:\$\{CLAUDE_SKILL_DIR\}/)?((?:scripts|reference)/[^\s`'\"<>()\[\]|,;]*)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_PLACEHOLDER = re.compile(r"[{}…]")


class PackedSkill(Struct, frozen=True, kw_only=True):
    """A skill as it is published: name and description of its front matter, where it comes from, and all its files."""

    name: str
    description: str
    source: str
    files: tuple[RenderedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(len(file.text.encode()) for file in self.files)


class _FrontMatter(Struct, frozen=True):
    """What is read of a front matter."""

    name: str
    description: str


def packed_skill(root: Path, source: str) -> PackedSkill:
    """Return the skill in the folder `root` as it is packed.

    `source` is where newer ones come from, as its `SKILL.md` will say; it may be empty. Line ends become LF, so that
    the same skill gives the same bytes from every clone. Raises `UsageError` where the folder holds no skill, and
    `OutputError` where a file cannot be read or packed, or would be another one on other systems by its name, or where
    `SKILL.md` names a file that is not packed.
    """
    skill = current_text(root, SKILL)
    if skill is None:
        raise UsageError(
            f"there is no skill in {root.resolve()}: {SKILL} is missing",
            hint="name the skill's folder with --skill DIR",
        )
    try:
        bundle_in(root)
    except CannotAnswerError as failure:
        raise UsageError(failure.message, hint=failure.hint) from None
    others = (*_licences(root), *_pages(root), *packed_lookup(root))
    check_paths(file.path for file in others)
    paths = {file.path for file in others} | {SKILL}
    front = _front_matter(root / SKILL, skill)
    text = packed_text(skill, source, paths, path=str(root / SKILL))
    if missing := tuple(dict.fromkeys(missing_paths(text, paths))):
        raise OutputError(
            f"{root / SKILL} names what is not in the pack: {', '.join(missing)}",
            hint=f"a pack has {SKILL}, the pages in {_REFERENCE}/ and the lookup command; delete what {SKILL} says of "
            f"the rest, or put it between <!-- BEGIN:{UPDATE} --> and <!-- END:{UPDATE} -->, which a pack has anew",
        )
    files = sorted((RenderedFile(path=SKILL, text=text), *others), key=lambda file: file.path)
    description = " ".join(front.description.split())
    return PackedSkill(name=front.name, description=description, source=source, files=tuple(files))


def packed_text(skill: str, source: str, paths: set[str], *, path: str = SKILL) -> str:
    """Return the text of a `SKILL.md` as it is packed with the files at `paths`.

    Its `UPDATE` block, which is put at the end where it has none, and its metadata say where a newer one comes from;
    its front matter no longer allows tools that name a script which is not packed. Raises `OutputError` where the
    block's markers are not in order.
    """
    text = skill.removeprefix("\ufeff").replace("\r\n", "\n")
    if not _UPDATE_MARKER.search(text):
        text = f"{text.rstrip()}\n\n## Update\n\n<!-- BEGIN:{UPDATE} -->\n<!-- END:{UPDATE} -->\n"
    text = apply_blocks(text, {UPDATE: "\n".join(_update_lines(source))}, path=path)
    if source:
        text = with_metadata(text, {PACKED_FROM: source})
    return without_tools(text, lambda tool: any(name not in paths for name in _paths_in(tool)))


def missing_paths(skill: str, paths: set[str]) -> Iterator[str]:
    """Yield what a `SKILL.md` links or names below its folder and `paths` do not have.

    Those are relative links, and paths that begin with `scripts/` or `reference/`. Of a path with `*` one that fits
    must be there; one with a placeholder (`{name}`, `…`) names no file. Generated blocks and headings hold the
    document's words, so nothing in them is a path of the skill.
    """
    front = front_matter_of(skill)
    text = _HEADING.sub("", _BLOCK.sub("", skill[len(front) :]))
    targets = [target for target in _LINK.findall(text) if not _SCHEME.match(target)]
    links = [unquote(target.partition("#")[0].partition("?")[0]) for target in targets]
    for named in (*links, *_paths_in(_LINK.sub("]", text))):
        if not _PLACEHOLDER.search(named) and not _is_there(named.removeprefix("./").rstrip("/"), paths):
            yield named


def _paths_in(text: str) -> Iterator[str]:
    for name in _PATH.findall(text):
        yield name.partition(":")[0].rstrip(".!?")  # behind a colon, in a tool, stands what may follow: `:*`


def _is_there(name: str, paths: set[str]) -> bool:
    return any(path.startswith(f"{name}/") or fnmatchcase(path, name.replace("[", "[[]")) for path in paths)


def _update_lines(source: str) -> Sequence[str]:
    origin = code(source) if source else "where this one was taken"
    text = (
        "This is a packed copy, complete for reading, of the version of the API that `metadata` above names. A newer "
        f"one comes from {origin}: let what installed this one update it, "
        "or put the new folder in its place as a whole."
    )
    return [PACK_MARK, *textwrap.wrap(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)]


def _front_matter(path: Path, skill: str) -> _FrontMatter:
    """Return what the front matter states; raises `OutputError` where that is not what an installer needs."""
    import yaml  # which takes a while, and only this command needs it

    try:
        front = msgspec.convert(yaml.safe_load(front_matter_of(skill).strip().strip("-")), _FrontMatter)
    except (yaml.YAMLError, msgspec.ValidationError, ValueError) as failure:
        problem = " ".join(str(failure).split())
        raise OutputError(
            f"the front matter of {path} cannot be read: {problem}", hint="it needs a name and a description, as texts"
        ) from None
    if len(front.name) > LONGEST_NAME or not NAME.fullmatch(front.name):
        raise OutputError(
            f"{path} has the name {front.name!r}, which is none for a skill",
            hint=f"1 to {LONGEST_NAME} of a-z and 0-9, with single hyphens between them",
        )
    return front


def _licences(root: Path) -> Iterator[RenderedFile]:
    for name in LICENCES:
        text = current_text(root, name)
        if text is not None:
            yield RenderedFile(path=name, text=text.replace("\r\n", "\n"))


def _pages(root: Path) -> Iterator[RenderedFile]:
    """Yield all pages, those that the owner added too, which get the mark: in a pack they are not to be edited either.

    A folder that is a link is not followed, and a page that is one must not lead out of the skill.
    """
    for folder, below, names in os.walk(root / _REFERENCE):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.endswith(".md") or name.startswith("."):
                continue
            path = Path(folder, name).relative_to(root).as_posix()
            text = (current_text(root, path) or "").removeprefix("\ufeff").replace("\r\n", "\n")
            yield RenderedFile(path=path, text=text if is_marked_page(text) else f"{OWNER_MARK}\n\n{text}")
