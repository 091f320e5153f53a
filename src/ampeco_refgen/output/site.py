"""Everything a page needs to know of the other pages: where each thing stands and how to link to it from here."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import groupby

from ampeco_refgen.catalog.fields import Direction, Fields, ShapeKey
from ampeco_refgen.catalog.model import Catalog, Operation, Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.recipe_model import RecipeBook
from ampeco_refgen.infer.recipes import Mention, mentions_of, recipes_by_header, resolve_recipes
from ampeco_refgen.infer.replacements import Replacements, find_replacements
from ampeco_refgen.infer.sightings import Reader
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.names import anchor, unique_anchors
from ampeco_refgen.output.deliveries import Delivery, DeliveryKey, find_deliveries
from ampeco_refgen.output.enums import ENUMS_PAGE, EnumHome, EnumValues, find_enums
from ampeco_refgen.output.homes import Home, Homes, Where, find_carried, find_homes
from ampeco_refgen.output.layout import Layout, OperationPage, lay_out
from ampeco_refgen.output.said import Companion, Companions, find_companions
from ampeco_refgen.output.shared import (
    CommonError,
    Envelope,
    EnvelopeKey,
    find_common_errors,
    find_common_parameters,
    find_envelopes,
)
from ampeco_refgen.output.stated import Stated, find_stated
from ampeco_refgen.text import link, prose, verbatim_link
from ampeco_refgen.wrap import wrap

PATTERNS_PAGE = "common-patterns.md"
RECIPES_PAGE = "recipes.md"
_LONGEST_LINK = 360
"""A link cannot be broken, and there must be room for what stands before it on its line."""


class Site:
    """The plan of the whole bundle, worked out before any page is written; paths are relative to `reference/`.

    `anchors` are those of headings, by page and heading, which are not what `names.anchor` alone gives them.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.fields = Fields(catalog)
        self.reader = Reader(self.fields)
        self.replacements: Replacements = find_replacements(catalog, self.fields)
        self.book: RecipeBook = resolve_recipes(catalog, self.fields, reader=self.reader)
        self.mentions: dict[str, Mention] = mentions_of(self.book)
        self.header_recipes: dict[str, str] = recipes_by_header(self.book)

        self.layout: Layout = lay_out(catalog)
        pages = self.layout.operation_pages
        self.operations = {operation.key: operation for operation in catalog.operations}
        self.page_of = {operation.key: page for page in pages for operation in page.operations}
        self.webhook_page_of = {page.name: page.path for page in self.layout.webhook_pages}
        self.titles = {page.path: page.title for page in pages}
        self.titles |= {page.path: page.name for page in self.layout.webhook_pages}
        grouped = groupby(pages, lambda page: (page.family, page.resource))
        self.pages_of_resource: dict[tuple[str, str], tuple[OperationPage, ...]] = {
            key: tuple(same) for key, same in grouped
        }
        self.deprecated_webhooks = frozenset(
            page.name for page in self.layout.webhook_pages if any(webhook.deprecated for webhook, _ in page.payloads)
        )
        self.tag_texts = {tag.name: f" ({prose(tag.description)})" for tag in catalog.tags if tag.description}

        carried = find_carried(self.fields, self.layout)
        self.homes: Homes = find_homes(self.fields, self.layout, carried)
        self.enums: dict[EnumValues, EnumHome] = find_enums(self.fields, self.layout, carried)
        self.envelopes: dict[EnvelopeKey, Envelope] = find_envelopes(catalog, self.fields)
        self.errors: dict[str, CommonError] = find_common_errors(catalog)
        self.common_parameters: dict[Parameter, int] = find_common_parameters(catalog)
        self.deliveries: dict[DeliveryKey, Delivery] = find_deliveries(self.layout, self.page_of)
        self.stated: dict[ShapeKey, Stated] = find_stated(
            self.fields,
            self.homes.shapes.values(),
            _payloads(self.fields, self.layout, self.homes),
            self.replacements.of_field,
        )
        companions: tuple[Companions, dict[Home, tuple[Companion, ...]]] = find_companions(
            self.fields, self.homes.shapes.values(), self.stated
        )
        self.companions_of_webhooks, self.companions = companions
        self.anchors = _repeated_anchors(self.layout, self.homes, self.deliveries.values())
        self._with_operations = frozenset(page.path for page in pages)

    def operation_link(self, page: str, key: str, label: str = "") -> str:
        """Return a link from `page` to the section of an operation."""
        target = self._target(page, self.page_of[key].path, key)
        method, place = key.partition(" ")[0], self.operations[key].place
        labels = (label or key, f"{method} {place.version}{place.subpath}", method)
        return verbatim_link(next((one for one in labels if len(one) + len(target) < _LONGEST_LINK), method), target)

    def webhook_link(self, page: str, name: str) -> str:
        """Return a link from `page` to the page of a webhook."""
        return link(name, self._target(page, self.webhook_page_of[name]))

    def enum_link(self, page: str, values: tuple[JsonText, ...]) -> str:
        """Return a link from `page` to an enum that is stated once, or `""` when it is written in place."""
        home = self.enums.get(values)
        return verbatim_link(home.title, self._target(page, ENUMS_PAGE, home.title)) if home else ""

    def home(self, shape: Shape, direction: Direction) -> Home | None:
        """Return where a shape is stated; `None` for one without rows."""
        return self.homes.shapes.get((self.fields.shapes.expanded(shape).key, direction))

    def home_link(self, page: str, home: Home, label: str = "") -> str:
        """Return a link from `page` to the place of a shape."""
        heading = home.owner if home.where is Where.IN_SECTION else "" if home.where is Where.OWN_PAGE else home.title
        return link(label or home.title, self._target(page, home.page, heading))

    def pattern_link(self, page: str, heading: str, label: str) -> str:
        """Return a link from `page` to a section of `common-patterns.md`."""
        return link(label, self._target(page, PATTERNS_PAGE, heading))

    def path_link(self, page: str, target: str, label: str, heading: str = "") -> str:
        """Return a link from `page` to another file below `reference/`, or to a heading in it."""
        return link(label, self._target(page, target, heading))

    def deliveries_on(self, page: str) -> tuple[Delivery, ...]:
        """Return how webhooks are delivered, as far as a page states it."""
        return tuple(delivery for delivery in self.deliveries.values() if delivery.page == page)

    def recipes_line(self, page: str, subject: str, headers: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the line on `page` that names the recipes of an operation (by key) or a webhook (by name).

        `headers` are those of a webhook's requests; a recipe may say what to do with them.
        """
        own = self.mentions[subject].recipes if subject in self.mentions else ()
        titles = dict.fromkeys((*own, *(self.header_recipes[one] for one in headers if one in self.header_recipes)))
        named = ", ".join(map(prose, titles))
        return wrap(f"{self.path_link(page, RECIPES_PAGE, 'Recipes')}: {named}", indent="") if named else ()

    def short(self, key: str) -> str:
        """Return a call without what all paths have in common: resource, version and what follows."""
        operation = self.operation(key)
        place = operation.place
        return f"{operation.method} {place.resource}{'/' if place.version else ''}{place.version}{place.subpath}"

    def operation(self, key: str) -> Operation:
        """Return the operation with a key `METHOD /path`."""
        return self.operations[key]

    def _target(self, page: str, target: str, heading: str = "") -> str:
        """Return the relative URL from one page to another page or heading."""
        known = self.anchors if heading and target in self._with_operations else {}
        fragment = f"#{known.get((target, heading)) or anchor(heading)}" if heading else ""
        if page == target:
            return fragment or posixpath.basename(target)
        return _relative(posixpath.dirname(page), target) + fragment


@cache
def _relative(folder: str, target: str) -> str:
    return posixpath.relpath(target, folder or ".")


def _payloads(fields: Fields, layout: Layout, homes: Homes) -> Iterator[Shape]:
    """Yield each shape that only webhooks carry."""
    media = (
        media
        for page in layout.webhook_pages
        for webhook, _ in page.payloads
        for media in (webhook.body.media if webhook.body else ())
    )
    shapes = (fields.shapes.expanded(fields.shapes.of(one.schema)) for one in media if one.schema is not None)
    payloads = {shape.key: shape for shape in shapes}
    yield from (shape for key, shape in payloads.items() if (key, Direction.RESPONSE) not in homes.shapes)


def _repeated_anchors(layout: Layout, homes: Homes, deliveries: Collection[Delivery]) -> dict[tuple[str, str], str]:
    """Return the anchors of the headings that stand on a page after others which have the same one by themselves."""
    found: dict[tuple[str, str], str] = {}
    for page in layout.operation_pages:
        keys = [operation.key for operation in page.operations]
        headings = [page.title, *keys, *(home.title for home in homes.below(page.path))]
        headings += [delivery.title for delivery in deliveries if delivery.page == page.path]
        for heading, name in zip(headings, unique_anchors(headings), strict=True):
            if name != anchor(heading):
                found[page.path, heading] = name
    return found
