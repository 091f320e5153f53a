"""The bundle on disk, read as far as a lookup needs it: the rim of this room, everything else in it is pure.

`reference/catalog.json` says which operations there are, the pages hold what is printed.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from ampeco_refgen.errors import UsageError
from ampeco_refgen.lookup.markdown import sections_of
from ampeco_refgen.lookup.model import REFERENCE, Call, Section
from ampeco_refgen.output.model import CATALOG

_FORMATS = (1, 2)
"""Those that say of an operation in the same words what is read here."""
_CHECKOUT = Path(__file__).resolve().parents[3]
_THIRD_LEVEL = re.compile(r"^### (.+)$", re.MULTILINE)
_NOT_READ = "changelog"


def skill_folder(out: Path | None) -> Path:
    """Return the folder that holds the bundle: the named one, else the current one, else the checkout of the program.

    Raises `UsageError` where there is none.
    """
    places = [out] if out is not None else [Path(), _CHECKOUT]
    for place in places:
        if (place / CATALOG).is_file():
            return place
    raise UsageError(
        f"there is no bundle in {places[0].resolve()}: {CATALOG} is missing",
        hint="make one with `ampeco-refgen update`, or name the skill's folder with --out DIR",
    )


class Shelf:
    """The pages and the operations of one bundle; each is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sections: dict[str, tuple[Section, ...]] = {}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The text of every page by its path below `reference/`, without the changelog, in the order of the paths."""
        root = self._folder / REFERENCE
        paths = sorted(path for path in root.rglob("*.md") if not path.name.startswith(_NOT_READ))
        return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8", errors="replace") for path in paths}

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The operations of the catalog that have a section on a page, in reading order."""
        pages = {}
        for page, text in self.pages.items():
            pages.update(dict.fromkeys(_THIRD_LEVEL.findall(text), page))
        calls = (_call(record, pages) for record in self._catalog["operations"])
        return tuple(call for call in calls if call.page)

    @cached_property
    def _catalog(self) -> dict[str, Any]:
        """The records of the catalog as they are stored; its types are not needed here, and slow to import."""
        try:
            record = json.loads((self._folder / CATALOG).read_bytes())
            sound = record["generator"] == "ampeco-refgen" and record["format"] in _FORMATS
        except (ValueError, KeyError, TypeError) as problem:
            raise _broken(str(problem)) from None
        if not sound:
            raise _broken("another program or version wrote it")
        record.setdefault("operations", [])
        assert isinstance(record, dict)
        return record

    def sections(self, page: str) -> tuple[Section, ...]:
        """Return the sections of a page; none where there is no such page."""
        if page not in self._sections:
            self._sections[page] = sections_of(page, self.pages.get(page, ""))
        return self._sections[page]

    def section(self, page: str, anchor: str) -> Section | None:
        """Return the section that a link leads to: without an anchor the whole page."""
        found = self.sections(page)
        return next((one for one in found if one.anchor == anchor or (not anchor and one.level == 1)), None)

    def section_of(self, call: Call) -> Section:
        """Return the section of an operation."""
        return next(one for one in self.sections(call.page) if one.level == 3 and one.heading == call.key)

    def index(self, stem: str) -> tuple[Section, ...]:
        """Return the groups of an index, from all files that it takes: `data-model.md`, `data-model-2.md`, …."""
        names = [page for page in self.pages if re.fullmatch(rf"{re.escape(stem)}(-\d+)?\.md", page)]
        names.sort(key=lambda page: (len(page), page))
        return tuple(one for name in names for one in self.sections(name) if one.level == 2)


def _call(record: dict[str, Any], pages: dict[str, str]) -> Call:
    place = record["place"]
    return Call(
        method=record["method"],
        path=record["path"],
        family=place["family"],
        resource=place["resource"],
        version=place.get("version", ""),
        subpath=place.get("subpath", ""),
        operation_id=record.get("operation_id", ""),
        summary=record.get("summary", ""),
        deprecated=record.get("deprecated", False),
        page=pages.get(f"{record['method']} {record['path']}", ""),
    )


def _broken(reason: str) -> UsageError:
    return UsageError(
        f"{CATALOG} cannot be read: {reason}", hint="make the bundle again: ampeco-refgen update, or generate SPEC"
    )
