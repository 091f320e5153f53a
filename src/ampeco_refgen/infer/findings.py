"""Catalog → Findings: all that is inferred about a document, found once before any page is made."""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.depth import room_for_depth
from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.data_model import DataModel, data_model
from ampeco_refgen.infer.migration import Migration, find_migrations
from ampeco_refgen.infer.move_check import check_moves
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.patterns import Patterns, find_patterns
from ampeco_refgen.infer.profile import NO_PROFILE, Profile
from ampeco_refgen.infer.recipes import RecipeBook, resolve_recipes
from ampeco_refgen.infer.successors import Successions, find_successions


class Findings(Struct, frozen=True, kw_only=True, eq=False):
    """A catalog, the rows of its shapes, and what the rules of this room found in it, each with its evidence."""

    catalog: Catalog
    profile: Profile
    fields: Fields
    successions: Successions
    migrations: tuple[Migration, ...]
    data_model: DataModel
    patterns: Patterns
    recipe_book: RecipeBook
    move_diagnostics: tuple[Diagnostic, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What of the vendor's own vocabulary, successors and recipes the document does not support."""
        return (
            *self.successions.diagnostics,
            *self.move_diagnostics,
            *self.data_model.diagnostics,
            *self.recipe_book.diagnostics,
        )


@room_for_depth()
def find_all(catalog: Catalog, profile: Profile = NO_PROFILE) -> Findings:
    """Find what a catalog does not say outright, with the help of what its profile says.

    Raises `DocumentError` when the schemas are nested too deeply.
    """
    fields = Fields(catalog)
    occurrences = Occurrences(catalog, fields)
    successions = find_successions(catalog, fields, curated=profile.successors, file=profile.file)
    migrations = find_migrations(catalog, fields, successions, occurrences, curated=profile.moves)
    return Findings(
        catalog=catalog,
        profile=profile,
        fields=fields,
        successions=successions,
        migrations=migrations,
        move_diagnostics=check_moves(catalog, migrations, profile.moves, file=profile.file),
        data_model=data_model(catalog, occurrences, profile.vocabulary, file=profile.file),
        patterns=find_patterns(catalog, fields, occurrences=occurrences, vocabulary=profile.vocabulary),
        recipe_book=resolve_recipes(
            catalog,
            fields,
            profile.recipes,
            occurrences=occurrences,
            successions=successions,
            file=profile.recipes_file,
        ),
    )
