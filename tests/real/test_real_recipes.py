"""The recipes held against the vendor's real document: all of them work, and the raw document agrees."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.recipes import MissingStep, RecipeBook, ResolvedStep, resolve_recipes, use_cases
from documents import AMPECO, SAMPLE, catalog_of, findings_of, real_path

pytestmark = pytest.mark.real
SEED = {
    "charge-point-statistics": ("sessions/v1.0?filter[chargePointId]=", "/consumption-stats"),
    "user-billing": ("sessions/v1.0?filter[userId]=", "transactions/v1.0?filter[userId]=", "receipts/v2.0"),
    "fleet-and-partner-management": ("filter[partnerId]=", "partner-invites/v1.0", "partner-revenues/v1.1"),
    "start-and-stop-charging": ("/{chargePoint}/start/{evse}", "/{chargePoint}/stop/{session}"),
}


@pytest.fixture(scope="module")
def book() -> RecipeBook:
    catalog = catalog_of(real_path())
    return resolve_recipes(catalog, Fields(catalog), AMPECO.recipes)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(real_path().read_bytes())


def resolved_steps(book: RecipeBook) -> list[ResolvedStep]:
    return [step for recipe in book.recipes for step in recipe.steps if isinstance(step, ResolvedStep)]


def test_every_step_of_every_recipe_resolves(book):
    assert book.diagnostics == ()
    assert [recipe.slug for recipe in book.recipes] == [recipe.slug for recipe in AMPECO.recipes]
    assert not [step for recipe in book.recipes for step in recipe.steps if isinstance(step, MissingStep)]
    assert [len(recipe.notes) for recipe in book.recipes] == [len(recipe.notes) for recipe in AMPECO.recipes]


def test_every_call_is_live_and_takes_what_its_query_sends(book, document):
    for step in resolved_steps(book):
        if step.operation is None:
            continue
        method, _, target = step.call.partition(" ")
        parts = urlsplit(target)
        item = document["paths"][parts.path]
        assert not item[method.lower()].get("deprecated"), step.call
        declared = {
            parameter["name"]: parameter["schema"]
            for parameter in (*item.get("parameters", []), *item[method.lower()].get("parameters", []))
        }
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            owner, *keys = name.replace("]", "").split("[")
            schema = declared[owner]
            for key in keys:
                schema = schema["properties"][key] if key else schema["items"]
            if "enum" in schema and not value.startswith("{"):
                assert value in map(str, schema["enum"]), step.call


def test_webhooks_of_the_steps_are_there_and_live(book, document):
    callbacks = document["paths"]["/public-api/notifications/v2.0"]["post"]["callbacks"]
    for step in resolved_steps(book):
        for name in step.step.webhooks:
            (operation,) = (node["post"] for node in callbacks[name].values())
            assert not operation.get("deprecated"), name


def test_the_use_cases_cover_the_hand_made_table(book):
    slugs = {recipe.title: recipe.slug for recipe in book.recipes}
    cases = {slugs[case.title]: [step.call for step in case.steps] for case in use_cases(book)}
    for slug, calls in SEED.items():
        for wanted in calls:
            assert any(wanted in call for call in cases[slug]), (slug, wanted)
    assert all(1 <= len(calls) <= 4 for calls in cases.values())


def test_the_signature_header_is_that_of_the_document(book):
    (webhooks,) = (recipe for recipe in book.recipes if recipe.slug == "webhooks")
    assert [snippet.language for snippet in webhooks.snippets] == ["python", "javascript"]
    assert all("the header X-Signature" in snippet.text for snippet in webhooks.snippets)


def test_descriptions_change_nothing(book):
    catalog = catalog_of(real_path(), full=False)
    without = resolve_recipes(catalog, Fields(catalog), AMPECO.recipes)
    assert [step.call for step in resolved_steps(without)] == [step.call for step in resolved_steps(book)]
    assert without.diagnostics == book.diagnostics


def test_a_document_of_another_vendor_has_no_recipes():
    assert findings_of(catalog_of(SAMPLE)).recipe_book == RecipeBook()
