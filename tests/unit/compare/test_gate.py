"""The sanity gate: what makes a new document doubtful, and what does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ampeco_refgen.catalog.model import Catalog, Operation, Place
from ampeco_refgen.compare.gate import gate, is_another_api, went_back
from ampeco_refgen.diagnostics import Severity


def catalog_of(number: int, *, version: str = "3.110.0", title: str = "Chargers", prefix: str = "r") -> Catalog:
    place = Place(family="resources", resource="r")
    operations = tuple(Operation(method="GET", path=f"/{prefix}{index}/{{id}}", place=place) for index in range(number))
    return Catalog(title=title, version=version, openapi="3.0.0", operations=operations)


def codes(old: Catalog, new: Catalog, **options: float) -> list[str]:
    return [finding.code for finding in gate(old, new, **options)]


@pytest.mark.parametrize(
    ("left", "expected"), [(100, []), (90, []), (89, ["operations-lost"]), (0, ["operations-lost"])]
)
def test_more_than_a_tenth_of_the_operations_gone_is_doubtful(left, expected):
    assert codes(catalog_of(100), catalog_of(left)) == expected


def test_the_share_can_be_set():
    assert codes(catalog_of(100), catalog_of(60), max_loss=0.4) == []
    assert codes(catalog_of(100), catalog_of(99), max_loss=0.0) == ["operations-lost"]


def test_as_many_operations_on_other_paths_are_a_loss_too():
    (finding,) = gate(catalog_of(100), catalog_of(100, prefix="other"))
    assert finding.code == "operations-lost"
    assert "100 operations of 100 (100%) are gone, more than 10%" in finding.message
    assert "has 100 now" in finding.message


def test_what_likely_has_another_path_now_is_no_loss():
    assert codes(catalog_of(100), catalog_of(85), moved=5) == []
    (finding,) = gate(catalog_of(100), catalog_of(80), moved=5)
    assert "15 operations of 100 (15%) are gone, more than 10% (beside 5 that likely have other paths now)" in (
        finding.message
    )


def test_another_name_of_a_path_parameter_is_no_loss():
    old = catalog_of(10)
    renamed = tuple(
        replace(operation, path=operation.path.replace("{id}", "{charger}")) for operation in old.operations
    )
    assert codes(old, replace(old, operations=renamed)) == []


def test_growth_is_fine():
    assert codes(catalog_of(10), catalog_of(500, version="3.139.0")) == []
    assert codes(catalog_of(0), catalog_of(1)) == []


def test_the_version_is_checked_too_and_all_reasons_given_as_warnings():
    findings = gate(catalog_of(10), catalog_of(1, version="3.9.1"))
    assert [finding.code for finding in findings] == ["operations-lost", "version-went-back"]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert all("\n" not in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("other", "is_another"),
    [
        (catalog_of(10), False),
        (catalog_of(10, title="  CHARGERS"), False),
        (catalog_of(1, version="4.0.0"), False),
        (catalog_of(10, title="Parking"), True),
        (catalog_of(10, prefix="other"), True),
    ],
)
def test_another_title_or_no_operation_in_common_is_another_api(other, is_another):
    assert is_another_api(catalog_of(10), other) is is_another
    assert not is_another_api(catalog_of(0), catalog_of(3))


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("3.9.0", "3.110.0"),
        ("3.110", "3.110.1"),
        ("v2", "3.0"),
        ("3.110.0-beta", "3.110.0"),
        ("3.110.0-beta.2", "3.110.0-beta.11"),
        ("3.110.0-rc1", "3.110.0-rc2"),
        ("3.110.0-alpha", "3.110.0-beta"),
        ("2024-05-31", "2024-06-01"),
        ("1", "2.0.0+build.7"),
    ],
)
def test_a_lower_version_is_a_step_back_and_a_higher_is_not(lower, higher):
    assert went_back(higher, lower)
    assert not went_back(lower, higher)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3.110.0", "3.110.0"),
        ("3.110.0", "3.110"),
        ("1.0.0+7", "1.0.0+3"),
        ("latest", "1.0"),
        ("2.0", ""),
        ("2.0", "draft of may"),
    ],
)
def test_equal_and_unreadable_versions_are_no_step_back(old, new):
    assert not went_back(old, new)


def test_a_version_of_any_length_can_be_read():
    assert went_back("9" * 5000, "1.0")
    assert not went_back("1.0", "1." + "0" * 5000 + "-" + "x9" * 5000)
