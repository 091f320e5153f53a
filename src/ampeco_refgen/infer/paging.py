"""Operation → how the list that it reads is walked: which parameters ask for a part, which fields lead to the next one.

Names are recognised without case and punctuation, so that `per_page`, `perPage` and `page[size]` are known. What the
document says in sentences decides one thing: whether an empty cursor begins a walk by cursor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog, Operation, Parameter
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.catalog.shape import Member, Shape, Shapes
from ampeco_refgen.infer.naming import plain_name
from ampeco_refgen.infer.responses import response_items
from ampeco_refgen.jsonvalue import JsonText, value_of

READING = ("GET", "HEAD")
_PAGE = frozenset({"page", "pagenumber", "pageno", "pagenum", "pageindex", "currentpage"})
_SIZE = frozenset({"perpage", "pagesize", "pagelimit", "limit", "maxresults", "maxpagesize", "itemsperpage", "top"})
_OFFSET = frozenset({"offset", "skip", "pageoffset", "startindex"})
_CURSOR = frozenset(
    {"cursor", "nextcursor", "pagecursor", "pagetoken", "nextpagetoken", "nexttoken"}
    | {"continuationtoken", "startingafter", "pageafter"}
)
_HOLDERS = frozenset({"links", "meta", "metadata", "paging", "pagination", "pageinfo", "pager", "responsemetadata"})
"""The names of objects beside a list in which it may stand how to go on."""
_NEXT_CURSOR = frozenset({"nextcursor", "nextpagetoken", "nexttoken", "nextpagecursor", "endcursor"})
_NEXT_CURSOR |= {"continuationtoken"}
_NEXT_LINK = frozenset(
    {"nexturl", "nexturi", "nextlink", "nextpageurl", "nextpageuri", "nextpagelink", "odatanextlink"}
)
_MORE = frozenset({"hasmore", "hasnext", "hasnextpage"})
_LAST_PAGE = frozenset({"lastpage", "totalpages", "pagecount", "numpages"})
_TOTAL = frozenset({"total", "totalcount", "totalresults", "totalitems", "totalrecords", "totalelements"})
_LEVELS = 3
"""How many levels below the top of a response a list of what is paged may stand: `data.page.items`."""
_NUMBER_FORMATS = ("integer", "int32", "int64", "number")
"""Formats by which a text is a number."""
_NUMBERED = ("number", "no", "num", "index")
"""Ends of names by which even a text is a number."""
_NEXT_PARTS = ("next", "nextpage")
"""Names of objects that tell of the next part; of texts they are a link or a token."""
_URLS = ("uri", "url", "uri-reference")
_SENT_EMPTY = re.compile(r"\b(?:pass|send|set)\b[^.]{0,30}\bempty\b", re.I)


class Walk(Struct, frozen=True, kw_only=True):
    """How a list is walked: names of query parameters, and dotted paths of response fields, empty where there is none.

    `first` is the default of `page`. `starts_empty` tells that an empty `cursor` begins the walk by cursor, where
    `page` could be sent as well. `link_header` tells that the response has a header `Link` (RFC 8288).
    """

    page: str = ""
    size: str = ""
    offset: str = ""
    cursor: str = ""
    first: JsonText = ""
    starts_empty: bool = False
    next_link: str = ""
    link_header: bool = False
    next_cursor: str = ""
    more: str = ""
    last_page: str = ""
    total: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that are declared."""
        return tuple(filter(None, (self.page, self.offset, self.cursor, self.size)))


def walks_of(catalog: Catalog, shapes: Shapes, *, starts_empty: bool = False) -> dict[str, Walk]:
    """Return the walk of each operation that reads a list in parts, by the operation's key.

    `starts_empty` tells that an empty cursor begins a walk by cursor where a list knows pages too.
    """
    walks = {operation.key: walk_of(operation, shapes, starts_empty=starts_empty) for operation in catalog.operations}
    return {key: walk for key, walk in walks.items() if walk is not None}


class _Told(NamedTuple):
    """A field that stands beside a list: the name of the object that holds it, its own name, path and form."""

    holder: str
    name: str
    path: str
    shape: Shape


def walk_of(operation: Operation, shapes: Shapes, *, starts_empty: bool = False) -> Walk | None:
    """Return how an operation's list is walked; `None` where it reads no list, or nothing is declared of its parts.

    `starts_empty` is for an API of which one knows that an empty cursor begins a walk by cursor. A parameter that is
    declared for the whole path makes no list of what the path's other methods return.
    """
    reads = operation.method in READING
    parameters = [parameter for parameter in operation.parameters if parameter.location == "query"]
    asked = {
        role: parameter
        for role, names in (("page", _PAGE), ("size", _SIZE), ("offset", _OFFSET), ("cursor", _CURSOR))
        for parameter in parameters
        if plain_name(parameter.name) in names and (reads or not parameter.shared)
    }
    told = _told(operation, shapes)
    for role in ("page", "offset"):
        if "cursor" not in asked and role in asked and _is_token(asked[role], told, shapes):
            asked["cursor"] = asked.pop(role)
    listed = any(item.listed for item in response_items(operation, shapes))
    position = asked.keys() & {"page", "offset", "cursor"}
    if not (reads and (listed or position)) and not (listed and position):
        return None
    walk = _walk(operation, asked, told, shapes, starts_empty)
    leads_on = walk.next_link or walk.next_cursor or walk.link_header or walk.more or walk.last_page
    if not (listed or leads_on or _holds_several(operation, shapes)):
        return None  # a page of a book is no list of things
    return walk if walk.parameters or leads_on else None


def _holds_several(operation: Operation, shapes: Shapes) -> bool:
    """Tell whether a successful response is declared to hold a list or a map, at the top or not far below it."""
    schemas = [media.schema for response in success_responses(operation) for media in response.media]
    roots = [shapes.of(schema) for schema in schemas if schema is not None]
    return any(_is_or_holds_list(root, shapes, _LEVELS) for root in roots)


def _is_or_holds_list(shape: Shape, shapes: Shapes, levels: int) -> bool:
    shape = shapes.expanded(shape)
    if shape.items is not None or shape.kind == "array" or isinstance(shape.values, Shape):
        return True
    variants = [variant for union in shape.unions for variant in union.variants]
    below = [*(member.shape for member in shape.members), *variants]
    return levels > 0 and any(_is_or_holds_list(part, shapes, levels - 1) for part in below)


def _walk(
    operation: Operation, asked: dict[str, Parameter], told: list[_Told], shapes: Shapes, starts_empty: bool
) -> Walk:
    names = {role: parameter.name for role, parameter in asked.items()}
    page, cursor = asked.get("page"), asked.get("cursor")
    first = shapes.of(page.schema).default if page is not None and page.schema is not None else None
    return Walk(
        page=names.get("page", ""),
        size=names.get("size", ""),
        offset=names.get("offset", ""),
        cursor=names.get("cursor", ""),
        first=first or "",
        starts_empty=page is not None and cursor is not None and (starts_empty or _is_sent_empty(cursor)),
        next_link=next((field.path for field in told if _is_next_link(field)), ""),
        link_header=any(
            header.name.lower() == "link" for response in success_responses(operation) for header in response.headers
        ),
        next_cursor=_path_of(told, _NEXT_CURSOR) or (_next_token(cursor.name, told) if cursor is not None else ""),
        more=_path_of(told, _MORE),
        last_page=_path_of(told, _LAST_PAGE),
        total=_path_of(told, _TOTAL),
    )


def _is_token(parameter: Parameter, told: list[_Told], shapes: Shapes) -> bool:
    """Tell whether a page or an offset is a text and no number: one that the part before it gives.

    A number can be declared as a text: where the response counts pages or items, it is one all the same, unless it has
    the next value beside that.
    """
    shape = shapes.of(parameter.schema) if parameter.schema is not None else None
    is_text = (
        shape is not None
        and shape.kind == "string"
        and shape.format not in _NUMBER_FORMATS
        and not plain_name(parameter.name).endswith(_NUMBERED)
        and first_number(parameter, shapes) is None
    )
    return is_text and bool(_next_token(parameter.name, told) or not _path_of(told, _LAST_PAGE | _TOTAL))


def first_number(parameter: Parameter, shapes: Shapes) -> int | None:
    """Return the number that a parameter begins with: its default, else the least that is allowed."""
    shape = shapes.of(parameter.schema) if parameter.schema is not None else None
    limits = {limit.keyword: value_of(limit.value) for limit in shape.constraints} if shape else {}
    default = value_of(shape.default) if shape and shape.default is not None else None
    for value in (default, limits.get("minimum")):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isdecimal():
            return int(value)
    return None


def _next_token(cursor: str, told: list[_Told]) -> str:
    """Return the path of the field that has the next value of a parameter: `next_page`, or `next_page.offset`."""
    plain = plain_name(cursor)
    for field in told:
        is_next = field.name == f"next{plain}" or (field.name == plain and field.holder in _NEXT_PARTS)
        if is_next and field.shape.kind != "object":
            return field.path
    return ""


def _is_sent_empty(cursor: Parameter) -> bool:
    return bool(_SENT_EMPTY.search(cursor.description))


def _told(operation: Operation, shapes: Shapes) -> list[_Told]:
    """Return what stands beside the list in the responses: at the top, and in objects that are for paging."""
    roots = [
        shapes.expanded(shapes.of(media.schema))
        for response in success_responses(operation)
        for media in response.media
        if media.schema is not None
    ]
    return [field for root in roots for field in _beside(root, shapes)]


def _beside(root: Shape, shapes: Shapes) -> Iterator[_Told]:
    for member in _members(root):
        shape = shapes.expanded(member.shape)
        if plain_name(member.name) not in _HOLDERS and not (plain_name(member.name) in _NEXT_PARTS and shape.members):
            yield _Told("", plain_name(member.name), member.name, shape)
            continue
        for below in _members(shape):
            path, form = f"{member.name}.{below.name}", shapes.expanded(below.shape)
            yield _Told(plain_name(member.name), plain_name(below.name), path, form)
            if (href := form.member("href")) is not None:
                yield _Told(plain_name(member.name), plain_name(below.name), f"{path}.href", href.shape)


def _members(shape: Shape) -> Iterator[Member]:
    """Yield the properties of an object, then those of its variants."""
    for part in (shape, *(variant for union in shape.unions for variant in union.variants)):
        yield from part.members


def _is_next_link(field: _Told) -> bool:
    if field.shape.kind == "object":
        return False
    return field.name in _NEXT_LINK or (
        field.name == "next" and (field.holder == "links" or field.shape.format in _URLS)
    )


def _path_of(told: list[_Told], names: frozenset[str]) -> str:
    return next((field.path for field in told if field.name in names), "")
