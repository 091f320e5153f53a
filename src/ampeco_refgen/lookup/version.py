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

from ampeco_refgen.lookup.bundle import REFERENCE, SKILL, CannotAnswerError
from ampeco_refgen.lookup.called import called_to_write

FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?\n)??---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
"""A front matter at the top of a file; its group is what stands between the two lines `---`."""
API_VERSION, CATALOG_DIGEST, GENERATOR = "api-version", "catalog-sha256", "generator"
"""The keys of the metadata by which a skill says what it is made of."""
PACKED_FROM = "packed-from"
"""The key by which a packed skill says where it comes from."""
_METADATA = re.compile(r"^metadata:[ \t]*(?:#.*)?\n((?:[ \t]+.*\n|[ \t]*\n|#.*\n)*)", re.MULTILINE)
_INDENT = re.compile(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)")
_ENTRY = r"^{}([\w-]+):[ \t]*(\"(?:[^\"\\]|\\.)*\"|[^\s#].*?)[ \t]*$"


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
    found = FRONT.match(text)
    front = (found[1] if found else "") or ""
    metadata = _METADATA.search(front)
    said = dict(_values(metadata[1])) if metadata else {}
    if CATALOG_DIGEST not in said:
        write = called_to_write()
        raise CannotAnswerError(
            f"{folder / SKILL} does not say of which version it is",
            f"`{write} generate` writes that into its front matter" if write else "have it made again where it is from",
        )
    catalog = folder / REFERENCE / "catalog.json"
    return SkillVersion(
        name=dict(_values(front)).get("name", ""),
        api_version=said.get(API_VERSION, ""),
        catalog_sha256=said[CATALOG_DIGEST],
        generator=said.get(GENERATOR, ""),
        packed_from=said.get(PACKED_FROM, ""),
        catalog_fits=sha256(catalog.read_bytes()).hexdigest() == said[CATALOG_DIGEST] if catalog.is_file() else None,
    )


def _values(lines: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of a map with the values that stand on one line, in double quotes or without.

    What is indented further than the first of them belongs to a value.
    """
    indent = _INDENT.match(lines)
    for key, value in re.findall(_ENTRY.format(indent[1] if indent else ""), lines, re.MULTILINE):
        if value.startswith('"'):
            try:
                value = str(json.loads(value))
            except ValueError:  # an escape that YAML alone has
                value = value[1:-1]
        yield key, value
