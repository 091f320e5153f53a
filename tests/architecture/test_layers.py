"""The house's own rules, read from the source: who may import whom, who writes files."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from documents import ROOT

SOURCE = ROOT / "src" / "ampeco_refgen"
FILES = sorted(SOURCE.rglob("*.py"))
NAMES = [path.relative_to(SOURCE).as_posix() for path in FILES]

FLOORS = (
    ("lookup",),
    ("interrupt", "errors", "diagnostics", "jsonvalue", "depth", "limits", "strictness", "progress"),
    ("markdown", "settings"),
    ("http", "fetch"),
    ("openapi",),
    ("catalog",),
    ("compare",),
    ("infer",),
    ("profiles",),
    ("lock", "write"),
    ("pages",),
    ("outcome", "last_run", "catalog_source", "pipeline", "project", "pack"),
    ("cli",),
    ("__main__",),
)
"""The rooms from the ground up: a file imports from its own floor and those above it in this list, never below."""

HEAVY = {"requests", "urllib3", "jinja2", "prance", "openapi_spec_validator", "jsonschema_rs", "ryaml", "yaml"}
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
WRITERS = {"write.py", "lock.py"}
"""The bundle, its lock; single files: a fetched document, the record of the last run in the user's cache folder."""


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((SOURCE / name).read_text("utf-8"))


def room(name: str) -> str:
    return name.split("/", 1)[0].removesuffix(".py")


def floor(name: str) -> int:
    floors = [number for number, rooms in enumerate(FLOORS) if room(name) in rooms]
    assert floors, f"{name} is in none of the rooms that the architecture names"
    return floors[0]


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Yield the modules that statements import; of `from package import name`, the module `name` where it is one."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole way"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if file_of(full) else str(node.module)


def file_of(module: str) -> str:
    """Return the file of a module of the program, or an empty text."""
    way = module.split(".")
    if way[0] != SOURCE.name or len(way) == 1:
        return ""
    path = SOURCE.joinpath(*way[1:]).with_suffix(".py")
    return path.relative_to(SOURCE).as_posix() if path.is_file() else ""


def own_imports(name: str) -> set[str]:
    return {file_of(module) for module in imported(ast.walk(tree(name)))} - {""}


def at_module_level(name: str) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: not the insides of functions, nor what is for type checkers only."""
    pending: list[ast.AST] = list(tree(name).body)
    while pending:
        node = pending.pop()
        if isinstance(node, FUNCTION | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        pending += ast.iter_child_nodes(node)


def test_a_file_imports_only_from_rooms_above_its_own():
    assert [(name, other) for name in NAMES for other in own_imports(name) if floor(other) > floor(name)] == []


def test_no_imports_form_a_circle():
    graph = {name: sorted(own_imports(name)) for name in NAMES}
    finished: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"circle: {' → '.join((*way, name))}"
        if name not in finished:
            for other in graph[name]:
                visit(other, (*way, name))
            finished.add(name)

    for name in NAMES:
        visit(name, ())
    assert sum(map(len, graph.values())) > len(NAMES)


def test_every_module_says_what_it_is_for():
    assert [name for name in NAMES if len(ast.get_docstring(tree(name)) or "") <= 20] == []


def test_a_package_holds_a_docstring_only():
    packages = [name for name in NAMES if name.endswith("__init__.py")]
    assert len(packages) > 5
    assert [name for name in packages if [type(node) for node in tree(name).body] != [ast.Expr]] == []


def test_heavy_libraries_are_imported_inside_functions():
    modules = {name: {way.split(".", 1)[0] for way in imported(at_module_level(name))} for name in NAMES}
    assert {name: imports & HEAVY for name, imports in modules.items() if imports & HEAVY} == {}


def test_a_command_line_that_only_helps_loads_nothing_heavy():
    code = (
        "import sys\nfrom ampeco_refgen.cli import commands as cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print(sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("library", "users"),
    [
        ("jinja2", {"pages/render.py"}),
        (
            "click",
            {"cli/agents_md.py", "cli/commands.py", "cli/lookup.py", "cli/options.py", "cli/pack.py"},
        ),
        ("requests", {"http.py"}),
    ],
)
def test_a_library_is_known_in_its_one_place_only(library, users):
    importers = {name for name in NAMES if library in {way.split(".", 1)[0] for way in imported(ast.walk(tree(name)))}}
    assert importers
    assert importers <= users


WRITING = {
    *("write_text", "write_bytes", "touch", "mkdir", "unlink", "rmdir", "rename", "symlink_to", "hardlink_to", "chmod"),
    *("makedirs", "removedirs", "remove", "rmtree", "copyfile", "copytree", "move", "NamedTemporaryFile", "mkstemp"),
}


def writes(node: ast.AST) -> bool:
    """Tell whether a call makes, changes or removes a file; `replace` and `open` by what they are given."""
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if called in WRITING and isinstance(node.func, ast.Attribute):
        return not (called in {"remove", "move"} and not _is_module(node.func.value))
    texts = [entry.value for entry in (*node.args, *(word.value for word in node.keywords)) if _is_text(entry)]
    return called == "open" and any(set(text) <= set("rwxab+t") and set(text) & set("wxa+") for text in texts)


def _is_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in {"os", "shutil"}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_only_four_files_write():
    calls = {name: ast.unparse(node) for name in NAMES for node in ast.walk(tree(name)) if writes(node)}
    assert {name: call for name, call in calls.items() if name not in WRITERS} == {}
    assert {"write.py"} <= calls.keys()


def test_no_file_speaks_of_time_or_chance():
    """The same document gives the same bytes: but for times that are shown or waited for, and temporary names."""
    allowed = {
        "outcome.py": {"time"},
        "http.py": {"time", "datetime"},
        "cli/progress.py": {"time"},
    }
    for name in NAMES:
        varying = {"time", "datetime", "random", "uuid", "secrets"}
        used = {module.split(".", 1)[0] for module in imported(ast.walk(tree(name)))} & varying
        assert used <= allowed.get(name, set()), name
