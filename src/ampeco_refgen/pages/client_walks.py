"""Walks → which lists the page of clients walks, one for each way of paging that the document has, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.includes import include_as_sent
from ampeco_refgen.catalog.model import Operation, Parameter
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape, Shapes
from ampeco_refgen.infer.naming import plain_name
from ampeco_refgen.infer.paging import Walk, first_number
from ampeco_refgen.infer.responses import list_member
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.client_calls import Suitability, Target, required_parameters
from ampeco_refgen.pages.serialization import is_deep_object, is_include, shape_of

_MOST_WAYS = 5
"""Ways of paging that a client shows; few documents have more than two or three."""
_LEVELS = 3
_LAST_PAGE_BY_NUMBER = ("lastpage",)


class Way(Struct, frozen=True, kw_only=True):
    """How the parts of a list follow each other.

    `kind` is `links` (a URL in the body), `header` (one in the header `Link`), `cursor` (a value of the body is sent
    as `parameter`), `key` (`parameter` is sent, but where its value comes from is not declared), `pages` or `offsets`
    (`parameter` is raised). Paths are names of members: `next` leads to the link or cursor, `more` to a truth value,
    `last` to the number of the last page (of pages, where `counts_pages`), `total` to the number of all items. `first`
    is what `parameter` begins with, `None` where it is not declared.
    """

    kind: str
    parameter: str = ""
    first: int | None = None
    next: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    counts_pages: bool = False
    total: tuple[str, ...] = ()


class ListCall(Struct, frozen=True, kw_only=True):
    """A list to be walked: the call, where its items are in the body, the parameters of the first request.

    `filters` names the parameters that are objects sent in brackets; `include` is how one value of an include is sent,
    up to its value.
    """

    operation: Operation
    target: Target
    way: Way
    items: tuple[str, ...]
    sent: tuple[tuple[str, str], ...]
    filters: tuple[str, ...]
    include: str
    alike: int = 1


class WalkedLists(NamedTuple):
    """The lists that are shown, the most frequent way of paging first, and how many paged lists are walked by none."""

    calls: tuple[ListCall, ...]
    others: int


def walked_lists(plan: BundlePlan, suitability: Suitability) -> WalkedLists:
    """Return one list for each way of paging, that which is the simplest to call."""
    by_way: dict[object, list[ListCall]] = {}
    for key, walk in plan.walks.items():
        if (call := _list_call(plan, plan.operations[key], walk, suitability)) is not None:
            way = call.way
            # What tells the end is no way of its own: where it is missing, an empty part tells it.
            by_way.setdefault((way.kind, way.parameter, way.first, way.next, walk.starts_empty), []).append(call)
    ranked = sorted(by_way.values(), key=len, reverse=True)[:_MOST_WAYS]
    calls = tuple(replace(_best(alike, suitability), alike=len(alike)) for alike in ranked)
    return WalkedLists(calls, len(plan.walks) - sum(map(len, ranked)))


def _best(alike: list[ListCall], suitability: Suitability) -> ListCall:
    """Return the simplest to call of the lists that tell their end as most of them do."""
    usual = Counter(call.way for call in alike).most_common(1)[0][0]
    return min((call for call in alike if call.way == usual), key=lambda call: _rank(call, suitability))


def _rank(call: ListCall, suitability: Suitability) -> tuple[object, ...]:
    """Return what makes a list a poor example: of equally simple calls one that takes filters and includes is best."""
    return (*suitability.rank(call.operation), not call.filters, not call.include)


def _list_call(plan: BundlePlan, operation: Operation, walk: Walk, suitability: Suitability) -> ListCall | None:
    """Return how a list is called and walked; `None` where the document does not tell, or it is no call to show."""
    shapes = plan.fields.shapes
    root = _root(operation, shapes)
    if operation.method != "GET" or not suitability.fits(operation):
        return None
    items = _items(operation, root, shapes) if root is not None else None
    way = _way(operation, walk, root, shapes) if root is not None else None
    if items is None or way is None:
        return None
    sent = [(walk.cursor, "")] if walk.starts_empty and way.kind == "links" else []
    sent += [(walk.size, size)] if walk.size and (size := _largest(operation, walk.size, plan)) else []
    filters, include = _selection(plan, operation)
    return ListCall(
        operation=operation,
        target=Target.of(operation, plan, required_parameters(operation, without=walk.parameters)),
        way=way,
        items=items,
        sent=tuple(sent),
        filters=filters,
        include=include,
    )


def _root(operation: Operation, shapes: Shapes) -> Shape | None:
    """Return the body of a list in JSON."""
    for response in success_responses(operation):
        for media in response.media:
            if "json" in media.content_type.lower() and media.schema is not None:
                return shapes.expanded(shapes.of(media.schema))
    return None


def _items(operation: Operation, root: Shape, shapes: Shapes) -> tuple[str, ...] | None:
    """Return where the items are; `None` where several lists may be meant."""
    media = next(
        media for response in success_responses(operation) for media in response.media if media.schema is not None
    )
    payload = payload_of(media, shapes)
    if payload.wrapping is Wrapping.LIST:
        return ("data",)
    if root.items is not None:
        return ()
    if payload.item is not None and (name := list_member(payload, payload.item, operation)):
        return (name,)
    level: list[tuple[tuple[str, ...], Shape]] = [((), root)]
    for _ in range(_LEVELS):
        below = [
            ((*path, member.name), shapes.expanded(member.shape)) for path, shape in level for member in shape.members
        ]
        lists = [path for path, shape in below if shape.items is not None]
        if lists:
            return lists[0] if len(lists) == 1 else None
        level = below
    return None


def _way(operation: Operation, walk: Walk, root: Shape, shapes: Shapes) -> Way | None:
    """Return how a walk goes on; `None` where nothing is declared that leads on."""
    link, cursor, more, last, total = (
        names_of(path, root, shapes)
        for path in (walk.next_link, walk.next_cursor, walk.more, walk.last_page, walk.total)
    )
    tells_end = bool(last or more or total)
    if link and (walk.cursor or not (walk.page or walk.offset) or not tells_end):
        return Way(kind="links", next=link)
    if walk.link_header and not walk.last_page:
        return Way(kind="header")
    if walk.cursor and not walk.page:
        if cursor:
            return Way(kind="cursor", parameter=walk.cursor, next=cursor, more=more)
        return Way(kind="key", parameter=walk.cursor, more=more)
    if walk.page:
        first = first_number(_parameter(operation, walk.page), shapes)
        if last:
            counts = plain_name(last[-1]) not in _LAST_PAGE_BY_NUMBER
            return Way(kind="pages", parameter=walk.page, first=first, last=last, counts_pages=counts)
        return Way(kind="pages", parameter=walk.page, first=first, more=more, total=() if more else total)
    if walk.offset:
        first = first_number(_parameter(operation, walk.offset), shapes)
        return Way(kind="offsets", parameter=walk.offset, first=first or 0, more=() if total else more, total=total)
    return None


def names_of(path: str, root: Shape, shapes: Shapes) -> tuple[str, ...]:
    """Return the names of members that a dotted path leads through: a name may have dots itself."""
    if not path:
        return ()
    members = [*root.members, *(member for union in root.unions for part in union.variants for member in part.members)]
    for member in members:
        if member.name == path:
            return (path,)
    for member in members:
        if path.startswith(f"{member.name}."):
            rest = names_of(path[len(member.name) + 1 :], shapes.expanded(member.shape), shapes)
            if rest:
                return (member.name, *rest)
    return ()


def _parameter(operation: Operation, name: str) -> Parameter:
    return next(each for each in operation.parameters if each.location == "query" and each.name == name)


def _largest(operation: Operation, name: str, plan: BundlePlan) -> str:
    """Return the largest size of a part that is allowed; empty where there is no limit to what may be asked."""
    shape = shape_of(_parameter(operation, name), plan.fields)
    limits = {limit.keyword: value_of(limit.value) for limit in shape.constraints} if shape else {}
    largest = limits.get("maximum")
    return str(largest) if isinstance(largest, int) and 0 < largest <= 1000 else ""


def _selection(plan: BundlePlan, operation: Operation) -> tuple[tuple[str, ...], str]:
    """Return the parameters that are objects in brackets, and how an include begins as it is sent."""
    filters: list[str] = []
    include = ""
    for parameter, shape in _query(plan, operation):
        if is_include(parameter, shape):
            include = include_as_sent(parameter, "").removesuffix("=")
        elif is_deep_object(parameter, shape):
            filters.append(parameter.name)
    return tuple(filters), include


def _query(plan: BundlePlan, operation: Operation) -> Iterator[tuple[Parameter, Shape | None]]:
    for parameter in operation.parameters:
        if parameter.location == "query":
            yield parameter, shape_of(parameter, plan.fields)
