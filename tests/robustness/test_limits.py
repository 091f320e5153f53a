"""Documents of unusual size: pages and lines stay within the limits, and time and memory in step."""

from __future__ import annotations

from documents import get, mini
from robustness.bundles import whole_bundle


def parameters(number: int) -> list[dict]:
    return [{"name": f"parameter{n}", "in": "query", "description": "d" * 40} for n in range(number)]


def test_lines_that_templates_and_long_names_make_long_are_broken():
    prefix = "/subscriptions/{subscriptionIdentifier}/resourceGroups/{resourceGroupName}/areas/{areaOfTheResource}"
    paths = {
        f"{prefix}/things-of-a-long-name/{{nameOfTheThing}}/parts/{{nameOfThePart}}/{name}/{{identifier}}": {
            "put": get(
                requestBody={"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
                parameters=parameters(60),
                description="what it is for, " * 100,
            )
        }
        for name in [f"call{number}" for number in range(12)]
    }
    body = {"type": "object", "properties": {"a": {"type": "string"}}, "title": "t " * 300}
    whole_bundle(mini(paths, components={"schemas": {"Body": body}}))
