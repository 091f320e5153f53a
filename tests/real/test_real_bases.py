"""The authored sentences held against the descriptions of the vendor's real document."""

from __future__ import annotations

import pytest
from ampeco_refgen.infer.authored_sentences import SENTENCES
from ampeco_refgen.infer.recipe_book import RECIPES

from ampeco_refgen.infer.basis_check import check_bases
from documents import catalog_of, real_path

pytestmark = pytest.mark.real


def test_every_authored_sentence_still_rests_on_what_the_document_says():
    assert check_bases(catalog_of(real_path())) == ()
    assert check_bases(catalog_of(real_path(), full=False)) == ()


def test_most_recipes_say_something_that_a_description_says():
    resting = [recipe.slug for recipe in RECIPES if any(text.rests_on for text in (*recipe.steps, *recipe.notes))]
    assert len(resting) == len(RECIPES)
    assert all(sentence.rests_on for sentence in SENTENCES)
