"""The files of a profile → `Profile`. What is wrong in them is told with file and key, or the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ampeco_refgen.catalog.path_rules import PathRule
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.errors import UsageError
from ampeco_refgen.infer.basis import Sentence, bases
from ampeco_refgen.infer.client_notes import ClientNote
from ampeco_refgen.infer.curated import Curated, CuratedMove
from ampeco_refgen.infer.profile import Profile
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Snippet, Step
from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Alias, Area, Branch, FalseFriend, Vocabulary
from ampeco_refgen.profiles.forms import ProfileForm, RecipesForm, StepForm, WorkflowForm

PROFILE = "profile.toml"
_INDENT = 2
_Read = TypeVar("_Read")


def read_form(file: Path, form: type[_Read]) -> _Read:
    """Return what a TOML file holds, in a form of `forms`. Raises `UsageError`, which names file and key or line."""
    try:
        return msgspec.convert(tomllib.loads(_text(file)), form)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: {problem}", hint="mend the line; TOML is explained at toml.io") from None
    except msgspec.ValidationError as problem:
        raise _wrong(file, problem) from None


def read_profile(folder: Path) -> Profile:
    """Return the profile in a folder: `profile.toml` and the files that it names.

    Raises `UsageError` where a file cannot be read, or says something that it cannot mean.
    """
    file = folder / PROFILE
    return profile_of(file, read_form(file, ProfileForm))


def profile_of(file: Path, form: ProfileForm) -> Profile:
    """Return the profile that was read from `file`, with its recipes and template, which are files beside it.

    Raises `UsageError` as `read_profile` does.
    """
    shown = f"{file.parent.name}/{file.name}"
    recipes = file.parent / form.recipes
    template = file.parent / form.skill.template if form.skill.template else None
    try:
        return Profile(
            file=shown,
            recipes_file=f"{file.parent.name}/{form.recipes}",
            name=form.skill.name,
            description=form.skill.description,
            vocabulary=_vocabulary(form),
            path_rules=tuple(_path_rules(form)),
            empty_cursor=form.paging.empty_cursor,
            successors=tuple(
                Curated(
                    kind=DeprecatedKind(row.kind),
                    subject=row.subject,
                    successors=row.successors,
                    reason=row.reason,
                    confidence=Confidence(row.confidence) if row.confidence else Confidence.HIGH,
                )
                for row in form.successors
            ),
            moves=tuple(
                CuratedMove(
                    resource=row.resource,
                    before=row.before,
                    after=row.after,
                    instead=row.instead,
                    values=tuple(row.values.items()),
                    reason=row.reason,
                )
                for row in form.moves
            ),
            sentences=tuple(_sentences(form)),
            notes=tuple(
                ClientNote(
                    section=row.section,
                    text=row.text,
                    always=row.always,
                    parameters=frozenset(row.parameters),
                    header=row.header,
                    status=row.status,
                    rests_on=bases(*row.rests_on),
                )
                for row in form.notes
            ),
            recipes=read_recipes(recipes) if recipes.is_file() else (),
            skill_template=_text(template) if template is not None else "",
        )
    except (ValueError, re.error) as problem:
        raise UsageError(f"{file}: {problem}", hint="mend the value") from None


def read_recipes(file: Path) -> tuple[Recipe, ...]:
    """Return the recipes of a file, in order. Raises `UsageError`, which names file and key or line."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        form = msgspec.convert(yaml.load(_text(file), loader), RecipesForm)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        said = getattr(problem, "problem", None) or "this is no YAML"
        raise UsageError(f"{file}{line}: {said}", hint="mend the line; quote what has brackets or a colon") from None
    except msgspec.ValidationError as problem:
        raise _wrong(file, problem) from None
    return tuple(_recipe(file, workflow) for workflow in form.workflows)


def _wrong(file: Path, problem: msgspec.ValidationError) -> UsageError:
    """Return the error for a value that has not the form of its key; msgspec tells where it stands."""
    said, _, path = str(problem).partition(" - at `")
    where = path.rstrip("`").removeprefix("$").lstrip(".")
    return UsageError(
        f"{file}{f', {where}' if where else ''}: {said}", hint="compare with the keys in docs/your-own-api.md"
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(
            f"{file} cannot be read: {problem}", hint="name a folder with the files of a profile"
        ) from None


def _sentences(form: ProfileForm) -> Iterator[Sentence]:
    """Yield the sentences of `SKILL.md`, and the reasons of rows, that rest on descriptions."""
    for sentence in form.sentences:
        yield Sentence(place="SKILL.md", text=sentence.text, rests_on=bases(*sentence.rests_on))
    rows = [(f"alias {row.name}", row.why, row.rests_on) for row in form.aliases]
    rows += [(f"successor of {row.subject}", row.reason, row.rests_on) for row in form.successors]
    rows += [(f"move of {row.before}", row.reason, row.rests_on) for row in form.moves]
    for place, text, rests_on in rows:
        if rests_on:
            yield Sentence(place=place, text=text, rests_on=bases(*rests_on))


def _vocabulary(form: ProfileForm) -> Vocabulary:
    words = form.vocabulary
    return Vocabulary(
        path_prefix=form.paths.prefix,
        acronyms=(*NO_VOCABULARY.acronyms, *words.acronyms),
        unchanged=words.unchanged,
        actions=words.actions or NO_VOCABULARY.actions,
        aliases=tuple(Alias(name=row.name, target=row.target, within=row.within, why=row.why) for row in form.aliases),
        false_friends=tuple(FalseFriend(path=row.path, within=row.within, why=row.why) for row in form.false_friends),
        root=form.overview.root,
        tree=_tree(form.overview.tree),
        areas=tuple(Area(title=row.title, resources=row.resources, around=row.around) for row in form.areas),
        scopes=words.scopes,
    )


def _path_rules(form: ProfileForm) -> Iterator[PathRule]:
    for row in form.paths.rules:
        pattern = re.compile(row.pattern)
        if "resource" not in pattern.groupindex and not row.resource:
            raise ValueError(f"the pattern {row.pattern!r} names no resource: it needs a group `resource`, or the key")
        yield PathRule(pattern=pattern, family=row.family, resource=row.resource, why=row.why)


def _tree(text: str) -> tuple[Branch, ...]:
    """Return the branches of a tree that is written as indented lines. Raises `ValueError` for an indent too deep."""
    lines = [line for line in text.splitlines() if line.strip()]
    branches, rest = _branches(lines, 0)
    if rest:
        raise ValueError(f"overview.tree: {rest[0].strip()!r} is indented too far: by {_INDENT} spaces for each level")
    return branches


def _branches(lines: list[str], depth: int) -> tuple[tuple[Branch, ...], list[str]]:
    """Return the branches of one depth, and the lines behind them."""
    branches: list[Branch] = []
    while lines and len(lines[0]) - len(lines[0].lstrip()) == depth * _INDENT:
        name, lines = lines[0].strip(), lines[1:]
        below, lines = _branches(lines, depth + 1)
        branches.append((name, below))
    return tuple(branches), lines


def _recipe(file: Path, workflow: WorkflowForm) -> Recipe:
    try:
        return Recipe(
            slug=workflow.workflow_id,
            title=workflow.summary,
            when=workflow.description,
            steps=tuple(map(_step, workflow.steps)),
            notes=tuple(
                RecipeNote(
                    text=note.description,
                    without=tuple((_call(row.operation_path), row.name) for row in note.without),
                    rests_on=bases(*note.rests_on),
                )
                for note in workflow.notes
            ),
            snippets=tuple(
                Snippet(language=snippet.language, text=snippet.text, webhook=snippet.webhook)
                for snippet in workflow.snippets
            ),
        )
    except ValueError as problem:
        raise UsageError(f"{file}, recipe {workflow.workflow_id}: {problem}", hint="mend the value") from None


def _step(form: StepForm) -> Step:
    return Step(
        text=form.description,
        call=_call(form.operation_path),
        key=form.key,
        filters=form.filters,
        includes=form.includes,
        parameters=form.parameters,
        body=form.request_body,
        response=form.outputs,
        values=tuple((name, value) for name, values in form.values.items() for value in values),
        types=tuple(form.types.items()),
        required=form.required,
        wrapping=Wrapping(form.wrapping) if form.wrapping else None,
        webhooks=form.webhooks,
        payload=form.payload,
        headers=form.headers,
        replies=form.replies,
        statuses=form.statuses,
        errors=form.errors,
        rests_on=bases(*form.rests_on),
    )


def _call(text: str) -> RecipeCall | None:
    """Return the call that `GET resources/users/{}` names; `None` for an empty text."""
    if not text:
        return None
    method, _, path = text.partition(" ")
    family, resource, *below = path.split("/")
    return RecipeCall(method=method, family=family, resource=resource, subpath="".join(f"/{part}" for part in below))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the recipes' file, which editors check it by."""
    made = msgspec.json.schema(RecipesForm)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Recipes", **made}
