"""The rule by which a call names its file, written a second time: method and path say where it is."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

_GOOD = re.compile(r"(?=.*[^_])[A-Za-z0-9_~-]([A-Za-z0-9_~.-]*[A-Za-z0-9_~-])?")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}
LONGEST = 180


def call_files(calls: Iterable[tuple[str, str]], prefix: str = "") -> dict[str, str]:
    """Return the file of each call, given as method and path, by `METHOD /path`; files are relative to `reference/`."""
    drafts = {}
    for method, path in calls:
        below = path.removeprefix(prefix) if prefix and path.startswith(f"{prefix}/") else path
        folders = ["calls", *(folder(segment) for segment in below[1:].split("/") if below != "/")]
        drafts[f"{method} {path}"] = ("/".join([*folders, f"{folder(method)}.md"]), path)
    return _apart(drafts)


def webhook_files(names: Iterable[str]) -> dict[str, str]:
    """Return the file of each webhook by its name."""
    return _apart({name: (f"webhooks/{folder(name)}.md", name) for name in names})


def folder(segment: str) -> str:
    """Return what a segment of a path becomes."""
    if re.fullmatch(r"\{[^{};]+\}", segment):
        return "_"
    device = segment.lower().split(".")[0] in _DEVICES
    if _GOOD.fullmatch(segment) and not device and not segment.lower().endswith(".md"):
        return segment
    return f"{_slug(segment) if segment.strip('_') else ''}-{hashed(segment)}"


def hashed(text: str) -> str:
    """Return the 8 hexadecimal digits that tell texts apart."""
    return sha256(text.encode()).hexdigest()[:8]


def _slug(text: str) -> str:
    """Return the lower-case letters, digits and dots of a text, with one `-` for what stands between them."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    slug = re.sub(
        r"[^a-z0-9.]+", "-", "".join(character for character in folded if not unicodedata.combining(character))
    )
    slug = re.sub(r"-?\.[-.]*", ".", slug).strip("-.")
    return f"x-{slug}" if slug.split(".")[0] in _DEVICES else slug


def _apart(drafts: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Return the drafts, with a hash of the raw text in the names that would meet where case does not count."""
    uses = Counter(path.lower() for path, _ in drafts.values())
    return {
        key: path if uses[path.lower()] == 1 else f"{path.removesuffix('.md')}-{hashed(raw)}.md"
        for key, (path, raw) in drafts.items()
    }
