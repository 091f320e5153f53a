"""Operation → Terms: everything that a caller relies on, each under an address, ready to be compared.

An address is the part of the operation it belongs to, a name or dotted path (`where`) and, for what stands below a
status or a webhook, its `scope`. Filters and includes are named as they are sent: `filter[userId]`, `include[]=evses`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.facts import Facts, FieldFacts, Share, facts_of, merged
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, SecurityChoice, Webhook
from ampeco_refgen.catalog.payload import Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, value_of


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


class Address(Struct, frozen=True, kw_only=True):
    """Where a fact stands. `scope` is the status or the webhook's name for what is below one, else empty."""

    part: Part
    where: str = ""
    scope: str = ""


Terms: TypeAlias = dict[Address, Facts]
Settings: TypeAlias = dict[Part, str]
"""What has exactly one value: the method, the path, how the response is wrapped and paged."""

_LOCATIONS = {
    "path": Part.PATH_PARAMETER,
    "query": Part.PARAMETER,
    "header": Part.HEADER_PARAMETER,
    "cookie": Part.COOKIE_PARAMETER,
}
_SEGMENT = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d*)\]|([^.\[]+)')


class TermsOf:
    """Gives the terms of the operations and webhooks of one Catalog; each shape is read once."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self._shapes = fields.shapes
        self._facts = FieldFacts(fields)
        self._read: dict[tuple[object, ...], Terms] = {}

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
        terms: Terms = {Address(part=Part.OPERATION): Facts(deprecated=_all_or_none(operation.deprecated))}
        for parameter in operation.parameters:
            terms |= self._parameter(parameter)
        if operation.body is not None:
            terms[Address(part=Part.BODY)] = Facts(required=_all_or_none(operation.body.required))
            terms |= _media_types(Part.BODY_CONTENT_TYPE, operation.body.media)
            terms |= self._below(Part.BODY_FIELD, self._roots(operation.body.media), Direction.REQUEST)
        terms |= self._responses(operation)
        for webhook in operation.callbacks:
            for place, facts in self.webhook(webhook).items():
                terms[place] = merged([terms[place], facts]) if place in terms else facts
        return terms

    def webhook(self, webhook: Webhook) -> Terms:
        """Return what the receiver of a webhook relies on."""
        owner = Address(part=Part.WEBHOOK, where=webhook.name)
        media = webhook.body.media if webhook.body is not None else ()
        fields = self._below(Part.WEBHOOK_FIELD, self._roots(media), Direction.RESPONSE, webhook.name)
        return {owner: Facts(deprecated=_all_or_none(webhook.deprecated))} | fields

    def _parameter(self, parameter: Parameter) -> Terms:
        shape = self._shape_of(parameter)
        part = _LOCATIONS.get(parameter.location, Part.PARAMETER)
        if part is Part.PARAMETER and shape.members and parameter.style == "deepObject":
            return self._filters(parameter, shape)
        if part is Part.PARAMETER and parameter.name.removesuffix("[]") == "include" and shape.items is not None:
            return {_include(text): Facts() for text in shape.items.enum or ()}
        own = facts_of(shape, required=parameter.required, deprecated=parameter.deprecated)
        terms = {Address(part=part, where=parameter.name): replace(own, style=_style(parameter))}
        for path, facts in self._facts.of(shape, Direction.REQUEST).items():
            if path and facts.sent:
                where = f"{parameter.name}{'' if path.startswith('[') else '.'}{path}"
                terms[Address(part=part, where=where)] = facts
        return terms

    def _filters(self, parameter: Parameter, shape: Shape) -> Terms:
        """Split a deepObject parameter into the fields that are sent; an object that only holds others is none."""
        found = self._facts.of(shape, Direction.REQUEST)
        holders = {path.rpartition(".")[0] for path in found}
        return {
            Address(part=Part.FILTER, where=as_sent(parameter.name, path)): _filter_facts(parameter, facts)
            for path, facts in found.items()
            if path and path not in holders and facts.sent
        }

    def _responses(self, operation: Operation) -> Terms:
        successes = success_responses(operation)
        terms: Terms = {}
        for response in operation.responses:
            terms[Address(part=Part.STATUS, where=response.status)] = Facts()
            for header in response.headers:
                own = facts_of(self._shape_of(header), required=header.required, deprecated=header.deprecated)
                terms[Address(part=Part.RESPONSE_HEADER, where=header.name, scope=response.status)] = own
            if response not in successes:
                roots = self._roots(response.media)
                terms |= self._below(Part.ERROR_FIELD, roots, Direction.RESPONSE, response.status)
        return terms | self._success([media for response in successes for media in response.media])

    def _success(self, media: list[MediaType]) -> Terms:
        payloads = [payload_of(one, self._shapes) for one in media]
        items = [payload.item for payload in payloads if payload.item is not None]
        envelopes = [payload.root for payload in payloads if payload.envelope and payload.root is not None]
        beside = self._below(Part.ENVELOPE_FIELD, envelopes, Direction.RESPONSE)
        terms = _media_types(Part.RESPONSE_CONTENT_TYPE, media)
        terms |= self._below(Part.RESPONSE_FIELD, items, Direction.RESPONSE)
        return terms | {place: facts for place, facts in beside.items() if _first_name(place.where) not in ("", "data")}

    def _below(self, part: Part, shapes: list[Shape], direction: Direction, scope: str = "") -> Terms:
        key = (part, scope, *(shape.key for shape in shapes))
        if key not in self._read:
            found: dict[str, list[Facts]] = {}
            for shape in {shape.key: shape for shape in shapes}.values():
                for path, facts in self._facts.of(shape, direction).items():
                    found.setdefault(path, []).append(facts)
            self._read[key] = {
                Address(part=part, where=path, scope=scope): merged(parts) for path, parts in found.items()
            }
        return self._read[key]

    def _roots(self, media: Iterable[MediaType]) -> list[Shape]:
        return [self._shapes.of(one.schema) for one in media if one.schema is not None]

    def _shape_of(self, parameter: Parameter) -> Shape:
        """Return what a parameter holds, by its schema or its content; anything where neither is given."""
        schemas = [parameter.schema, *(media.schema for media in parameter.media)]
        number = next((schema for schema in schemas if schema is not None), None)
        return self._shapes.expanded(self._shapes.of(number)) if number is not None else Shape(key=())


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


def _include(text: JsonText) -> Address:
    return Address(part=Part.INCLUDE, where=f"include[]={value_of(text)}")


def _first_name(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _media_types(part: Part, media: Iterable[MediaType]) -> Terms:
    return {Address(part=part, where=one.content_type): Facts() for one in media}


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


def _all_or_none(mark: bool) -> Share:
    return Share.ALL if mark else Share.NONE
