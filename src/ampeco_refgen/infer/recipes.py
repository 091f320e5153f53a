"""Recipes × Catalog → RecipeBook: each step resolved to the newest live version, each name it mentions checked.

What the document does not have, or has only as deprecated, makes its step a `MissingStep` and a warning: a recipe
never tells what is not there. They are those of the document's profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.includes import include_query
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.diagnostics import Diagnostic, warning
from ampeco_refgen.infer.newest_calls import newest_calls
from ampeco_refgen.infer.occurrences import Location, Occurrence, Occurrences
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Snippet, Step
from ampeco_refgen.infer.responses import include_values, response_form

_TOKEN = re.compile(r"`([^`]+)`")
_SIGNATURE = re.compile("signature", re.I)
_SWITCH = frozenset({"true", "false"})


class ResolvedStep(Struct, frozen=True, kw_only=True):
    """A step of which everything was found, with its newest live operation; `None` where it is about webhooks.

    `call` is its request line with what it sends in the query, `{name}` where the caller has to choose.
    """

    step: Step
    operation: Operation | None
    call: str

    @property
    def brief(self) -> str:
        """The request line with the first part of its query only."""
        return self.call.split("&", maxsplit=1)[0]


class MissingStep(Struct, frozen=True, kw_only=True):
    """A step that the document does not support any more, and why."""

    step: Step
    reason: str


CheckedStep: TypeAlias = ResolvedStep | MissingStep


class CheckedRecipe(Struct, frozen=True, kw_only=True):
    """A recipe held against a document; `notes` and `snippets` only those that still hold."""

    slug: str
    title: str
    when: str
    steps: tuple[CheckedStep, ...]
    notes: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()


class RecipeBook(Struct, frozen=True, kw_only=True):
    """The recipes for one document, in the order they are authored in, and a warning for each step left out."""

    recipes: tuple[CheckedRecipe, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class UseCase(Struct, frozen=True, kw_only=True):
    """A row of a short table: a task, and the steps that stand for it."""

    title: str
    steps: tuple[ResolvedStep, ...]


class Mention(Struct, frozen=True, kw_only=True):
    """What the recipes say of an operation or webhook: their titles, and the fields that the first sends in a body."""

    recipes: tuple[str, ...]
    sent: tuple[str, ...]


class NameKind(StrEnum):
    """What a name that a recipe mentions stands for."""

    FILTER = "filter"
    INCLUDE = "include"
    PARAMETER = "parameter"
    BODY = "body field"
    RESPONSE = "response field"
    STATUS = "status"


_LOCATIONS = {
    NameKind.FILTER: (Location.FILTER,),
    NameKind.PARAMETER: (Location.PATH, Location.QUERY),
    NameKind.BODY: (Location.BODY,),
    NameKind.RESPONSE: (Location.RESPONSE,),
}


def resolve_recipes(
    catalog: Catalog, fields: Fields, recipes: tuple[Recipe, ...], *, occurrences: Occurrences | None = None
) -> RecipeBook:
    """Hold recipes against a catalog; an empty book where there are none, or nothing resolves.

    `occurrences` that were read already, or are to be used again, save reading them twice.
    """
    resolver = _Resolver(catalog, fields, occurrences or Occurrences(catalog, fields))
    if not any(resolver.operation(step.call) for recipe in recipes for step in recipe.steps if step.call):
        return RecipeBook()
    checked = [resolver.recipe(recipe) for recipe in recipes]
    kept = tuple(recipe for recipe in checked if any(isinstance(step, ResolvedStep) for step in recipe.steps))
    return RecipeBook(recipes=kept, diagnostics=tuple(resolver.diagnostics))


def use_cases(book: RecipeBook) -> tuple[UseCase, ...]:
    """Return a row for each recipe: its title and the steps that stand for it, the first where none is marked."""
    rows = []
    for recipe in book.recipes:
        calls = [step for step in recipe.steps if isinstance(step, ResolvedStep) and step.operation is not None]
        keys = tuple(step for step in calls if step.step.key) or tuple(calls[:1])
        rows.append(UseCase(title=recipe.title, steps=keys))
    return tuple(rows)


def mentions_of(book: RecipeBook) -> dict[str, Mention]:
    """Return what is mentioned of each operation (by key) and webhook (by name), recipes in the order of the book."""
    titles: dict[str, dict[str, None]] = {}
    sent: dict[str, tuple[str, ...]] = {}
    for recipe in book.recipes:
        for step in (step for step in recipe.steps if isinstance(step, ResolvedStep)):
            key = [step.operation.key] if step.operation is not None else []
            for subject in (*key, *step.step.webhooks):
                titles.setdefault(subject, {})[recipe.title] = None
            if key and step.step.body:
                sent.setdefault(key[0], step.step.body)
    return {subject: Mention(recipes=tuple(recipes), sent=sent.get(subject, ())) for subject, recipes in titles.items()}


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
    """Holds recipes against one document; what it has not is told in `diagnostics`."""

    def __init__(self, catalog: Catalog, fields: Fields, occurrences: Occurrences) -> None:
        self._names = _Names(fields, occurrences)
        self._live, self._deprecated = newest_calls(catalog.operations)
        self._webhooks: dict[str, list[Webhook]] = {}
        for _, webhook in catalog.declared_webhooks:
            self._webhooks.setdefault(webhook.name, []).append(webhook)
        self.diagnostics: list[Diagnostic] = []

    def operation(self, call: RecipeCall) -> Operation | None:
        """Return the newest live operation of a call."""
        return self._live.get(call)

    def recipe(self, recipe: Recipe) -> CheckedRecipe:
        """Return a recipe with its steps checked, and those notes and snippets that still hold."""
        steps = tuple(self._step(recipe, number, step) for number, step in enumerate(recipe.steps, 1))
        names = frozenset[str]().union(*(step.step.names for step in steps if isinstance(step, ResolvedStep)))
        # A note about something that only a missing step declares goes with the step.
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

    def _holds(self, recipe: Recipe, note: RecipeNote) -> bool:
        """Tell whether the document still lacks what a note says that it lacks."""
        there = [f"{call or 'a webhook'} {name}".rstrip() for call, name in note.without if self._is_there(call, name)]
        if there:
            self._warn(recipe, f'the note "{note.text}" holds no longer: there is {" and ".join(there)}')
        return not there

    def _is_there(self, call: RecipeCall | None, name: str) -> bool:
        """Tell whether the document has what a note says that it lacks (see `RecipeNote.without`)."""
        if call is None:
            return any(name.lower() in webhook.lower() for webhook in self._webhooks)
        operation = self.operation(call)
        return operation is not None and (not name or any(self._names.has(operation, kind, name) for kind in NameKind))

    # Each of these yields in words what a step says that the document does not have; nothing where all is there.

    def _no_operation(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if step.call is not None and operation is None:
            past = step.call in self._deprecated
            yield "all versions of the operation are deprecated" if past else "the document has no such operation"

    def _no_names(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if operation is None:
            return
        listed = {
            NameKind.FILTER: step.filters,
            NameKind.INCLUDE: tuple(f"include[]={value}" for value in step.includes),
            NameKind.PARAMETER: step.parameters,
            NameKind.BODY: step.body,
            NameKind.RESPONSE: step.response,
            NameKind.STATUS: step.statuses,
        }
        for kind, names in listed.items():
            for name in names:
                yield from self._no_name(kind, name, operation)
                yield from _contradicted(step, kind, name, self._names.of(operation, kind, name))
        if step.wrapping is not None and (wrappings := self._names.wrappings(operation)) != {step.wrapping}:
            yield f"the answer comes as {' or '.join(sorted(wrappings))}"
        for status in step.statuses:
            there = self._names.in_error(operation, status) if step.errors else ()
            yield from (f"no field in the body of {status} {name}" for name in step.errors if name not in there)

    def _no_name(self, kind: NameKind, name: str, operation: Operation) -> Iterator[str]:
        if self._names.has(operation, kind, name):
            declarations = self._names.of(operation, kind, name)
            if declarations and not any(occurrence.live for occurrence in declarations):
                yield f"the {kind} {name} is deprecated"
            return
        if kind is NameKind.RESPONSE and self._names.in_envelope(operation, name):
            return
        read_only = kind is NameKind.BODY and name in self._names.read_only(operation)
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
            headers = {
                parameter.name for webhook in uses for parameter in webhook.parameters if parameter.location == "header"
            }
            yield from (f"no header {header} of {name}" for header in step.headers if header not in headers)
            replies = {response.status for webhook in uses for response in webhook.responses}
            yield from (f"no answer {status} to {name}" for status in step.replies if status not in replies)
        for field in step.payload:
            declarations = [occurrence for webhook in known for occurrence in self._names.payload(webhook, field)]
            yield from _contradicted(step, None, field, declarations)

    def _request_line(self, step: Step, operation: Operation | None) -> str:
        """Return method, path and query; a switch among the parameters is turned on."""
        if operation is None:
            return ""
        names = [parameter.name for parameter in operation.parameters if parameter.location == "query"]
        in_query = {name: self._names.of(operation, NameKind.PARAMETER, name) for name in names}
        switches = {
            name: "true"
            for name, declarations in in_query.items()
            if declarations and declarations[0].types == {"boolean"}
        }
        values = switches | dict(reversed(step.values))
        sent = (*step.filters, *(name for name in step.parameters if name in in_query))
        pairs = [f"{name}={values.get(name, f'{{{_last_name(name)}}}')}" for name in sent]
        pairs += [include_query(operation, value) for value in step.includes]
        return operation.key + (f"?{'&'.join(pairs)}" if pairs else "")

    def _snippets(self, recipe: Recipe) -> Iterator[Snippet]:
        for snippet in recipe.snippets:
            uses = self._webhooks.get(snippet.webhook, [])
            headers = [
                parameter.name for webhook in uses for parameter in webhook.parameters if parameter.location == "header"
            ]
            header = next((name for name in headers if _SIGNATURE.search(name)), None)
            if header is None:
                self._warn(recipe, f"the {snippet.language} code: {snippet.webhook} has no signature header")
            else:
                yield replace(snippet, text=snippet.text.replace("$signature_header", header))

    def _warn(self, recipe: Recipe, message: str, operation: Operation | None = None) -> None:
        pointer = operation.pointer if operation is not None else ""
        self.diagnostics.append(warning("recipe-step-missing", f'recipe "{recipe.title}", {message}', pointer))


class _Names:
    """Finds names in the operations and webhooks of one document."""

    def __init__(self, fields: Fields, occurrences: Occurrences) -> None:
        self._fields = fields
        self._occurrences = occurrences

    def of(self, operation: Operation, kind: NameKind, name: str) -> list[Occurrence]:
        """Return where a parameter or field of this name stands; variants of a union may each have their own."""
        locations = _LOCATIONS.get(kind, ())
        declared = self._occurrences.of(operation)
        return [occurrence for occurrence in declared if occurrence.location in locations and occurrence.path == name]

    def has(self, operation: Operation, kind: NameKind, name: str) -> bool:
        """Tell whether an operation has a name of this kind."""
        if kind is NameKind.STATUS:
            return any(response.status == name for response in operation.responses)
        if kind is NameKind.INCLUDE:
            shapes = self._fields.shapes
            values = (value for parameter in operation.parameters for value in include_values(parameter, shapes))
            return name in {f"include[]={value}" for value in values}
        return bool(self.of(operation, kind, name))

    def payload(self, webhook: Webhook, name: str) -> list[Occurrence]:
        """Return where a field of this name stands in a webhook's payload."""
        return [occurrence for occurrence in self._occurrences.of(webhook) if occurrence.path == name]

    def in_envelope(self, operation: Operation, name: str) -> bool:
        """Tell whether an answer has a field beside its data: `links.next`."""
        for response in success_responses(operation):
            for media in response.media:
                payload = payload_of(media, self._fields.shapes)
                first = name.partition(".")[0]
                member = payload.root.member(first) if payload.root is not None and first in payload.envelope else None
                rows = self._fields.flat(member.shape, Direction.RESPONSE, first) if member is not None else ()
                if (name == first and member is not None) or any(row.path == name for row in rows):
                    return True
        return False

    def read_only(self, operation: Operation) -> frozenset[str]:
        """Return the fields of a body that a client must not send."""
        shapes = self._fields.shapes
        media = operation.body.media if operation.body else ()
        roots = [shapes.expanded(shapes.of(content.schema)) for content in media if content.schema is not None]
        return frozenset(path for root in roots for path in self._fields.left_out(root, Direction.REQUEST))

    def in_error(self, operation: Operation, status: str) -> frozenset[str]:
        """Return the fields in the body of a status."""
        media = (content for response in operation.responses if response.status == status for content in response.media)
        shapes = [self._fields.shapes.of(content.schema) for content in media if content.schema is not None]
        return frozenset(row.path for shape in shapes for row in self._fields.flat(shape, Direction.RESPONSE))

    def wrappings(self, operation: Operation) -> frozenset[Wrapping]:
        """Return how an operation's successful responses carry their payload."""
        return response_form(operation, self._fields.shapes).wrappings or frozenset({Wrapping.EMPTY})


def _contradicted(step: Step, kind: NameKind | None, name: str, declarations: list[Occurrence]) -> Iterator[str]:
    """Yield what a step says of a name that its declarations do not bear out."""
    if not declarations:
        return
    for wanted in (value for owner, value in step.values if owner == name):
        if wanted and not any(wanted in _allowed(occurrence) for occurrence in declarations):
            yield f"{name} does not list the value {wanted}"
    for wanted in (type_name for owner, type_name in step.types if owner == name):
        if not all(occurrence.types == {wanted} for occurrence in declarations):
            yield f"{name} is no {wanted}"
    if (
        kind in (NameKind.PARAMETER, NameKind.BODY)
        and name in step.required
        and not all(occurrence.required for occurrence in declarations)
    ):
        yield f"{name} is not required"


def _allowed(occurrence: Occurrence) -> frozenset[str]:
    """Return the values that are declared: those of an enum, or both of a switch."""
    switch = _SWITCH if occurrence.types == {"boolean"} else frozenset[str]()
    return occurrence.values if occurrence.values is not None else switch


def _tokens(text: str) -> frozenset[str]:
    """Return what a text mentions in backticks."""
    return frozenset(_TOKEN.findall(text))


def _last_name(sent: str) -> str:
    """Return the last name in a parameter as it is sent: `filter[owner][userId]` → userId."""
    return re.split(r"[\[\]]+", sent.rstrip("]"))[-1]
