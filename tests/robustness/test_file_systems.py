"""Names of files on every system: those that Windows keeps, letters that are one there or on macOS, and long ones."""

from __future__ import annotations

import ntpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PureWindowsPath

import pytest

from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.pages.lookup_files import lookup_files
from documents import catalog_from, findings_of, get, mini

DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|:|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces")."""
LONGEST_COMPONENT = 255
LONGEST_PATH = 185
"""Windows takes 260 characters unless it is told otherwise, and the skill's folder comes before."""

RESERVED = ["con", "CON", "Aux", "nul", "nul.", "nul.txt", "prn ", "com1", "COM1.json", "com¹", "conin$", "aux:x"]
ALIKE = ["users", "Users", "USERS", "straße", "strasse", "STRASSE", "café", "cafe\u0301", "CAFÉ", "ﬁle", "file"]
ODD = ["a.", "a ", " a", "a..", ".a", "a\\b", "C:", "C:x", "a|b", 'a"b', "a<b", "a?b", "a*b", "x~1", "..", "-"]
OWN = ["changelog.md", "catalog.json", "recipes.md", "calls", "schemas", "webhooks", "resources", "data-model.md"]
LONG = ["a" * 300, "b" * 255, "/".join(["segment"] * 60), "ü" * 200, "é" * 120]
NAMES = [*RESERVED, *ALIKE, *ODD, *OWN, *LONG]


def recursive(name: str) -> dict[str, object]:
    """Return a schema that leads to itself, which is what has a file of its own."""
    pointer = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    return {"type": "object", "properties": {"below": {"$ref": f"#/components/schemas/{pointer}"}}}


def document() -> dict[str, object]:
    paths = [f"/{name}" for name in NAMES] + [f"/{name}/{{id}}" for name in NAMES]
    paths += [f"/public-api/resources/{name}/v1.0/{{id}}" for name in NAMES]
    paths += [f"/public-api/{name}/things/v1.0" for name in NAMES]
    schemas = [re.sub(r"[^A-Za-z0-9._-]", "_", name) for name in NAMES]  # the names that OpenAPI allows
    return mini(
        {path: {"get": get(recursive(schemas[number % len(schemas)]))} for number, path in enumerate(paths)},
        version="3.1.0",
        components={"schemas": {name: recursive(name) for name in schemas}},
        webhooks={name: {"post": get()} for name in [*NAMES, "com1.changed", "user.created"]},
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The paths of all files of a bundle."""
    bundle = make_bundle(findings_of(catalog_from(document())))
    code = lookup_files(tmp_path_factory.mktemp("skill")).files
    return [file.path for file in (*bundle.files, *code)]


def parts(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        yield from path.split("/")


def test_there_are_many(files: list[str]) -> None:
    assert len(files) > 3 * len(NAMES)
    assert {path.split("/")[1] for path in files} >= {"calls", "schemas", "webhooks", "resources"}


def test_every_name_is_one_that_windows_takes(files: list[str]) -> None:
    assert [name for name in parts(files) if DEVICE.match(name) or re.search(r'[<>:"\\|?*\x00-\x1f]|[. ]$', name)] == []


def test_every_name_is_ascii_so_that_no_system_changes_it(files: list[str]) -> None:
    assert [path for path in files if not path.isascii() or unicodedata.normalize("NFD", path) != path] == []


def test_no_name_and_no_path_is_too_long(files: list[str]) -> None:
    temporary = len("..01234567.refgen")
    assert [name for name in parts(files) if len(name) + temporary > LONGEST_COMPONENT] == []
    assert [path for path in files if len(path) > LONGEST_PATH] == []


def test_no_two_are_one_where_case_does_not_count(files: list[str]) -> None:
    assert len({path.casefold() for path in files}) == len({path.upper() for path in files}) == len(files)


def test_no_file_stands_where_another_has_a_folder(files: list[str]) -> None:
    folders = {folder.as_posix().casefold() for path in files for folder in PureWindowsPath(path).parents}
    assert [path for path in files if path.casefold() in folders] == []


def test_a_path_of_windows_leads_to_the_same_place_below_the_skill(files: list[str]) -> None:
    root = PureWindowsPath(r"\\server\share\skills\ampeco-public-api")
    for path in files:
        place = PureWindowsPath(ntpath.normpath(ntpath.join(str(root), path)))
        assert place.relative_to(root).as_posix() == path
