"""How parameters, parts of forms and bodies are sent: `filter[userId]`, `filter[owner][id]`, `include[]=orders`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from msgspec.structs import replace

from ampeco_refgen.catalog.fields import Direction, Field, Fields, Row, as_sent, is_leaf, outside_cases
from ampeco_refgen.catalog.includes import enumerated, is_called_include
from ampeco_refgen.catalog.model import MediaType, Operation, Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonObject, value_of
from ampeco_refgen.markdown.text import code


def is_deep_object(parameter: Parameter, shape: Shape | None) -> bool:
    """Tell whether a parameter is an object that is sent as one parameter for each member (style `deepObject`)."""
    return parameter.style == "deepObject" and shape is not None and bool(shape.members)


def is_sent_in_brackets(parameter: Parameter, shape: Shape | None) -> bool:
    """Tell whether a parameter has a value of any members, or of those of a variant, in style `deepObject`.

    What is known of the value as a whole needs a line of its own; that of `is_deep_object` has none.
    """
    if parameter.style != "deepObject" or parameter.media or shape is None:
        return False
    variants = [variant for union in shape.unions for variant in union.variants]
    return shape.kind == "object" or bool(shape.members) or any(variant.kind == "object" for variant in variants)


_URL_ENCODED = "application/x-www-form-urlencoded"
_RESERVED = "reserved characters may stay as they are"
_SEPARATED = {"form": "commas", "simple": "commas", "spaceDelimited": "blanks", "pipeDelimited": "`|`"}


def value_format(parameter: Parameter, shape: Shape | None) -> str:
    """Say how a value of several parts is written where it is not in the usual way.

    Source: OpenAPI 3.0.4, Parameter Object, `style`, `explode` and `content`.
    """
    if parameter.location == "querystring":
        # The one parameter of this place is all that follows the question mark (OpenAPI 3.2.0, Parameter Object).
        form = f", written as {code(parameter.media[0].content_type)}" if parameter.media else ""
        return f"the whole query string{form}"
    if parameter.media:
        return f"written as {code(parameter.media[0].content_type)}"
    usual = "form" if parameter.location in ("query", "cookie") else "simple"
    style = parameter.style or usual
    explode = style == "form" if parameter.explode is None else parameter.explode
    kind = shape.kind if shape is not None else ""
    if is_sent_in_brackets(parameter, shape) and not is_deep_object(parameter, shape):
        return f"sent as {code(f'{parameter.name}[name]=value')}"
    if style in _PREFIXED and parameter.location == "path" and not _may_have_parts(shape):
        return f"sent as {code(_prefixed_form(parameter.name, style, kind, explode=explode))}"
    if kind not in ("array", "object") or style == "deepObject":
        return ""
    if style not in _SEPARATED:
        return f"style {code(style)}{' exploded' if explode else ''}"
    if explode and style == "form":
        return "" if kind == "array" else "each member as a parameter of its own"
    if kind == "object":
        return f"as {'name=value pairs' if explode else 'names and values'} separated by {_SEPARATED[style]}"
    return f"values separated by {_SEPARATED[style]}"


_PREFIXED = ("matrix", "label")
"""The styles of path parameters that write something before the value (OpenAPI 3.0.4, Style Values)."""


def _may_have_parts(shape: Shape | None) -> bool:
    """Tell whether it depends on the variant whether a value has parts, and with them how it is written."""
    variants = [variant for union in shape.unions for variant in union.variants] if shape is not None else []
    return any(variant.kind in ("array", "object") or variant.unions for variant in variants)


def _prefixed_form(name: str, style: str, kind: str, *, explode: bool) -> str:
    """Return how a value is written in style `matrix` or `label` (OpenAPI 3.0.4, Style Examples)."""
    mark = ";" if style == "matrix" else "."
    if kind == "object" and explode:
        return f"{mark}name=value{mark}name=value"
    lead = f";{name}=" if style == "matrix" else "."
    if kind == "object":
        return f"{lead}name,value,name,value"
    if kind == "array":
        return f"{lead}a{lead if explode else ','}b"
    return f"{lead}value"


def path_template(operation: Operation, fields: Fields) -> str:
    """Return an operation's path with what the styles of its parameters write before their values.

    `/cars/{car}` is `/cars/;car={car}` for style `matrix` and `/cars/.{car}` for style `label`; the members of an
    exploded object have their own names (OpenAPI 3.0.4, Style Examples).
    """
    path = operation.path
    for parameter in operation.parameters:
        if parameter.location != "path" or parameter.style not in _PREFIXED or parameter.media:
            continue
        shape = shape_of(parameter, fields)
        has_names = shape is not None and shape.kind == "object" and parameter.explode is True
        lead = "." if parameter.style == "label" else ";" if has_names else f";{quote(parameter.name, safe='')}="
        path = path.replace(f"{{{parameter.name}}}", f"{lead}{{{parameter.name}}}")
    return path


def allowances(parameter: Parameter) -> tuple[str, ...]:
    """Say what the value of a parameter may be beside its schema (OpenAPI 3.0.4, Parameter Object)."""
    declared = dict(parameter.others)
    marks = {"allowEmptyValue": "may be empty", "allowReserved": _RESERVED}
    return tuple(mark for keyword, mark in marks.items() if declared.get(keyword) == "true")


def encodings(media: MediaType) -> Iterator[tuple[str, str]]:
    """Yield the parts of a form whose writing is declared, each with that (OpenAPI 3.0.4, Encoding Object)."""
    declared = value_of(dict(media.others).get("encoding", "{}"))
    for name, encoding in sorted(declared.items()) if isinstance(declared, dict) else ():
        if not isinstance(encoding, dict):
            continue
        how = list(_part_format(encoding))
        # In other forms it is to be ignored (OpenAPI 3.0.4, Encoding Object, `allowReserved`).
        if encoding.get("allowReserved") is True and media.content_type.lower().startswith(_URL_ENCODED):
            how.append(_RESERVED)
        if how:
            yield name, ", ".join(how)


def _part_format(encoding: JsonObject) -> Iterator[str]:
    if isinstance(content_type := encoding.get("contentType"), str):
        yield f"as {code(content_type)}"
    style = encoding.get("style", "form")
    if style != "deepObject" and encoding.get("explode", style == "form") is False:
        yield f"values separated by {_SEPARATED.get(str(style), 'commas')}"
    elif style != "form":
        yield f"style {code(str(style))}"


def is_include(parameter: Parameter, shape: Shape | None) -> bool:
    """Tell whether a parameter is a list of relations to be embedded, each of an enumerated name and sent by itself.

    One of which more is declared (a default, limits, null) is shown as a parameter like others, with all of that.
    """
    if not is_called_include(parameter) or shape is None or shape.items is None:
        return False
    if any(part.default is not None or part.constraints or part.nullable for part in (shape, shape.items)):
        return False
    if allowances(parameter) or shape.items.kind != "string":
        return False
    by_itself = parameter.style == "deepObject" or (parameter.style in ("", "form") and parameter.explode is not False)
    return by_itself and not parameter.media and enumerated(shape) is not None


def members_as_sent(
    parameter: Parameter, shape: Shape, fields: Fields, direction: Direction = Direction.REQUEST
) -> tuple[Row, ...]:
    """Return the rows of a deep object with the names that its sender writes into the query string."""
    return tuple(_renamed(parameter.name, fields.rows(shape, direction)))


def _renamed(parameter: str, rows: tuple[Row, ...]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, Field):
            yield replace(row, path=as_sent(parameter, row.path))
        else:
            variants = tuple(replace(part, rows=tuple(_renamed(parameter, part.rows))) for part in row.variants)
            needs = row.needs.renamed(lambda name: as_sent(parameter, name)) if row.needs is not None else None
            yield replace(row, path=as_sent(parameter, row.path), variants=variants, needs=needs)


def read_only_fields(shape: Shape, fields: Fields) -> tuple[Field, ...]:
    """Return the fields that a body declares although a client must not send them.

    An object among them stands for all that is below it. Those in a write-only object are among them, too.
    """
    sent = fields.flat(shape, Direction.REQUEST)
    received = [*outside_cases(fields.rows(shape, Direction.RESPONSE))]
    # A case that restricts one of them is no matter of what is sent; what only a case declares counts as well.
    known = {field.path for field in received}
    received += [field for field in fields.flat(shape, Direction.RESPONSE) if field.path not in known]
    for field in sent:
        if field.shape.write_only and field.refers is None and not is_leaf(field.shape):
            received += fields.flat(field.shape, Direction.RESPONSE, field.path)
    left = frozenset(field.path for field in received) - {field.path for field in sent}
    tops = {path for path in left if left.isdisjoint(_holders(path))}
    declared = (field for field in received if field.path in tops) if tops else ()
    distinct = {(field.path, field.shape, field.required): field for field in declared}  # variants may share some
    return tuple(sorted(distinct.values(), key=lambda field: field.path))


def _holders(path: str) -> Iterator[str]:
    """Yield the paths of the objects, arrays and maps that a field stands in."""
    return (path[: end.start()] for end in re.finditer(r"[.\[]", path))


def shape_of(parameter: Parameter, fields: Fields) -> Shape | None:
    """Return the shape of a parameter's value, declared by a schema or by a media type."""
    schema = parameter.schema
    if schema is None and parameter.media:
        schema = parameter.media[0].schema
    return None if schema is None else fields.shapes.expanded(fields.shapes.of(schema))
