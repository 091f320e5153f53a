"""Facts that the text of a schema states beside its keywords: `required`, a unit, a default, the include to ask for.

They are read before texts are dropped, so that a document can be held against itself without its sentences. Only whole
sentences of a few plain forms are understood, and none with a condition: "Required if `type` is `card`" says nothing
that keywords could contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

Said = tuple[str, str]
"""What is said, and of what value: `("required", "")`, `("unit", "Wh")`, `("default", "false")`."""

_NOUN = r"(?:this|the)(?: \w+)? (?:property|field|parameter|attribute|value|member|key)"
_SUBJECT = rf"(?:{_NOUN}|this|it)"
_STATES = {
    "required": re.compile(rf"(?:{_SUBJECT} is |is )?(?:always )?(?:required|mandatory)", re.I),
    "optional": re.compile(rf"(?:{_SUBJECT} is |is )?optional", re.I),
    "read-only": re.compile(rf"(?:{_SUBJECT} is |is )?read[- ]?only", re.I),
    "deprecated": re.compile(rf"(?:{_NOUN} is )?deprecated", re.I),
    "nullable": re.compile(rf"(?:{_SUBJECT} )?(?:can|may) be (?:set to )?`?null`?", re.I),
}
"""Sentences that state a fact by themselves."""
_LAST_WORD = re.compile(r"\((required|mandatory|optional)\)\s*$", re.I)
_CONDITION = re.compile(r"(?:but|except|for|if|in|not|only|otherwise|prohibited|unless|when|where|with)\b", re.I)
"""How a sentence begins that takes back part of the one before."""
_CONDITIONAL = re.compile(r"\b(?:except|if|only|otherwise|unless|when|where|depend\w*)\b", re.I)
_INCLUDE = re.compile(r"\binclude(?:\[\])?[=.]`?([A-Za-z][\w-]*)")
_ONLY = re.compile(r"\bonly\b", re.I)
_LITERAL = r"(?:`([^`\n]+)`|\"([^\"\n]+)\"|(-?\d+(?:\.\d+)?|true|false)(?=$|[\s,;)]*$))"
_DEFAULTS = (
    re.compile(
        rf"\b(?:by default,?(?: it)? is(?: set to)?|defaults? to|default(?: value)?(?: is|:| =)) {_LITERAL}", re.I
    ),
    re.compile(r"`([^`\n]+)`[^`\n]*\(default\)()()", re.I),
)
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_BETWEEN = re.compile(rf"\bmust be between {_NUMBER} and {_NUMBER}(?: (characters))?(?=\s*(?:inclusive|$|[,;)]))", re.I)
_LENGTH = re.compile(
    r"(?:^|\bmust be |\b(?:is|has) )(at most|max(?:imum)?(?: of)?|up to|at least|min(?:imum)?(?: of)?)"
    rf" {_NUMBER} characters(?! per)",
    re.I,
)
_DATE_FORM = re.compile(r"\b(?:Y-m-d H:i:s|YYYY-MM-DD HH:mm:ss|yyyy-MM-dd HH:mm:ss)")
_UNITS = {
    "Wh": "Wh",
    "watt-hours?": "Wh",
    "kWh": "kWh",
    "kilowatt-hours?": "kWh",
    "MWh": "MWh",
    "W": "W",
    "watts?": "W",
    "Watts?": "W",
    "kW": "kW",
    "kilowatts?": "kW",
    "MW": "MW",
    "A": "A",
    "[Aa]mps?": "A",
    "[Aa]mperes?": "A",
    "V": "V",
    "[Vv]olts?": "V",
    "ms": "ms",
    "milliseconds": "ms",
    "seconds": "s",
    "minutes": "min",
}
_UNIT = re.compile(rf"(?:\b[Ii]n \[?|[(\[](?:in )?)({'|'.join(_UNITS)})(?![\w-]|/| per\b)")
_HINTS = re.compile(
    r"required|mandatory|optional|read[- ]?only|deprecated|\bnull|default|must be between|characters"
    rf"|\binclude(?:\[\])?[=.]|H:i:s|HH:mm|{_UNIT.pattern}",
    re.I,
)
"""What every text with a fact has in it."""
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\*\*")
_SENTENCE_ENDS = re.compile(r"\n+|(?<=[.!?])\s+")


@cache
def said_in(description: str) -> tuple[Said, ...]:
    """Return the facts that a description states, sorted, each once; mostly none.

    Kept for good, since documents repeat their texts, and most texts are told by a word that they have none: reading
    all of them in full would make a run a third longer.
    """
    if not _HINTS.search(description):
        return ()
    # Line breaks of HTML end a sentence; other tags and emphasis are no part of it.
    text = _MARKUP.sub("", re.sub(r"</?br\s*/?>", "\n", description, flags=re.I))
    sentences = [sentence.strip(" \t*-") for sentence in _SENTENCE_ENDS.split(text)]
    facts = {*_states([sentence for sentence in sentences if sentence]), *_values(text, sentences)}
    return tuple(sorted(facts))


def _states(sentences: list[str]) -> Iterator[Said]:
    """Yield what whole sentences say of a value, and a word in brackets at the end of a single one."""
    for sentence, following in pairwise([*sentences, ""]):
        plain = sentence.rstrip(".!:")
        for name, form in _STATES.items():
            if form.fullmatch(plain) and not _CONDITION.match(following):
                yield name, ""
    if len(sentences) == 1 and (word := _LAST_WORD.search(sentences[0].rstrip("."))):
        yield ("optional" if word[1].lower() == "optional" else "required"), ""
    if sentences and re.match(r"deprecated\s*[:,;!]", sentences[0], re.I):
        yield "deprecated", ""


def _values(text: str, sentences: list[str]) -> Iterator[Said]:
    """Yield the values that a text names: includes, a unit if it names one only, defaults, limits, forms of a date."""
    units = {_unit(name) for name in _UNIT.findall(text)}
    if len(units) == 1:
        yield "unit", units.pop()
    if form := _DATE_FORM.search(text):
        yield "form", form[0]
    for sentence in sentences:
        kind = "only with include" if _ONLY.search(sentence) else "include"
        yield from ((kind, name) for name in _INCLUDE.findall(sentence))
        if not _CONDITIONAL.search(sentence):
            yield from _defaults_and_limits(sentence.rstrip(".!"))


def _defaults_and_limits(sentence: str) -> Iterator[Said]:
    for form in _DEFAULTS:
        if match := form.search(sentence):
            yield "default", next(group for group in match.groups() if group)
    if between := _BETWEEN.search(sentence):
        lowest, highest = ("minLength", "maxLength") if between[3] else ("minimum", "maximum")
        yield lowest, between[1]
        yield highest, between[2]
    if length := _LENGTH.search(sentence):
        yield ("minLength" if length[1].lower().startswith(("at least", "min")) else "maxLength"), length[2]


def _unit(name: str) -> str:
    """Return the short name of a unit."""
    return next(unit for form, unit in _UNITS.items() if re.fullmatch(form, name))
