"""Catalog → Inconsistencies: what a document says in two ways, or says where it cannot hold.

An ordered table of rules, each with the words for a reader; what the rules do is in `inconsistency_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer import inconsistency_rules as rules
from ampeco_refgen.infer.inconsistency_rules import Inconsistency, InconsistencyContext, InconsistencyKind
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.responses import ResponseForm


class InconsistencyRule(Struct, frozen=True, kw_only=True):
    """A kind of inconsistency: its title, what a caller does about it, and how it is found."""

    kind: InconsistencyKind
    title: str
    advice: str
    find: Callable[[InconsistencyContext], Iterable[Inconsistency]]


RULES: tuple[InconsistencyRule, ...] = (
    InconsistencyRule(
        kind=InconsistencyKind.ENUM_SPELLING,
        title="The same values in several spellings",
        advice="Compare without case, blanks and underscores, or keep one list for each place.",
        find=rules.enum_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WORD_SPELLING,
        title="One word in two spellings",
        advice="Take the spelling from the place that you read or write.",
        find=rules.word_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FILTER_VALUES,
        title="Filters that take values which their field does not have",
        advice="Expect nothing from a value that only the filter has; the field's own values may not be filtered for.",
        find=rules.filter_values,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FILTER_TYPE,
        title="Filters declared as a number for a field that is text",
        advice="Send the text as it is.",
        find=rules.filter_type,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.RESPONSE_DIFFERS,
        title="Fields that calls on one collection declare differently",
        advice="Accept what any of them may answer.",
        find=rules.response_differs,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.BODY_NAMES,
        title="Fields that are sent under another name than they come back under",
        advice="Do not send back what was read.",
        find=rules.body_names,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.ID_TYPES,
        title="Identifiers that are a number here and text there",
        advice="They need not mean the same thing: text is often an identifier in another system. Compare as text.",
        find=rules.id_types,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PATH_PARAMETER_TYPES,
        title="Path parameters that are a number here and text there",
        advice="It makes no difference in a URL, only to clients with types.",
        find=rules.path_parameter_types,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PATH_PARAMETER_NAMES,
        title="Path parameters with several names",
        advice="The name is a placeholder only: the value is the same.",
        find=rules.path_parameter_names,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WRAPPING_DIFFERS,
        title="Collections that wrap some answers and not others",
        advice="Look at each call before you read its data.",
        find=rules.wrapping_differs,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PAGING_WITHOUT_LIST,
        title="Answers with paging but without a list",
        advice="Do not page: there is one object.",
        find=rules.paging_without_list,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.READ_ONLY_REQUIRED,
        title="Fields that a body requires although they are read-only",
        advice="Leave them out: a client does not send what is read-only (OpenAPI Specification, Schema Object).",
        find=rules.read_only_required,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.REQUIRED_UNDECLARED,
        title="Required fields that are not described",
        advice="Do not rely on their form.",
        find=rules.required_undeclared,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INCLUDE_ON_WRITE,
        title="Includes on calls that write",
        advice="They are declared for the whole path and may have no effect here.",
        find=rules.include_on_write,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.CALLBACK_EXPRESSION,
        title="Callbacks to an address that the body does not have",
        advice="Give the address in the field that the body has.",
        find=rules.callback_expression,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD,
        title="Webhooks that are described in part",
        advice="Subscribe to one without a payload only to learn what it sends.",
        find=rules.webhook_without_payload,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FORMAT_SPELLING,
        title="Formats that are spelled like no registered one",
        advice="Read them as the registered one.",
        find=rules.format_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.EMPTY_PATH,
        title="Paths without an operation",
        advice="There is nothing to call.",
        find=rules.empty_path,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.UNUSED_COMPONENT,
        title="Component schemas that nothing is like",
        advice="Do not generate code from them.",
        find=rules.unused_component,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.OUTDATED_COMPONENT,
        title="Component schemas that are not what their resource answers",
        advice="Go by the answers of the operations.",
        find=rules.outdated_component,
    ),
)


def find_inconsistencies(
    catalog: Catalog, fields: Fields, occurrences: Occurrences, forms: Mapping[str, ResponseForm]
) -> tuple[Inconsistency, ...]:
    """Return what does not fit together in a document, in the order of the rules.

    `occurrences` are all its fields and parameters, `forms` tell in what form its operations respond, by key.
    """
    context = InconsistencyContext(catalog, fields, occurrences, forms)
    return tuple(inconsistency for rule in RULES for inconsistency in rule.find(context))
