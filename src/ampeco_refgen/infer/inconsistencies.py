"""Catalog → Inconsistencies: what a document says in two ways, or says where it cannot hold.

An ordered table of rules, each with the words for a reader; the rules are in `inconsistency_values` and
`inconsistency_calls`. They compare facts only, so that what they find is there; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer import inconsistency_calls as calls
from ampeco_refgen.infer import inconsistency_values as values
from ampeco_refgen.infer.inconsistency_scene import Scene
from ampeco_refgen.infer.pattern_calls import Answer
from ampeco_refgen.infer.pattern_model import Inconsistency, Trouble
from ampeco_refgen.infer.sightings import Sightings


class Rule(Struct, frozen=True, kw_only=True):
    """A kind of inconsistency: its title, what a caller does about it, and how it is found."""

    kind: Trouble
    title: str
    advice: str
    find: Callable[[Scene], Iterable[Inconsistency]]


RULES: tuple[Rule, ...] = (
    Rule(
        kind=Trouble.ENUM_SPELLING,
        title="The same values in several spellings",
        advice="Compare without case, blanks and underscores, or keep one list for each place.",
        find=values.enum_spelling,
    ),
    Rule(
        kind=Trouble.WORD_SPELLING,
        title="One word in two spellings",
        advice="Take the spelling from the place that you read or write.",
        find=values.word_spelling,
    ),
    Rule(
        kind=Trouble.FILTER_VALUES,
        title="Filters that take values which their field does not have",
        advice="Expect nothing from a value that only the filter has; the field's own values may not be filtered for.",
        find=values.filter_values,
    ),
    Rule(
        kind=Trouble.FILTER_TYPE,
        title="Filters declared as a number for a field that is text",
        advice="Send the text as it is.",
        find=values.filter_type,
    ),
    Rule(
        kind=Trouble.RESPONSE_DIFFERS,
        title="Fields that calls on one collection declare differently",
        advice="Accept what any of them may answer.",
        find=values.response_differs,
    ),
    Rule(
        kind=Trouble.BODY_NAMES,
        title="Fields that are sent under another name than they come back under",
        advice="Do not send back what was read.",
        find=values.body_names,
    ),
    Rule(
        kind=Trouble.ID_TYPES,
        title="Identifiers that are a number here and text there",
        advice="They need not mean the same thing: text is often an identifier in another system. Compare as text.",
        find=values.id_types,
    ),
    Rule(
        kind=Trouble.PATH_PARAMETER_TYPES,
        title="Path parameters that are a number here and text there",
        advice="It makes no difference in a URL, only to clients with types.",
        find=calls.path_parameter_types,
    ),
    Rule(
        kind=Trouble.PATH_PARAMETER_NAMES,
        title="Path parameters with several names",
        advice="The name is a placeholder only: the value is the same.",
        find=calls.path_parameter_names,
    ),
    Rule(
        kind=Trouble.WRAPPING_DIFFERS,
        title="Collections that wrap some answers and not others",
        advice="Look at each call before you read its data.",
        find=calls.wrapping_differs,
    ),
    Rule(
        kind=Trouble.PAGING_WITHOUT_LIST,
        title="Answers with paging but without a list",
        advice="Do not page: there is one object.",
        find=calls.paging_without_list,
    ),
    Rule(
        kind=Trouble.READ_ONLY_REQUIRED,
        title="Fields that a body requires although they are read-only",
        advice="Leave them out: a client does not send what is read-only (OpenAPI Specification, Schema Object).",
        find=calls.read_only_required,
    ),
    Rule(
        kind=Trouble.REQUIRED_UNDECLARED,
        title="Required fields that are not described",
        advice="Do not rely on their form.",
        find=calls.required_undeclared,
    ),
    Rule(
        kind=Trouble.INCLUDE_ON_WRITE,
        title="Includes on calls that write",
        advice="They are declared for the whole path and may have no effect here.",
        find=calls.include_on_write,
    ),
    Rule(
        kind=Trouble.CALLBACK_EXPRESSION,
        title="Callbacks to an address that the body does not have",
        advice="Give the address in the field that the body has.",
        find=calls.callback_expression,
    ),
    Rule(
        kind=Trouble.WEBHOOK_WITHOUT_PAYLOAD,
        title="Webhooks that are described in part",
        advice="Subscribe to one without a payload only to learn what it sends.",
        find=calls.webhook_without_payload,
    ),
    Rule(
        kind=Trouble.FORMAT_SPELLING,
        title="Formats that are spelled like no registered one",
        advice="Read them as the registered one.",
        find=values.format_spelling,
    ),
    Rule(
        kind=Trouble.EMPTY_PATH,
        title="Paths without an operation",
        advice="There is nothing to call.",
        find=calls.empty_path,
    ),
    Rule(
        kind=Trouble.UNUSED_COMPONENT,
        title="Component schemas that nothing is like",
        advice="Do not generate code from them.",
        find=calls.unused_component,
    ),
    Rule(
        kind=Trouble.OUTDATED_COMPONENT,
        title="Component schemas that are not what their resource answers",
        advice="Go by the answers of the operations.",
        find=calls.outdated_component,
    ),
)


def find_inconsistencies(
    catalog: Catalog, fields: Fields, seen: Sightings, answers: Mapping[str, Answer]
) -> tuple[Inconsistency, ...]:
    """Return what does not fit together in a document, in the order of the rules.

    `seen` are all its sightings, `answers` how its operations answer.
    """
    scene = Scene(catalog, fields, seen, answers)
    return tuple(found for rule in RULES for found in rule.find(scene))
