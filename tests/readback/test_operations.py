"""Every fact of the document is found in the section of its operation or what that links to, and nothing else is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from readback.compare import Comparison
from readback.pages import Bundle
from readback.sections import Sections
from readback.spec import Spec
from readback.spec_operations import operations, webhooks

VERSION_OF_FACTS = "3.110.0"
FACTS = {
    "operations": 452,
    "deprecated operations": 69,
    "filter fields": 370,
    "webhooks": 39,
    "webhook payloads": 78,
    "bodies": 184,
    "includes": 88,
}
"""What the real document is known to have, in its version of the time."""


def compared(spec: Spec, bundle: Bundle, *, full: bool) -> Comparison:
    comparison = Comparison(bundle, full=full)
    Sections(spec, comparison).all()
    return comparison


def declared(spec: Spec) -> Counter[str]:
    """Count in the raw document what the comparison must have come across."""
    found: Counter[str] = Counter()
    names = set()
    for operation in operations(spec):
        found["operations"] += 1
        found["deprecated operations"] += operation.deprecated
        found["bodies"] += len(operation.contents)
        for parameter in operation.parameters:
            found["includes"] += len(parameter.includes or ())
            if parameter.name == "filter":
                found["filter fields"] += sum(1 for _ in leaves(parameter.value.properties))
        for name, _, _ in webhooks(spec, operation):
            found["webhook payloads"] += 1
            names.add(name)
    found["webhooks"] = len(names)
    return found


def leaves(properties: dict) -> Iterator[str]:
    for name, value in properties.items():
        yield from leaves(value.properties) if value.properties else [name]


def agree(spec: Spec, comparison: Comparison) -> None:
    """Fail with every difference, and where the comparison passed over something."""
    problems = [*comparison.problems, *_passed_over(spec, comparison)]
    assert not problems, "\n".join([f"{len(problems)} differences", *problems])


def _passed_over(spec: Spec, comparison: Comparison) -> list[str]:
    expected = declared(spec)
    met = {
        name: comparison.counted[name]
        for name in ("operations", "deprecated operations", "bodies", "includes", "webhook payloads")
    }
    return [f"{count} {name} met of {expected[name]}" for name, count in met.items() if count != expected[name]]


def test_pages_and_document_say_the_same(spec: Spec, full_bundle: Bundle) -> None:
    comparison = compared(spec, full_bundle, full=True)
    print(dict(comparison.counted.most_common()))
    agree(spec, comparison)


def test_pages_and_document_say_the_same_without_descriptions(spec: Spec, bare_bundle: Bundle) -> None:
    agree(spec, compared(spec, bare_bundle, full=False))


@pytest.mark.real
def test_the_real_document_has_what_is_known_of_it(real_spec: Spec) -> None:
    if real_spec.tree["info"]["version"] != VERSION_OF_FACTS:
        pytest.skip(f"the facts are those of version {VERSION_OF_FACTS}")
    found = declared(real_spec)
    assert {name: found[name] for name in FACTS} == FACTS


def replaced(pattern: str, text: str) -> Callable[[str], str]:
    """Return an edit of a page: the first match of the pattern becomes `text`."""
    return lambda page: re.sub(pattern, text, page, count=1, flags=re.MULTILINE)


EDITS = {
    "a filter is lost": ("resources/", replaced(r"^- `filter\[\w+\]` .*\n", "")),
    "a parameter is lost": ("resources/", replaced(r"^- `per_page` .*\n", "")),
    "an include is lost": ("resources/", replaced(r"^(- )`include\[\]=\w+`, ", r"\1")),
    "a parameter has another default": ("resources/", replaced(r"default `100`", "default `50`")),
    "a limit is lost": ("resources/", replaced(r" \(min 1, max 100\)", " (max 100)")),
    "a body is optional": ("resources/", replaced(r"^(\*\*Body\*\* `application/json`), required", r"\1, optional")),
    "a field is no longer required": ("resources/", replaced(r"^(- `\w+` \w+), required", r"\1")),
    "a field is nullable": ("schemas/", replaced(r"^(- `\w+` string), required", r"\1, required, nullable")),
    "a field is not nullable": ("schemas/", replaced(r", nullable", "")),
    "a field is not deprecated": ("schemas/", replaced(r", deprecated", "")),
    "a field has another type": ("schemas/", replaced(r"^(- `\w+`) string", r"\1 integer")),
    "a field is lost": ("schemas/", replaced(r"^- `\w+\.\w+` .*\n", "")),
    "a field is invented": ("schemas/", replaced(r"^(- `id` .*)", r"\1\n- `bogus` string")),
    "a value is lost": ("resources/", replaced(r"— one of `\w+`, ", "— one of ")),
    "a value of a long enum is invented": ("enums", replaced(r"^`(\w+)`, ", r"`\1`, `bogus`, ")),
    "a variant's field is lost": ("reference/", replaced(r"^    - `\w+` .*\n", "")),
    "a condition is wrong": ("resources/", replaced(r", when `(\w+)` is `(\w+)`", r", when `\1` is `bogus`")),
    "a read-only field is not named": ("resources/", replaced(r"(not to be sent: )`[^`]+`, ", r"\1")),
    "a status is lost": ("resources/", replaced(r"^- `401`, ", "- ")),
    "a status is invented": ("resources/", replaced(r"^- `401`, ", "- `401`, `418`, ")),
    "a response is wrapped otherwise": ("resources/", replaced(r"`data` object", "`data[]` list")),
    "an error has another field": ("common-patterns", replaced(r"^  - `message` string", "  - `text` string")),
    "what stands beside data is another": ("common-patterns", replaced(r"^- `links.next`", "- `links.more`")),
    "a webhook's field is lost": ("webhooks/", replaced(r"^- `\w+` .*required.*\n", "")),
    "a webhook is of another subscription": ("notifications/", replaced(r"^(Sent as .*)v20", r"\1v10")),
    "a webhook's header is lost": ("notifications/notifications", replaced(r"^- `X-\S+` string.*\n", "")),
    "a webhook is sent in another way": ("webhooks/", replaced(r"^Sent as `POST`", "Sent as `PUT`")),
    "an exception is lost": ("reference/", replaced(r"^(- all fields of \S+ .*?\)) but `[^`]+`", r"\1")),
    "an exception is invented": ("resources/", replaced(r"^(- all fields of \S+ .*?\));", r"\1 but `id`;")),
    "a list is that of another base": (
        "resources/",
        replaced(r"^(- all fields of \[[^]]+\])\([^)]+\)", r"\1(../schemas/session-v1.0.md)"),
    ),
    "own rows are called otherwise": ("resources/", replaced(r"; different or further:$", "; further:")),
    "fields of a field are others": ("reference/", replaced(r"(with the fields of )`\w+`( in)", r"\1`id`\2")),
    "the head does not lead to the errors": ("resources/", replaced(r", usual errors: ", ": ")),
    "an operation is not deprecated": ("resources/", replaced(r"^\*\*Deprecated\*\*", "Deprecated")),
    "a section leads to another shape": (
        "resources/",
        replaced(r"(object: \[[^]]+\])\(#[^)]+\)", r"\1(../schemas/user-v1.0.md)"),
    ),
    "a section is doubled": ("resources/", lambda page: page + "\n" + page[page.find("### ") :]),
}
"""What may go wrong with a page, as the edit of the first file that has it; the part of its path stands first."""


@pytest.mark.parametrize("edit", EDITS)
def test_a_wrong_page_is_found_out(edit: str, sample_spec: Spec, sample_bundle: Bundle) -> None:
    where, change = EDITS[edit]
    texts = {path: page.text for path, page in sorted(sample_bundle.pages.items()) if where in path}
    path = next(path for path, text in texts.items() if change(text) != text)
    wrong = compared(sample_spec, sample_bundle.edited(path, change(texts[path])), full=True)
    assert wrong.problems
