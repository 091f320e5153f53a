"""The `metadata` of `SKILL.md`'s front matter: of which API version it is, of which catalog, and by which generator.

The Agent Skills specification leaves `metadata` to whoever makes a skill: a map of strings to strings. Three of its
keys are this program's and are renewed by every run, a fourth by packing; all others are the owner's and stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256

from ampeco_refgen.diagnostics import printable
from ampeco_refgen.lookup.version import API_VERSION, CATALOG_DIGEST, FRONT, GENERATOR
from ampeco_refgen.pages.front_matter import MEMBER

_LONGEST_VERSION = 100
_ENTRY = r"^{0}(['\"]?)(?:{1})\1[ \t]*:.*\n(?:{0}[ \t]+.*\n|[ \t]*\n(?={0}[ \t]))*"
"""An entry by the indentation of all entries and its key, with all lines of its value."""


def skill_metadata(version: str, catalog: str) -> dict[str, str]:
    """Return the metadata of a skill of the API version `version`, whose `reference/catalog.json` is `catalog`.

    The digest is the SHA-256 of that file, in hexadecimal, as `sha256sum` prints it.
    """
    from importlib.metadata import version as version_of_package

    return {
        API_VERSION: printable(version)[:_LONGEST_VERSION],
        CATALOG_DIGEST: sha256(catalog.encode()).hexdigest(),
        GENERATOR: f"ampeco-refgen {version_of_package('ampeco-refgen')}",
    }


def with_metadata(text: str, metadata: Mapping[str, str]) -> str:
    """Return a `SKILL.md` with `metadata` in its front matter, in place of the entries of these keys that it has.

    It stays as it is where it has no front matter, or one whose `metadata` stands on one line (`{…}`): what is written
    in an unusual way is its owner's affair.
    """
    front = FRONT.match(text)
    if front is None or front[1] is None:
        return text
    start, end = front.span(1)
    line_end = "\r\n" if front[1].endswith("\r\n") else "\n"
    head = front[1].replace("\r\n", "\n")
    member = re.search(MEMBER.format("metadata"), head, re.MULTILINE)
    if member is None:
        head += "metadata:\n" + _lines(metadata, "  ")
    elif re.match(r"metadata:[ \t]*(#.*)?\n", member[0]):
        first, _, entries = member[0].partition("\n")
        found = re.search(r"^[ \t]+(?=[^\s#])", entries, re.MULTILINE)
        indent = found[0] if found else "  "
        kept = re.sub(_ENTRY.format(indent, "|".join(metadata)), "", entries, flags=re.MULTILINE)
        renewed = f"{first}\n{_lines(metadata, indent)}{kept}"
        head = head[: member.start()] + renewed + head[member.end() :]
    return text[:start] + head.replace("\n", line_end) + text[end:]


def _lines(metadata: Mapping[str, str], indent: str) -> str:
    # A JSON string is a YAML string as well (YAML 1.2, section 7.3.1), and `3.10` without quotes would be a number.
    return "".join(f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in metadata.items())
