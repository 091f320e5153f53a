"""The page of recipes: a step that half fits says first what is out of date, a deprecated call names its successor."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.findings import find_all
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, Step
from ampeco_refgen.infer.recipes import resolve_recipes
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.recipes_page import recipe_pages, use_case_rows
from documents import catalog_from, get, mini

NEW = "/public-api/resources/depots/v1.0"
OLD = "/public-api/resources/stations/v1.0"
STATIONS = RecipeCall(method="GET", family="resources", resource="stations")
DEPOTS = replace(STATIONS, resource="depots")


def catalog(paths: dict[str, Any]) -> Catalog:
    return catalog_from(mini(paths, info={"title": "T", "version": "1"}))


def plan(paths: dict[str, Any], *steps: Step) -> BundlePlan:
    findings = find_all(catalog(paths))
    recipe = Recipe(slug="r", title="Find it", when="Find it.", steps=steps)
    book = resolve_recipes(findings.catalog, findings.fields, (recipe,), successions=findings.successions)
    return BundlePlan(replace(findings, recipe_book=book))


def lines(made: BundlePlan) -> list[str]:
    (page,) = recipe_pages(made)
    sections = page.context["sections"]
    assert isinstance(sections, list)
    return [line for section in sections for line in section.lines if line]


def test_a_step_that_half_fits_says_first_what_is_out_of_date() -> None:
    step = Step(text="By `filter[site]`.", call=DEPOTS, filters=("filter[site]",))
    assert lines(plan({NEW: {"get": get()}}, step)) == [
        "Find it.",
        "1. (out of date: the filter `filter[site]` is no longer declared) By `filter[site]` (gone).",
        f"   - `GET {NEW}`",
    ]


def test_a_call_that_is_gone_is_named_where_its_step_stood() -> None:
    made = plan({NEW: {"get": get()}}, Step(text="List `id`.", call=STATIONS), Step(text="List.", call=DEPOTS))
    assert lines(made)[1:] == [
        *("1. (left out: `GET resources/stations` is not in the document)", "2. List.", f"   - `GET {NEW}`")
    ]


def test_a_deprecated_call_is_shown_with_its_successor() -> None:
    step = Step(text="List.", call=STATIONS, key=True)
    past = {**get(), "deprecated": True}
    named = {**past, "description": f"Use `GET {NEW}` instead."}
    made = plan({NEW: {"get": get()}, OLD: {"get": named}}, step)
    _, text, call = lines(made)
    assert text == "1. (out of date: the call is deprecated) List."
    link = f"[GET {NEW}](calls{NEW}/GET.md)"
    assert call == f"   - `GET {OLD}`, deprecated: use {link} (named by the document, certain)"
    assert list(use_case_rows(made.recipe_book)) == ["| Find it | `GET stations` (deprecated) |"]
    _, _, alone = lines(plan({NEW: {"get": get()}, OLD: {"get": past}}, step))
    assert alone == f"   - `GET {OLD}`, deprecated, successor: none known"


def test_a_recipe_of_which_only_webhooks_are_left_is_no_row_of_use_cases() -> None:
    hook = {"{$url}": {"post": {"responses": {"200": {"description": ""}}}}}
    paths = {NEW: {"get": {**get(), "callbacks": {"changed": hook}}}}
    other = Recipe(slug="o", title="O", when="O.", steps=(Step(text="List.", call=DEPOTS),))
    heard = Recipe(slug="h", title="H", when="H.", steps=(Step(text="Hear.", webhooks=("changed",)),))
    findings = find_all(catalog(paths))
    book = resolve_recipes(findings.catalog, findings.fields, (other, heard))
    assert [recipe.title for recipe in book.recipes] == ["O", "H"]
    assert list(use_case_rows(book)) == ["| O | `GET depots` |"]
