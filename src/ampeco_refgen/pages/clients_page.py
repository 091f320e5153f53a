"""Catalog and findings → `clients.md`: a small client in Python, TypeScript and bash, made from the document's facts.

What is in a client is what the document has: no function walks a list where none is paged, none checks a signature
where no header is declared for one. What it leaves open is a parameter, and said to be open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ampeco_refgen.infer.error_shape import FieldErrors, error_shape
from ampeco_refgen.infer.signature import Signature, signature_of
from ampeco_refgen.markdown.text import code, plural
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import CLIENTS_PAGE, BundlePlan
from ampeco_refgen.pages.client_calls import Suitability, Target, base_of, credentials_of
from ampeco_refgen.pages.client_code import BASH, PYTHON, TYPESCRIPT, ClientFacts, code_of
from ampeco_refgen.pages.client_upload import find_upload
from ampeco_refgen.pages.client_walks import ListCall, WalkedLists, walked_lists
from ampeco_refgen.pages.code_text import jq_path
from ampeco_refgen.pages.page import Page, section
from ampeco_refgen.pages.sectioned_page import sectioned_page
from ampeco_refgen.pages.shell import quoted

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
    page = sectioned_page(plan, CLIENTS_PAGE, "clients.md.j2", (section(title, ()) for title in _TITLES))
    context: dict[str, object] = {
        **page.context,
        "introduction": tuple(line for said in _introduction(plan, facts, walked) for line in wrap(said)),
        "python": _python(facts),
        "typescript": _typescript(facts),
        "bash": _bash(facts),
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
    yield f"- paging: {_paging(plan, walked)}"
    yield f"- retries: {_retries(plan, facts)}"
    yield f"- errors: {_errors(plan, facts)}"
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


def _paging(plan: BundlePlan, walked: WalkedLists) -> str:
    if not walked.calls:
        why = ": what leads from one part to the next is not declared" if plan.walks else ""
        return f"the clients walk no list, for the document has none that is paged{' and says how' if why else ''}{why}"
    link = plan.pattern_link(CLIENTS_PAGE, "Pagination", "way of paging")
    calls = "; ".join(
        f"{_way(call)} {plan.call_link(CLIENTS_PAGE, call.operation.key, plan.short_name(call.operation.key))}"
        f"{f', as {call.alike} lists are' if call.alike > 1 else ''}"
        for call in walked.calls
    )
    others = f"; not shown: {plural(walked.others, 'list')} in other ways" if walked.others else ""
    return f"one list for each {link}: {calls}{others}"


def _way(call: ListCall) -> str:
    """Say how a list is walked."""
    way = call.way
    empty = [code(f"{name}=") for name, value in call.sent if not value]
    first = f" after {empty[0]}" if empty else ""
    return {
        "links": f"following {code('.'.join(way.next))}{first}",
        "header": f"following the header {code('Link')}",
        "cursor": f"sending {code('.'.join(way.next))} as {code(way.parameter)}",
        "key": f"sending {code(way.parameter)}, for whose value the document names no field,",
        "pages": f"raising {code(way.parameter)}",
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
    header = f"{code('Retry-After')} is {'declared' if waits else 'not declared, and kept to where it comes'}"
    key = f"; a call with {code(facts.idempotency)} is safe to repeat as well" if facts.idempotency else ""
    return (
        f"after {code('429')} any call, after {code('5xx')} those that are safe to repeat, with growing pauses and an "
        f"end; {known}; {header}{key}"
    )


def _errors(plan: BundlePlan, facts: ClientFacts) -> str:
    errors = facts.errors
    link = plan.pattern_link(CLIENTS_PAGE, "Errors", "errors") if plan.errors else "errors"
    if not errors.message and errors.form is FieldErrors.NONE:
        return f"by status alone, for no body of {link} is declared in which a message could be told"
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
    return "; ".join([*parts, rest]) if facts.lists else "none, without a list"


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
            ("what is signed", facts.signature.of_body or None),
            ("hex or Base64", facts.signature.encoding),
            ("what stands before it in the header", facts.signature.prefix),
        )
        if said is None
    ]
    open_ = f"; parameters for what the document does not say: {', '.join(unsaid)}" if unsaid else ""
    return f"the signature in {code(facts.signature.header)} is checked{open_}; {link}"


def _environment(view: dict[str, Any]) -> list[str]:
    """Return the environment variables that an example of use reads."""
    names = [] if view["base"]["parts"] else ["API_BASE_URL"]
    names += [blank["environment"] for blank in view["base"]["blanks"] if blank["default"] is None]
    for credential in view["credentials"]:
        names += {"basic": ["API_USER"], "digest": ["API_USER"], "certificate": ["API_KEY_FILE"]}.get(
            credential["place"], []
        )
        names.append(credential["environment"])
    return names


def _python(facts: ClientFacts) -> dict[str, Any]:
    view = code_of(facts, PYTHON)
    signature, upload, lists = view["signature"], view["upload"], view["lists"]
    example = _example(view)
    if example is not None:
        places = [f"sys.argv[{number}]" for number in range(1, _arguments(example) + 1)]
        if _needs_first(example):
            places[-1] = f"int({places[-1]})"
        example["given"] = "".join(f", {place}" for place in places)
        example["usage"] = _usage(example)
    if signature is not None:
        types = {"algorithm": "str", "encoding": 'Literal["hex", "base64"]', "prefix": "str"}
        parameters = "".join(f", {name}: {types[name]}" for name in _unsaid(facts.signature))
        signature["parameters"] = f", *{parameters}" if parameters else ""
        signature["open"] = _open(facts.signature, "`signed`", "`algorithm`", "`prefix`", '"sha256"')
    follows = any(kind in ("links", "header") for kind in view["kinds"])
    encodes = any("quote(" in call["path"] for call in [*lists, *([upload] if upload else [])])
    plain = {
        "base64": signature and signature["encoding"] != "hex",
        "hmac": signature,
        "json": example,
        "mimetypes": upload and not upload["field"] and not upload["content_type"],
        "os": example,
        "random": True,
        "sys": example and example["given"],
        "time": True,
    }
    abstract = ["Callable", *(["Iterator"] if lists else []), *(["Mapping"] if view["brackets"] else []), "Sequence"]
    parse = [*(["quote"] if encodes else []), *(["urljoin"] if follows else []), "urlsplit"]
    imports = [
        *(f"import {name}" for name, needed in plain.items() if needed),
        f"from collections.abc import {', '.join(abstract)}",
        "from datetime import datetime, timezone",
        "from email.utils import parsedate_to_datetime",
        *(["from pathlib import Path"] if upload else []),
        f"from typing import Any{', Literal' if signature and not signature['encoding'] else ''}",
        f"from urllib.parse import {', '.join(parse)}",
    ]
    authorization = any(credential.name == "Authorization" for credential in facts.credentials)
    environment = _environment(view)
    return {**view, "imports": imports, "authorization": authorization, "environment": environment, "example": example}


def _example(view: dict[str, Any]) -> dict[str, Any] | None:
    """Return the list that is walked where a client is run by itself: one that needs no function to be given."""
    return next((call for call in view["lists"] if call["kind"] != "key"), None)


def _needs_first(call: dict[str, Any]) -> bool:
    return bool(call["kind"] == "pages" and call["first"] is None)


def _arguments(call: dict[str, Any]) -> int:
    return len(call["arguments"]) + _needs_first(call)


def _usage(call: dict[str, Any], *more: str) -> str:
    """Return the arguments of a call as a command names them."""
    names = [argument["name"].upper() for argument in call["arguments"]]
    return "".join(f" {name}" for name in [*names, *more])


def _unsaid(signature: Signature | None) -> list[str]:
    """Return what is not stated of a signature, and therefore a parameter."""
    known = {} if signature is None else {name: getattr(signature, name) for name in _STATED}
    return [name for name, value in known.items() if value is None]


_STATED = ("algorithm", "encoding", "prefix")


def _open(signature: Signature | None, signed: str, algorithm: str, prefix: str, hashed: str) -> list[str]:
    """Return what a comment says of all that is not stated of a signature."""
    if signature is None:
        return []
    parts = (
        []
        if signature.of_body
        else [f"The document does not say that the body alone is signed: {signed} is all that is, the body as it came."]
    )
    words = {
        "algorithm": f"The document does not say how it is made. This is an HMAC; {algorithm} is its hash: {hashed}, …",
        "encoding": "The document does not say whether it is written in hex or in Base64.",
        "prefix": f"The document does not say what stands before it in the header: {prefix} is empty for nothing.",
    }
    return [*parts, *(words[name] for name in _unsaid(signature))]


def _typescript(facts: ClientFacts) -> dict[str, Any]:
    view = code_of(facts, TYPESCRIPT)
    signature, example = view["signature"], _example(view)
    cookies = [credential for credential in view["credentials"] if credential["place"] == "cookie"]
    credentials = [
        {**credential, "cookies": cookies if cookies and credential is cookies[0] else []}
        for credential in view["credentials"]
    ]
    if example is not None:
        example["given"] = ', "…"' * len(example["arguments"]) + (", first" if _needs_first(example) else "")
    if signature is not None:
        names = {"algorithm": "hash: string", "encoding": 'encoding: "hex" | "base64"', "prefix": "prefix: string"}
        signature["parameters"] = "".join(f", {names[name]}" for name in _unsaid(facts.signature))
        signature["open"] = _open(facts.signature, "`signed`", "`hash`", "`prefix`", '"SHA-256"')
    basic = any(credential["place"] == "basic" for credential in credentials)
    lists_read = bool(view["walks"]) or view["errors"]["form"] == FieldErrors.LIST
    return {**view, "credentials": credentials, "basic": basic, "lists_read": lists_read, "example": example}


def _bash(facts: ClientFacts) -> dict[str, Any]:
    view = code_of(facts, BASH)
    errors, signature, upload = facts.errors, view["signature"], view["upload"]
    places = [credential["place"] for credential in view["credentials"]]
    for part in view["base"]["parts"]:
        part["default_literal"] = quoted(part["default"] or "")
    for credential, known in zip(view["credentials"], facts.credentials, strict=True):
        encoded = quote(known.name, safe="[]") if known.place == "query" else known.name
        credential["lead"] = quoted(f"{encoded}=")
    for walk, way in zip(view["walks"], dict.fromkeys(call.way for call in facts.lists), strict=True):
        walk["lead"] = quoted(f"{quote(way.parameter, safe='[]')}=")
        walk["locals"] = (
            (" count=0" if way.total else "") + " size" + (" end" if way.total or way.last or way.more else "")
        )
        for name, path in (("next", way.next), ("last", way.last), ("total", way.total)):
            walk[f"{name}_filter"] = quoted(f"{jq_path(path)}? // empty") if path else ""
    for call, known_call in zip(view["lists"], facts.lists, strict=True):
        before = {"key": ["NEXT"]}.get(call["kind"], ["FIRST"] if _needs_first(call) else [])
        call["usage"] = "".join(f" {name}" for name in before) + _usage(call)
        call["sent"] = [("", "", quoted(f"{quote(name, safe='[]')}={value}")) for name, value in known_call.sent]
        _encode_names(call, known_call.target)
    if upload is not None and facts.upload is not None:
        _encode_names(upload, facts.upload.target)
        pairs = [(argument["lead"], argument["name"]) for argument in upload["query"]]
        joined = [
            f"""{quoted("&" if number else "?")}{lead}"$(encoded "${name}")\"""" for number, (lead, name) in enumerate(pairs)
        ]
        upload["query_string"] = "".join(joined)
        upload["usage"] = _usage(upload, "FILE", *(part["name"].upper() for part in upload["required"]))
    if signature is not None:
        unsaid = _unsaid(facts.signature)
        words = {"algorithm": "ALGORITHM", "encoding": "hex|base64", "prefix": "[PREFIX]"}
        signature["usage"] = "".join(f" {words[name]}" for name in unsaid)
        given = [
            f"{name}=${{{number}-}}" if name == "prefix" else f"{name}=${number}"
            for number, name in enumerate(unsaid, 3)
        ]
        signature["locals"] = "".join(f" {name}" for name in given)
        signature["open"] = _open(facts.signature, "FILE", "ALGORITHM", "PREFIX", "sha256")
    return {
        **view,
        "errors": {
            **view["errors"],
            "message_filter": quoted(f"{jq_path(errors.message)}? // empty"),
            "fields_filter": quoted(_fields_filter(facts)),
        },
        "headers": "header" in places,
        "basic": "basic" in places,
        "cookies": [credential for credential in view["credentials"] if credential["place"] == "cookie"],
        "follows": any(kind in ("links", "header") for kind in view["kinds"]),
        "environment": _environment(view),
        "example": _example(view),
        "functions": [
            *(call["name"] for call in view["lists"]),
            *([upload["name"]] if upload else []),
            *(["is_genuine"] if signature else []),
        ],
    }


def _encode_names(call: dict[str, Any], target: Target) -> None:
    """Encode the names of parameters in a call: `curl` encodes their values alone."""
    for argument, blank in zip(call["query"], target.query, strict=True):
        argument["lead"] = quoted(f"{quote(blank.name, safe='[]')}=")


def _fields_filter(facts: ClientFacts) -> str:
    """Return what `jq` writes the errors by field with, a line for each."""
    errors = facts.errors
    text = 'if type == "array" then map(tostring) | join(", ") else tostring end'
    if errors.form is FieldErrors.MAP:
        return f'{jq_path(errors.fields)}? | objects | to_entries[] | "\\(.key): \\(.value | {text})"'
    name = f'{jq_path(errors.name)}? | if type == "array" then map(tostring) | join(".") else tostring end'
    entry = f'"\\({name}): \\({jq_path(errors.text)}? | tostring)"'
    if errors.form is FieldErrors.LIST:
        return f"{jq_path(errors.fields)}? | arrays | .[] | {entry}"
    return f"{jq_path(errors.fields)}? | objects | {entry}"
