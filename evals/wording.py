"""Derived answers → what `evals.json` says of them: the expected output, and expectations that can be judged.

What is to be named stands as code in an expectation that begins with `Names`, and such a one is judged without a model
(`grade.py`). All others need a judge: they say how names hang together, or that there is nothing more. Only names,
types and values of the document stand here, never its sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from evals.answers import Absent, Answers, Needle

NAMES = "Names "
NO_OTHER_CALL = ", and no other call."
NO_OTHER_FILTER = ", and no other filter."
_SPAN = re.compile(r"`[^`]+`")


class Wording(NamedTuple):
    """How one kind of answer is told, with places for what was derived and for what the question gives.

    The places: `names`, the code of each needle; `calls`, each needle as code; `typed`, names with their types;
    `typed_names` and `bare_names`, the names that have a type or have none; `includes`, names as they are listed;
    `values`, what else is code in a needle; `said`, what follows its name; `joined`, the needles as they are;
    `call`, the key of the operation; and all members of the derivation. An expectation is left out where there is
    nothing for one of its places.
    """

    output: str
    expectations: tuple[str, ...]


_CALLS = ("Names the calls: {calls}" + NO_OTHER_CALL,)
_WORDINGS = {
    "call": Wording("The call with its version.", ("Names the call {calls}.",)),
    "calls": Wording("The calls, each with its version.", ("Names the calls: {calls}.",)),
    "filters": Wording("All filters of {call}.", ("Names the filters of {call}: {names}" + NO_OTHER_FILTER,)),
    "filter": Wording(
        "A filter of {call} with its type and values.",
        (
            "Names the filter {names}.",
            "Gives the type of the filter: {typed}.",
            "Names the values of the filter {name}: {values}.",
        ),
    ),
    "no_filter": Wording("That {call} has no filter `{name}`.", ("Says that {call} has no filter `filter[{name}]`.",)),
    "includes": Wording(
        "All includes of {call}.", ("Names the includes of {call}: {includes}.", "Gives {call} no other include.")
    ),
    "no_includes": Wording("That {call} takes no include.", ("Says that {call} takes no include.",)),
    "parameter": Wording(
        "Limits and default of `{name}` of {call}.",
        ("Names the parameter {names}.", "Gives the limits and the default of {names}: {said}."),
    ),
    "parameter_type": Wording(
        "The type of the parameter `{name}` of {call}.", ("Gives the type of the parameter of {call}: {typed}.",)
    ),
    "parameter_values": Wording(
        "All values of `{name}` of {call}.", ("Names the values of {name}: {values}.", "Gives `{name}` no other value.")
    ),
    "paging": Wording("How {call} pages.", ("Names what pages {call}: {names}.", "Gives {call} no other way to page.")),
    "required": Wording(
        "The required fields of the body of {call}.",
        (
            "Names the required fields of {call}: {names}.",
            "Calls no other field of the body of {call} required.",
        ),
    ),
    "sent": Wording(
        "Fields of the body of {call} with their types.",
        ("Names fields of the body of {call}: {names}.", "Gives the types of these fields of {call}: {typed}."),
    ),
    "not_sent": Wording(
        "The fields that are not to be sent to {call}.", ("Names the fields not to be sent to {call}: {names}.",)
    ),
    "values": Wording(
        "All values of `{field}` of {call}.",
        ("Names the values of {field}: {names}.", "Gives `{field}` no other value."),
    ),
    "received": Wording(
        "Fields of the answer of {call} with their types.",
        ("Names fields of the answer of {call}: {names}.", "Gives the types of these fields of {call}: {typed}."),
    ),
    "wrapping": Wording("What {call} answers with.", ("Says what {call} answers with: {joined}.",)),
    "errors": Wording(
        "The statuses of errors that {call} declares.",
        ("Names the statuses of errors of {call}: {names}.", "Gives {call} no other status of an error."),
    ),
    "error_body": Wording(
        "The members of the body of status {status}.", ("Names the members of the body of status {status}: {names}.",)
    ),
    "successor": Wording("What replaces `{subject}`.", ("Names the successor of {subject}: {calls}.",)),
    "moved": Wording("Where fields of `{subject}` went.", ("Names where fields of {subject} went: {joined}.",)),
    "gone": Wording("That `{field}` has no counterpart.", ("Says that no counterpart of `{field}` is known.",)),
    "required_now": Wording("That `{field}` is required now.", ("Says that `{field}` is required now.",)),
    "value_moved": Wording(
        "What becomes of the value `{value}` of `{field}`.", ("Names what becomes of a value of {field}: {said}.",)
    ),
    "having": Wording("All calls that take or return `{field}`.", _CALLS),
    "filtered_by": Wording("All calls with the filter `{name}`.", _CALLS),
    "taking": Wording("All calls that take `{parameter}`.", _CALLS),
    "bare": Wording("All calls that answer bare, always or at times.", _CALLS),
    "without_successor": Wording("The deprecated calls whose successor is not known.", _CALLS),
    "webhook": Wording(
        "Headers and fields of the webhook `{name}`.",
        ("Names the headers of {name}: {bare_names}.", "Names the fields of {name}: {typed_names}."),
    ),
    "relation": Wording(
        "What `{field}` of {entity} refers to.", ("Says what `{field}` of {entity} refers to: {said}.",)
    ),
    "recipe": Wording(
        "The calls in the order in which they are sent.",
        ("Gives calls in this order, alternatives and what is not needed left out: {joined}.",),
    ),
    "access": Wording("The base URL, and how the token is sent.", ("Names the base URL and the header: {calls}.",)),
}
_NO_SUCCESSOR = Wording(
    "That no successor of `{subject}` is known.", ("Says that no successor of `{subject}` is known.",)
)


def worded(answer: dict[str, Any], answers: Answers) -> tuple[str, tuple[str, ...]]:
    """Return the expected output and the expectations of a derivation. Raises `LookupError` as `Answers.of` does."""
    if answer["kind"] == "all":
        parts = [worded(part, answers) for part in answer["parts"]]
        expectations = dict.fromkeys(text for part in parts for text in part[1])
        return " ".join(dict.fromkeys(output for output, _ in parts)), tuple(expectations)
    needles = answers.of(answer)
    wording = _NO_SUCCESSOR if needles == (("none known",),) else _WORDINGS[answer["kind"]]
    places = {**answer, **_places(needles)}
    if "operation" in answer:
        places["call"] = f"`{answers.operation(answer['operation']).key}`"
    filled = [_filled(text, places) for text in wording.expectations if all(places[name] for name in _named_in(text))]
    return wording.output.format(**places), tuple(filled)


def spans_of(text: str) -> tuple[str, ...]:
    """Return what stands as code in a text, without its marks."""
    return tuple(span.strip("`") for span in _SPAN.findall(text))


def _filled(text: str, places: dict[str, str]) -> str:
    """Fill in an expectation; what only says where names belong is no code in one that is judged by its code."""
    if text.startswith(NAMES) and "call" in places:
        places = {**places, "call": places["call"].strip("`")}
    return text.format(**places)


def _places(needles: tuple[Needle, ...]) -> dict[str, str]:
    found = [needle for needle in needles if not isinstance(needle, Absent)]
    names = [_name_of(needle) for needle in found]
    typed = [_text_only(needle) for needle in found]
    pairs = list(zip(names, typed, strict=True))
    return {
        "names": _listed(names),
        "calls": _listed(f"`{needle[0].strip()}`" for needle in found),
        "typed": "; ".join(text for name, text in pairs if text != name),
        "typed_names": _listed(name for name, text in pairs if text != name),
        "bare_names": _listed(name for name, text in pairs if text == name),
        "includes": _listed(name.replace("include[]=", "") for name in names),
        "values": _listed(part for needle in found for part in needle[1:] if _SPAN.fullmatch(part)),
        "said": "; ".join(", ".join(needle[1:]).removeprefix("→ ") for needle in found),
        "joined": "; ".join(", ".join(needle) for needle in found),
    }


def _name_of(needle: tuple[str, ...]) -> str:
    """Return the first code of a needle; a map's own name where it is the entries that are told."""
    span = _SPAN.search(" ".join(needle))
    return span[0].replace(".*`", "`") if span else f"`{needle[0]}`"


def _text_only(needle: tuple[str, ...]) -> str:
    """Return a name with what is said of it in words, such as `` `id` string, nullable``."""
    return "".join(part for part in needle if not _SPAN.fullmatch(part) or part == needle[0]).strip()


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _named_in(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)
