"""`refgen.toml` beside a skill → where its document is and with which options the skill is made of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import UsageError
from ampeco_refgen.fetch import STANDARD_INPUT
from ampeco_refgen.http import display, is_address, is_url
from ampeco_refgen.infer.own_data import RECIPES_FILE
from ampeco_refgen.lookup.called import called
from ampeco_refgen.profiles.forms import Form, KnowledgeForm, SkillForm
from ampeco_refgen.settings import PROJECT, ProjectSource, Rules, Selection
from ampeco_refgen.write import CATALOG

if TYPE_CHECKING:
    from ampeco_refgen.profiles.choose import Profiles


class SourceForm(Form, frozen=True, kw_only=True):
    """Where the document is: an address, or a file, relative to the folder of `refgen.toml`."""

    url: str = ""
    file: str = ""


class OptionsForm(Form, frozen=True, kw_only=True):
    """Options of the command line that every run replays; `profile` is a folder, relative to that of `refgen.toml`."""

    descriptions: Literal["full", "none"] | None = None
    profile: str = ""


class ProjectForm(KnowledgeForm, frozen=True, kw_only=True):
    """The whole file."""

    source: SourceForm = SourceForm()
    options: OptionsForm = OptionsForm()
    include: Rules = Rules()
    exclude: Rules = Rules()
    skill: SkillForm = SkillForm()


class Project(Struct, frozen=True, kw_only=True, eq=False):
    """What `refgen.toml` asks for; where it says nothing, or is not there, all is empty.

    `is_there` tells whether there is a file. `source.file` is a path that holds from the current folder, or an absolute
    one. `profiles` is what the file, and the profile that was named, say about the API.
    """

    is_there: bool = False
    source: ProjectSource = ProjectSource()
    full: bool | None = None
    name: str = ""
    description: str = ""
    selection: Selection = Selection()
    profiles: Profiles | None = None


def read_project(folder: Path, profile: Path | None = None) -> Project:
    """Return what the `refgen.toml` in a folder asks for; `profile` goes before the profile that it names.

    Raises `UsageError`, which names the file and the key, where it, or a file that it names, cannot be read or says
    what it cannot mean.
    """
    file = folder / PROJECT
    if not os.path.lexists(file):
        return Project(profiles=_profiles(None, ProjectForm(), profile))
    from ampeco_refgen.profiles.read import read_form, wrong_key

    form = read_form(file, ProjectForm)
    if form.source.url and form.source.file:
        raise wrong_key(file, "source", "there are both url and file, and a skill is made of one document")
    if form.source.url and not is_address(form.source.url):
        raise wrong_key(file, "source.url", f"{printable(form.source.url)!r} is no http:// or https:// address")
    from ampeco_refgen.pages.front_matter import checked_description, checked_name

    named = folder / form.options.profile if form.options.profile else None
    if named is not None and not named.is_dir():
        raise wrong_key(file, "options.profile", f"there is no folder {named}")
    return Project(
        is_there=True,
        source=ProjectSource(url=form.source.url, file=str(folder / form.source.file) if form.source.file else ""),
        full={"full": True, "none": False}.get(form.options.descriptions or ""),
        name=_checked(file, "skill.name", checked_name, form.skill.name),
        description=_checked(file, "skill.description", checked_description, form.skill.description),
        selection=Selection(include=form.include, exclude=form.exclude),
        profiles=_profiles(file, form, profile or named),
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
    return ProjectSource(file=from_folder(spec, folder))


def from_folder(path: Path | str, folder: Path) -> str:
    """Return a path as it is reached from a folder, an absolute one where it is on another drive of Windows."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return Path(path).resolve().as_posix()


def project_beside(name: str) -> Project:
    """Return what the `refgen.toml` of a skill asks for, which is named by its folder or its catalog; else nothing."""
    path = Path(name)
    try:
        folder = path if (path / CATALOG).is_file() else path.parent.parent
        if not (folder / CATALOG).is_file() or (path != folder and not path.samefile(folder / CATALOG)):
            return Project()
    except (OSError, ValueError):
        return Project()
    return read_project(folder)


def _profiles(file: Path | None, form: ProjectForm, named: Path | None) -> Profiles | None:
    """Return what a file, and the folder of a profile, say about the API; `None` where neither does.

    Most runs have neither; then nothing of the inference, for which profiles are, is imported here.
    """
    knows = file is not None and (
        (file.parent / (form.recipes or RECIPES_FILE)).exists()
        or any(getattr(form, key.name) != key.default for key in msgspec.structs.fields(KnowledgeForm))
        or bool(form.skill.template)
    )
    if not knows and named is None:
        return None
    from ampeco_refgen.infer.profile import NO_PROFILE
    from ampeco_refgen.profiles.choose import Profiles
    from ampeco_refgen.profiles.read import profile_of, read_profile

    return Profiles(
        instead=read_profile(named) if named is not None else None,
        own=profile_of(file, form, form.skill) if knows and file is not None else NO_PROFILE,
    )


def _checked(file: Path, key: str, check: Callable[[str], str], value: str) -> str:
    """Return a value that a check takes; its failure names file and key here, and no option."""
    from ampeco_refgen.profiles.read import wrong_key

    try:
        return check(value) if value else ""
    except UsageError as problem:
        raise wrong_key(file, key, problem.message) from None
