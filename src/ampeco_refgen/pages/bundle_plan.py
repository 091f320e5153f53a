"""Findings → the plan of a bundle: where each thing stands, and how one page links another.

Made once, before any page: a link needs to know the file and the heading that it leads to. Paths are those below
`reference/`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, MediaType
from ampeco_refgen.catalog.payload import Wrapping, payload_of, success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.infer.data_model import DataModel
from ampeco_refgen.infer.findings import Findings
from ampeco_refgen.infer.migration import Migration
from ampeco_refgen.infer.naming import is_kind
from ampeco_refgen.infer.paging import Walk, walks_of
from ampeco_refgen.infer.profile import Profile
from ampeco_refgen.infer.recipes import Mention, RecipeBook, mentions_of, recipes_by_header
from ampeco_refgen.infer.successors import Successions
from ampeco_refgen.jsonvalue import JsonText
from ampeco_refgen.markdown.names import anchor
from ampeco_refgen.markdown.text import link, verbatim_link
from ampeco_refgen.pages.field_lines import FieldLines, Tails
from ampeco_refgen.pages.layout import Layout, lay_out
from ampeco_refgen.pages.linked_responses import LinkedResponses
from ampeco_refgen.pages.long_enums import EnumValues, LongEnum, long_enums
from ampeco_refgen.pages.responses import CommonError, Envelope, EnvelopeKey, find_common_errors, find_envelopes
from ampeco_refgen.pages.schema_files import find_schema_files
from ampeco_refgen.pages.tag_words import tag_words
from ampeco_refgen.pages.xml_words import is_xml
from ampeco_refgen.progress import Progress, unwatched

PATTERNS_PAGE = "common-patterns.md"
CLIENTS_PAGE = "clients.md"
RECIPES_PAGE = "recipes.md"
DEPRECATION_PAGE = "deprecation-map.md"
_LONGEST_LINK = 360
"""A link cannot be broken, and there must be room for what stands before it on its line."""


def _all_media(catalog: Catalog) -> Iterator[MediaType]:
    """Yield all bodies that calls and webhooks send or receive."""
    exchanges = [(operation.body, operation.responses) for operation in catalog.operations]
    exchanges += [(webhook.body, webhook.responses) for _, webhook in catalog.declared_webhooks]
    for body, responses in exchanges:
        yield from body.media if body is not None else ()
        for response in responses:
            yield from response.media


class BundlePlan:
    """What all pages of one bundle are made from: the catalog, the findings, the files, and the links to them."""

    def __init__(self, findings: Findings, progress: Progress = unwatched) -> None:
        # What was found out, by the rules of `infer` and from the responses.
        catalog = findings.catalog
        self.catalog: Catalog = catalog
        self.profile: Profile = findings.profile
        self.fields: Fields = findings.fields
        self.successions: Successions = findings.successions
        self.migrations: dict[str, list[Migration]] = {}
        for migration in findings.migrations:
            self.migrations.setdefault(migration.subject, []).append(migration)
        self.data_model: DataModel = findings.data_model
        self.recipe_book: RecipeBook = findings.recipe_book
        self.mentions: dict[str, Mention] = mentions_of(self.recipe_book)
        self.header_recipes: dict[str, str] = recipes_by_header(self.recipe_book)
        self.inconsistencies = findings.patterns.inconsistencies
        self.envelopes: dict[EnvelopeKey, Envelope] = find_envelopes(catalog, self.fields)
        self.errors: dict[str, CommonError] = find_common_errors(catalog)
        self.walks: dict[str, Walk] = walks_of(catalog, self.fields.shapes, starts_empty=self.profile.empty_cursor)
        self.linked_responses = LinkedResponses(catalog, self.fields, self.successions)
        # Whether there is an answer in `data` at all: only then is it worth a note that one is not.
        self.wraps = any(
            payload_of(media, self.fields.shapes).wrapping in (Wrapping.OBJECT, Wrapping.LIST)
            for operation in catalog.operations
            for response in success_responses(operation)
            for media in response.media
        )
        self.has_xml = any(is_xml(media.content_type) for media in _all_media(catalog))

        # Where it stands.
        self.path_prefix = self.profile.vocabulary.path_prefix
        self.layout: Layout = lay_out(catalog, self.profile.vocabulary)
        files = find_schema_files(
            catalog,
            self.fields,
            self.layout,
            self.envelopes.values(),
            self.linked_responses,
            self.profile.vocabulary,
            progress,
        )
        self.schemas = files.schemas
        self.enums: dict[EnumValues, LongEnum] = long_enums(files.enums)
        self._fields_of_files = files.fields

        # The same by name.
        self.operations = {operation.key: operation for operation in catalog.operations}
        self.resources = {(resource.family, resource.name): resource for resource in self.layout.resources}
        self.webhooks = {webhook.name: webhook for webhook in self.layout.webhooks}
        self.deprecated_webhooks = frozenset(webhook.name for webhook in self.layout.webhooks if webhook.deprecated)
        self.tag_texts = {tag.name: f" ({words})" for tag in catalog.tags if (words := tag_words(tag))}
        self.path_notes = {note.path: note for note in catalog.path_notes}

        # Shared by the pages: most fields stand in the files of many calls (see `FieldLines.field`).
        self._tails: Tails = {}
        self._xml_tails: Tails = {}

    def fields_of(self, page: str) -> Fields:
        """Return what gives the rows of shapes for a page: fewer where objects have moved out of it."""
        return self._fields_of_files.get(page, self.fields)

    def call_link(self, page: str, key: str, label: str = "") -> str:
        """Return a link from `page` to the file of an operation."""
        target = self._target(page, self.layout.calls[key])
        place = self.operations[key].place
        method = key.partition(" ")[0]
        # The shorter labels are for calls with very long paths.
        labels = (label or key, f"{method} {place.version}{place.subpath}", method)
        fitting = next((text for text in labels if len(text) + len(target) < _LONGEST_LINK), method)
        return verbatim_link(fitting, target)

    def webhook_link(self, page: str, name: str) -> str:
        """Return a link from `page` to the file of a webhook."""
        return link(name, self._target(page, self.webhooks[name].path))

    def schema_link(self, page: str, shape: Shape, direction: Direction) -> str:
        """Return a link from `page` to the file of a schema that is not stated where it is used."""
        file = self.schemas[self.fields.shapes.linked(shape).key, direction]
        return link(file.title, self._target(page, file.path))

    def enum_link(self, page: str, values: tuple[JsonText, ...]) -> str:
        """Return a link from `page` to a long enum, or `""` when its values are written in place."""
        enum = self.enums.get(values)
        return verbatim_link(enum.title, f"{self._target(page, enum.page)}#{enum.anchor}") if enum else ""

    def pattern_link(self, page: str, heading: str, label: str) -> str:
        """Return a link from `page` to a section of `common-patterns.md`."""
        return self.path_link(page, PATTERNS_PAGE, label, heading)

    def path_link(self, page: str, target: str, label: str, heading: str = "") -> str:
        """Return a link from `page` to another file below `reference/`, or to a heading in it."""
        fragment = f"#{anchor(heading)}" if heading else ""
        return link(label, fragment if heading and page == target else self._target(page, target) + fragment)

    def recipe_links(self, page: str, subject: str, headers: Iterable[str] = ()) -> str:
        """Return links to the recipes that name an operation (by key) or a webhook (by name).

        `headers` are those of a webhook's requests; a recipe may say what to do with them.
        """
        own = self.mentions[subject].recipes if subject in self.mentions else ()
        titles = dict.fromkeys((*own, *(self.header_recipes[name] for name in headers if name in self.header_recipes)))
        return ", ".join(self.recipe_link(page, title) for title in titles)

    def recipe_link(self, page: str, title: str) -> str:
        """Return a link from `page` to a recipe."""
        return self.path_link(page, RECIPES_PAGE, title, title)

    def short_name(self, key: str) -> str:
        """Return a call without what all paths have in common: resource, version and what follows.

        Before them stands a family that says what kind of thing they are of: `logs/access`.
        """
        place = self.operations[key].place
        kind = place.family if is_kind(place.family, self.profile.vocabulary) and place.family != place.resource else ""
        name = "/".join(filter(None, (kind, place.resource, place.version)))
        return f"{key.partition(' ')[0]} {name}{place.subpath}"

    def lines(self, page: str, direction: Direction, *, xml: bool = False) -> FieldLines:
        """Return what writes the lines of fields and parameters for a page, of what is sent or received, or is XML."""
        return FieldLines(
            enum_link=lambda values: self.enum_link(page, values),
            shape_link=lambda shape: self.schema_link(page, shape, direction),
            successors=self.successions.of_field,
            expanded=self.fields.shapes.expanded,
            received=direction is Direction.RESPONSE,
            tails=self._xml_tails if xml else self._tails,
            xml=xml,
        )

    def _target(self, page: str, target: str) -> str:
        """Return the relative URL from one file below `reference/` to another."""
        if page == target:
            return posixpath.basename(target)
        return posixpath.relpath(f"/{target}", f"/{posixpath.dirname(page)}")  # absolute: it asks for no folder else
