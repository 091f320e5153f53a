"""Operation → Terms: everything that a caller relies on, by where it stands, ready to be compared.

A section is a part of the operation and, for what stands below a status or a webhook, its `scope`; in it everything
has a name or dotted path. Filters and includes are named as they are sent: `filter[userId]`, `include[]=evses`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.facts import Facts, FieldFacts, Share, all_or_none, facts_of, merged
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, SchemaId, SecurityChoice, Webhook
from ampeco_refgen.catalog.payload import Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import value_of


class Part(StrEnum):
    """What an address belongs to, in the order in which differences are told."""

    OPERATION = "operation"
    METHOD = "method"
    PATH = "path"
    OPERATION_ID = "operation-id"
    SECURITY = "security"
    PATH_PARAMETER = "path-parameter"
    PARAMETER = "parameter"
    FILTER = "filter"
    INCLUDE = "include"
    HEADER_PARAMETER = "header-parameter"
    COOKIE_PARAMETER = "cookie-parameter"
    BODY = "body"
    BODY_CONTENT_TYPE = "body-content-type"
    BODY_FIELD = "body-field"
    STATUS = "status"
    WRAPPING = "wrapping"
    PAGING = "paging"
    RESPONSE_CONTENT_TYPE = "response-content-type"
    RESPONSE_HEADER = "response-header"
    RESPONSE_FIELD = "response-field"
    ENVELOPE_FIELD = "envelope-field"
    ERROR_FIELD = "error-field"
    WEBHOOK = "webhook"
    WEBHOOK_FIELD = "webhook-field"


class Section(Struct, frozen=True, eq=False):
    """The facts of one part by name or dotted path. Operations that share a shape share the section of its fields."""

    facts: Mapping[str, Facts]


Terms: TypeAlias = dict[tuple[Part, str], Section]
"""The sections by part and scope: the status or the webhook's name for what is below one, else empty."""
Settings: TypeAlias = dict[Part, str]
"""What has exactly one value: the method, the path, how the response is wrapped and paged."""

_LOCATIONS = {
    "path": Part.PATH_PARAMETER,
    "query": Part.PARAMETER,
    "header": Part.HEADER_PARAMETER,
    "cookie": Part.COOKIE_PARAMETER,
}
_THERE = Facts()
_SEGMENT = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d*)\]|([^.\[]+)')


class TermsOf:
    """Gives the terms of the operations and webhooks of one Catalog; each shape is read once.

    What takes long to read of a response is not read where it is in the parts to do `without`.
    """

    def __init__(self, fields: Fields, without: frozenset[Part] = frozenset()) -> None:
        self._without = without
        self._shapes = fields.shapes
        self._facts = FieldFacts(fields)
        self._sections: dict[tuple[Direction, tuple[tuple[SchemaId, ...], ...]], Section] = {}

    def settings(self, operation: Operation) -> Settings:
        """Return what an operation has one of."""
        medias = [media for response in success_responses(operation) for media in response.media]
        wrappings = sorted({payload_of(media, self._shapes).wrapping for media in medias}) or [Wrapping.EMPTY]
        paging = paging_of(operation, self._shapes)
        return {
            Part.METHOD: operation.method,
            Part.PATH: operation.path,
            Part.OPERATION_ID: operation.operation_id,
            Part.SECURITY: _security(operation.security),
            Part.WRAPPING: " or ".join(wrappings),
            Part.PAGING: paging.by_parameters if paging.parameters else paging.by_response,
        }

    def operation(self, operation: Operation) -> Terms:
        """Return all that the caller of an operation relies on."""
        single = {(Part.OPERATION, ""): {"": Facts(deprecated=all_or_none(operation.deprecated))}}
        for parameter in operation.parameters:
            part, facts = self._parameter(parameter)
            single.setdefault((part, ""), {}).update(facts)
        if operation.body is not None:
            single[Part.BODY, ""] = {"": Facts(required=all_or_none(operation.body.required))}
            single[Part.BODY_CONTENT_TYPE, ""] = _media_types(operation.body.media)
        terms: Terms = {place: Section(facts) for place, facts in single.items()}
        if operation.body is not None:
            terms[Part.BODY_FIELD, ""] = self._below(self._roots(operation.body.media), Direction.REQUEST)
        terms |= self._responses(operation)
        for webhook in operation.callbacks:
            for place, section in self.webhook(webhook).items():
                terms[place] = _together(terms[place], section) if place in terms else section
        return terms

    def webhook(self, webhook: Webhook) -> Terms:
        """Return what the receiver of a webhook relies on."""
        media = webhook.body.media if webhook.body is not None else ()
        return {
            (Part.WEBHOOK, ""): Section({webhook.name: Facts(deprecated=all_or_none(webhook.deprecated))}),
            (Part.WEBHOOK_FIELD, webhook.name): self._below(self._roots(media), Direction.RESPONSE),
        }

    def _parameter(self, parameter: Parameter) -> tuple[Part, dict[str, Facts]]:
        shape = self._shape_of(parameter)
        part = _LOCATIONS.get(parameter.location, Part.PARAMETER)
        if part is Part.PARAMETER and shape.members and parameter.style == "deepObject":
            return Part.FILTER, self._filters(parameter, shape)
        if part is Part.PARAMETER and parameter.name.removesuffix("[]") == "include" and shape.items is not None:
            return Part.INCLUDE, {f"include[]={value_of(text)}": _THERE for text in shape.items.enum or ()}
        own = facts_of(shape, required=parameter.required, deprecated=parameter.deprecated)
        found = {parameter.name: replace(own, style=_style(parameter))}
        for path, facts in self._facts.of(shape, Direction.REQUEST).items():
            if path and facts.sent:
                found[f"{parameter.name}{'' if path.startswith('[') else '.'}{path}"] = facts
        return part, found

    def _filters(self, parameter: Parameter, shape: Shape) -> dict[str, Facts]:
        """Split a deepObject parameter into the fields that are sent; an object that only holds others is none."""
        found = self._facts.of(shape, Direction.REQUEST)
        holders = {path.rpartition(".")[0] for path in found}
        return {
            as_sent(parameter.name, path): _filter_facts(parameter, facts)
            for path, facts in found.items()
            if path and path not in holders and facts.sent
        }

    def _responses(self, operation: Operation) -> Terms:
        successes = success_responses(operation)
        terms: Terms = {(Part.STATUS, ""): Section({response.status: _THERE for response in operation.responses})}
        for response in operation.responses:
            if response.headers:
                terms[Part.RESPONSE_HEADER, response.status] = Section(
                    {
                        one.name: facts_of(self._shape_of(one), required=one.required, deprecated=one.deprecated)
                        for one in response.headers
                    }
                )
            if Part.ERROR_FIELD not in self._without and response not in successes:
                fields = self._below(self._roots(response.media), Direction.RESPONSE)
                terms[Part.ERROR_FIELD, response.status] = fields
        return terms | self._success([media for response in successes for media in response.media])

    def _success(self, media: list[MediaType]) -> Terms:
        payloads = [payload_of(one, self._shapes) for one in media]
        items = [payload.item for payload in payloads if payload.item is not None]
        terms: Terms = {
            (Part.RESPONSE_CONTENT_TYPE, ""): Section(_media_types(media)),
            (Part.RESPONSE_FIELD, ""): self._below(items, Direction.RESPONSE),
        }
        if Part.ENVELOPE_FIELD not in self._without:
            envelopes = [payload.root for payload in payloads if payload.envelope and payload.root is not None]
            beside = self._below(envelopes, Direction.RESPONSE).facts
            outside = {path: facts for path, facts in beside.items() if _first_name(path) not in ("", "data")}
            terms[Part.ENVELOPE_FIELD, ""] = Section(outside)
        return terms

    def _below(self, shapes: list[Shape], direction: Direction) -> Section:
        key = (direction, tuple(shape.key for shape in shapes))
        if key not in self._sections:
            each = {shape.key: shape for shape in shapes}.values()
            self._sections[key] = _joined([self._facts.of(shape, direction) for shape in each])
        return self._sections[key]

    def _roots(self, media: Iterable[MediaType]) -> list[Shape]:
        return [self._shapes.of(one.schema) for one in media if one.schema is not None]

    def _shape_of(self, parameter: Parameter) -> Shape:
        """Return what a parameter holds, by its schema or its content; anything where neither is given."""
        schemas = [parameter.schema, *(media.schema for media in parameter.media)]
        number = next((schema for schema in schemas if schema is not None), None)
        return self._shapes.expanded(self._shapes.of(number)) if number is not None else Shape(key=())


def _joined(several: list[Mapping[str, Facts]]) -> Section:
    """Merge what stands at the same path in several bodies; mostly there is one."""
    if len(several) == 1:
        return Section(several[0])
    found: dict[str, list[Facts]] = {}
    for facts in several:
        for path, one in facts.items():
            found.setdefault(path, []).append(one)
    return Section({path: merged(parts) for path, parts in found.items()})


def _together(one: Section, other: Section) -> Section:
    return one if one is other else _joined([one.facts, other.facts])


def segments_of(path: str) -> tuple[str, ...]:
    """Return the names that a dotted path is made of; an array's items are the empty name: `a.b[]` is a, b and ''."""
    return tuple(
        re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[3] or match[2]
        for match in _SEGMENT.finditer(path)
    )


def as_sent(parameter: str, path: str) -> str:
    """Return a field of a deepObject parameter as it is sent: `filter` and `roaming.id` make `filter[roaming][id]`."""
    return parameter + "".join(f"[{name}]" for name in segments_of(path))


def _filter_facts(parameter: Parameter, facts: Facts) -> Facts:
    required = facts.required if parameter.required else Share.NONE
    return replace(facts, required=required, deprecated=Share.ALL if parameter.deprecated else facts.deprecated)


def _first_name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _media_types(media: Iterable[MediaType]) -> dict[str, Facts]:
    return {one.content_type: _THERE for one in media}


def _style(parameter: Parameter) -> str:
    """Return how a parameter is written, defaults filled in (OpenAPI 3.0.4, Parameter Object, `style`, `explode`)."""
    style = parameter.style or ("form" if parameter.location in ("query", "cookie") else "simple")
    explode = parameter.explode if parameter.explode is not None else style == "form"
    return f"{style}, exploded" if explode and style != "deepObject" else style


def _security(choice: SecurityChoice | None) -> str:
    """Return the alternatives in words; empty where the whole document's apply."""
    if choice is None:
        return ""
    sets = (" and ".join(f"{use.scheme}({', '.join(use.scopes)})" for use in uses) or "none" for uses in choice)
    return " or ".join(sets) or "none"
