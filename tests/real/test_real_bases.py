"""The authored sentences held against the descriptions of the vendor's real document."""

from __future__ import annotations

import pytest

from ampeco_refgen.infer.basis_check import check_bases
from documents import AMPECO, catalog_of, real_path

pytestmark = pytest.mark.real


def checked(catalog):
    return check_bases(catalog, recipes=AMPECO.recipes, sentences=AMPECO.sentences, notes=AMPECO.notes)


def test_every_authored_sentence_still_rests_on_what_the_document_says():
    assert checked(catalog_of(real_path())) == ()
    assert checked(catalog_of(real_path(), full=False)) == ()


def test_most_recipes_say_something_that_a_description_says():
    resting = [
        recipe.slug for recipe in AMPECO.recipes if any(text.rests_on for text in (*recipe.steps, *recipe.notes))
    ]
    assert len(resting) == len(AMPECO.recipes)
    assert all(sentence.rests_on for sentence in AMPECO.sentences)
