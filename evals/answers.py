"""Catalog → the expected answer of each question, derived anew on every run: nothing here knows the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from ampeco_refgen.catalog.fields import Direction, Field, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.catalog.path_rules import version_key
from ampeco_refgen.catalog.payload import Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.compare.changes import ChangeKind
from ampeco_refgen.infer.findings import Findings, find_all
from ampeco_refgen.infer.migration import Migration
from ampeco_refgen.infer.moves import Move, Verdict
from ampeco_refgen.infer.recipes import ResolvedStep
from ampeco_refgen.infer.successors import Successions
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.pages.recipes_page import call_text
from ampeco_refgen.profiles.choose import profile_for


class Absent(NamedTuple):
    """A text that must not stand in what was read of a call, which has to have been read."""

    call: str
    text: str


Needle: TypeAlias = tuple[str, ...] | Absent
"""Texts that have to stand on one line; a call stands there by its key or by its file. Or what must not stand."""


class Answers:
    """Derives answers from one catalog; an unknown name in a question raises `LookupError`."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.fields = Fields(catalog)

    def of(self, question: dict[str, Any]) -> tuple[Needle, ...]:
        """Return what must be found for the `answer` of a question: its `kind` names the derivation."""
        given = dict(question)
        derive: Callable[..., Iterator[Needle]] = getattr(self, f"_{given.pop('kind')}")
        needles = tuple(dict.fromkeys(derive(**given)))
        if not needles:
            raise LookupError(f"nothing is derived for {question}")
        return needles

    def operation(self, name: str) -> Operation:
        """Return the newest live operation of a name such as `POST actions/evse/{}/start`."""
        method, _, path = name.partition(" ")
        alike = [
            operation
            for operation in self.catalog.operations
            if operation.method == method and not operation.deprecated and _unversioned(operation) == path
        ]
        if not alike:
            raise LookupError(f"there is no live call {name}")
        return max(alike, key=lambda operation: version_key(operation.place.version))

    def _all(self, parts: list[dict[str, Any]]) -> Iterator[Needle]:
        """Several answers together."""
        for part in parts:
            yield from self.of(part)

    def _call(self, operation: str) -> Iterator[Needle]:
        yield (self.operation(operation).key,)

    def _calls(self, operations: list[str]) -> Iterator[Needle]:
        for name in operations:
            yield (self.operation(name).key,)

    def _filters(self, operation: str) -> Iterator[Needle]:
        for row in self._filter_rows(self.operation(operation)):
            yield (f"`filter[{']['.join(row.path.split('.'))}]`",)

    def _filter(self, operation: str, name: str) -> Iterator[Needle]:
        """A filter with its type and values."""
        for row in self._filter_rows(self.operation(operation)):
            if row.path == name:
                yield (f"`filter[{name}]` {row.shape.kind}", *(f"`{value_of(text)}`" for text in row.shape.enum or ()))

    def _no_filter(self, operation: str, name: str = "") -> Iterator[Needle]:
        """That a call has no filter of a name, or none at all."""
        if any(not name or row.path == name for row in self._filter_rows(self.operation(operation))):
            raise LookupError(f"{operation} has the filter {name}")
        yield Absent(self.operation(operation).key, f"filter[{name}")

    def _no_includes(self, operation: str) -> Iterator[Needle]:
        if any(self._includes(operation)):
            raise LookupError(f"{operation} has includes")
        yield Absent(self.operation(operation).key, "include[]=")

    def _includes(self, operation: str) -> Iterator[Needle]:
        for parameter in self.operation(operation).parameters:
            if parameter.name.removesuffix("[]") == "include" and parameter.schema is not None:
                shape = self.fields.shapes.of(parameter.schema)
                for text in (shape.items.enum if shape.items else shape.enum) or ():
                    yield (f"`include[]={value_of(text)}`",)

    def _parameter(self, operation: str, name: str) -> Iterator[Needle]:
        """A parameter with its limits and default."""
        for parameter in self.operation(operation).parameters:
            if parameter.name == name and parameter.schema is not None:
                shape = self.fields.shapes.of(parameter.schema)
                default = () if shape.default is None else (f"`{value_of(shape.default)}`",)
                limits = (
                    f"{limit.keyword.removesuffix('imum')} {value_of(limit.value)}" for limit in shape.constraints
                )
                yield (f"`{name}`", *limits, *default)

    def _parameter_type(self, operation: str, name: str) -> Iterator[Needle]:
        for parameter in self.operation(operation).parameters:
            if parameter.name == name and parameter.schema is not None:
                yield (f"`{name}` {self.fields.shapes.of(parameter.schema).kind}",)

    def _parameter_values(self, operation: str, name: str) -> Iterator[Needle]:
        for parameter in self.operation(operation).parameters:
            if parameter.name == name and parameter.schema is not None:
                values = self.fields.shapes.of(parameter.schema).enum or ()
                yield from ((f"`{name}`", f"`{value_of(text)}`") for text in values)

    def _paging(self, operation: str) -> Iterator[Needle]:
        facts = paging_of(self.operation(operation), self.fields.shapes)
        yield from ((f"`{name}`",) for name in facts.parameters)
        if "cursor" in facts.parameters:
            yield ("**Paging**", "`links.next`")

    def _required(self, operation: str) -> Iterator[Needle]:
        for row in self._body(operation):
            if row.required and "." not in row.path and "[" not in row.path:
                yield (f"`{row.path}`", ", required")

    def _sent(self, operation: str, fields: list[str]) -> Iterator[Needle]:
        """Fields of a body with their types."""
        rows = {row.path: row for row in self._body(operation)}
        for path in fields:
            yield (f"`{path}` {rows[path].shape.kind}",)

    def _not_sent(self, operation: str) -> Iterator[Needle]:
        for path in self.fields.left_out(self._body_shape(operation), Direction.REQUEST):
            yield ("not to be sent", f"`{path}`")

    def _values(self, operation: str, field: str, direction: str = "response") -> Iterator[Needle]:
        for row in self._body(operation) if direction == "request" else self._response(operation):
            if row.path == field:
                for text in (row.shape.items or row.shape).enum or ():
                    yield (f"`{value_of(text)}`",)

    def _received(self, operation: str, fields: list[str]) -> Iterator[Needle]:
        """Fields of a response with their types."""
        rows = {row.path: row for row in self._response(operation)}
        for path in fields:
            nullable = (", nullable",) if rows[path].shape.nullable else ()
            yield (f"`{path}` {rows[path].shape.kind}", *nullable)

    def _wrapping(self, operation: str) -> Iterator[Needle]:
        words = {Wrapping.OBJECT: "`data` object", Wrapping.LIST: "`data[]` list", Wrapping.BARE: "bare"}
        for response in success_responses(self.operation(operation)):
            for media in response.media:
                yield (f"`{response.status}`", words.get(payload_of(media, self.fields.shapes).wrapping, ""))
            if not response.media:
                yield (f"`{response.status}`", "no body")

    def _errors(self, operation: str) -> Iterator[Needle]:
        for response in self.operation(operation).responses:
            if response.status.startswith("4"):
                yield (f"`{response.status}`",)

    def _error_body(self, operation: str, status: str) -> Iterator[Needle]:
        for response in self.operation(operation).responses:
            for media in response.media if response.status == status else ():
                if media.schema is not None:
                    rows = self.fields.flat(self.fields.shapes.of(media.schema), Direction.RESPONSE)
                    yield from ((f"`{row.path}` ",) for row in rows)

    def _successor(self, subject: str) -> Iterator[Needle]:
        succession = self._successions.of_webhook(subject) or self._successions.of_operation(subject)
        yield from ((name,) for name in succession.successors or ("none known",))

    def _moved(self, subject: str, fields: list[str]) -> Iterator[Needle]:
        moves = self._moves(subject)
        yield from ((f"`{path}` → `{moves[path].after[0]}`",) for path in fields)

    def _gone(self, subject: str, field: str) -> Iterator[Needle]:
        if self._moves(subject)[field].verdict is Verdict.GONE:
            yield ("gone, no counterpart known: ", f"`{field}`")

    def _required_now(self, subject: str, field: str) -> Iterator[Needle]:
        for part in self._migration(subject).parts:
            for change in part.changed:
                kinds = {value_change.kind for value_change in change.changes}
                if change.after == field and ChangeKind.BECAME_REQUIRED in kinds:
                    yield (f"`{field}`", "required now")

    def _value_moved(self, subject: str, field: str, value: str) -> Iterator[Needle]:
        for part in self._migration(subject).parts:
            for change in part.changed:
                for move in change.values:
                    if change.path == field and value_of(move.before) == value:
                        yield (f"`{field}`", f"`{value}` → `{value_of(move.after)}`")

    def _moves(self, subject: str) -> dict[str, Move]:
        return {move.before: move for part in self._migration(subject).parts for move in part.moves}

    def _having(self, field: str) -> Iterator[Needle]:
        """The calls that take or return a field of that name, wherever it is nested."""
        for operation in self.catalog.operations:
            media = [*operation.body.media] if operation.body else []
            media += [media_type for response in success_responses(operation) for media_type in response.media]
            shapes = [self.fields.shapes.of(media_type.schema) for media_type in media if media_type.schema is not None]
            rows = [row for shape in shapes for way in Direction for row in self.fields.flat(shape, way)]
            if any(re.fullmatch(rf"(.*\.)?{field}(\[\])*", row.path) for row in rows):
                yield (operation.key,)

    def _filtered_by(self, name: str) -> Iterator[Needle]:
        """The calls that have a filter of that name."""
        for operation in self.catalog.operations:
            if any(row.path == name for row in self._filter_rows(operation)):
                yield (operation.key,)

    def _taking(self, parameter: str) -> Iterator[Needle]:
        """The calls that take a query parameter."""
        for operation in self.catalog.operations:
            if parameter in (declared.name for declared in operation.parameters if declared.location == "query"):
                yield (operation.key,)

    def _bare(self) -> Iterator[Needle]:
        """The calls whose answer is not, or not always, wrapped in `data`."""
        for operation in self.catalog.operations:
            media = (media_type for response in success_responses(operation) for media_type in response.media)
            wrappings = {payload_of(media_type, self.fields.shapes).wrapping for media_type in media}
            if wrappings & {Wrapping.BARE, Wrapping.BARE_LIST}:
                yield (operation.key,)

    def _without_successor(self) -> Iterator[Needle]:
        """The deprecated calls for which nothing is known to replace them."""
        for succession in self._successions.operations:
            if not succession.successors:
                yield (succession.subject, "none known")

    def _webhook(self, name: str) -> Iterator[Needle]:
        """The fields of a payload; the headers that come with it."""
        hook = self._webhooks[name]
        yield from ((f"`{header.name}`",) for header in hook.parameters)
        for media in hook.body.media if hook.body else ():
            if media.schema is not None:
                rows = self.fields.flat(self.fields.shapes.of(media.schema), Direction.RESPONSE)
                yield from ((f"`{row.path}` {row.shape.kind}",) for row in rows)

    def _relation(self, entity: str, field: str) -> Iterator[Needle]:
        for relation in self._findings.data_model.relations:
            if relation.source.name == entity and relation.name == field:
                yield (f"`{field}`", f"→ {relation.target.name} {relation.cardinality}")

    def _recipe(self, title: str) -> Iterator[Needle]:
        for recipe in self._findings.recipe_book.recipes:
            for step in recipe.steps if recipe.title == title else ():
                if isinstance(step, ResolvedStep) and step.operation is not None:
                    yield (f"`{call_text(step)}`",)

    def _access(self) -> Iterator[Needle]:
        """Base URL, and the scheme by which a token is sent."""
        yield (self.catalog.servers[0].url,)
        for scheme in self.catalog.security_schemes:
            yield (f"Authorization: {str(value_of(dict(scheme.facts)['scheme'])).title()} ",)

    def _migration(self, subject: str) -> Migration:
        (way,) = (migration for migration in self._findings.migrations if migration.subject == subject)
        return way

    @property
    def _successions(self) -> Successions:
        return self._findings.successions

    @cached_property
    def _findings(self) -> Findings:
        return find_all(self.catalog, profile_for(self.catalog))

    @cached_property
    def _webhooks(self) -> dict[str, Webhook]:
        return {hook.name: hook for operation in self.catalog.operations for hook in operation.callbacks}

    def _filter_rows(self, operation: Operation) -> Iterator[Field]:
        for parameter in operation.parameters:
            if parameter.name == "filter" and parameter.schema is not None:
                yield from self.fields.flat(self.fields.shapes.of(parameter.schema), Direction.REQUEST)

    def _body_shape(self, operation: str) -> Shape:
        body = self.operation(operation).body
        if body is None or body.media[0].schema is None:
            raise LookupError(f"{operation} has no body")
        return self.fields.shapes.expanded(self.fields.shapes.of(body.media[0].schema))

    def _body(self, operation: str) -> Iterable[Field]:
        return self.fields.flat(self._body_shape(operation), Direction.REQUEST)

    def _response(self, operation: str) -> Iterator[Field]:
        for response in success_responses(self.operation(operation)):
            for media in response.media:
                if (item := payload_of(media, self.fields.shapes).item) is not None:
                    yield from self.fields.flat(item, Direction.RESPONSE)


def _unversioned(operation: Operation) -> str:
    place = operation.place
    middle = "" if place.resource == place.family else f"/{place.resource}"
    return f"{place.family}{middle}{re.sub(r'{[^}]*}', '{}', place.subpath)}"
