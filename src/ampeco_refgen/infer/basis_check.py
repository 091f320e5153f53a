"""Catalog → warnings: which authored sentences rest on a description that reads differently now, or is gone.

A sentence that says more than names and types tell has a `Basis` for each description that says it. A warning names the
sentence, the place and the new digest: somebody reads both again, mends the sentence or leaves it, and writes the new
digest in the place of the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten

from msgspec import Struct

from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog, Operation, Webhook
from ampeco_refgen.catalog.payload import success_responses
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.basis import Basis, Sentence, digest_of
from ampeco_refgen.infer.client_notes import ClientNote
from ampeco_refgen.infer.newest_calls import call_written, newest_calls
from ampeco_refgen.infer.occurrences import Location, Occurrences
from ampeco_refgen.infer.own_data import PROFILE_FILE, RECIPES_FILE, own_data_warning, step_row
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall
from ampeco_refgen.openapi.structure import METHODS

_BEGINNING = 50
_METHODS = frozenset(method.upper() for method in METHODS)
_PARTS = frozenset({"description", "status", "parameter", "body", "response", "beside"})
"""The first words of places that leave out the call, which is then that of the step."""
_LOCATIONS = {
    "parameter": frozenset({Location.PATH, Location.QUERY, Location.FILTER, Location.HEADER}),
    "body": frozenset({Location.BODY}),
    "response": frozenset({Location.RESPONSE}),
    "payload": frozenset({Location.WEBHOOK}),
}


class _Authored(Struct, frozen=True, kw_only=True):
    """A text with what it rests on; it is in a `row` of a `file`, `call` is that of its recipe's step."""

    file: str
    row: str
    text: str
    rests_on: tuple[Basis, ...]
    call: RecipeCall | None = None


def check_bases(
    catalog: Catalog,
    *,
    recipes: tuple[Recipe, ...] = (),
    sentences: tuple[Sentence, ...] = (),
    notes: tuple[ClientNote, ...] = (),
    recipes_file: str = RECIPES_FILE,
    file: str = PROFILE_FILE,
) -> tuple[Diagnostic, ...]:
    """Return a warning for each text of which a basis reads differently now, or is not there any more.

    The files are those in which the texts stand, for warnings. A step of which the call is gone is left out of its
    recipe, so nothing is said here of what that call's descriptions said.

    Nothing is said of a document that has none of the places, nor of a catalog without descriptions.
    """
    if not catalog.full:
        return ()
    texts = DescribedPlaces(catalog)
    judged = [
        (text, basis, texts.at(basis, text.call))
        for text in (
            *_of_recipes(recipes, recipes_file),
            *_of_notes(notes, file),
            *_of_sentences(sentences, file),
        )
        for basis in text.rests_on
    ]
    if all(there is None for _, _, there in judged):
        return ()
    return tuple(
        finding
        for text, basis, there in judged
        if there is not None or not _is_of_the_step(basis.place) or texts.has(text.call)
        for finding in _judged(text, basis, there)
    )


def _of_recipes(recipes: Iterable[Recipe], file: str) -> Iterator[_Authored]:
    for recipe in recipes:
        for number, step in enumerate(recipe.steps, 1):
            row = step_row(recipe.slug, number, step.subject)
            yield _Authored(file=file, row=row, text=step.text, rests_on=step.rests_on, call=step.call)
        for number, note in enumerate(recipe.notes, 1):
            row = f"recipe {recipe.slug}, note {number}"
            yield _Authored(file=file, row=row, text=note.text, rests_on=note.rests_on)


def _of_notes(notes: Iterable[ClientNote], file: str) -> Iterator[_Authored]:
    for note in notes:
        row = f'client note "{_beginning(note.text)}"'
        yield _Authored(file=file, row=row, text=note.text, rests_on=note.rests_on)


def _of_sentences(sentences: Iterable[Sentence], file: str) -> Iterator[_Authored]:
    for sentence in sentences:
        row = f'sentence "{_beginning(sentence.text)}" of {sentence.place}'
        yield _Authored(file=file, row=row, text=sentence.text, rests_on=sentence.rests_on)


def _beginning(text: str) -> str:
    """Return the first words of a sentence, by which it is told from others."""
    return shorten(text, _BEGINNING, placeholder="…")


def _judged(authored: _Authored, basis: Basis, text: str | None) -> Iterator[Diagnostic]:
    """Yield what is wrong with a basis of which the document's text is given; `None` where it has no such place."""
    place = place_of(basis, authored.call)
    said = f'it says "{authored.text}"'
    if text is None or not text.split():
        lack = "is not in the document" if text is None else "has no description"
        message = f"{place}, on which it rests, {lack} any more: mend it or drop the basis; {said}"
        yield own_data_warning("basis-missing", authored.file, authored.row, message)
    elif digest_of(text) != basis.digest:
        message = (
            f"{place}, on which it rests, reads differently now: read both again, mend the sentence where it no longer "
            f"holds, then write {digest_of(text)} for {basis.digest}; {said}"
        )
        yield own_data_warning("basis-changed", authored.file, authored.row, message)


def place_of(basis: Basis, call: RecipeCall | None) -> str:
    """Return the place of a basis in full; `call` is that of the step whose basis it is."""
    return f"{call} {basis.place}" if _is_of_the_step(basis.place) else basis.place


def _is_of_the_step(place: str) -> bool:
    return place.partition(" ")[0] in _PARTS


class DescribedPlaces:
    """Finds descriptions in one catalog by the place that a basis names."""

    def __init__(self, catalog: Catalog, fields: Fields | None = None, occurrences: Occurrences | None = None) -> None:
        self._catalog = catalog
        self._fields = fields or Fields(catalog)
        self._occurrences = occurrences or Occurrences(catalog, self._fields)
        live, past = newest_calls(catalog.operations)
        self._operations = past | live
        self._webhooks = {webhook.name: webhook for _, webhook in reversed(catalog.declared_webhooks)}

    def has(self, call: RecipeCall | None) -> bool:
        """Tell whether the document has a call, if only deprecated."""
        return self._operation(call) is not None

    def at(self, basis: Basis, call: RecipeCall | None = None) -> str | None:
        """Return the text at the place of a basis, `None` where the document has no such place.

        `call` is that of the step whose basis it is. Without descriptions, the text of a place that is there is empty.
        """
        if _is_of_the_step(basis.place):
            return self._part(self._operation(call), basis.place)
        kind, _, rest = basis.place.partition(" ")
        name, _, part = rest.partition(" ")
        if kind in _METHODS:
            return self._part(self._operation(call_written(kind, name)), part)
        if kind == "webhook":
            return self._part(self._webhooks.get(name), part)
        if kind == "info":
            return self._catalog.description
        if kind == "tag":
            return next((tag.description for tag in self._catalog.tags if tag.name == rest), None)
        if kind == "security":
            return next((scheme.description for scheme in self._catalog.security_schemes if scheme.name == rest), None)
        return None

    def _operation(self, call: RecipeCall | None) -> Operation | None:
        return self._operations.get(call) if call is not None else None

    def _part(self, owner: Operation | Webhook | None, part: str) -> str | None:
        if owner is None:
            return None
        kind, _, name = part.partition(" ")
        if kind == "description":
            return owner.description
        if kind == "status":
            return next((response.description for response in owner.responses if response.status == name), None)
        parameters = [parameter for parameter in owner.parameters if kind == "parameter" and parameter.name == name]
        fields = [
            field
            for field in self._occurrences.of(owner)
            if field.path == name and field.location in _LOCATIONS.get(kind, ())
        ]
        if kind == "beside" and isinstance(owner, Operation):
            return self._beside_data(owner, name)
        if not fields and not parameters:
            return None
        shapes = [self._fields.shapes.of(parameter.schema) for parameter in parameters if parameter.schema is not None]
        texts = (text for shape in (*shapes, *(field.shape for field in fields)) for text in _texts_of(shape))
        return "\n".join(dict.fromkeys((*(parameter.description for parameter in parameters), *texts)))

    def _beside_data(self, operation: Operation, path: str) -> str | None:
        """Return what is said of a field that stands beside `data` in a response: `meta`, `links.next`."""
        schemas = [media.schema for response in success_responses(operation) for media in response.media]
        roots = [self._fields.shapes.of(schema) for schema in schemas if schema is not None]
        rows = [row for root in roots for row in self._fields.flat(root, Direction.RESPONSE) if row.path == path]
        shapes = [shape for row in rows for shape in (row.shape, *_variants_of(row.shape))]
        return "\n".join(dict.fromkeys(text for shape in shapes for text in _texts_of(shape))) if rows else None


def _variants_of(shape: Shape) -> Iterator[Shape]:
    return (variant for union in shape.unions for variant in union.variants)


def _texts_of(shape: Shape) -> Iterator[str]:
    """Yield what is said of a value, of its items and of each value that it may have."""
    for described in (shape, shape.items):
        if described is not None:
            yield from described.descriptions
            yield from (text for _, text in described.enum_descriptions)
