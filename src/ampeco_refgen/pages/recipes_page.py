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
from ampeco_refgen.pages.wording import sure

_NONE_KNOWN = ", deprecated, successor: none known"
_FILLED = re.compile(r"\[(\w+)\]={\1}")


def recipe_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page, or pages, of the recipes; none where the document has no recipes."""
    recipes = plan.recipe_book.recipes
    if recipes:
        groups = (section(recipe.title, _recipe(plan, recipe)) for recipe in recipes)
        yield sectioned_page(plan, RECIPES_PAGE, "recipes.md.j2", groups, plural(len(recipes), "recipe"))


def use_case_rows(book: RecipeBook) -> Iterator[str]:
    """Yield the rows of the table of common use cases: the task, which is a recipe's heading, and its key calls."""
    for case in use_cases(book):
        calls = ", ".join(cell_code(_short(step)) + (" (deprecated)" * step.is_deprecated) for step in case.steps)
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


def _recipe(plan: BundlePlan, recipe: CheckedRecipe) -> Iterator[str]:
    yield from wrap(prose(recipe.when), indent="")
    yield ""
    for number, step in enumerate(recipe.steps, 1):
        yield from _step(plan, number, step)
    if recipe.notes:
        yield ""
        yield from (line for note in recipe.notes for line in wrap(f"- {prose(note)}"))
    for snippet in recipe.snippets:
        yield from ("", f"```{snippet.language}", *snippet.text.strip("\n").splitlines(), "```")


def _step(plan: BundlePlan, number: int, step: CheckedStep) -> Iterator[str]:
    """Yield a step: first what of it is out of date, so that nobody takes it for a fact, then its text and its call."""
    lead = f"{number}. "
    if isinstance(step, MissingStep):
        yield from wrap(f"{lead}(left out: {prose(step.reason)})", indent="   ")
        return
    reasons = (*(["the call is deprecated"] if step.is_deprecated else []), *step.reasons)
    warning = f"(out of date: {prose('; '.join(reasons))}) " if reasons else ""
    yield from wrap(lead + warning + prose(step.text), indent="   ")
    if step.operation is not None:
        yield from wrap(f"   - {code(call_text(step))}{_instead(plan, step)}", indent="     ")


def _instead(plan: BundlePlan, step: ResolvedStep) -> str:
    """Return what to use instead of a deprecated call, for its line; empty for a live one."""
    if step.operation is None or not step.is_deprecated:
        return ""
    succession = plan.successions.of_operation(step.operation.key)
    links = " and ".join(plan.call_link(RECIPES_PAGE, key) for key in succession.successors)
    return f", deprecated: use {links} ({succession.rule}, {sure(succession.confidence)})" if links else _NONE_KNOWN
