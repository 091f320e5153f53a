"""Names for files and anchors, made of any text: valid everywhere, unique, and the same in every run.

Also, for dotted paths of fields: which path is below which.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ampeco_refgen.markdown.codespan import visible

_LONGEST = 80
_NOT_ANCHORED = re.compile(r"[^a-z0-9_ -]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


def slug(text: str) -> str:
    """Return a file name without ending: `a-z`, `0-9`, `-` and `.`, 1 to 80 characters, valid on every system.

    Accents are dropped; spaces and ASCII punctuation become `-`. Where other letters or symbols are lost, or the end of
    a long text, a hash of the text is added, so that different texts keep different names. Names that Windows keeps for
    devices (`con`, `aux`, also before a dot) get the prefix `x-`.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(
        character for character in folded if character < "~" or unicodedata.category(character)[0] not in "MP"
    )
    name = re.sub(r"-?\.[-.]*", ".", re.sub(r"[^a-z0-9.]+", "-", plain)).strip("-.")
    name = f"x-{name}" if _RESERVED.match(name) else name
    whole = 0 < len(name) <= _LONGEST and plain.isascii()
    return name if whole else _hashed(name or "name", text)


def unique_slugs(names: Iterable[str]) -> dict[str, str]:
    """Return name → slug, no slug twice; the order of the names does not matter.

    Where several names have the same slug, a hash is added to each but the name that is the slug itself.
    """
    plain = {name: slug(name) for name in sorted(set(names))}
    sharing = Counter(plain.values())
    unique = {name: short for name, short in plain.items() if sharing[short] == 1 or name == short}
    taken = set(unique.values())
    for name, short in plain.items():
        if name not in unique:
            unique[name] = next(longer for longer in _candidates(short, name) if longer not in taken)
            taken.add(unique[name])
    return unique


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading, which is written as `text.verbatim` does.

    It is in lower case, without all that is no letter, mark, digit, `-` or `_`, and with `-` for each space.
    """
    text = visible(heading).strip().lower()
    if text.isascii():
        return _NOT_ANCHORED.sub("", text).replace(" ", "-")
    return "".join(map(_anchored, text))


def unique_anchors(headings: Iterable[str]) -> tuple[str, ...]:
    """Return the anchors of a page's headings, in order; a repeated one gets `-1`, `-2`, … as on GitHub."""
    uses: Counter[str] = Counter()
    anchors = []
    for first in map(anchor, headings):
        name = first
        while name in uses:
            uses[first] += 1
            name = f"{first}-{uses[first]}"
        uses[name] = 0
        anchors.append(name)
    return tuple(anchors)


def _candidates(short: str, text: str) -> Iterator[str]:
    """Yield the slug with a hash of the text, of 8 digits first, then of more."""
    return (_hashed(short, text, length) for length in range(8, 65))


def _hashed(name: str, text: str, length: int = 8) -> str:
    """Return the name, cut to make room, with the first `length` hexadecimal digits of the text's SHA-256."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
    return f"{name[: _LONGEST - length - 1].rstrip('-.')}-{digest}"


def _anchored(character: str) -> str:
    """Return what stands in an anchor for a character; `""` if it is left out."""
    kept = character in "-_" or unicodedata.category(character) in ("Nd", "Nl", "Pc")
    return character if kept or unicodedata.category(character)[0] in "LM" else "-" if character == " " else ""


def is_below(path: str, above: str) -> bool:
    """Tell whether a dotted path is that of a field in another one's value: `a.b` and `a[].b` are below `a`."""
    return path.startswith(onward(above))


def onward(path: str) -> tuple[str, str]:
    """Return the beginnings of all dotted paths below a path, for `str.startswith` to test many of them."""
    return f"{path}.", f"{path}["
