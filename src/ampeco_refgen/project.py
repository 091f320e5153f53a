"""`refgen.toml` beside a skill → where its document is and with which options the skill is made of it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import UsageError
from ampeco_refgen.fetch import STANDARD_INPUT
from ampeco_refgen.http import display, is_address, is_url
from ampeco_refgen.lookup.called import called
from ampeco_refgen.settings import PROJECT, ProjectSource, Rules, Selection
from ampeco_refgen.write import CATALOG

_HINT = "docs/your-own-api.md explains every key"
_UNKNOWN = "Object contains unknown field "
"""How msgspec says that a key is not known."""


class Form(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of the file; a key that it does not know is an error."""


class SourceForm(Form, frozen=True, kw_only=True):
    """Where the document is: an address, or a file, relative to the folder of `refgen.toml`."""

    url: str = ""
    file: str = ""


class OptionsForm(Form, frozen=True, kw_only=True):
    """Options of the command line that every run replays; `profile` is a folder, relative to that of `refgen.toml`."""

    descriptions: Literal["full", "none"] | None = None
    profile: str = ""


class SkillForm(Form, frozen=True, kw_only=True):
    """Name and description of the skill."""

    name: str = ""
    description: str = ""


class ProjectForm(Form, frozen=True, kw_only=True):
    """The whole file."""

    source: SourceForm = SourceForm()
    options: OptionsForm = OptionsForm()
    include: Rules = Rules()
    exclude: Rules = Rules()
    skill: SkillForm = SkillForm()


class Project(Struct, frozen=True, kw_only=True):
    """What `refgen.toml` asks for; where it says nothing, or is not there, all is empty.

    `source.file` and `profile` are paths that hold from the current folder, or absolute ones.
    """

    source: ProjectSource = ProjectSource()
    full: bool | None = None
    name: str = ""
    description: str = ""
    selection: Selection = Selection()
    profile: Path | None = None


def read_project(folder: Path) -> Project:
    """Return what the `refgen.toml` in a folder asks for.

    Raises `UsageError`, which names the file and the key, where it cannot be read or says what it cannot mean.
    """
    file = folder / PROJECT
    form = _read(file)
    if form is None:
        return Project()
    if form.source.url and form.source.file:
        raise _wrong(file, "source", "there are both url and file, and a skill is made of one document")
    if form.source.url and not is_address(form.source.url):
        raise _wrong(file, "source.url", f"{printable(form.source.url)!r} is no http:// or https:// address")
    from ampeco_refgen.pages.front_matter import checked_description, checked_name

    return Project(
        source=ProjectSource(url=form.source.url, file=str(folder / form.source.file) if form.source.file else ""),
        full={"full": True, "none": False}.get(form.options.descriptions or ""),
        name=_checked(file, "skill.name", checked_name, form.skill.name),
        description=_checked(file, "skill.description", checked_description, form.skill.description),
        selection=Selection(include=form.include, exclude=form.exclude),
        profile=_profile(file, form.options.profile),
    )


def refuse_second(folder: Path) -> None:
    """Raise `UsageError` where a folder has its `refgen.toml`, which is its owner's and is not written again."""
    file = folder / PROJECT
    if os.path.lexists(file):
        raise UsageError(
            f"{file} is there already", hint=f"edit it, then call: {called()} update; or remove it for a new one"
        )


def source_of(spec: str, folder: Path) -> ProjectSource:
    """Return where a document is, as the `refgen.toml` of a folder says it; empty for standard input.

    An address with a password in it is left out too, since the file is often shown to others.
    """
    if spec == STANDARD_INPUT or (is_url(spec) and display(spec) != spec):
        return ProjectSource()
    if is_url(spec):
        return ProjectSource(url=spec)
    try:
        return ProjectSource(file=Path(os.path.relpath(spec, folder)).as_posix())
    except ValueError:  # on another drive of Windows
        return ProjectSource(file=Path(spec).resolve().as_posix())


def selection_beside(name: str) -> Selection:
    """Return the selection of the skill that is named, by its folder or its catalog; all of anything else."""
    path = Path(name)
    try:
        folder = path if (path / CATALOG).is_file() else path.parent.parent
        if not (folder / CATALOG).is_file() or (path != folder and not path.samefile(folder / CATALOG)):
            return Selection()
    except (OSError, ValueError):
        return Selection()
    return read_project(folder).selection


def _read(file: Path) -> ProjectForm | None:
    """Return what the file holds, `None` where there is no such file."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError as problem:
        raise UsageError(f"{file} is no UTF-8 text: {problem.reason} at byte {problem.start}") from None
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}") from None
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: {printable(str(problem))}", hint="this is no TOML, which toml.io explains") from None
    try:
        return msgspec.convert(tree, ProjectForm)
    except msgspec.ValidationError as problem:
        raise _misfit(file, str(problem)) from None


def _misfit(file: Path, problem: str) -> UsageError:
    """Return the failure for a value that has not the form of its key, of which msgspec tells the place."""
    said, _, place = problem.partition(" - at `")
    key = place.removesuffix("`").removeprefix("$").lstrip(".")
    if said.startswith(_UNKNOWN):
        name = said.removeprefix(_UNKNOWN).strip("`")
        known = [field.encode_name for field in msgspec.structs.fields(_form_of(key))]
        nearest = get_close_matches(name, known, 1, 0.6)
        guess = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(known)}"
        return _wrong(file, f"{key}.{name}" if key else name, f"there is no such key; {guess}")
    return _wrong(file, key, said[:1].lower() + said[1:])


def _form_of(key: str) -> type[Struct]:
    """Return the form of a table of the file; that of the whole file has no key."""
    forms = {field.encode_name: field.type for field in msgspec.structs.fields(ProjectForm)}
    form: type[Struct] = forms.get(key, ProjectForm)
    return form


def _checked(file: Path, key: str, check: Callable[[str], str], value: str) -> str:
    """Return a value that a check takes; its failure names file and key here, and no option."""
    try:
        return check(value) if value else ""
    except UsageError as problem:
        raise _wrong(file, key, problem.message) from None


def _profile(file: Path, name: str) -> Path | None:
    if not name:
        return None
    folder = file.parent / name
    if not folder.is_dir():
        raise _wrong(file, "options.profile", f"there is no folder {folder}")
    return folder


def _wrong(file: Path, key: str, problem: str) -> UsageError:
    return UsageError(f"{file}, {key}: {problem}", hint=_HINT)
