"""The recipes, by topic, in the order that they are shown in: authored data that `recipes` holds against a document."""

from __future__ import annotations

from ampeco_refgen.infer.recipe_book_access import ACCESS
from ampeco_refgen.infer.recipe_book_charging import CHARGING
from ampeco_refgen.infer.recipe_book_energy import ENERGY
from ampeco_refgen.infer.recipe_book_hardware import HARDWARE
from ampeco_refgen.infer.recipe_book_integration import INTEGRATION
from ampeco_refgen.infer.recipe_book_money import MONEY
from ampeco_refgen.infer.recipe_book_partners import PARTNERS
from ampeco_refgen.infer.recipe_book_prices import PRICES
from ampeco_refgen.infer.recipe_model import Recipe

RECIPES: tuple[Recipe, ...] = (
    *CHARGING,
    *ACCESS,
    *MONEY,
    *PRICES,
    *PARTNERS,
    *HARDWARE,
    *ENERGY,
    *INTEGRATION,
)
