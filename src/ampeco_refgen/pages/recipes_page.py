"""Checked recipes → `recipes.md`, and the table of common use cases in `SKILL.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.infer.recipes import CheckedRecipe, CheckedStep, MissingStep, RecipeBook, ResolvedStep, use_cases
from ampeco_refgen.markdown.text import cell, cell_code, code, plural, prose, row
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import RECIPES_PAGE, BundlePlan
from ampeco_refgen.pages.page import Page, section
from ampeco_refgen.pages.sectioned_page import sectioned_page

_FILLED = re.compile(r"\[(\w+)\]={\1}")


def recipe_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page, or pages, of the recipes; none where the document has no recipes."""
    recipes = plan.recipe_book.recipes
    if recipes:
        groups = (section(recipe.title, _recipe(recipe)) for recipe in recipes)
        yield sectioned_page(plan, RECIPES_PAGE, "recipes.md.j2", groups, plural(len(recipes), "recipe"))


def use_case_rows(book: RecipeBook) -> Iterator[str]:
    """Yield the rows of the table of common use cases: the task, which is a recipe's heading, and its key calls."""
    for case in use_cases(book):
        calls = ", ".join(cell_code(_short(step)) for step in case.steps)
        yield row([cell(case.title), calls])


def call_text(step: ResolvedStep) -> str:
    """Return the call of a step; a placeholder that only names its filter again goes without saying."""
    return _FILLED.sub(r"[\1]", step.call)


def _short(step: ResolvedStep) -> str:
    """Return a call without its version and the value of its filter, as a row of a table names it."""
    if step.operation is None:
        return step.brief
    place = step.operation.place
    family = "" if place.family == "resources" else f"{place.family}/"
    resource = "" if place.resource == place.family else place.resource
    query = step.brief.partition("?")[2].partition("=")[0]
    filtered = f"?{query}=" if "[" in query else ""
    return f"{step.operation.method} {family}{resource}{place.subpath}{filtered}".rstrip("/")


def _recipe(recipe: CheckedRecipe) -> Iterator[str]:
    yield from wrap(prose(recipe.when), indent="")
    yield ""
    for number, step in enumerate(recipe.steps, 1):
        yield from _step(number, step)
    if recipe.notes:
        yield ""
        yield from (line for note in recipe.notes for line in wrap(f"- {prose(note)}"))
    for snippet in recipe.snippets:
        yield from ("", f"```{snippet.language}", *snippet.text.strip("\n").splitlines(), "```")


def _step(number: int, step: CheckedStep) -> Iterator[str]:
    lead = f"{number}. "
    if isinstance(step, MissingStep):
        yield from wrap(f"{lead}(left out: {prose(step.reason)})", indent="   ")
        return
    yield from wrap(lead + prose(step.step.text), indent="   ")
    if step.operation is not None:
        yield from wrap(f"   - {code(call_text(step))}", indent="     ")
