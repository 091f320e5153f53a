"""Catalog → Inconsistencies: what a document says in two ways, or says where it cannot hold.

An ordered table of rules, each with the words for a reader; what they do is in `inconsistency_values` (of fields and
parameters), `inconsistency_calls` and `inconsistency_texts` (what descriptions and examples say beside the schema).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer import inconsistency_calls as calls
from ampeco_refgen.infer import inconsistency_texts as texts
from ampeco_refgen.infer import inconsistency_values as values
from ampeco_refgen.infer.inconsistency_model import Inconsistency, InconsistencyContext, InconsistencyKind
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.responses import ResponseForm
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY, Vocabulary


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
        find=values.enum_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WORD_SPELLING,
        title="One word in two spellings",
        advice="Take the spelling from the place that you read or write.",
        find=values.word_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FILTER_VALUES,
        title="Filters that take values which their field does not have",
        advice="Expect nothing from a value that only the filter has; the field's own values may not be filtered for.",
        find=values.filter_values,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FILTER_TYPE,
        title="Filters declared as a number for a field that is text",
        advice="Send the text as it is.",
        find=values.filter_type,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.RESPONSE_DIFFERS,
        title="Fields that calls on one collection declare differently",
        advice="Accept what any of them may answer.",
        find=values.response_differs,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.BODY_NAMES,
        title="Fields that are sent under another name than they come back under",
        advice="Do not send back what was read.",
        find=values.body_names,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.ID_TYPES,
        title="Identifiers that are a number here and text there",
        advice="They need not mean the same thing: text is often an identifier in another system. Compare as text.",
        find=values.id_types,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PATH_PARAMETER_TYPES,
        title="Path parameters that are a number here and text there",
        advice="It makes no difference in a URL, only to clients with types.",
        find=calls.path_parameter_types,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PATH_PARAMETER_NAMES,
        title="Path parameters with several names",
        advice="The name is a placeholder only: the value is the same.",
        find=calls.path_parameter_names,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WRAPPING_DIFFERS,
        title="Collections that wrap some answers and not others",
        advice="Look at each call before you read its data.",
        find=calls.wrapping_differs,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.PAGING_WITHOUT_LIST,
        title="Answers with paging but without a list",
        advice="Do not page: there is one object.",
        find=calls.paging_without_list,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.READ_ONLY_REQUIRED,
        title="Fields that a body requires although they are read-only",
        advice="Leave them out: a client does not send what is read-only (OpenAPI Specification, Schema Object).",
        find=calls.read_only_required,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.REQUIRED_UNDECLARED,
        title="Required fields that are not described",
        advice="Do not rely on their form.",
        find=calls.required_undeclared,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INCLUDE_ON_WRITE,
        title="Includes on calls that write",
        advice="They are declared for the whole path and may have no effect here.",
        find=calls.include_on_write,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INCLUDE_ONLY,
        title="Fields that an include is named after",
        advice="Ask for them with that include: without it they may be missing.",
        find=calls.include_only,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INCLUDE_MISSING,
        title="Fields of an include on calls that do not declare it",
        advice="They may be missing there: read them by a call that declares the include.",
        find=calls.include_missing,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INCLUDE_WITHOUT_FIELD,
        title="Includes without a field of their name",
        advice="Where what they bring stands, and what it looks like, is not described: look at an answer.",
        find=calls.include_without_field,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_REQUIRED,
        title="Fields that their description requires and the schema does not",
        advice="Send them.",
        find=texts.said_required,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_OPTIONAL,
        title="Required fields that their description calls optional",
        advice="Send them.",
        find=texts.said_optional,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_READ_ONLY,
        title="Fields of a body that their description calls read-only",
        advice="Do not count on it that what is sent has an effect.",
        find=texts.said_read_only,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_DEPRECATED,
        title="Fields that their description calls deprecated, without the mark",
        advice="Do not build on them.",
        find=texts.said_deprecated,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_NULLABLE,
        title="Fields that may be null by their description and not by the schema",
        advice="Accept null where you read them; before you send null, try it.",
        find=texts.said_nullable,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_DEFAULT,
        title="Defaults that description and schema name differently",
        advice="Send the value that you mean.",
        find=texts.said_default,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_LIMIT,
        title="Limits that description and schema name differently",
        advice="Keep to the narrower.",
        find=texts.said_limit,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.SAID_FORM,
        title="Times that are written in one way by their description and in another by the schema",
        advice="Try the form of the description first, which is the more precise.",
        find=texts.said_form,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.IMPOSSIBLE_UNIT,
        title="Units that do not fit the name",
        advice="The document does not say which is right: compare a value that you know before you convert.",
        find=texts.impossible_unit,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.INVALID_EXAMPLE,
        title="Examples that their schema does not allow",
        advice="Go by the schema, not by the example.",
        find=texts.invalid_example,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.CALLBACK_EXPRESSION,
        title="Callbacks to an address that the body does not have",
        advice="Give the address in the field that the body has.",
        find=calls.callback_expression,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.WEBHOOK_WITHOUT_PAYLOAD,
        title="Webhooks that are described in part",
        advice="Subscribe to one without a payload only to learn what it sends.",
        find=calls.webhook_without_payload,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.FORMAT_SPELLING,
        title="Formats that are spelled like no registered one",
        advice="Read them as the registered one.",
        find=values.format_spelling,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.EMPTY_PATH,
        title="Paths without an operation",
        advice="There is nothing to call.",
        find=calls.empty_path,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.UNUSED_COMPONENT,
        title="Component schemas that nothing is like",
        advice="Do not generate code from them.",
        find=calls.unused_component,
    ),
    InconsistencyRule(
        kind=InconsistencyKind.OUTDATED_COMPONENT,
        title="Component schemas that are not what their resource answers",
        advice="Go by the answers of the operations.",
        find=calls.outdated_component,
    ),
)


def find_inconsistencies(
    catalog: Catalog,
    fields: Fields,
    occurrences: Occurrences,
    forms: Mapping[str, ResponseForm],
    vocabulary: Vocabulary = NO_VOCABULARY,
) -> tuple[Inconsistency, ...]:
    """Return what does not fit together in a document, in the order of the rules.

    `occurrences` are all its fields and parameters, `forms` tell in what form its operations respond, by key.
    """
    context = InconsistencyContext(catalog, fields, occurrences, forms, vocabulary)
    return tuple(inconsistency for rule in RULES for inconsistency in rule.find(context))
