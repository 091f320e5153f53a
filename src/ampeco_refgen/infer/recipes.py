"""Recipes × Catalog → RecipeBook: each step resolved to the newest live version, each name it mentions checked.

What the document does not have, or has only as deprecated, makes its step a `MissingStep` and a warning: a recipe
never tells what is not there. Recipes carry the title of the API they were written for; any other document has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ampeco_refgen.catalog.classify import version_key
from ampeco_refgen.catalog.facts import Facts, Share
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.catalog.terms import Part, TermsOf
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
from ampeco_refgen.jsonvalue import value_of

_TOKEN = re.compile(r"`([^`]+)`")
_PATH_PARAMETER = re.compile(r"\{[^{}/]*\}")
_SIGNATURE = re.compile("signature", re.I)

Found = dict[str, list[Facts]]
"""What the document says of each name of one kind; several where several webhooks have it."""


def resolve_recipes(catalog: Catalog, fields: Fields, recipes: tuple[Recipe, ...] = RECIPES) -> RecipeBook:
    """Hold the recipes for the catalog's API against it; an empty book where there are none, or nothing resolves."""
    resolver = _Resolver(catalog, fields)
    ours = [recipe for recipe in recipes if recipe.api == catalog.title]
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
        rows.append(UseCase(title=recipe.title, slug=recipe.slug, steps=keys))
    return tuple(rows)


def unchecked_names(recipe: Recipe) -> tuple[str, ...]:
    """Return what the texts of a recipe mention in backticks without a step that declares it: always to be empty."""
    everywhere = frozenset[str]().union(*(step.names for step in recipe.steps))
    loose = [name for step in recipe.steps for name in sorted(_mentioned(step) - step.names)]
    texts = (recipe.when, *(note.text for note in recipe.notes))
    return (*loose, *(name for text in texts for name in sorted(_tokens(text) - everywhere)))


class _Resolver:
    def __init__(self, catalog: Catalog, fields: Fields) -> None:
        self._terms = TermsOf(fields)
        self._live, self._past = _newest(catalog.operations)
        self._webhooks: dict[str, list[Webhook]] = {}
        for webhook in (*(one for operation in catalog.operations for one in operation.callbacks), *catalog.webhooks):
            self._webhooks.setdefault(webhook.name, []).append(webhook)
        self._known: dict[str, Mapping[Part, Found]] = {}
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
        return operation is not None and (not name or any(name in found for found in self._of(operation).values()))

    def _no_operation(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if step.call is not None and operation is None:
            past = step.call in self._past
            yield "all versions of the operation are deprecated" if past else "the document has no such operation"

    def _no_names(self, step: Step, operation: Operation | None) -> Iterator[str]:
        if operation is None:
            return
        known = self._of(operation)
        for noun, names, parts in (
            ("filter", step.filters, (Part.FILTER,)),
            ("include", [f"include[]={value}" for value in step.includes], (Part.INCLUDE,)),
            ("parameter", step.parameters, (Part.PATH_PARAMETER, Part.PARAMETER)),
            ("body field", step.body, (Part.BODY_FIELD,)),
            ("response field", step.response, (Part.RESPONSE_FIELD, Part.ENVELOPE_FIELD)),
            ("status", step.statuses, (Part.STATUS,)),
        ):
            found = {name: facts for part in parts for name, facts in known.get(part, {}).items()}
            yield from _missing(noun, names, found)
            yield from _wrong_values(step, names, found)
            yield from _wrong_types(step, names, found)
            if noun in ("parameter", "body field"):
                yield from _not_required(step, names, found)
        wrapping = self._terms.settings(operation)[Part.WRAPPING]
        if step.wrapping is not None and wrapping != step.wrapping:
            yield f"the answer comes as {wrapping}"
        for status in step.statuses:
            yield from _missing(f"field in the body of {status}", step.errors, self._errors(operation, status))

    def _no_webhooks(self, step: Step) -> Iterator[str]:
        for name in step.webhooks:
            uses = self._webhooks.get(name, [])
            if not uses or all(webhook.deprecated for webhook in uses):
                yield f"the webhook {name} is {'deprecated' if uses else 'not in the document'}"
                continue
            yield from _missing(f"field of {name}", step.payload, self._payload(name))
            headers = {one.name for webhook in uses for one in webhook.parameters if one.location == "header"}
            yield from (f"no header {header} of {name}" for header in step.headers if header not in headers)
            replies = {response.status for webhook in uses for response in webhook.responses}
            yield from (f"no answer {status} to {name}" for status in step.replies if status not in replies)
        together: Found = {}
        for name in step.webhooks:
            for path, facts in self._payload(name).items():
                together.setdefault(path, []).extend(facts)
        yield from _wrong_values(step, step.payload, together)
        yield from _wrong_types(step, step.payload, together)

    def _request_line(self, step: Step, operation: Operation | None) -> str:
        """Return method, path and query; a switch among the parameters is turned on."""
        if operation is None:
            return ""
        parameters = self._of(operation).get(Part.PARAMETER, {})
        switches = {name: "true" for name, found in parameters.items() if found[0].types == {"boolean"}}
        values = switches | dict(reversed(step.values))
        sent = (*step.filters, *(name for name in step.parameters if name in parameters))
        pairs = [f"{name}={values.get(name, _placeholder(name))}" for name in sent]
        pairs += [f"include[]={value}" for value in step.includes]
        return operation.key + (f"?{'&'.join(pairs)}" if pairs else "")

    def _of(self, operation: Operation) -> Mapping[Part, Found]:
        if operation.key not in self._known:
            found: dict[Part, Found] = {}
            # Callbacks are looked up by name: the operation that takes subscriptions has dozens of them.
            for address, facts in self._terms.operation(replace(operation, callbacks=())).items():
                if not address.scope:
                    found.setdefault(address.part, {})[address.where] = [facts]
            self._known[operation.key] = found
        return self._known[operation.key]

    def _errors(self, operation: Operation, status: str) -> Found:
        terms = self._terms.operation(replace(operation, callbacks=()))
        return {address.where: [facts] for address, facts in terms.items() if address.scope == status}

    def _payload(self, name: str) -> Found:
        found: Found = {}
        for webhook in self._webhooks.get(name, [])[:1]:
            for address, facts in self._terms.webhook(webhook).items():
                if address.part is Part.WEBHOOK_FIELD:
                    found[address.where] = [facts]
        return found

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


def _missing(noun: str, names: Iterable[str], found: Found) -> Iterator[str]:
    for name in names:
        facts = found.get(name, [])
        if not facts:
            yield f"no {noun} {name}"
        elif all(one.deprecated is Share.ALL for one in facts):
            yield f"the {noun} {name} is deprecated"
        elif not any(one.sent for one in facts):
            yield f"the {noun} {name} is read-only"


def _wrong_values(step: Step, names: Iterable[str], found: Found) -> Iterator[str]:
    """A value may be that of the items of a list: `filter[purchaseType]` of which each item is one of an enum."""
    for name, value in step.values:
        if name in names and name in found:
            enums = [one.enum for path in (name, f"{name}[]") for one in found.get(path, []) if one.enum is not None]
            if not any(str(value_of(text)) == value for enum in enums for text in enum):
                yield f"{name} does not list the value {value}"


def _wrong_types(step: Step, names: Iterable[str], found: Found) -> Iterator[str]:
    for name, kind in step.types:
        if name in names and not all(one.types == {kind} for one in found.get(name, [])):
            yield f"{name} is no {kind}"


def _not_required(step: Step, names: Iterable[str], found: Found) -> Iterator[str]:
    for name in step.required:
        if name in names and not all(one.required is Share.ALL for one in found.get(name, [])):
            yield f"{name} is not required"


def _placeholder(name: str) -> str:
    return "{" + re.split(r"[\[\]]+", name.rstrip("]"))[-1] + "}"


def _mentioned(step: Step) -> frozenset[str]:
    """Return what a step speaks of: in its text, and as the owner of a value, a type or a required mark."""
    owners = (*(name for name, _ in (*step.values, *step.types)), *step.required)
    return _tokens(step.text) | frozenset(owners)


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text))
