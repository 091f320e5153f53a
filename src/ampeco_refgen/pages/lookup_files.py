"""The lookup command that a generated skill carries: copies of `scripts/lookup.py` and of the program's own `lookup/`.

They need nothing but Python's standard library, so a skill answers wherever it is copied to. They are files of the
bundle like its pages, with a mark of their own in the first line. Only what carries it is replaced or removed.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ampeco_refgen.write import CODE_MARK, RenderedFile, has_mark

SCRIPT = "scripts/lookup.py"
_PACKAGE = "scripts/ampeco_refgen"
_PROGRAM = Path(__file__).parents[1]


class LookupFiles(Struct, frozen=True, kw_only=True):
    """The files of a skill's lookup command, and the notice that says why there are none, where it is needed."""

    files: tuple[RenderedFile, ...] = ()
    notices: tuple[str, ...] = ()


def own_script() -> Path:
    """Return the project's `scripts/lookup.py`: that of a checkout, else the one inside the installed wheel."""
    checkout = Path(__file__).parents[3]
    return (checkout if (checkout / "pyproject.toml").is_file() else _PROGRAM) / SCRIPT


def lookup_files(root: Path) -> LookupFiles:
    """Return the lookup command for the skill in the folder `root`.

    There is none for a checkout of this program, which has the original, and none where a file without our mark stands
    in the place of one: that is somebody else's.
    """
    if (root / "src" / _PROGRAM.name / "lookup").is_dir():
        return LookupFiles()
    sources = {
        SCRIPT: own_script(),
        f"{_PACKAGE}/__init__.py": _PROGRAM / "__init__.py",
        **{f"{_PACKAGE}/lookup/{path.name}": path for path in sorted((_PROGRAM / "lookup").glob("*.py"))},
    }
    folder = root / "scripts"
    foreign = [folder] if folder.is_symlink() or (folder.exists() and not folder.is_dir()) else []
    foreign += [root / path for path in sources if (root / path).exists() and not has_mark(root / path)]
    if foreign:
        return LookupFiles(
            notices=(
                f"{foreign[0]} is not the program's, so it stays, and the skill gets no lookup command; rename it to "
                "have one",
            )
        )
    return LookupFiles(
        files=tuple(RenderedFile(path=path, text=_marked(source)) for path, source in sources.items()),
    )


def _marked(source: Path) -> str:
    """Return a module with the mark as its first line, in place of a `#!`, which only a file with that right needs."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join([f"{CODE_MARK}\n", *lines[bool(lines) and lines[0].startswith("#!") :]])
