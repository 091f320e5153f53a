"""Text of the document → words of a shell's command: nothing in it is read as anything but text.

For `bash` and `zsh`, and any other shell where the text is printable. No word holds a backtick or a line's end, so that
none can end the fence around the command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UNSAFE_IN_DOUBLE_QUOTES = re.compile(r"[\\\"$`!]")
_GOES_ON = re.compile(r"[\w\[:]")
"""What would be read as part of a variable's name, or in `zsh` as its index or modifier."""
_TAKEN = frozenset(
    (
        "path",
        "cdpath",
        "fpath",
        "mailpath",
        "manpath",
        "module_path",
        "status",
        "pipestatus",
        "argv",
        "prompt",
        "psvar",
        "watch",
        "options",
        "commands",
        "functions",
        "aliases",
        "galiases",
        "saliases",
        "builtins",
        "history",
        "parameters",
        "signals",
        "modules",
        "keymaps",
        "widgets",
        "words",
        "dirstack",
        "histchars",
    )
)
"""Variables of `zsh` that cannot be set freely."""


class Variable(Struct, frozen=True):
    """A variable of the shell, which whoever runs the command sets."""

    name: str


Parts: TypeAlias = Iterable["str | Variable"]
"""A text in which some stretches are variables."""


class Variables:
    """Gives names of variables, each for one thing: the name that this has, as far as a shell can take it."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def named(self, thing: str, name: str) -> Variable:
        """Return the variable for a thing, which is the same for the same thing and another for any other."""
        if thing not in self._names:
            plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "value"
            plain = f"_{plain}" if plain[0].isdigit() else plain
            # Names in capitals are those of the environment: `$USER` has a value already.
            plain += "_" if plain in _TAKEN or plain.isupper() else ""
            taken, number, chosen = set(self._names.values()), 2, plain
            while chosen in taken:
                chosen, number = f"{plain}{number}", number + 1
            self._names[thing] = chosen
        return Variable(self._names[thing])


def quoted(text: str) -> str:
    """Return a word that stands for exactly the text, but for NUL, which no word can hold."""
    if text.isprintable() and "`" not in text:
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, text.replace("\x00", ""))) + "'"


def word(parts: Parts) -> str:
    """Return a word of texts and variables, in double quotes if it has variables.

    Characters that are not printed are left out: such words are headers and addresses, which cannot hold them.
    """
    joined: list[str | Variable] = []
    for part in parts:
        text = _CONTROL.sub("", part) if isinstance(part, str) else part
        if isinstance(text, str) and joined and isinstance(joined[-1], str):
            joined[-1] += text
        elif text != "":
            joined.append(text)
    if not any(isinstance(part, Variable) for part in joined):
        return quoted("".join(part for part in joined if isinstance(part, str)))
    if any(isinstance(part, str) and _is_unsafe(part) for part in joined):
        return "".join(quoted(part) if isinstance(part, str) else f'"${{{part.name}}}"' for part in joined)
    following = [*joined[1:], ""]
    return '"' + "".join(map(_in_double_quotes, joined, following)) + '"'


def _in_double_quotes(part: str | Variable, following: str | Variable) -> str:
    if isinstance(part, str):
        return part
    goes_on = isinstance(following, str) and _GOES_ON.match(following)
    return f"${{{part.name}}}" if goes_on else f"${part.name}"


def _is_unsafe(text: str) -> bool:
    return bool(_UNSAFE_IN_DOUBLE_QUOTES.search(text)) or not text.isprintable()


def _escaped(character: str) -> str:
    r"""Return a character as `$'…'` takes it: by the bytes of its UTF-8 unless it is printed."""
    if character in "\\'":
        return f"\\{character}"
    if character.isprintable() and character != "`":
        return character
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(
        character, "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "replace"))
    )
