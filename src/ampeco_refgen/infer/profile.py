"""What somebody knows of one API beyond its document: the data that the rules of this room are given, as one record.

Read from files by `profiles/`. A document without a profile is treated as itself: `NO_PROFILE`.
"""

from __future__ import annotations

from msgspec import Struct

from ampeco_refgen.catalog.path_rules import PathRule
from ampeco_refgen.infer.basis import Sentence
from ampeco_refgen.infer.client_notes import ClientNote
from ampeco_refgen.infer.curated import Curated, CuratedMove
from ampeco_refgen.infer.own_data import PROFILE_FILE, RECIPES_FILE
from ampeco_refgen.infer.recipe_model import Recipe
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Vocabulary


class Profile(Struct, frozen=True, kw_only=True, eq=False):
    """One profile.

    `file` and `recipes_file` are what warnings name when a row of them no longer fits, `digest` is one of their text.
    `path_rules` are tried before the general ones. `empty_cursor` tells that a walk by cursor begins with an empty one
    where a list knows pages too. `skill_template` is the text that a new `SKILL.md` begins with, a Jinja template;
    empty for the general one.
    """

    file: str = PROFILE_FILE
    recipes_file: str = RECIPES_FILE
    digest: str = ""
    name: str = ""
    description: str = ""
    vocabulary: Vocabulary = NO_VOCABULARY
    path_rules: tuple[PathRule, ...] = ()
    empty_cursor: bool = False
    successors: tuple[Curated, ...] = ()
    moves: tuple[CuratedMove, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    notes: tuple[ClientNote, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    skill_template: str = ""


NO_PROFILE = Profile()
