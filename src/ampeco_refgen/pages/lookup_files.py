"""The lookup command that a generated skill carries: copies of `scripts/lookup.py` and of the program's own `lookup/`.

They need nothing but Python's standard library, so a skill answers wherever it is copied to. They are files of the
bundle like its pages, with a mark of their own in the first line. Only what carries it is replaced or removed.
"""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ampeco_refgen.write import CODE_MARK, RenderedFile, current_text, has_mark

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
    sources = _sources(own_script(), _PROGRAM)
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


def packed_lookup(root: Path) -> tuple[RenderedFile, ...]:
    """Return the lookup command of the skill in the folder `root` as a pack has it, or nothing where it has none.

    A generated skill has it as it is packed. A checkout of this program has the originals.
    """
    program = root / "src" / _PROGRAM.name
    if (program / "lookup").is_dir():
        return tuple(
            RenderedFile(path=path, text=_marked(source)) for path, source in _sources(root / SCRIPT, program).items()
        )
    scripts = sorted(path for path in (root / "scripts").rglob("*.py") if has_mark(path))
    paths = [path.relative_to(root).as_posix() for path in scripts]
    texts = [(current_text(root, path) or "").replace("\r\n", "\n") for path in paths]
    return tuple(RenderedFile(path=path, text=text) for path, text in zip(paths, texts, strict=True))


def _sources(script: Path, program: Path) -> dict[str, Path]:
    """Return the file that each file of the lookup command is a copy of."""
    return {
        SCRIPT: script,
        f"{_PACKAGE}/__init__.py": program / "__init__.py",
        **{f"{_PACKAGE}/lookup/{path.name}": path for path in sorted((program / "lookup").glob("*.py"))},
    }


def _marked(source: Path) -> str:
    """Return a module with the mark as its first line, in place of a `#!`, which only a file with that right needs."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join([f"{CODE_MARK}\n", *lines[bool(lines) and lines[0].startswith("#!") :]])
