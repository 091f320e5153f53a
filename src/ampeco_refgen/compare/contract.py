"""Operation → contract: all that its callers rely on, by where it stands, in a form that two can be compared by.

A contract has a section for each part of the operation, such as its filters or the fields of its body; what stands
below a status or a webhook has a section for each of these, the `scope`. In a section every value has a name or dotted
path. Filters and includes are named as they are sent: `filter[userId]`, `include[]=orders`.

The variants of a union, and the places where several payloads have the same dotted path, are merged: the contract of
a path holds what is true in any of them. Texts (descriptions, titles, examples) are in no contract.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import IntEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Case, Choice, Direction, Field, Fields, Row, ShapeKey, as_sent
from ampeco_refgen.catalog.includes import is_called_include, values_as_sent
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter, SchemaId, SecurityChoice, Webhook
from ampeco_refgen.catalog.payload import Wrapping, paging_of, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, alternatives
from ampeco_refgen.compare.changes import ApiPart
from ampeco_refgen.compare.variants import VariantContract, VariantsByPath, variant_contract
from ampeco_refgen.jsonvalue import JsonObject, JsonText, value_of


class InVariants(IntEnum):
    """In which of the merged variants or places something holds."""

    NONE = 0
    SOME = 1
    ALL = 2

    def __str__(self) -> str:
        return ("no", "in some variants", "yes")[self.value]


class ValueContract(Struct, frozen=True, kw_only=True):
    """What a document says at one path: the fields that it declares there, merged, without numbers of its schemas.

    `words` are the types for people: `array of string (date-time)`. `enum` is `None` where any value is allowed in one
    of the merged places; `limits` are keywords with their values; `style` is how a parameter or part is written into
    the request, empty for the usual way of parts, `reserved` whether reserved characters may stay as they are in it;
    `part_types` are the content types that a part of a form may have. `closed` tells that an object has no other
    members than those named, `conditions` are further demands on the value, in words; `never` tells that no value is
    valid. `declared` is false for a name that no property has, `sent` for what a client must not send.
    """

    words: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    enum: tuple[JsonText, ...] | None = None
    limits: frozenset[tuple[str, JsonText]] = frozenset()
    defaults: frozenset[JsonText] = frozenset()
    required: InVariants = InVariants.NONE
    nullable: InVariants = InVariants.NONE
    deprecated: InVariants = InVariants.NONE
    style: str = ""
    reserved: bool = False
    part_types: frozenset[str] = frozenset()
    closed: InVariants = InVariants.NONE
    conditions: frozenset[str] = frozenset()
    never: bool = False
    declared: bool = True
    sent: bool = True

    def __str__(self) -> str:
        return " or ".join(self.words)


class PlacedContract(Struct, frozen=True):
    """What one place says at a path, and the alternatives of unions that it stands in: path of the union, number."""

    path: str
    within: frozenset[tuple[str, int]]
    contract: ValueContract


class ContractSection(Struct, frozen=True, eq=False):
    """The values of one part by name or dotted path.

    `variants` are the alternatives of the unions among them, and `placed` what `values` were merged of, where there are
    any: see `without_variants`. Operations that share a shape share the section of its fields, as one object: sections
    are told apart by identity.
    """

    values: Mapping[str, ValueContract]
    placed: tuple[PlacedContract, ...] = ()
    variants: VariantsByPath = {}

    def without_variants(self, left_out: Set[tuple[str, int]]) -> Mapping[str, ValueContract]:
        """Return the values as they were without some alternatives, each named by path and number."""
        if not left_out:
            return self.values
        kept: dict[str, list[ValueContract]] = {}
        gone: set[str] = set()
        for place in self.placed:
            gone.add(place.path)
            if left_out.isdisjoint(place.within):
                kept.setdefault(place.path, []).append(place.contract)
        others = {path: value for path, value in self.values.items() if path not in gone}
        return others | {path: merged(contracts) for path, contracts in kept.items()}


Contract: TypeAlias = dict[tuple[ApiPart, str], ContractSection]
"""The sections by part and scope: the status or the webhook's name for what is below one, else empty."""

_LOCATIONS = {
    "path": ApiPart.PATH_PARAMETER,
    "query": ApiPart.PARAMETER,
    "header": ApiPart.HEADER_PARAMETER,
    "cookie": ApiPart.COOKIE_PARAMETER,
}
_NO_LIMITS = (
    *((keyword, "0") for keyword in ("minLength", "minItems", "minProperties")),
    *(("pattern", pattern) for pattern in ('""', '".*"')),
)
EXPLODED = ", exploded"
"""What a style ends in that writes each item of a list, or member of an object, for itself."""
NAMES_LIKE = "names like "
"""How the condition begins that tells of which members a value is, by a pattern for their names."""
NO_MORE_ITEMS = "no more items"
"""The condition of a list that ends with the items that are described."""
_UTF_8 = re.compile(r'\s*;\s*charset="?utf-8"?(?=\s*(;|$))', re.IGNORECASE)
_ANYTHING = Shape(key=())
_PRESENT = ValueContract()
"""What there is to say of a status or content type: that it is there."""


class Contracts:
    """Gives the contracts of the operations and webhooks of one Catalog; each shape is read once.

    The fields of errors and envelopes take long to read: they are left out where they are in the parts `without`.
    """

    def __init__(self, fields: Fields, without: frozenset[ApiPart] = frozenset()) -> None:
        self._without = without
        self._shapes = fields.shapes
        self._field_contracts = FieldContracts(fields)
        self._sections: dict[tuple[Direction, tuple[tuple[SchemaId, ...], ...]], ContractSection] = {}

    def single_values(self, operation: Operation) -> dict[ApiPart, str]:
        """Return what an operation has exactly one of: method, path, how the response is wrapped and paged."""
        medias = [media for response in success_responses(operation) for media in response.media]
        wrappings = sorted({payload_of(media, self._shapes).wrapping for media in medias}) or [Wrapping.EMPTY]
        paging = paging_of(operation, self._shapes)
        return {
            ApiPart.METHOD: operation.method,
            ApiPart.PATH: operation.path,
            ApiPart.OPERATION_ID: operation.operation_id,
            ApiPart.SECURITY: _security(operation.security),
            ApiPart.WRAPPING: " or ".join(wrappings),
            ApiPart.PAGING: paging.by_parameters if paging.parameters else paging.by_response,
        }

    def operation(self, operation: Operation) -> Contract:
        """Return all that the caller of an operation relies on."""
        sections = {(ApiPart.OPERATION, ""): {"": ValueContract(deprecated=all_or_none(operation.deprecated))}}
        for parameter in operation.parameters:
            part, values = self._parameter(parameter)
            sections.setdefault((part, ""), {}).update(values)
        if operation.body is not None:
            sections[ApiPart.BODY, ""] = {"": ValueContract(required=all_or_none(operation.body.required))}
            sections[ApiPart.BODY_CONTENT_TYPE, ""] = _content_types(operation.body.media)
        contract: Contract = {place: ContractSection(values) for place, values in sections.items()}
        if operation.body is not None:
            fields = self._below(self._roots(operation.body.media), Direction.REQUEST)
            contract[ApiPart.BODY_FIELD, ""] = _with_encodings(fields, operation.body.media)
        contract |= self._responses(operation)
        for webhook in operation.callbacks:
            for place, section in self.webhook(webhook).items():
                # A webhook may be declared by several callbacks: the receiver gets one payload or the other.
                known = contract.get(place, section)
                contract[place] = section if known is section else _joined([known, section])
        return contract

    def webhook(self, webhook: Webhook) -> Contract:
        """Return what the receiver of a webhook relies on."""
        media = webhook.body.media if webhook.body is not None else ()
        deprecated = ValueContract(deprecated=all_or_none(webhook.deprecated))
        return {
            (ApiPart.WEBHOOK, ""): ContractSection({webhook.name: deprecated}),
            (ApiPart.WEBHOOK_FIELD, webhook.name): self._below(self._roots(media), Direction.RESPONSE),
        }

    def answers(self, webhook: Webhook) -> Contract:
        """Return what the API expects the receiver of a webhook to answer: the statuses, and the fields of each."""
        statuses = {response.status: _PRESENT for response in webhook.responses}
        contract: Contract = {(ApiPart.ANSWER, ""): ContractSection(statuses)}
        for response in webhook.responses:
            fields = self._below(self._roots(response.media), Direction.REQUEST)
            contract[ApiPart.ANSWER_FIELD, response.status] = fields
        return contract

    def _parameter(self, parameter: Parameter) -> tuple[ApiPart, dict[str, ValueContract]]:
        """Return the part that a parameter belongs to and the values that it brings: itself and what is below it."""
        shape = self._shape_of(parameter)
        part = _LOCATIONS.get(parameter.location, ApiPart.PARAMETER)
        if part is ApiPart.PARAMETER and shape.members and parameter.style == "deepObject":
            return ApiPart.FILTER, self._filters(parameter, shape)
        if is_called_include(parameter) and shape.items is not None:
            return ApiPart.INCLUDE, dict.fromkeys(values_as_sent(parameter, shape), _PRESENT)
        whole = _parameter_contract(parameter, shape)
        reserved = ("allowReserved", "true") in parameter.others
        values = {parameter.name: replace(whole, reserved=reserved)}
        return part, values | self._below_parameter(parameter, shape, Direction.REQUEST)

    def _below_parameter(self, parameter: Parameter, shape: Shape, direction: Direction) -> dict[str, ValueContract]:
        """Return what a parameter or header holds, by the paths with its name."""
        return {
            f"{parameter.name}{'' if path.startswith('[') else '.'}{path}": value
            for path, value in self._field_contracts.of(shape, direction).values.items()
            if path and value.sent
        }

    def _filters(self, parameter: Parameter, shape: Shape) -> dict[str, ValueContract]:
        """Split a deepObject parameter into the fields that are sent; an object that only holds others is none."""
        values = self._field_contracts.of(shape, Direction.REQUEST).values
        holders = {path.rpartition(".")[0] for path in values}
        filters = {}
        for path, value in values.items():
            if path and path not in holders and value.sent:
                filters[as_sent(parameter.name, path)] = replace(
                    value,
                    required=value.required if parameter.required else InVariants.NONE,
                    deprecated=InVariants.ALL if parameter.deprecated else value.deprecated,
                )
        return filters

    def _responses(self, operation: Operation) -> Contract:
        successes = success_responses(operation)
        statuses = {response.status: _PRESENT for response in operation.responses}
        contract: Contract = {(ApiPart.STATUS, ""): ContractSection(statuses)}
        for response in operation.responses:
            if response.headers:
                headers: dict[str, ValueContract] = {}
                for header in response.headers:
                    shape = self._shape_of(header)
                    headers[header.name] = _parameter_contract(header, shape)
                    headers |= self._below_parameter(header, shape, Direction.RESPONSE)
                contract[ApiPart.RESPONSE_HEADER, response.status] = ContractSection(headers)
            if ApiPart.ERROR_FIELD not in self._without and response not in successes:
                fields = self._below(self._roots(response.media), Direction.RESPONSE)
                contract[ApiPart.ERROR_FIELD, response.status] = fields
        return contract | self._success([media for response in successes for media in response.media])

    def _success(self, media: list[MediaType]) -> Contract:
        """Return the sections of what comes back: content types, the fields of an item, and those beside `data`."""
        payloads = [payload_of(media_type, self._shapes) for media_type in media]
        items = [payload.item for payload in payloads if payload.item is not None]
        if not any(media_type.schema is not None for media_type in media):
            items = self._roots(media)
        contract: Contract = {
            (ApiPart.RESPONSE_CONTENT_TYPE, ""): ContractSection(_content_types(media)),
            (ApiPart.RESPONSE_FIELD, ""): self._below(items, Direction.RESPONSE),
        }
        if ApiPart.ENVELOPE_FIELD not in self._without:
            envelopes = [payload.root for payload in payloads if payload.envelope and payload.root is not None]
            whole = self._below(envelopes, Direction.RESPONSE).values
            beside = {path: value for path, value in whole.items() if _first_name(path) not in ("", "data")}
            contract[ApiPart.ENVELOPE_FIELD, ""] = ContractSection(beside)
        return contract

    def _below(self, shapes: list[Shape], direction: Direction) -> ContractSection:
        """Return the section of all fields of several bodies; the same shapes give the same object."""
        key = (direction, tuple(shape.key for shape in shapes))
        if key not in self._sections:
            distinct = {shape.key: shape for shape in shapes}.values()
            self._sections[key] = _joined([self._field_contracts.of(shape, direction) for shape in distinct])
        return self._sections[key]

    def _roots(self, media: Sequence[MediaType]) -> list[Shape]:
        """Return what the bodies are; of which no content type says anything, that may be any."""
        described = [self._shapes.of(media_type.schema) for media_type in media if media_type.schema is not None]
        return described or ([_ANYTHING] if media else [])

    def _shape_of(self, parameter: Parameter) -> Shape:
        """Return what a parameter holds, by its schema or its content; anything where neither is given."""
        schemas = [parameter.schema, *(media.schema for media in parameter.media)]
        number = next((schema for schema in schemas if schema is not None), None)
        return self._shapes.expanded(self._shapes.of(number)) if number is not None else Shape(key=())


def _parameter_contract(parameter: Parameter, shape: Shape) -> ValueContract:
    """Return the contract of a parameter or header as a whole."""
    field = Field(path=parameter.name, shape=shape, required=parameter.required)
    contract = value_contract(field, deprecated=parameter.deprecated)
    return replace(contract, style=_style(parameter, contract.types))


class FieldContracts:
    """Gives the contracts of everything below the shapes of one Catalog, each read once."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self._read: dict[ShapeKey, ContractSection] = {}

    def of(self, shape: Shape, direction: Direction) -> ContractSection:
        """Return the contracts below a value of `shape` by dotted path, and its own under the empty path.

        Shapes that rows only refer to are followed, a recursive one until it meets itself. For requests, what a client
        must not send is there too, with `sent` false.
        """
        key = (shape.key, direction)
        if key not in self._read:
            self._read[key] = self._all_below(shape, direction)
        return self._read[key]

    def _all_below(self, shape: Shape, direction: Direction) -> ContractSection:
        section = _FieldReader(self.fields, direction).read(self.fields.shapes.expanded(shape))
        hidden = self.fields.left_out(shape, direction) if direction is Direction.REQUEST else ()
        if not hidden:
            return section
        received = self.of(shape, Direction.RESPONSE).values
        unsent = {path: replace(received[path], sent=False) for path in hidden if path not in section.values}
        return replace(section, values={**section.values, **unsent})


class _FieldReader:
    """Reads the fields of one shape: its rows, what they refer to, and the items of scalar arrays, which have no row.

    One path can hold several values, by variants or places: they are collected, and merged at the end.
    """

    def __init__(self, fields: Fields, direction: Direction) -> None:
        self._fields = fields
        self._direction = direction
        self._open: list[tuple[int, ...]] = []
        self._found: list[PlacedContract] = []
        self._within: frozenset[tuple[str, int]] = frozenset()
        self._in_case = False
        self._variants: defaultdict[str, list[VariantContract]] = defaultdict(list)

    def read(self, shape: Shape) -> ContractSection:
        """Return what holds at each path below a value, and of itself; a reader is for one value only."""
        self._add_value(Field(path="", shape=shape))
        self._below("", shape)
        by_path: dict[str, list[ValueContract]] = {}
        for place in self._found:
            by_path.setdefault(place.path, []).append(place.contract)
        values = {path: merged(contracts) for path, contracts in by_path.items()}
        if not self._variants:
            return ContractSection(values)
        variants = {path: tuple(variants) for path, variants in self._variants.items()}
        return ContractSection(values, placed=tuple(self._found), variants=variants)

    def _below(self, path: str, shape: Shape) -> None:
        if shape.key in self._open:
            return
        self._open.append(shape.key)
        self._rows(self._fields.rows(shape, self._direction, path))
        self._open.pop()

    def _rows(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if isinstance(row, Choice):
                self._choice(row)
                continue
            # What no property declares has no form that a reader could rely on, but it has to be sent.
            if not row.declared and self._direction is Direction.RESPONSE:
                continue
            self._add_value(row)
            if row.refers is not None or row.path.endswith("[]"):  # the row of items does not say what it refers to
                self._read_referred(row.path, row.shape, fully=True)

    def _choice(self, choice: Choice) -> None:
        around, within_case = self._within, self._in_case
        for variant in choice.variants:
            contract = None if isinstance(variant, Case) else variant_contract(variant, self._fields.shapes)
            if contract is not None:
                known = self._variants[choice.path]
                if contract not in known:
                    known.append(contract)
                self._within = around | {(choice.path, known.index(contract))}
            # That a member is required in a case is told with the case.
            self._in_case = within_case or isinstance(variant, Case)
            self._read_referred(choice.path, variant.shape, fully=variant.refers is not None)
            self._rows(variant.rows)
            self._within, self._in_case = around, within_case

    def _read_referred(self, path: str, shape: Shape, *, fully: bool) -> None:
        """Read on below a shape that a row only refers to.

        It is the value itself, or what its array or map holds. Where it is the value itself and not `fully`, its rows
        stand here already.
        """
        refers = self._fields.refers(shape)
        if refers is None or (refers is shape and not fully):
            return
        while shape is not refers:
            inner, path = (shape.items, f"{path}[]") if shape.items is not None else (shape.values, f"{path}.*")
            if not isinstance(inner, Shape):
                return
            shape = inner
        self._below(path, self._fields.shapes.linked(refers))

    def _add_value(self, field: Field) -> None:
        """Add the contract of a value, and of an array's items, which rows of scalars leave out."""
        contract = value_contract(field)
        if self._in_case:
            contract = replace(contract, required=InVariants.NONE)
        self._found.append(PlacedContract(field.path, self._within, contract))
        shape = field.shape
        for variant in (shape, *alternatives(shape)) if shape.unions else (shape,):
            if variant.items is not None:
                self._add_value(Field(path=f"{field.path}[]", shape=variant.items))


def value_contract(field: Field, *, deprecated: bool = False) -> ValueContract:
    """Return the contract of one field or parameter; a union's is that of its variants together.

    Its shape is known by the numbers of one Catalog: the contract has what can be compared with another one's.
    """
    shape = field.shape
    variants = tuple(alternatives(shape))
    shapes = (shape, *variants)
    return ValueContract(
        words=(value_in_words(shape),),
        types=frozenset(shape.types or (name for variant in variants for name in variant.types or (variant.kind,))),
        formats=frozenset(alternative.format for alternative in shapes if alternative.format),
        enum=shape.enum if shape.enum is not None else _enum_of(variants),
        limits=frozenset(limit for alternative in shapes for limit in _limits(alternative)),
        defaults=frozenset() if shape.default is None else frozenset({shape.default}),
        required=all_or_none(field.required),
        nullable=all_or_none(any(alternative.nullable for alternative in shapes)),
        deprecated=all_or_none(deprecated or shape.deprecated),
        closed=all_or_none(shape.kind == "object" and shape.values is False),
        conditions=frozenset(_conditions(field)),
        never=shape.never,
        declared=field.declared,
    )


def _limits(shape: Shape) -> Iterator[tuple[str, JsonText]]:
    """Yield each keyword with its value, unless it limits nothing; several patterns that all hold are one limit."""
    limits = [(limit.keyword, limit.value) for limit in shape.constraints]
    limits = [limit for limit in limits if limit not in _NO_LIMITS]
    patterns = sorted(value for keyword, value in limits if keyword == "pattern")
    yield from (limit for limit in limits if limit[0] != "pattern")
    if patterns:
        yield "pattern", " and ".join(patterns)


def _conditions(field: Field) -> Iterator[str]:
    """Yield in words what else a value has to keep, what no type, limit or member says; schemas stand there as JSON."""
    shape, restrictions = field.shape, field.shape.restrictions
    if field.pattern:
        yield f"{NAMES_LIKE}{field.pattern}"
    yield from (f"names of members: {text}" for text in restrictions.names)
    yield from (f"not {text}" for text in restrictions.negated)
    yield from (f"with {name} also {', '.join(names)}" for name, names in restrictions.dependent)
    for some in restrictions.contained:
        yield f"has {some.least} {'or more' if some.most is None else f'to {some.most}'} items like {some.test}"
    for branch in (branch for group in restrictions.cases for branch in group):
        required = sorted(branch.shape.required - branch.required)
        cases = [f"with {branch.name}"] if branch.name else []
        cases += [f"where {branch.test}{'' if branch.fits else ' is not so'}"] if branch.test else []
        cases += [f"where {text} is not so" for text in branch.others]
        yield f"{' and '.join(cases)}: {', '.join(required) or value_in_words(branch.shape)}"
    if shape.more_items is False:
        yield NO_MORE_ITEMS
    for needs in (union.needs for union in shape.unions if union.needs is not None):
        sets = (" and ".join([*names.needed, *(f"no {name}" for name in names.absent)]) for names in needs.sets)
        yield f"{needs.count} of: {' or '.join(sets)}"


def value_in_words(shape: Shape) -> str:
    """Return the type of a value in words, through arrays and maps: `array of string (date-time)`."""
    if shape.kind == "array" and shape.items is not None:
        return f"array of {value_in_words(shape.items)}"
    if isinstance(shape.values, Shape) and not shape.members:
        return f"map of {value_in_words(shape.values)}"
    variants = alternatives(shape) if shape.unions and not shape.types else ()
    if words := {value_in_words(variant) for variant in variants if variant is not shape}:
        return " or ".join(sorted(words))
    return f"{shape.kind} ({shape.format})" if shape.format else shape.kind


def merged(contracts: Iterable[ValueContract]) -> ValueContract:
    """Return what holds in any of several places that have one path; there must be one at least."""
    distinct = list(dict.fromkeys(contracts))
    if len(distinct) == 1:
        return distinct[0]
    return ValueContract(
        words=tuple(sorted({word for contract in distinct for word in contract.words})),
        types=frozenset().union(*(contract.types for contract in distinct)),
        formats=frozenset().union(*(contract.formats for contract in distinct)),
        enum=_enum_of(distinct),
        limits=frozenset().union(*(contract.limits for contract in distinct)),
        defaults=frozenset().union(*(contract.defaults for contract in distinct)),
        required=_common([contract.required for contract in distinct]),
        nullable=_common([contract.nullable for contract in distinct]),
        deprecated=_common([contract.deprecated for contract in distinct]),
        style=distinct[0].style,
        reserved=distinct[0].reserved,
        part_types=frozenset().union(*(contract.part_types for contract in distinct)),
        closed=_common([contract.closed for contract in distinct]),
        conditions=frozenset().union(*(contract.conditions for contract in distinct)),
        never=all(contract.never for contract in distinct),
        declared=any(contract.declared for contract in distinct),
        sent=any(contract.sent for contract in distinct),
    )


def all_or_none(mark: bool) -> InVariants:
    """Return a mark that is set, or not, for a single value, as that of all its variants."""
    return InVariants.ALL if mark else InVariants.NONE


def _joined(bodies: list[ContractSection]) -> ContractSection:
    """Return the section of several bodies: what stands at the same path is merged; mostly there is one body.

    Of several bodies the alternatives are not told apart.
    """
    if len(bodies) == 1:
        return bodies[0]
    by_path: dict[str, list[ValueContract]] = {}
    for body in bodies:
        for path, value in body.values.items():
            by_path.setdefault(path, []).append(value)
    return ContractSection({path: merged(values) for path, values in by_path.items()})


def _with_encodings(section: ContractSection, media: Iterable[MediaType]) -> ContractSection:
    """Return the section of a body's fields with how those that are parts of a form are written.

    Source: OpenAPI 3.0.4, Encoding Object: `contentType` is one or several, separated by commas.
    """
    values: dict[str, ValueContract] = {}
    for media_type in media:
        encodings = value_of(dict(media_type.others).get("encoding", "{}"))
        for name, encoding in encodings.items() if isinstance(encodings, dict) else ():
            if not isinstance(encoding, dict) or name not in section.values:
                continue
            part = values.get(name, section.values[name])
            if isinstance(declared := encoding.get("contentType"), str):
                types = frozenset(content_type.strip() for content_type in declared.split(","))
                part = replace(part, part_types=part.part_types | types)
            if media_type.content_type.lower().startswith("application/x-www-form-urlencoded"):
                style, reserved = _part_style(encoding, part.types), encoding.get("allowReserved") is True
                part = replace(part, style=style, reserved=reserved)
            values[name] = part
    return ContractSection({**section.values, **values}) if values else section


def _part_style(encoding: JsonObject, types: frozenset[str]) -> str:
    """Return the style of a field in a form; empty for the usual one.

    Source: OpenAPI 3.0.4, Encoding Object, `style`, `explode`: without both an object is written as its content type.
    """
    style, explode = encoding.get("style"), encoding.get("explode")
    if style is None and explode is None:
        return ""
    words = _style_in_words(str(style or "form"), explode if isinstance(explode, bool) else None, types)
    return "" if words == usual_style(types) else words


def usual_style(types: frozenset[str]) -> str:
    """Return how a field of a form is written of which nothing is said (OpenAPI 3.0.4, Encoding Object)."""
    return "application/json" if "object" in types else "form, exploded"


def _enum_of(holders: Sequence[Shape | ValueContract]) -> tuple[JsonText, ...] | None:
    """Return the values that any of the shapes or contracts allows; `None` where one of them allows every value."""
    enums = [holder.enum for holder in holders if holder.enum is not None]
    if not enums or len(enums) < len(holders):
        return None
    return tuple(dict.fromkeys(text for enum in enums for text in enum))


def _common(marks: list[InVariants]) -> InVariants:
    return marks[0] if len(set(marks)) == 1 else InVariants.SOME


def _first_name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _content_types(media: Iterable[MediaType]) -> dict[str, ValueContract]:
    """Return the content types by name, without `charset=utf-8`: JSON has no other (RFC 8259, section 8.1)."""
    return {_content_type(media_type): _PRESENT for media_type in media}


def _content_type(media_type: MediaType) -> str:
    return _UTF_8.sub("", media_type.content_type)


def with_common_content_types(
    old: Sequence[MediaType], new: Sequence[MediaType]
) -> tuple[tuple[MediaType, ...], tuple[MediaType, ...]]:
    """Return the content types that two bodies both have; all of them where they have none in common."""
    common = {_content_type(media_type) for media_type in old} & {_content_type(media_type) for media_type in new}
    before, after = (
        tuple(media_type for media_type in media if not common or _content_type(media_type) in common)
        for media in (old, new)
    )
    return before, after


def _style(parameter: Parameter, types: frozenset[str]) -> str:
    """Return how a parameter or header is written, defaults filled in, or its media type if it has one.

    Source: OpenAPI 3.0.4, Parameter Object, `style`, `explode` and `content`.
    """
    if parameter.media:
        return parameter.media[0].content_type
    style = parameter.style or ("form" if parameter.location in ("query", "cookie") else "simple")
    return _style_in_words(style, parameter.explode, types)


def _style_in_words(style: str, explode: bool | None, types: frozenset[str]) -> str:
    """Return a style with whether it is exploded, which is the same for values without parts, and a list in `simple`.

    Source: OpenAPI 3.0.4, Style Examples.
    """
    is_plain = types.isdisjoint({"array", "object", "any"}) or (style == "simple" and types == {"array"})
    exploded = style == "form" if explode is None or is_plain else explode
    return f"{style}{EXPLODED}" if exploded and style != "deepObject" else style


def _security(choice: SecurityChoice | None) -> str:
    """Return the alternatives in words; empty where the whole document's apply."""
    if choice is None:
        return ""
    sets = (" and ".join(f"{use.scheme}({', '.join(use.scopes)})" for use in uses) or "none" for uses in choice)
    return " or ".join(sets) or "none"
