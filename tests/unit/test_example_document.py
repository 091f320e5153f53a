"""The sample document in `examples/`: valid, and still holding every case that the table of its README promises."""

from __future__ import annotations

import re

import example_operations
import example_schemas
import pytest
import ryaml
import yaml
from example_sample import README, TEXT, Sample, nodes

CHECKS = example_operations.CHECKS | example_schemas.CHECKS


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(ryaml.loads(TEXT))


def table() -> dict[str, list[str]]:
    """Return the README's rows: feature → the places that its second column names."""
    rows = [line.strip("| ").split(" | ") for line in README.splitlines() if line.startswith("| ")][1:]
    return {feature: re.findall(r"`([^`]+)`", places) for feature, places in rows}


@pytest.mark.parametrize("feature", CHECKS)
def test_the_document_has_the_feature(feature: str, sample: Sample) -> None:
    assert CHECKS[feature](sample)


def test_each_row_of_the_readme_is_checked() -> None:
    assert list(table()) == list(CHECKS)


def test_each_place_in_the_readme_exists(sample: Sample) -> None:
    paths = {path.removeprefix("/public-api") for path in sample.document["paths"]}
    known = {*paths, *sample.operations, *(name for group in sample.components.values() for name in group)}
    assert {place for places in table().values() for place in places} <= known


def test_the_readme_counts_the_operations(sample: Sample) -> None:
    assert f"has {len(sample.operations)}\noperations" in README
    assert len(sample.operations) >= 50


def test_the_stock_validator_finds_nothing(sample: Sample) -> None:
    from openapi_spec_validator import OpenAPIV30SpecValidator

    assert [str(error) for error in OpenAPIV30SpecValidator(sample.document).iter_errors()] == []


def test_both_yaml_readers_agree(sample: Sample) -> None:
    assert yaml.safe_load(TEXT) == sample.document


def test_every_reference_leads_somewhere_inside(sample: Sample) -> None:
    for node in nodes(sample.document):
        if "$ref" in node:
            assert node["$ref"].startswith("#/components/")
            assert isinstance(sample.follow(node), dict)
