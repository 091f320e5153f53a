"""How a response is wrapped and paged, read from its shape and the operation's parameters together."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ampeco_refgen.catalog.model import MediaType, Operation, Response
from ampeco_refgen.catalog.shape import Shape, Shapes

_ENVELOPE = frozenset({"data", "links", "meta"})
_MARKS = ("links", "meta")


class Wrapping(StrEnum):
    """Where the payload stands in the body."""

    OBJECT = "data object"
    LIST = "data[] list"
    BARE = "bare"
    BARE_LIST = "bare list"
    EMPTY = "no body"


class Payload(Struct, frozen=True, kw_only=True, eq=False):
    """What a body carries.

    `item` is the object under `data`, one entry of the list, or the bare value itself; `root` is the whole body;
    `envelope` are the names that stand beside `data`.
    """

    wrapping: Wrapping
    content_type: str = ""
    item: Shape | None = None
    root: Shape | None = None
    envelope: tuple[str, ...] = ()

    @property
    def holder(self) -> Shape | None:
        """The value that holds the item: the object or list under `data`, or the whole body."""
        wrapped = self.root.member("data") if self.root and self.wrapping in (Wrapping.OBJECT, Wrapping.LIST) else None
        return wrapped.shape if wrapped else self.root


class Paging(StrEnum):
    """The ways of paging that an operation offers."""

    NONE = "none"
    PAGE = "page"
    CURSOR = "cursor"
    BOTH = "page or cursor"


class PagingFacts(Struct, frozen=True, kw_only=True):
    """What the parameters and the response say of paging; the two need not agree.

    `parameters` are those of `page`, `per_page`, `cursor` that are declared; `page_meta` and `cursor_meta` tell whether
    `meta` has a member that marks the kind (`current_page`, `next_cursor`), `has_next_link` whether `links.next` is
    there.
    """

    parameters: tuple[str, ...]
    page_meta: bool
    cursor_meta: bool
    has_next_link: bool

    @property
    def by_parameters(self) -> Paging:
        """The kind that a client can ask for."""
        return _kind("page" in self.parameters, "cursor" in self.parameters)

    @property
    def by_response(self) -> Paging:
        """The kind that the response is declared to come in."""
        return _kind(self.page_meta, self.cursor_meta)

    @property
    def paged(self) -> bool:
        """Whether the parameters or the response say anything of paging."""
        return bool(self.parameters) or self.by_response is not Paging.NONE


def payload_of(media: MediaType, shapes: Shapes) -> Payload:
    """Return what a response carries in one media type: the item, and how it is wrapped.

    A body counts as wrapped where it has `data` and beside that nothing but `links` and `meta`.
    """
    content_type = media.content_type
    if media.schema is None:
        return Payload(wrapping=Wrapping.BARE, content_type=content_type)
    root = shapes.expanded(shapes.of(media.schema))
    data = root.member("data") if not root.unions else None
    if data is None or any(member.name not in _ENVELOPE for member in root.members):
        listed = _items_of_list(root)
        wrapping = Wrapping.BARE if listed is None else Wrapping.BARE_LIST
        item = root if listed is None else listed
        return Payload(wrapping=wrapping, content_type=content_type, item=item, root=root)
    listed = _items_of_list(shapes.expanded(data.shape))
    return Payload(
        wrapping=Wrapping.OBJECT if listed is None else Wrapping.LIST,
        content_type=content_type,
        item=data.shape if listed is None else listed,
        root=root,
        envelope=tuple(sorted(member.name for member in root.members if member.name != "data")),
    )


def _items_of_list(shape: Shape) -> Shape | None:
    """Return the items of what is nothing but a list of values that are all alike, else `None`."""
    if shape.kind != "array" or shape.members or shape.unions or shape.prefix_items or shape.restrictions.parts:
        return None
    return shape.items


def success_responses(operation: Operation) -> tuple[Response, ...]:
    """Return the 2xx responses, and `default` where there is no other."""
    successful = tuple(response for response in operation.responses if response.status.startswith("2"))
    return successful or tuple(response for response in operation.responses if response.status == "default")


def paging_of(operation: Operation, shapes: Shapes) -> PagingFacts:
    """Return what an operation says of paging, from parameters and the meta of its successful responses."""
    media = [media_type for response in success_responses(operation) for media_type in response.media]
    roots = [shapes.of(media_type.schema) for media_type in media if media_type.schema is not None]
    beside = [member for root in roots for member in root.members if member.name in _MARKS]
    metas = {name for member in beside if member.name == "meta" for name in _names_in(member.shape)}
    links = {name for member in beside if member.name == "links" for name in _names_in(member.shape)}
    parameters = tuple(parameter.name for parameter in operation.parameters if parameter.location == "query")
    return PagingFacts(
        parameters=tuple(name for name in ("page", "per_page", "cursor") if name in parameters),
        page_meta=bool(metas & {"current_page", "last_page", "total"}),
        cursor_meta="next_cursor" in metas,
        has_next_link="next" in links,
    )


def is_list(operation: Operation, shapes: Shapes) -> bool:
    """Tell whether a list comes back, so that there is something to page through."""
    wrappings = (
        payload_of(media_type, shapes).wrapping
        for response in success_responses(operation)
        for media_type in response.media
    )
    return any(wrapping in (Wrapping.LIST, Wrapping.BARE_LIST) for wrapping in wrappings)


def _names_in(shape: Shape) -> set[str]:
    variants = [variant for union in shape.unions for variant in union.variants]
    return {member.name for variant in (shape, *variants) for member in variant.members}


def _kind(page: bool, cursor: bool) -> Paging:
    if page and cursor:
        return Paging.BOTH
    return Paging.PAGE if page else Paging.CURSOR if cursor else Paging.NONE
