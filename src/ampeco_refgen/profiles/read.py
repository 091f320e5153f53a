"""The files of a profile → `Profile`. What is wrong in them is told with file and key, or the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Struct

from ampeco_refgen.catalog.path_rules import PathRule
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.diagnostics import printable
from ampeco_refgen.errors import UsageError
from ampeco_refgen.infer.basis import Sentence, bases
from ampeco_refgen.infer.client_notes import ClientNote
from ampeco_refgen.infer.curated import Curated, CuratedMove
from ampeco_refgen.infer.newest_calls import call_written
from ampeco_refgen.infer.own_data import RECIPES_FILE
from ampeco_refgen.infer.profile import Profile
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Snippet, Step, undeclared_names
from ampeco_refgen.infer.successor_rules import Confidence, DeprecatedKind
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Alias, Area, Branch, FalseFriend, Vocabulary
from ampeco_refgen.profiles.forms import KnowledgeForm, ProfileForm, RecipesForm, SkillForm, StepForm, WorkflowForm

PROFILE = "profile.toml"
_INDENT = 2
_UNKNOWN = "Object contains unknown field "
"""How msgspec says that a key is not known."""
_Form = TypeVar("_Form", bound=Struct)


def read_form(file: Path, form: type[_Form]) -> _Form:
    """Return what a TOML file holds, in a form of `forms`. Raises `UsageError`, which names file and key or line."""
    try:
        tree = tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{file}: {printable(str(problem))}", hint="this is no TOML, which toml.io explains") from None
    try:
        return msgspec.convert(tree, form)
    except msgspec.ValidationError as problem:
        raise _misfit(file, form, problem) from None


def read_profile(folder: Path) -> Profile:
    """Return the profile in a folder: `profile.toml` and the files that it names.

    Raises `UsageError` where a file cannot be read, or says something that it cannot mean.
    """
    file = folder / PROFILE
    form = read_form(file, ProfileForm)
    return profile_of(file, form, form.skill)


def profile_of(file: Path, form: KnowledgeForm, skill: SkillForm) -> Profile:
    """Return the profile that was read from `file`, with its recipes and template, which are files beside it.

    Raises `UsageError` as `read_profile` does.
    """
    recipes = _recipes_beside(file, form)
    template = _beside(file, "skill.template", skill.template) if skill.template else None
    state = sha256(b"".join(path.read_bytes() for path in (file, recipes, template) if path is not None))
    try:
        return Profile(
            file=_shown(file),
            recipes_file=_shown(recipes or file.parent / RECIPES_FILE),
            digest=state.hexdigest(),
            name=skill.name,
            description=skill.description,
            vocabulary=_vocabulary(form),
            path_rules=tuple(_path_rules(form)),
            empty_cursor=form.paging.empty_cursor,
            successors=tuple(
                Curated(
                    kind=DeprecatedKind(row.kind),
                    subject=row.subject,
                    successors=row.successors,
                    reason=row.reason,
                    confidence=Confidence(row.confidence),
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
                    facts_only=row.facts_only,
                    parameters=frozenset(row.parameters),
                    header=row.header,
                    status=row.status,
                    rests_on=bases(*row.rests_on),
                )
                for row in form.notes
            ),
            recipes=read_recipes(recipes) if recipes is not None else (),
            skill_template=_text(template) if template is not None else "",
        )
    except ValueError as problem:
        raise wrong_key(file, "", str(problem)) from None


def wrong_key(file: Path, key: str, problem: str) -> UsageError:
    """Return the error that names a key of a file, and what is wrong with its value."""
    page = "docs/your-own-api.md" if file.suffix == ".toml" else "docs/recipes.md"
    return UsageError(f"{file}{f', {key}' if key else ''}: {problem}", hint=f"{page} explains every key")


def _beside(file: Path, key: str, name: str) -> Path:
    """Return a file that a key names, beside its own. Raises `UsageError` where there is none."""
    path = file.parent / name
    if not path.is_file():
        raise wrong_key(file, key, f"there is no file {path}")
    return path


def _recipes_beside(file: Path, form: KnowledgeForm) -> Path | None:
    """Return the file of the recipes: the one that is named, else the usual one where it is there."""
    if form.recipes:
        return _beside(file, "recipes", form.recipes)
    usual = file.parent / RECIPES_FILE
    return usual if usual.is_file() else None


def _shown(file: Path) -> str:
    """Return how warnings name a file: that of a profile with the profile's folder."""
    return f"{file.parent.name}/{file.name}" if (file.parent / PROFILE).is_file() else file.name


def read_recipes(file: Path) -> tuple[Recipe, ...]:
    """Return the recipes of a file, in order. Raises `UsageError`, which names file and key or line."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # known at run time only
        """Refuses a key that stands twice, of which YAML's own reading would keep the last."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            keys = [self.construct_object(key, deep=True) for key, _ in node.value]
            for number, key in enumerate(keys):
                if key in keys[:number]:
                    mark = node.value[number][0].start_mark
                    raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", mark)
            return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]

    try:
        tree = yaml.load(_text(file), Loader)
        if tree is None:
            raise wrong_key(file, "", "there is nothing in it")
        form = msgspec.convert(tree, RecipesForm)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        said = getattr(problem, "problem", None) or "this is no YAML"
        raise UsageError(f"{file}{line}: {said}", hint="mend the line; quote what has brackets or a colon") from None
    except msgspec.ValidationError as problem:
        raise _misfit(file, RecipesForm, problem) from None
    recipes = tuple(_recipe(file, workflow) for workflow in form.workflows)
    slugs: set[str] = set()
    for number, recipe in enumerate(recipes):
        if recipe.slug in slugs:
            raise wrong_key(file, f"workflows[{number}].workflowId", f"there is another recipe called {recipe.slug}")
        slugs.add(recipe.slug)
        if names := undeclared_names(recipe):
            raise wrong_key(
                file,
                f"workflows[{number}] ({recipe.slug})",
                f"no step declares `{names[0]}`, which its text has in backticks, or a list of values, types or marks",
            )
    return recipes


def _misfit(file: Path, form: type[Struct], problem: msgspec.ValidationError) -> UsageError:
    """Return the error for a value that has not the form of its key, of which msgspec tells the place."""
    said, _, place = str(problem).partition(" - at `")
    key = place.removesuffix("`").removeprefix("$").lstrip(".")
    if said.startswith(_UNKNOWN):
        name = said.removeprefix(_UNKNOWN).strip("`")
        known = _keys_at(form, key)
        nearest = get_close_matches(name, known, 1, 0.6)
        guess = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(known)}"
        return wrong_key(file, f"{key}.{name}" if key else name, f"there is no such key; {guess}")
    values = [value for value in get_args(_type_at(form, key)) if isinstance(value, str)]
    listed = f"; it takes {', '.join(values)}" if said.startswith("Invalid enum value") else ""
    return wrong_key(file, key, said[:1].lower() + said[1:] + listed)


def _keys_at(form: type[Struct], place: str) -> list[str]:
    """Return the keys that a form knows at a place."""
    at = _type_at(form, place)
    while get_args(at):  # a list of rows, perhaps annotated
        at = get_args(at)[0]
    return [field.encode_name for field in msgspec.structs.fields(at)]


def _type_at(form: type[Struct], place: str) -> Any:  # noqa: ANN401 - types have no common type
    """Return the type of the key at a place, which is written `aliases[0].name` or `skill`, as msgspec does."""
    at: Any = form
    for name in filter(None, re.sub(r"\[[^\]]*\]", "", place).split(".")):
        while get_args(at):
            at = get_args(at)[0]
        at = next(field.type for field in msgspec.structs.fields(at) if field.encode_name == name)
    return at


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UsageError(f"{file} is no UTF-8 text: {problem.reason} at byte {problem.start}") from None
    except OSError as problem:
        raise UsageError(f"{file} cannot be read: {problem.strerror}") from None


def _sentences(form: KnowledgeForm) -> Iterator[Sentence]:
    """Yield the sentences of `SKILL.md`, and the reasons of rows, that rest on descriptions."""
    for sentence in form.sentences:
        yield Sentence(place="SKILL.md", text=sentence.text, rests_on=bases(*sentence.rests_on))
    rows = [(f"alias {row.name}", row.why, row.rests_on) for row in form.aliases]
    rows += [(f"successor of {row.subject}", row.reason, row.rests_on) for row in form.successors]
    rows += [(f"move of {row.before}", row.reason, row.rests_on) for row in form.moves]
    for place, text, rests_on in rows:
        if rests_on:
            yield Sentence(place=place, text=text, rests_on=bases(*rests_on))


def _vocabulary(form: KnowledgeForm) -> Vocabulary:
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


def _path_rules(form: KnowledgeForm) -> Iterator[PathRule]:
    for number, row in enumerate(form.paths.rules):
        try:
            pattern = re.compile(row.pattern)
        except re.error as problem:
            raise ValueError(f"paths.rules[{number}].pattern: {problem}") from None
        if "resource" not in pattern.groupindex and not row.resource:
            raise ValueError(
                f"paths.rules[{number}]: the pattern {row.pattern!r} names no resource: it needs a group `resource`, "
                "or the key"
            )
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
    """Return the call that `GET resources/users/{}` or `GET /v1/users/{id}` names; `None` for an empty text."""
    method, _, path = text.partition(" ")
    return call_written(method, path) if text else None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the recipes' file, which editors check it by."""
    made = msgspec.json.schema(RecipesForm)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Recipes", **made}
