"""The section "Errors" of `common-patterns.md`: each status, its cause, whether to try again; the usual bodies.

Files of calls link it for the statuses that are as everywhere; those that are not stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.infer.client_notes import ERRORS, notes_on
from ampeco_refgen.markdown.text import cell, cell_code, code, plural, row
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bodies import body_lines
from ampeco_refgen.pages.bundle_plan import PATTERNS_PAGE, BundlePlan
from ampeco_refgen.pages.documented_examples import ExampleBlocks, examples_of_bodies
from ampeco_refgen.pages.responses import CommonError
from ampeco_refgen.pages.status_advice import advice_on

_LONGEST_CAUSE = 200
"""Characters of the document's words that a row of the table has room for."""
_SERVER_ERRORS = ("500", "502", "503", "504")
_HEADER_NAME = re.compile(r"\b(?:X-[A-Za-z][\w-]*(?:-\*)?|RateLimit(?:-\w+)*|Retry-After)(?<!-)", re.A)
_IDEMPOTENCY = re.compile(r"idempoten", re.I)


def error_lines(plan: BundlePlan, rate_limit_headers: tuple[str, ...]) -> Iterator[str]:
    """Yield the section on errors; nothing where no call declares one."""
    if not plan.errors:
        return
    yield from wrap(
        "The cause is in the document's words where it has some, else HTTP's phrase. What HTTP means by a status "
        "(RFC 9110, section 15; `429`: RFC 6585) and whether to send the same request again is not from the document.",
        indent="",
    )
    yield ""
    yield row(["Status", "Cause", "HTTP says", "Send again?", "Calls"])
    yield "|---|---|---|---|---|"
    for status, error in plan.errors.items():
        yield _row(status, _cause(status, error), _number(error))
    yield from _undeclared(plan)
    yield from _bodies(plan)
    for remark in _remarks(plan, rate_limit_headers):
        yield from ("", *wrap(remark, indent=""))


def _row(status: str, cause: str, number: str) -> str:
    advice = advice_on(status)
    return row([cell_code(status), cause, advice.meaning, advice.retry, number])


def _cause(status: str, error: CommonError) -> str:
    """Return the document's words: of a usual error the usual ones, else all that there is room for."""
    if error.usual:
        return cell(error.meaning) or phrase(status)
    texts = [cell(text) for text in error.meanings]
    if len(cause := "; ".join(texts)) <= _LONGEST_CAUSE:
        return cause or phrase(status)
    more = plural(len(texts) - 1, "other cause")
    shown = texts[0] if len(texts[0]) <= _LONGEST_CAUSE else phrase(status)
    return f"{shown}; {more}: in the files of the calls" if len(texts) > 1 else f"{shown}: in the file of the call"


def _number(error: CommonError) -> str:
    every = len(error.operations) + len(error.others)
    if error.usual:
        return f"{every}, {len(error.others)} otherwise" if error.others else str(every)
    return f"{every}, bodies differ" if error.bodies_differ else str(every)


def _undeclared(plan: BundlePlan) -> Iterator[str]:
    """Yield a row for the errors of servers that any call may meet, declared or not."""
    if silent := [status for status in _SERVER_ERRORS if status not in plan.errors and "5XX" not in plan.errors]:
        advice = advice_on(silent[0])
        statuses = ", ".join(map(cell_code, silent))
        yield row([statuses, "", advice_on("5XX").meaning, advice.retry, "not declared"])


def _bodies(plan: BundlePlan) -> Iterator[str]:
    """Yield the bodies of the usual errors, those of statuses that have the same one together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for status, error in plan.errors.items():
        if error.usual:
            media = error.response.media
            lines = tuple(line for each in media for line in body_lines(plan, PATTERNS_PAGE, each, "  "))
            alike.setdefault(lines, []).append(status)
    if alike:
        yield from ("", "The usual errors, to which files of calls refer, have this body (`application/json`):", "")
    for lines, statuses in alike.items():
        named = ", ".join(map(code, statuses))
        yield from (f"- {named}", *lines) if lines else (f"- {named}: no body",)
    usual = [error.response for error in plan.errors.values() if error.usual]
    shapes = plan.fields.shapes
    examples = ((response, each) for response in usual for each in examples_of_bodies(response.media, shapes))
    if blocks := ExampleBlocks().of_responses(examples):
        yield from ("", "**Examples** of them, from the document", "", *blocks)


def _remarks(plan: BundlePlan, rate_limit_headers: tuple[str, ...]) -> Iterator[str]:
    if any(error.others or not error.usual for error in plan.errors.values()):
        yield (
            "What is not usual (another cause, body or header) is told in the file of the call. A status that is not "
            "declared counts as the `x00` of its class (RFC 9110, section 15)."
        )
    yield _safe_to_repeat(plan)
    if "429" in plan.errors:
        yield _rate_limits(plan, rate_limit_headers)
    yield from notes_on(plan.profile.notes, plan.catalog, ERRORS)


def _safe_to_repeat(plan: BundlePlan) -> str:
    """Say which calls may be sent twice, and what the document declares for those that may not."""
    rule = (
        "Safe to repeat are GET, HEAD, PUT and DELETE (idempotent, RFC 9110, section 9.2.2). After a POST or PATCH "
        "of which no response came, read first whether it was done"
    )
    keys = dict.fromkeys(
        parameter.name
        for operation in plan.catalog.operations
        for parameter in operation.parameters
        if parameter.location in ("header", "query") and _IDEMPOTENCY.search(parameter.name)
    )
    if not keys:
        return f"{rule}; no parameter is declared that makes it safe to repeat."
    return f"{rule}, or send {' or '.join(map(code, keys))} where the call declares it."


def _rate_limits(plan: BundlePlan, declared: tuple[str, ...]) -> str:
    """Name the headers of rate limits: the declared ones, and those that only the text of an error names."""
    text = " ".join(plan.errors["429"].meanings)
    named = [name for name in dict.fromkeys(_HEADER_NAME.findall(text)) if name not in declared]
    parts = [f"headers of rate limits: {', '.join(map(code, declared)) or 'none is declared'}"]
    parts += [f"the text of `429` names {', '.join(map(code, named))}"] if named else []
    line = "; ".join(parts)
    return f"{line[0].upper()}{line[1:]}."
