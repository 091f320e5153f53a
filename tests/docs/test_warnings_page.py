"""The table of warnings: each code that the program can give is in it, nothing else is, and the page shows it.

`UPDATE_GOLDENS=1` writes the tables of the page anew.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

from ampeco_refgen.openapi.severity import ERRORS, SEVERITIES
from ampeco_refgen.strictness import HARMLESS, MISLEADING, OUR_DATA, WARNINGS
from documents import ROOT

SOURCE = ROOT / "src" / "ampeco_refgen"
PAGE = ROOT / "docs" / "warnings.md"
TABLES = ("strictness.py", "openapi/severity.py")
MAKERS = {"warning", "finding", "Diagnostic", "ReadingNote", "own_data_warning"}
NAMED_ELSEWHERE = {
    "openapi/rules.py": "_REFERENCE_FAULTS has them",
    "openapi/meta_schema.py": "the functions whose names begin with `_code` return them",
    "openapi/parse.py": "a note of the readers has it",
    "infer/own_data.py": "who calls `own_data_warning` gives it",
}
"""Files in which a code is given by a variable, and where that has it from: all errors or looked for below."""
SECTIONS = {"`--strict` stops": MISLEADING, "`--strict=all` stops": HARMLESS, "Nothing stops": OUR_DATA}


def code_of(call: ast.Call) -> ast.expr | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return named.get("code", call.args[0] if call.args else None)


def given_codes() -> Iterator[tuple[str, str]]:
    """Yield each file with the codes of the warnings that it gives; with an empty code where a variable has it."""
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if name in (*TABLES, "diagnostics.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                if "ERROR" in ast.unparse(node):
                    continue
                code = code_of(node)
                yield name, code.value if isinstance(code, ast.Constant) else ""
            if isinstance(node, ast.FunctionDef) and node.name.startswith("_code"):
                returned = (leaf for part in ast.walk(node) if isinstance(part, ast.Return) for leaf in ast.walk(part))
                texts = (leaf.value for leaf in returned if isinstance(leaf, ast.Constant))
                yield from ((name, str(text)) for text in texts if re.fullmatch(r"[a-z]+(-[a-z]+)+", str(text)))


def test_every_code_that_is_given_is_in_the_table_and_no_other() -> None:
    given = list(given_codes())
    assert {name for name, code in given if not code} == set(NAMED_ELSEWHERE)
    codes = {code for _, code in given if code} - set(ERRORS)
    assert codes == set(WARNINGS)


def test_a_code_has_one_ruling() -> None:
    assert len(MISLEADING) + len(HARMLESS) + len(OUR_DATA) == len(WARNINGS)
    assert not set(WARNINGS) & set(ERRORS)
    assert set(SEVERITIES) == set(WARNINGS) | set(ERRORS)


def table(codes: dict[str, str]) -> str:
    rows = "\n".join(f"| `{code}` | {reason} |" for code, reason in sorted(codes.items()))
    return f"| Code | Why |\n|---|---|\n{rows}\n"


def test_the_page_shows_the_tables() -> None:
    text = PAGE.read_text("utf-8")
    for title, codes in {**SECTIONS, "The document is always refused": ERRORS}.items():
        pattern = re.compile(rf"(\n## {re.escape(title)}\n.*?\n)\| Code .*?\n(?=\n|\Z)", re.DOTALL)
        wanted = pattern.sub(lambda match, codes=codes: match[1] + table(codes), text, count=1)
        if os.environ.get("UPDATE_GOLDENS"):
            PAGE.write_text(text := wanted, "utf-8")
        assert f"\n## {title}\n" in text
        assert table(codes) in text
        assert wanted == text
