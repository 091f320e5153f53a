"""A skill's folder → of which version of the API it is, of which catalog, and by which generator.

`SKILL.md` says so in the `metadata` of its front matter, where `pages.skill_metadata` has written it. That is read line
by line, as it was written: a packed skill has Python's standard library only, and that has no YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ampeco_refgen.lookup.bundle import REFERENCE, CannotAnswerError
from ampeco_refgen.lookup.called import called_to_write

SKILL = "SKILL.md"
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_METADATA = re.compile(r"^metadata:[ \t]*(?:#.*)?\n((?:[ \t]+.*\n|[ \t]*\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^[ \t]*([\w-]+):[ \t]*(\"(?:[^\"\\]|\\.)*\"|[^\s#].*?)[ \t]*$", re.MULTILINE)


class SkillVersion(NamedTuple):
    """What a skill says of itself; `catalog_fits` tells whether its catalog is that one."""

    name: str
    api_version: str
    catalog_sha256: str
    generator: str
    packed_from: str
    catalog_fits: bool | None

    def report(self) -> dict[str, Any]:
        """Return what becomes the JSON report; `catalogFits` is null where the skill has no catalog."""
        return {
            "name": self.name,
            "apiVersion": self.api_version,
            "catalogSha256": self.catalog_sha256,
            "generator": self.generator,
            "packedFrom": self.packed_from or None,
            "catalogFits": self.catalog_fits,
        }

    def lines(self) -> Iterator[str]:
        """Yield what `version` prints."""
        yield f"skill      {self.name}"
        yield f"API        version {self.api_version}"
        yield f"catalog    sha256 {self.catalog_sha256}"
        yield f"generator  {self.generator}"
        if self.packed_from:
            yield f"from       {self.packed_from}"


def version_of(folder: Path) -> SkillVersion:
    """Return what the skill in a folder says of itself; raises `CannotAnswerError` where it does not."""
    try:
        text = (folder / SKILL).read_text("utf-8", "replace")
    except OSError as problem:
        raise CannotAnswerError(f"{folder / SKILL} cannot be read: {problem.strerror}") from None
    front = _FRONT.match(text)
    members = dict(_values(front[1])) if front else {}
    metadata = _METADATA.search(front[1]) if front else None
    said = dict(_values(metadata[1])) if metadata else {}
    if "catalog-sha256" not in said:
        write = called_to_write()
        raise CannotAnswerError(
            f"{folder / SKILL} does not say of which version it is",
            f"`{write} generate` writes that into its front matter" if write else "have it made again where it is from",
        )
    catalog = folder / REFERENCE / "catalog.json"
    return SkillVersion(
        name=members.get("name", ""),
        api_version=said.get("api-version", ""),
        catalog_sha256=said["catalog-sha256"],
        generator=said.get("generator", ""),
        packed_from=said.get("packed-from", ""),
        catalog_fits=sha256(catalog.read_bytes()).hexdigest() == said["catalog-sha256"] if catalog.is_file() else None,
    )


def _values(lines: str) -> Iterator[tuple[str, str]]:
    """Yield the keys with the values that stand on one line, in double quotes or without."""
    for key, value in _ENTRY.findall(lines):
        if value.startswith('"'):
            try:
                value = str(json.loads(value))
            except ValueError:  # an escape that YAML alone has
                value = value[1:-1]
        yield key, value
