r"""Text of the document → literals, names and comments of Python, TypeScript and `jq`: none of it is read as code.

A literal is in double quotes on one line; what is not printed is an escape, so that no line's end, no mark that turns
the direction of writing and no half of a surrogate pair stands in it. For a shell see `shell.py`.

Sources: The Python Language Reference, section 2.4.1 (escapes, keywords in 2.3.1); ECMAScript 2024, section 12.9.4 and,
for what ends a line, 12.3; RFC 8259, section 7, which `jq` follows for its strings but for `\(`.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Callable

_LONGEST_COMMENT = 200
_BEYOND = 0x1_0000
"""The first character that four hexadecimal digits do not number."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_RESERVED = frozenset(
    {
        *("arguments", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger"),
        *("default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for"),
        *("function", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null"),
        *("of", "package", "private", "protected", "public", "return", "static", "super", "switch", "this"),
        *("throw", "true", "try", "typeof", "var", "void", "while", "with", "yield", "undefined"),
    }
)
"""Names that TypeScript does not take for a variable, or takes with another meaning."""


def python_literal(text: str) -> str:
    """Return a string literal of Python that stands for exactly the text."""
    return f'"{_escaped(text, _python_escape)}"'


def typescript_literal(text: str) -> str:
    """Return a string literal of TypeScript that stands for exactly the text."""
    return f'"{_escaped(text, _typescript_escape)}"'


def jq_path(names: tuple[str, ...]) -> str:
    """Return the path of `jq` that leads through members of these names; `.` for none."""
    return ".".join(["", *map(_jq_name, names)]) if names else "."


def comment(text: str) -> str:
    """Return the text as a line's comment holds it: on one line, without what is not printed, and cut where long."""
    plain = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return plain if len(plain) <= _LONGEST_COMMENT else f"{plain[:_LONGEST_COMMENT].rsplit(' ', 1)[0]} …"


def snake_case(*texts: str) -> str:
    """Return a name for Python or a shell from the words of the texts; empty where they have no letter of ASCII."""
    name = "_".join(_words(texts))
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) else name


def camel_case(*texts: str) -> str:
    """Return a name for TypeScript from the words of the texts; empty where they have no letter of ASCII."""
    first, *others = _words(texts) or [""]
    name = first + "".join(word.capitalize() for word in others)
    return f"{name}_" if name in _RESERVED else name


def _words(texts: tuple[str, ...]) -> list[str]:
    """Return the words of the texts in small letters, the first of which begins with a letter."""
    words = [word.lower() for text in texts for word in _WORD.findall(text)]
    while words and not words[0][0].isalpha():
        words.pop(0)
    return words


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    return "".join(
        f"\\{character}" if character in '"\\' else character if character.isprintable() else escape(character)
        for character in text
    )


def _python_escape(character: str) -> str:
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(character)
    number = ord(character)
    return named or (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65_536 else f"\\U{number:08x}"
    )


def _typescript_escape(character: str) -> str:
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(character)
    number = ord(character)
    return named or (f"\\u{number:04x}" if number < _BEYOND else f"\\u{{{number:x}}}")


def _jq_name(name: str) -> str:
    if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) and name not in ("and", "or", "not", "__loc__"):
        return name
    return json.dumps(name)
