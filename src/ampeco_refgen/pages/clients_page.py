"""Catalog and findings → `clients.md`: a small client in Python, TypeScript and bash, made from the document's facts.

What is in a client is what the document has: no function walks a list where none is paged, none checks a signature
where no header is declared for one. What it leaves open is a parameter, and said to be open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ampeco_refgen.infer.error_shape import FieldErrors, error_shape
from ampeco_refgen.infer.signature import signature_of
from ampeco_refgen.markdown.text import code, plural
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import CLIENTS_PAGE, BundlePlan
from ampeco_refgen.pages.client_bash import bash_client
from ampeco_refgen.pages.client_calls import Suitability, base_of, credentials_of
from ampeco_refgen.pages.client_code import ClientFacts
from ampeco_refgen.pages.client_python import python_client
from ampeco_refgen.pages.client_typescript import typescript_client
from ampeco_refgen.pages.client_upload import find_upload
from ampeco_refgen.pages.client_walks import ListCall, WalkedLists, walked_lists
from ampeco_refgen.pages.page import Page, section
from ampeco_refgen.pages.sectioned_page import sectioned_page

_IDEMPOTENCY = re.compile(r"idempotency-?key", re.I)
_TITLES = ("Python", "TypeScript", "curl")


def clients_pages(plan: BundlePlan) -> Iterator[Page]:
    """Yield the page of clients."""
    suitability = Suitability(plan.catalog)
    walked = walked_lists(plan, suitability)
    facts = ClientFacts(
        title=f"{plan.catalog.title} {plan.catalog.version}".strip(),
        base=base_of(plan.catalog),
        credentials=credentials_of(plan.catalog),
        lists=walked.calls,
        errors=error_shape(plan.catalog, plan.fields.shapes),
        upload=find_upload(plan, suitability),
        signature=signature_of(plan.catalog, plan.fields.shapes, plan.profile.notes),
        idempotency=_idempotency(plan),
    )
    introduction = (line for said in _introduction(plan, facts, walked) for line in wrap(said, indent="    "))
    page = sectioned_page(plan, CLIENTS_PAGE, "clients.md.j2", (section(title, ()) for title in _TITLES))
    context: dict[str, object] = {
        **page.context,
        "introduction": tuple(introduction),
        "python": python_client(facts),
        "typescript": typescript_client(facts),
        "bash": bash_client(facts),
    }
    yield Page(path=page.path, template=page.template, context=context)


def _idempotency(plan: BundlePlan) -> str:
    """Return the header by which a call may be sent twice, where one is declared."""
    names = (
        parameter.name
        for operation in plan.catalog.operations
        for parameter in operation.parameters
        if parameter.location == "header" and _IDEMPOTENCY.fullmatch(parameter.name)
    )
    return next(names, "")


def _introduction(plan: BundlePlan, facts: ClientFacts, walked: WalkedLists) -> Iterator[str]:
    """Yield a line on each part of the clients: what of the document it follows, or that there is none."""
    yield f"- address and credentials: {_access(plan, facts)}"
    yield from _paging(plan, walked)
    yield f"- retries: {_retries(plan, facts)}"
    yield f"- errors: {_errors(plan, facts)}"
    if facts.lists:
        yield f"- filters and includes: {_filters(plan, facts)}"
    yield f"- upload: {_upload(plan, facts)}"
    yield f"- webhooks: {_webhooks(plan, facts)}"


def _access(plan: BundlePlan, facts: ClientFacts) -> str:
    link = plan.pattern_link(CLIENTS_PAGE, "Base URL and authentication", "as the document has them")
    schemes = list(dict.fromkeys(credential.scheme for credential in facts.credentials if credential.scheme))
    if schemes:
        several = ", the first of several alternatives" if len(plan.catalog.security) > 1 else ""
        return f"{link}, with {' and '.join(map(code, schemes))}{several}; whoever calls gives the secrets"
    unused = ", though it has schemes" if plan.catalog.security_schemes else ""
    return f"{link}; most calls ask for no credentials{unused}"


def _paging(plan: BundlePlan, walked: WalkedLists) -> Iterator[str]:
    if not walked.calls:
        why = " and says what leads from one part to the next" if plan.walks else ""
        yield f"- paging: the clients walk no list, for the document has none that is paged{why}"
        return
    link = plan.pattern_link(CLIENTS_PAGE, "Pagination", "way of paging")
    others = f"; not shown: {plural(walked.others, 'list')} in other ways" if walked.others else ""
    yield f"- paging: one list for each {link}, walked to its end{others}"
    for call in walked.calls:
        called = plan.call_link(CLIENTS_PAGE, call.operation.key, plan.short_name(call.operation.key))
        yield f"  - {_way(call)}: {called} ({plural(call.alike, 'list')})"


def _way(call: ListCall) -> str:
    """Say how a list is walked."""
    way = call.way
    empty = [code(f"{name}=") for name, value in call.sent if not value]
    first = f" after {empty[0]}" if empty else ""
    return {
        "links": f"following {code('.'.join(way.next))}{first}",
        "header": f"following the header {code('Link')}",
        "cursor": f"sending {code('.'.join(way.next))} as {code(way.parameter)}",
        "key": f"sending {code(way.parameter)}, for whose value the document names no field",
        "pages": f"raising {code(way.parameter)}" + ("" if way.first is not None else " from a first one not declared"),
        "offsets": f"raising {code(way.parameter)}",
    }[way.kind]


def _retries(plan: BundlePlan, facts: ClientFacts) -> str:
    statuses = {response.status for operation in plan.catalog.operations for response in operation.responses}
    waits = any(
        header.name.lower() == "retry-after"
        for operation in plan.catalog.operations
        for response in operation.responses
        for header in response.headers
    )
    declared = [code(status) for status in ("429", "500", "502", "503", "504", "5XX") if status in statuses]
    known = f"the document declares {', '.join(declared)}" if declared else "the document declares neither"
    header = f"{code('Retry-After')} is {'declared' if waits else 'not declared, but kept to where it comes'}"
    key = f"; a call with {code(facts.idempotency)} is safe to repeat as well" if facts.idempotency else ""
    return (
        f"after {code('429')} any call, after {code('5xx')} those that are safe to repeat, with growing pauses and an "
        f"end; {known}; {header}{key}"
    )


def _errors(plan: BundlePlan, facts: ClientFacts) -> str:
    errors = facts.errors
    link = plan.pattern_link(CLIENTS_PAGE, "Errors", "errors") if plan.errors else "errors"
    if not errors.message and errors.form is FieldErrors.NONE:
        return f"by status alone: no body of {link} is declared that has a message"
    message = f"the message in {code('.'.join(errors.message))}" if errors.message else "without a message"
    if errors.form is FieldErrors.NONE:
        return f"{message} of the {link}; none is declared to name fields"
    return f"{message}, and by field what {code(errors.status)} has in {code('.'.join(errors.fields))}; see {link}"


def _filters(plan: BundlePlan, facts: ClientFacts) -> str:
    parts = []
    if filters := sorted({name for call in facts.lists for name in call.filters}):
        forms = " or ".join(code(f"{name}[name]=value") for name in filters)
        parts.append(f"{plan.pattern_link(CLIENTS_PAGE, 'Filters', 'filters')} as {forms}")
    if includes := sorted({call.include for call in facts.lists if call.include}):
        parts.append(f"what to include as {' or '.join(code(f'{name}=value') for name in includes)}, repeated")
    rest = "other parameters of a list are pairs of name and value"
    return "; ".join([*parts, rest])


def _upload(plan: BundlePlan, facts: ClientFacts) -> str:
    if facts.upload is None:
        return "the document has none"
    key = facts.upload.operation.key
    of = f", one of {facts.upload.alike} calls that take a file" if facts.upload.alike > 1 else ""
    how = f"the part {code(facts.upload.field)} of a form" if facts.upload.field else "the body as it is"
    return f"{plan.call_link(CLIENTS_PAGE, key, plan.short_name(key))}{of}, {how}"


def _webhooks(plan: BundlePlan, facts: ClientFacts) -> str:
    if not plan.catalog.declared_webhooks:
        return "the document has none"
    link = plan.pattern_link(CLIENTS_PAGE, "Requests that you receive", "what they carry")
    if facts.signature is None:
        return f"no header is declared for a signature, so none is checked; {link}"
    unsaid = [
        what
        for what, said in (
            ("the algorithm", facts.signature.algorithm),
            ("what is signed", facts.signature.signed),
            ("hex or Base64", facts.signature.encoding),
            ("what stands before it in the header", facts.signature.prefix),
        )
        if said is None
    ]
    open_ = f"; parameters for what the document does not say: {', '.join(unsaid)}" if unsaid else ""
    return f"the signature in {code(facts.signature.header)} is checked{open_}; {link}"
