"""Warnings about the program's own data: each names its file and row, and rows are counted by kind."""

from ampeco_refgen.diagnostics import Diagnostic
from ampeco_refgen.infer.own_data import NOUNS, own_data_warning, rows_in_need
from ampeco_refgen.strictness import OUR_DATA, Strictness, stopping


def test_every_kind_of_row_has_a_name() -> None:
    assert set(NOUNS) == set(OUR_DATA)


def test_a_warning_names_file_and_row() -> None:
    finding = own_data_warning("recipe-step-missing", "recipes.yaml", "recipe r, step 1", "it is\ngone", "#/paths")
    assert str(finding) == ("warning: recipes.yaml, recipe r, step 1: it is\\ngone at #/paths [recipe-step-missing]")


def test_no_run_stops_at_one() -> None:
    findings = [own_data_warning(code, "f", "r", "m") for code in OUR_DATA]
    assert stopping(findings, Strictness.ALL) == ()


def test_rows_are_counted_by_kind_each_once() -> None:
    def step(code: str, number: int) -> Diagnostic:
        return own_data_warning(code, "f", f"step {number}", "m")

    steps = [step("recipe-step-missing", 1), step("recipe-step-outdated", 2), step("recipe-step-outdated", 2)]
    tree = [own_data_warning("overview-unsupported", "f", f"tree row {name}", "m") for name in "ab"]
    assert rows_in_need(()) == ""
    assert rows_in_need(steps[:1]) == "1 recipe step needs care"
    assert rows_in_need(steps) == "2 recipe steps need care"
    assert rows_in_need([*tree, *steps[:1]]) == "1 recipe step and 2 rows of the tree need care"
