"""One answer of a model → a verdict on each expectation, without a model wherever names decide.

An expectation that begins with `Names` passes where all that stands in it as code stands in the answer, letter by
letter; a parameter in a path stands for anything. Whether the answer says it of the right thing is not seen. All other
expectations are left to a judge, a person or a model, and so is a name that is there in another form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from msgspec import Struct

from evals.wording import NAMES, NO_OTHER_CALL, NO_OTHER_FILTER, spans_of

_METHOD = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
_CALL = re.compile(rf"({_METHOD}) (/\S+)")
_TOLD = re.compile(rf"\b({_METHOD})\b[\s`|*'\"]*(?:https?://[^/\s]+)?/?((?=\S*/v\d)[^\s`'\"|?,;()[\]]+)")
"""A call in an answer: the path has a version, so that "GET/PUT" is none."""
_FILTER = re.compile(r"\bfilter(?:\[\w+\])+")
_MEANT = frozenset({"filter[field]", "filter[name]", "filter[key]", "filter[a][b]"})
"""What stands for any filter in an explanation."""
_PREFIX = "/public-api"
_ANYTHING = r"[^/\s`'\"?]+"
_PLACEHOLDER = r"(?:\$?\{+[^}]*\}+|<[^>]*>|\$\w+)"


class Verdict(Struct, frozen=True):
    """What became of one expectation; `passed` is `None` where a judge is needed."""

    text: str
    passed: bool | None = None
    evidence: str = ""


def judge(expectations: Sequence[str], prompt: str, answer: str) -> tuple[Verdict, ...]:
    """Judge an answer; calls and filters that the prompt or any expectation names are not among the others."""
    known = {span for text in expectations for span in spans_of(text)} | set(_told_calls(prompt))
    return tuple(_verdict(text, known, prompt, answer) for text in expectations)


def _verdict(text: str, known: set[str], prompt: str, answer: str) -> Verdict:
    if not text.startswith(NAMES):
        return Verdict(text)
    seen = {span: _stands(span, answer) for span in spans_of(text)}
    if lacking := [span for span, stands in seen.items() if stands is False]:
        return Verdict(text, False, f"not in the answer: {_code(lacking)}")
    wrong, unsure = _besides(text, known, prompt, answer)
    if wrong:
        return Verdict(text, False, f"in the answer besides: {_code(wrong)}")
    if unsure := [*unsure, *(span for span, stands in seen.items() if stands is None)]:
        return Verdict(text, None, f"perhaps meant, or in another form: {_code(unsure)}")
    return Verdict(text, True, f"in the answer: {_code(seen)}")


def _besides(text: str, known: set[str], prompt: str, answer: str) -> tuple[list[str], list[str]]:
    """Return what is named besides where nothing else should be: what is wrong, and what may be no part of the answer.

    That is a call behind another one in its line, such as a successor, and what stands for any filter.
    """
    if text.endswith(NO_OTHER_FILTER):
        filters = sorted(set(_FILTER.findall(unquote(answer))) - known - set(_FILTER.findall(prompt)))
        return [name for name in filters if name not in _MEANT], [name for name in filters if name in _MEANT]
    if not text.endswith(NO_OTHER_CALL):
        return [], []
    patterns = [(call[1], _path_pattern(call[2])) for call in map(_CALL.fullmatch, known) if call]
    told = [list(_told_calls(line)) for line in _lines(answer)]
    first = {call for calls in told for call in calls[:1] if not _is_one_of(call, patterns)}
    later = {call for calls in told for call in calls[1:] if not _is_one_of(call, patterns)}
    return sorted(first), sorted(later - first)


def _code(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _stands(span: str, answer: str) -> bool | None:
    """Tell whether a name is in the answer; `None` where it may be: a path without method, a field without its way."""
    if call := _CALL.fullmatch(span):
        lines = [line for line in _lines(answer) if re.search(_path_pattern(call[2]), line)]
        return any(call[1] in _methods(line) for line in lines) or (None if lines else False)
    if any(_has(_pattern(span, _PLACEHOLDER), text) for text in (answer, unquote(answer))):
        return True
    *way, last = [name for name in re.split(r"[][.]+", span) if name] or [span]
    looser = _pattern(last, _PLACEHOLDER) if way else _pattern(span, _ANYTHING)
    return None if _has(looser, answer) else False


def _has(pattern: str, text: str) -> bool:
    """Tell whether a name stands in a text, not as a part of a longer one."""
    return re.search(rf"(?<![\w.-]){pattern}(?!\w|-\w|\.\w|\[)", text) is not None


def _pattern(text: str, parameter: str) -> str:
    """Return a pattern of a text that has `parameter` in the place of what stands in braces."""
    return re.sub(r"\\\{[^}]*\\\}", lambda _: parameter, re.escape(text))


def _lines(answer: str) -> list[str]:
    """Return the lines, those of one shell command put together."""
    return re.sub(r"\\\n\s*", " ", answer).splitlines()


def _methods(line: str) -> set[str]:
    """Return the methods that a line names; a `curl` command that names none sends GET, with a body POST."""
    named = set(re.findall(rf"\b(?:{_METHOD})\b", line))
    if named or not re.search(r"\bcurl\b", line):
        return named
    return {"POST" if re.search(r"\s(?:-d|--data\S*|--json)\s", line) else "GET"}


def _path_pattern(path: str) -> str:
    """Return a pattern of a path with anything in the place of its parameters, with or without the API's prefix."""
    rest = _pattern(path.removeprefix(_PREFIX).lstrip("/"), _ANYTHING)
    return rf"(?:{_PREFIX}/|(?<![\w./-])/?){rest}(?![\w-]|\.\w|/[\w{{<:$])"


def _told_calls(text: str) -> Iterator[str]:
    """Yield the calls that a text names, without the API's prefix."""
    for method, path in _TOLD.findall(text):
        yield f"{method} /{path.removeprefix(_PREFIX.strip('/')).strip('/').rstrip('.:*')}"


def _is_one_of(call: str, patterns: Sequence[tuple[str, str]]) -> bool:
    method, _, path = call.partition(" ")
    return any(method == wanted and re.fullmatch(pattern, path) for wanted, pattern in patterns)
