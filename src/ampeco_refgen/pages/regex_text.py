"""A regular expression → a short text that it matches, for `examples.py`; what it cannot read is left to the caller.

Patterns of JSON Schema are those of ECMA-262 (JSON Schema Validation, section 6.3.3), of which documents use little.
The text is a proposal: look-arounds and back references are passed over, so the caller tries it.
"""

from __future__ import annotations

import re
import warnings

_CANDIDATES = "1aA-_ .:/@"
_ESCAPES = {"d": "1", "D": "a", "w": "a", "W": "-", "s": " ", "S": "a", "b": "", "B": "", "t": "\t", "n": "\n"}
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_GROUP = re.compile(r"\((\?(?:[:=!]|<[=!]|P?<\w+>))?")
_REPEAT = re.compile(r"(?:([*?])|(\+)|\{(\d+)(?:,\d*)?\})[?+]?")
_LONGEST = 1000
_MOST_GROUPS = 100


def text_matching(pattern: str) -> str:
    """Return a short text that the first branches of a pattern ask for; raises `ValueError` where it cannot be read."""
    if pattern.count("(") > _MOST_GROUPS:
        raise ValueError(f"{pattern!r} has more than {_MOST_GROUPS} groups")
    reader = _PatternReader(pattern)
    text = reader.alternatives()
    if reader.position < len(pattern):
        raise ValueError(f"cannot read {pattern!r}")
    return text


class _PatternReader:
    """Reads a pattern from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0

    def alternatives(self) -> str:
        """Return the text of the first of the branches; the others are only read over."""
        branches = [self._branch()]
        while self.pattern.startswith("|", self.position):
            self.position += 1
            branches.append(self._branch())
        return branches[0]

    def _branch(self) -> str:
        text = ""
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            atom, times = self._atom(), self._times()
            if len(text) + len(atom) * times > _LONGEST:
                raise ValueError(f"{self.pattern!r} asks for more than {_LONGEST} characters")
            text += atom * times
        return text

    def _times(self) -> int:
        repeat = _REPEAT.match(self.pattern, self.position)
        if not repeat:
            return 1
        self.position = repeat.end()
        return 0 if repeat[1] else 1 if repeat[2] else int(repeat[3])

    def _atom(self) -> str:
        character = self.pattern[self.position]
        if character == "(":
            return self._group()
        if character == "[":
            return self._class()
        self.position += 1
        if character == "\\":
            escaped = self.pattern[self.position : self.position + 1]
            self.position += 1
            return _ESCAPES.get(escaped, escaped)
        return {"^": "", "$": "", ".": "a"}.get(character, character)

    def _group(self) -> str:
        opening = _GROUP.match(self.pattern, self.position)
        assert opening is not None
        self.position = opening.end()
        text = self.alternatives()
        if not self.pattern.startswith(")", self.position):
            raise ValueError(f"a group of {self.pattern!r} is not closed")
        self.position += 1
        return "" if opening[1] and opening[1][-1] in "=!" else text

    def _class(self) -> str:
        """Return a character of a class: of those that are at hand, or the first that it names."""
        brackets = _CLASS.match(self.pattern, self.position)
        if not brackets:
            raise ValueError(f"a class of {self.pattern!r} is not closed")
        self.position = brackets.end()
        try:
            with warnings.catch_warnings():  # Python warns of sets within sets, which it does not have yet
                warnings.simplefilter("ignore", FutureWarning)
                fits = re.compile(brackets[0]).fullmatch
        except re.error as problem:
            raise ValueError(str(problem)) from None
        return next((character for character in (*_CANDIDATES, *brackets[0][1:-1]) if fits(character)), "a")
