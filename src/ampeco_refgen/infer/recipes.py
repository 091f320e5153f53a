"""Recipes × Catalog → RecipeBook: each step resolved to the newest live version, each name it mentions checked.

A step whose call is there stays, and says which of its names no longer hold (`recipe_checks`); a call of which all
versions are deprecated is told so. Only a step whose call is gone becomes a `MissingStep`. Each of these is a warning
that names the row, so that somebody can mend it. The recipes are those of the document's profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.includes import include_query
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.basis import Basis
from ampeco_refgen.infer.basis_check import DescribedPlaces, place_of
from ampeco_refgen.infer.followed_calls import CallSuccessions, follow
from ampeco_refgen.infer.newest_calls import call_of, call_written, newest_calls
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.own_data import RECIPES_FILE, own_data_warning, step_row
from ampeco_refgen.infer.recipe_checks import Lack, NameKind, Names, StepCheck, in_clauses, is_listed
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, Snippet, Step
from ampeco_refgen.infer.successors import Successions

_TOKEN = re.compile(r"`([^`]+)`")
_SIGNATURE = re.compile("signature", re.I)


class ResolvedStep(Struct, frozen=True, kw_only=True):
    """A step whose call the document has, with its newest live operation; `None` where it is about webhooks.

    `call` is its request line with what it sends in the query, `{name}` where the caller has to choose. `text` is that
    of the step with a mark behind each name that no longer holds; `lacks` are these, and what else is not so any more.
    A call of which only deprecated versions are left is shown in the newest of them.
    """

    step: Step
    operation: Operation | None
    call: str
    text: str
    lacks: tuple[Lack, ...] = ()

    @property
    def brief(self) -> str:
        """The request line with the first part of its query only; without any where a name of it is gone."""
        gone = {lack.name for lack in self.lacks}
        whole = gone.isdisjoint((*self.step.filters, *self.step.parameters))
        return self.call.split("&" if whole else "?", maxsplit=1)[0]

    @property
    def is_deprecated(self) -> bool:
        """Whether all versions of the call are deprecated."""
        return self.operation is not None and self.operation.deprecated

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is no longer as the step says, in clauses."""
        return in_clauses(self.lacks)

    @property
    def sent(self) -> tuple[str, ...]:
        """The fields that the step sends in a body and that can be sent still."""
        gone = {lack.name for lack in self.lacks}
        return tuple(name for name in self.step.body if name not in gone)

    @property
    def webhooks(self) -> tuple[str, ...]:
        """The webhooks of the step that are in the document."""
        gone = {lack.name for lack in self.lacks if lack.mark == "gone"}
        return tuple(name for name in self.step.webhooks if name not in gone)


class MissingStep(Struct, frozen=True, kw_only=True):
    """A step whose call, or every webhook of it, is not in the document any more."""

    step: Step
    reason: str


CheckedStep: TypeAlias = ResolvedStep | MissingStep


class CheckedRecipe(Struct, frozen=True, kw_only=True):
    """A recipe held against a document, its texts with a mark behind each name that is gone.

    `notes` and `snippets` are only those that still hold.
    """

    slug: str
    title: str
    when: str
    steps: tuple[CheckedStep, ...]
    notes: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()


class RecipeBook(Struct, frozen=True, kw_only=True):
    """The recipes for one document, in the order they are authored in, and a warning for each part that needs care."""

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


def resolve_recipes(
    catalog: Catalog,
    fields: Fields,
    recipes: tuple[Recipe, ...],
    *,
    occurrences: Occurrences | None = None,
    successions: Successions | None = None,
    followed: CallSuccessions | None = None,
    file: str = RECIPES_FILE,
) -> RecipeBook:
    """Hold recipes against a catalog; an empty book where there are none.

    `occurrences` that were read already, or are to be used again, save reading them twice. `successions` tell what to
    use for a deprecated name, `followed` which calls surely became others; `file` is what warnings name.
    """
    resolver = _Resolver(
        catalog, fields, occurrences or Occurrences(catalog, fields), successions, followed or {}, file
    )
    checked = [resolver.recipe(recipe) for recipe in recipes]
    kept = tuple(recipe for recipe in checked if any(isinstance(step, ResolvedStep) for step in recipe.steps))
    return RecipeBook(recipes=kept, diagnostics=tuple(resolver.diagnostics))


def use_cases(book: RecipeBook) -> tuple[UseCase, ...]:
    """Return a row for each recipe: its title and the steps that stand for it, the first where none is marked.

    A recipe of which only steps about webhooks are left has none.
    """
    rows = []
    for recipe in book.recipes:
        calls = [step for step in recipe.steps if isinstance(step, ResolvedStep) and step.operation is not None]
        keys = tuple(step for step in calls if step.step.key) or tuple(calls[:1])
        if keys:
            rows.append(UseCase(title=recipe.title, steps=keys))
    return tuple(rows)


def mentions_of(book: RecipeBook) -> dict[str, Mention]:
    """Return what is mentioned of each operation (by key) and webhook (by name), recipes in the order of the book."""
    titles: dict[str, dict[str, None]] = {}
    sent: dict[str, tuple[str, ...]] = {}
    for recipe in book.recipes:
        for step in (step for step in recipe.steps if isinstance(step, ResolvedStep)):
            key = [step.operation.key] if step.operation is not None else []
            for subject in (*key, *step.webhooks):
                titles.setdefault(subject, {})[recipe.title] = None
            if key and step.sent:
                sent.setdefault(key[0], step.sent)
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

    def __init__(
        self,
        catalog: Catalog,
        fields: Fields,
        occurrences: Occurrences,
        successions: Successions | None,
        followed: CallSuccessions,
        file: str,
    ) -> None:
        self._names = Names(fields, occurrences)
        self._places = DescribedPlaces(catalog, fields, occurrences)
        self._live, self._deprecated = newest_calls(catalog.operations)
        self._webhooks: dict[str, list[Webhook]] = {}
        for _, webhook in catalog.declared_webhooks:
            self._webhooks.setdefault(webhook.name, []).append(webhook)
        self._successions = successions
        self._followed = followed
        self._check = StepCheck(self._names, self._webhooks, successions)
        self._file = file
        self.diagnostics: list[Diagnostic] = []

    def operation(self, call: RecipeCall) -> Operation | None:
        """Return the newest live operation of a call, or of what it surely became; else the newest deprecated one."""
        if call in self._live:
            return self._live[call]
        successor = follow(call, self._followed)
        followed = self._live.get(successor) if successor is not None else None
        return followed or self._deprecated.get(call)

    def recipe(self, recipe: Recipe) -> CheckedRecipe:
        """Return a recipe with its steps checked, and those notes and snippets that still hold."""
        steps = tuple(self._step(recipe, number, step) for number, step in enumerate(recipe.steps, 1))
        marks = _marks_for_notes(steps)
        return CheckedRecipe(
            slug=recipe.slug,
            title=recipe.title,
            when=marked(recipe.when, marks),
            steps=steps,
            notes=tuple(self._notes(recipe, steps, marks)),
            snippets=tuple(self._snippets(recipe)),
        )

    def _step(self, recipe: Recipe, number: int, step: Step) -> CheckedStep:
        row = step_row(recipe.slug, number, step.subject)
        operation = self.operation(step.call) if step.call else None
        if step.call is not None and operation is None:
            return self._missing(row, step, f"`{step.call}` is not in the document")
        if step.call is None and step.webhooks and not any(name in self._webhooks for name in step.webhooks):
            return self._missing(row, step, "; ".join(in_clauses(self._check.of_webhooks(step))))
        of_call = self._check.of_call(step, operation) if operation is not None else ()
        named = tuple(dict.fromkeys((*of_call, *self._check.of_webhooks(step))))
        rests = self._no_basis(step.rests_on, step.call, frozenset(lack.name for lack in named))
        lacks = (*named, *(Lack(name="", mark="", reason=reason) for reason in rests))
        resolved = ResolvedStep(
            step=step,
            operation=operation,
            call=self._request_line(step, operation),
            text=marked(step.text, _marks_of(lacks)),
            lacks=lacks,
        )
        reasons = [*self._became(step.call, operation), *self._past(operation), *resolved.reasons]
        if reasons:
            message = f'{"; ".join(reasons)}; it says "{step.text}"'
            pointer = operation.pointer if operation is not None else ""
            self.diagnostics.append(own_data_warning("recipe-step-outdated", self._file, row, message, pointer))
        return resolved

    def _became(self, call: RecipeCall | None, operation: Operation | None) -> Iterator[str]:
        """Say which call is shown in place of one that was renamed or replaced."""
        if call is None or operation is None:
            return
        if call not in (call_of(operation.method, operation.place), call_written(operation.method, operation.path)):
            yield f"`{call}` became `{operation.key}`, which is shown"

    def _missing(self, row: str, step: Step, reason: str) -> MissingStep:
        message = f'left out, for {reason}; it said "{step.text}"'
        self.diagnostics.append(own_data_warning("recipe-step-missing", self._file, row, message))
        return MissingStep(step=step, reason=reason)

    def _no_basis(
        self, rests_on: tuple[Basis, ...], call: RecipeCall | None = None, told: frozenset[str] = frozenset()
    ) -> Iterator[str]:
        """Yield in words each place of the document that a text rests on and that is gone, but for names of `told`."""
        for basis in rests_on:
            if told.isdisjoint(basis.place.split()) and self._places.at(basis, call) is None:
                yield f"what it says rests on `{place_of(basis, call)}`, which is no longer in the document"

    def _past(self, operation: Operation | None) -> Iterator[str]:
        """Yield that a call is deprecated, with what to use instead as far as that is known."""
        if operation is None or not operation.deprecated:
            return
        succession = self._successions.of_operation(operation.key) if self._successions is not None else None
        instead = " and ".join(succession.successors) if succession is not None else ""
        yield f"all versions of the call are deprecated, {f'use {instead}' if instead else 'successor: none known'}"

    def _notes(self, recipe: Recipe, steps: tuple[CheckedStep, ...], marks: dict[str, str]) -> Iterator[str]:
        """Yield the notes that hold; one about something that only a missing step declares goes with the step."""
        names = frozenset[str]().union(*(step.step.names for step in steps if isinstance(step, ResolvedStep)))
        for number, note in enumerate(recipe.notes, 1):
            row = f"recipe {recipe.slug}, note {number}"
            gone = sorted(tokens(note.text) - names)
            there = [
                f"{call or 'a webhook'} {name}".rstrip() for call, name in note.without if self._is_there(call, name)
            ]
            if gone:
                named = ", ".join(f"`{name}`" for name in gone)
                self._left_out(row, f'no step that is left declares {named}; it said "{note.text}"')
            elif there:
                self._left_out(row, f'there is {" and ".join(there)}; it said "{note.text}"')
            elif reasons := tuple(self._no_basis(note.rests_on)):
                self._left_out(row, f'{"; ".join(reasons)}; it said "{note.text}"')
            else:
                yield marked(note.text, marks)

    def _is_there(self, call: RecipeCall | None, name: str) -> bool:
        """Tell whether the document has what a note says that it lacks (see `RecipeNote.without`)."""
        if call is None:
            return any(name.lower() in webhook.lower() for webhook in self._webhooks)
        operation = self._live.get(call)
        return operation is not None and (not name or any(self._names.has(operation, kind, name) for kind in NameKind))

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
        declared = {**in_query, **{name: self._names.of(operation, NameKind.FILTER, name) for name in step.filters}}
        listed = ((name, value) for name, value in step.values if not value or is_listed(value, declared.get(name, [])))
        values = switches | dict(reversed(tuple(listed)))
        filters = (name for name in step.filters if self._names.has(operation, NameKind.FILTER, name))
        sent = (*filters, *(name for name in step.parameters if name in in_query))
        pairs = [f"{name}={values.get(name, f'{{{_last_name(name)}}}')}" for name in sent]
        pairs += [
            include_query(operation, value)
            for value in step.includes
            if self._names.has(operation, NameKind.INCLUDE, f"include[]={value}")
        ]
        return operation.key + (f"?{'&'.join(pairs)}" if pairs else "")

    def _snippets(self, recipe: Recipe) -> Iterator[Snippet]:
        for snippet in recipe.snippets:
            uses = self._webhooks.get(snippet.webhook, [])
            headers = [
                parameter.name for webhook in uses for parameter in webhook.parameters if parameter.location == "header"
            ]
            header = next((name for name in headers if _SIGNATURE.search(name)), None)
            if header is None:
                row = f"recipe {recipe.slug}, {snippet.language} code"
                self._left_out(row, f"the webhook `{snippet.webhook}` has no signature header")
            else:
                yield replace(snippet, text=snippet.text.replace("$signature_header", header))

    def _left_out(self, row: str, message: str) -> None:
        self.diagnostics.append(own_data_warning("recipe-part-missing", self._file, row, f"left out, for {message}"))


def marked(text: str, marks: Mapping[str, str]) -> str:
    """Return a text with the mark of each name in brackets behind it, wherever it stands in backticks."""
    return _TOKEN.sub(lambda token: f"{token[0]} ({marks[token[1]]})" if token[1] in marks else token[0], text)


def _marks_of(lacks: Iterable[Lack]) -> dict[str, str]:
    """Return the marks of what no longer holds by name, of several those together."""
    marks: dict[str, dict[str, None]] = {}
    for lack in lacks:
        marks.setdefault(lack.name, {})[lack.mark] = None
    return {name: ", ".join(of_name) for name, of_name in marks.items()}


def _marks_for_notes(steps: tuple[CheckedStep, ...]) -> dict[str, str]:
    """Return the marks of names for the texts about a recipe as a whole.

    Where another step has the name still, the mark says in which it does not hold; of a step that is left out nothing
    is said then.
    """
    resolved = [step for step in steps if isinstance(step, ResolvedStep)]
    still = frozenset[str]().union(*(step.step.names - _marks_of(step.lacks).keys() for step in resolved))
    marks: dict[str, dict[str, None]] = {}
    for number, step in enumerate(steps, 1):
        left_out = dict.fromkeys(step.step.names - still, "gone")
        for name, mark in (_marks_of(step.lacks) if isinstance(step, ResolvedStep) else left_out).items():
            marks.setdefault(name, {})[f"{mark} in step {number}" if name in still else mark] = None
    return {name: ", ".join(of_name) for name, of_name in marks.items()}


def tokens(text: str) -> frozenset[str]:
    """Return the names that a text mentions in backticks."""
    return frozenset(_TOKEN.findall(text))


def _last_name(sent: str) -> str:
    """Return the last name in a parameter as it is sent: `filter[owner][userId]` → userId."""
    return re.split(r"[\[\]]+", sent.rstrip("]"))[-1]
