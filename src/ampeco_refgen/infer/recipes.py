"""Recipes × Catalog → RecipeBook: each step resolved to the newest live version, each name it mentions checked.

What the document does not have, or has only as deprecated, makes its step a `MissingStep` and a warning: a recipe
never tells what is not there. Recipes carry the title of the API they were written for; any other document has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.diagnostics import Diagnostic, warning
from ampeco_refgen.infer.recipe_book import RECIPES
from ampeco_refgen.infer.recipe_model import (
    Call,
    CheckedRecipe,
    CheckedStep,
    MissingStep,
    Note,
    Recipe,
    RecipeBook,
    ResolvedStep,
    Snippet,
    Step,
    UseCase,
)
from ampeco_refgen.infer.recipe_names import Declared, Kind, NamesOf, last_name
from ampeco_refgen.infer.sightings import Reader

_TOKEN = re.compile(r"`([^`]+)`")
_PATH_PARAMETER = re.compile(r"\{[^{}/]*\}")
_SIGNATURE = re.compile("signature", re.I)


def resolve_recipes(
    catalog: Catalog, fields: Fields, recipes: tuple[Recipe, ...] = RECIPES, *, reader: Reader | None = None
) -> RecipeBook:
    """Hold the recipes for the catalog's API against it; an empty book where there are none, or nothing resolves.

    A `reader` that has read values already, or is to be used again, saves reading them twice.
    """
    ours = [recipe for recipe in recipes if recipe.api == catalog.title]
    resolver = _Resolver(catalog, fields, reader or Reader(fields))
    if not any(resolver.operation(step.call) for recipe in ours for step in recipe.steps if step.call):
        return RecipeBook()
    checked = [resolver.recipe(recipe) for recipe in ours]
    kept = tuple(one for one in checked if any(isinstance(step, ResolvedStep) for step in one.steps))
    return RecipeBook(recipes=kept, diagnostics=tuple(resolver.diagnostics))


def use_cases(book: RecipeBook) -> tuple[UseCase, ...]:
    """Return a row for each recipe: its title and the steps that stand for it, the first where none is marked."""
    rows = []
    for recipe in book.recipes:
        calls = [step for step in recipe.steps if isinstance(step, ResolvedStep) and step.operation is not None]
        keys = tuple(step for step in calls if step.step.key) or tuple(calls[:1])
        rows.append(UseCase(title=recipe.title, steps=keys))
    return tuple(rows)


class Mention(Struct, frozen=True, kw_only=True):
    """What the recipes say of an operation or webhook: their titles, and the fields that the first sends in a body."""

    recipes: tuple[str, ...]
    sent: tuple[str, ...]


def mentions_of(book: RecipeBook) -> dict[str, Mention]:
    """Return what is mentioned of each operation (by key) and webhook (by name), recipes in the order of the book."""
    titles: dict[str, dict[str, None]] = {}
    sent: dict[str, tuple[str, ...]] = {}
    for recipe in book.recipes:
        for step in (one for one in recipe.steps if isinstance(one, ResolvedStep)):
            key = [step.operation.key] if step.operation is not None else []
            for subject in (*key, *step.step.webhooks):
                titles.setdefault(subject, {})[recipe.title] = None
            if key and step.step.body:
                sent.setdefault(key[0], step.step.body)
    return {subject: Mention(recipes=tuple(found), sent=sent.get(subject, ())) for subject, found in titles.items()}


def recipes_by_header(book: RecipeBook) -> dict[str, str]:
    """Return for each header of webhooks the title of the recipe that says what to do with it: a signature, say."""
    named = [
        (header, recipe.title)
        for recipe in book.recipes
        for step in recipe.steps
        for header in (step.step.headers if isinstance(step, ResolvedStep) else ())
    ]
    return dict(reversed(named))


class _Resolver:
    def __init__(self, catalog: Catalog, fields: Fields, reader: Reader) -> None:
        self._names = NamesOf(fields, reader)
        self._live, self._past = _newest(catalog.operations)
        self._webhooks: dict[str, list[Webhook]] = {}
        for _, webhook in catalog.declared_webhooks:
            self._webhooks.setdefault(webhook.name, []).append(webhook)
        self.diagnostics: list[Diagnostic] = []

    def operation(self, call: Call) -> Operation | None:
        return self._live.get(call)

    def recipe(self, recipe: Recipe) -> CheckedRecipe:
        steps = tuple(self._step(recipe, number, step) for number, step in enumerate(recipe.steps, 1))
        names = frozenset[str]().union(*(one.step.names for one in steps if isinstance(one, ResolvedStep)))
        notes = (note for note in recipe.notes if _tokens(note.text) <= names and self._holds(recipe, note))
        return CheckedRecipe(
            slug=recipe.slug,
            title=recipe.title,
            when=recipe.when,
            steps=steps,
            notes=tuple(note.text for note in notes),
            snippets=tuple(self._snippets(recipe)),
        )

    def _step(self, recipe: Recipe, number: int, step: Step) -> CheckedStep:
        operation = self.operation(step.call) if step.call else None
        reasons = [*self._no_operation(step, operation), *self._no_names(step, operation), *self._no_webhooks(step)]
        if not reasons:
            return ResolvedStep(step=step, operation=operation, call=self._request_line(step, operation))
        self._warn(recipe, f"step {number} ({step.call or 'webhooks'}): {'; '.join(reasons)}", operation)
        return MissingStep(step=step, reason="; ".join(reasons))

    def _holds(self, recipe: Recipe, note: Note) -> bool:
        """Tell whether the document still lacks what a note says that it lacks."""
        there = [f"{call or 'a webhook'} {name}".rstrip() for call, name in note.without if self._is_there(call, name)]
        if there:
            self._warn(recipe, f'the note "{note.text}" holds no longer: there is {" and ".join(there)}')
        return not there

    def _is_there(self, call: Call | None, name: str) -> bool:
        if call is None:
            return any(name.lower() in webhook.lower() for webhook in self._webhooks)
        operation = self.operation(call)
        return operation is not None and (not name or self._names.has_any(operation, name))

    def _no_operation(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if step.call is not None and operation is None:
            past = step.call in self._past
            yield "all versions of the operation are deprecated" if past else "the document has no such operation"

    def _no_names(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if operation is None:
            return
        listed = {
            Kind.FILTER: step.filters,
            Kind.INCLUDE: tuple(f"include[]={value}" for value in step.includes),
            Kind.PARAMETER: step.parameters,
            Kind.BODY: step.body,
            Kind.RESPONSE: step.response,
            Kind.STATUS: step.statuses,
        }
        for kind, names in listed.items():
            for name in names:
                found = self._names.of(operation, kind, name)
                yield from self._no_name(kind, name, found, operation)
                yield from _contradicted(step, kind, name, found)
        if step.wrapping is not None and (wrappings := self._names.wrappings(operation)) != {step.wrapping}:
            yield f"the answer comes as {' or '.join(sorted(wrappings))}"
        for status in step.statuses:
            there = self._names.error(operation, status) if step.errors else ()
            yield from (f"no field in the body of {status} {name}" for name in step.errors if name not in there)

    def _no_name(self, kind: Kind, name: str, found: list[Declared], operation: Operation) -> Iterator[str]:
        if found and not any(one.live for one in found):
            yield f"the {kind} {name} is deprecated"
        if found or (kind is Kind.RESPONSE and self._names.beside(operation, name)):
            return
        read_only = kind is Kind.BODY and name in self._names.unsent(operation)
        yield f"the {kind} {name} is read-only" if read_only else f"no {kind} {name}"

    def _no_webhooks(self, step: Step) -> Iterator[str]:
        known: list[Webhook] = []
        for name in step.webhooks:
            uses = self._webhooks.get(name, [])
            if not uses or all(webhook.deprecated for webhook in uses):
                yield f"the webhook {name} is {'deprecated' if uses else 'not in the document'}"
                continue
            known.append(uses[0])
            absent = (field for field in step.payload if not self._names.payload(uses[0], field))
            yield from (f"no field of {name} {field}" for field in absent)
            headers = {one.name for webhook in uses for one in webhook.parameters if one.location == "header"}
            yield from (f"no header {header} of {name}" for header in step.headers if header not in headers)
            replies = {response.status for webhook in uses for response in webhook.responses}
            yield from (f"no answer {status} to {name}" for status in step.replies if status not in replies)
        for field in step.payload:
            found = [one for webhook in known for one in self._names.payload(webhook, field)]
            yield from _contradicted(step, None, field, found)

    def _request_line(self, step: Step, operation: Operation | None) -> str:
        """Return method, path and query; a switch among the parameters is turned on."""
        if operation is None:
            return ""
        names = [one.name for one in operation.parameters if one.location == "query"]
        in_query = {name: self._names.of(operation, Kind.PARAMETER, name) for name in names}
        switches = {name: "true" for name, found in in_query.items() if found and found[0].types == {"boolean"}}
        values = switches | dict(reversed(step.values))
        sent = (*step.filters, *(name for name in step.parameters if name in in_query))
        pairs = [f"{name}={values.get(name, f'{{{last_name(name)}}}')}" for name in sent]
        pairs += [f"include[]={value}" for value in step.includes]
        return operation.key + (f"?{'&'.join(pairs)}" if pairs else "")

    def _snippets(self, recipe: Recipe) -> Iterator[Snippet]:
        for snippet in recipe.snippets:
            uses = self._webhooks.get(snippet.webhook, [])
            headers = [one.name for webhook in uses for one in webhook.parameters if one.location == "header"]
            header = next((name for name in headers if _SIGNATURE.search(name)), None)
            if header is None:
                self._warn(recipe, f"the {snippet.language} code: {snippet.webhook} has no signature header")
            else:
                yield replace(snippet, text=snippet.text.replace("$signature_header", header))

    def _warn(self, recipe: Recipe, message: str, operation: Operation | None = None) -> None:
        pointer = operation.pointer if operation is not None else ""
        self.diagnostics.append(warning("recipe-step-missing", f'recipe "{recipe.title}", {message}', pointer))


def _newest(operations: Iterable[Operation]) -> tuple[dict[Call, Operation], frozenset[Call]]:
    """Return the newest live operation of each call, and the calls that only deprecated operations have."""
    live: dict[Call, Operation] = {}
    past: set[Call] = set()
    for operation in sorted(operations, key=lambda one: version_key(one.place.version)):
        place = operation.place
        call = Call(
            method=operation.method,
            family=place.family,
            resource=place.resource,
            subpath=_PATH_PARAMETER.sub("{}", place.subpath),
        )
        if operation.deprecated:
            past.add(call)
        else:
            live[call] = operation
    return live, frozenset(past - live.keys())


def _contradicted(step: Step, kind: Kind | None, name: str, found: list[Declared]) -> Iterator[str]:
    """Yield what a step says of a name that its declarations do not bear out."""
    if not found:
        return
    for wanted in (value for owner, value in step.values if owner == name):
        if not any(wanted in one.values for one in found if one.values is not None):
            yield f"{name} does not list the value {wanted}"
    for wanted in (type_name for owner, type_name in step.types if owner == name):
        if not all(one.types == {wanted} for one in found):
            yield f"{name} is no {wanted}"
    if kind in (Kind.PARAMETER, Kind.BODY) and name in step.required and not all(one.required for one in found):
        yield f"{name} is not required"


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text))
