"""What the document declares of calls and webhooks → their records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from readback.names import webhook_files
from readback.record import Answer, Body, Call, Declared, Marks, Name, Payload, Texts, Webhook
from readback.spec import Spec, Value, values_shown
from readback.spec_operations import (
    ContentSpec,
    OperationSpec,
    ParameterSpec,
    content,
    headers,
    operations,
    own_webhooks,
    webhooks,
)
from readback.terms import Listing, in_words


def call(spec: Spec, operation: OperationSpec) -> Call:
    """Return the record of a call."""
    contents = operation.contents
    requests = list(webhooks(spec, operation))
    names = {name for name, _ in requests}
    texts = [operation.body.get("description", "")] if operation.body else []
    return Call(
        key=operation.key,
        deprecated=operation.deprecated,
        head=Texts(_head(operation)),
        identity=Texts(_identity(spec, operation)),
        groups=_groups(operation),
        leads={
            parameter.name: Texts([said])
            for parameter in operation.parameters
            if parameter.is_deep and not parameter.has_line and (said := parameter.said)
        },
        bodies={media.content_type: _body(spec, operation, media) for media in contents},
        bodies_said=Texts([*texts, *(text for media in contents if media.root for text in media.root.descriptions)]),
        answers=dict(_answers(spec, operation)),
        headers=_headers(spec, operation),
        links=_links(spec, operation),
        webhooks={name: f"reference/{path}" for name, path in webhook_files(names).items()},
        past_webhooks={name for name, request in requests if request.deprecated},
        silent_webhooks=_silent(operation, names),
    )


def _head(operation: OperationSpec) -> Iterator[str]:
    """Yield what is said of a call, of all calls of its path, and the words of the link to what else there is."""
    node = operation.node
    own = (node.get("summary", ""), node.get("description", ""))
    yield from own
    if of_path := [text for text in operation.about if text not in own]:
        yield "Of all calls of this path:"
        yield from of_path
    yield from _see_also(node)


def _see_also(node: dict[str, Any]) -> Iterator[str]:
    if docs := node.get("externalDocs"):
        yield f"See also: {docs.get('description', 'external documentation')} ({docs['url']})"


def _link(spec: Spec, name: str, node: dict[str, Any]) -> str:
    """Return a link of a response in words, as of the file of a call."""
    calls = {operation.node.get("operationId"): operation.key for operation in operations(spec)}
    tokens = node.get("operationRef", "").replace("~1", "/").replace("~0", "~").rpartition("/")
    call_here = f"{tokens[2].upper()} {tokens[0].removeprefix('#/paths/')}"
    if "operationId" in node:
        call_here = calls.get(node["operationId"], "")
    if call_here not in calls.values():  # an operation of another document, or a name that no operation has
        call_here = f"operation {node.get('operationId', node.get('operationRef'))}"
    told = [f"link {name}: {call_here}"]
    told += [f"parameter {parameter}: {value}" for parameter, value in node.get("parameters", {}).items()]
    told += [f"body: {node['requestBody']}"] if "requestBody" in node else []
    return "; ".join([*told, *([in_words(node["description"])] if node.get("description") else [])])


def _identity(spec: Spec, operation: OperationSpec) -> Iterator[str]:
    node = operation.node
    if node.get("operationId"):
        yield f"operationId {node['operationId']}"
    if tags := ", ".join(tag for tag in node.get("tags", ()) if tag.strip()):
        yield f"tag {tags}"
    usual = spec.tree.get("security", [])
    if "security" in node or len(usual) > 1 or any(len(choice) > 1 or any(choice.values()) for choice in usual):
        yield f"security {_security(spec, node.get('security', usual))}"
    yield from map(_server, operation.servers)


def _server(server: dict[str, Any]) -> str:
    """Return a server with its variables, sorted by name, their values and defaults."""

    def told(name: str, variable: dict[str, Any]) -> str:
        values = f" by {' or '.join(map(str, variable['enum']))}" if "enum" in variable else ""
        default = f" (default {variable['default']})" if variable.get("default") else ""
        return f"{{{name}}} in it is to be replaced{values}{default}{said(variable)}"

    def said(node: dict[str, Any]) -> str:
        return f" — {node['description']}" if node.get("description") else ""

    variables = (told(*variable) for variable in sorted(server.get("variables", {}).items()))
    return "; ".join([f"server {server['url']}{said(server)}", *variables])


def _security(spec: Spec, choices: list[dict[str, list[str]]]) -> str:
    """Return which schemes are needed, with what they list."""
    schemes = spec.tree.get("components", {}).get("securitySchemes", {})

    def use(name: str, names: list[str]) -> str:
        is_oauth = name in schemes and spec.follow(schemes[name])["type"] in ("oauth2", "openIdConnect")
        noun = ("scope" if is_oauth else "role") + ("s" if len(names) > 1 else "")
        return f"{name} ({noun} {', '.join(names)})" if names else name

    sets = [" and ".join(use(name, choice[name]) for name in sorted(choice)) or "none" for choice in choices]
    return (", or " if any(len(choice) > 1 for choice in choices) else " or ").join(dict.fromkeys(sets)) or "none"


def _groups(operation: OperationSpec) -> dict[str, Declared]:
    """Return the parameters as they are sent, by what they are listed below."""
    titles: dict[str, list[ParameterSpec]] = {}
    for parameter in operation.parameters:
        titles.setdefault(parameter.title, []).append(parameter)
    names = frozenset(parameter.name for parameter in operation.parameters)

    def rows(parameters: list[ParameterSpec], stops: frozenset[str]) -> Listing:
        merged = Listing()
        for parameter in parameters:
            merged.add(parameter.listing(stops))
        return merged

    return {
        title: Declared("request", partial(rows, several), known=lambda: names) for title, several in titles.items()
    }


def _as_sent(parameters: list[ParameterSpec], direction: str) -> Declared:
    """Return headers as a client receives them in a response, or sends them with a part of a form."""

    def rows(stops: frozenset[str]) -> Listing:
        merged = Listing()
        for parameter in parameters:
            merged.add(parameter.listing(stops, direction))
        return merged

    return Declared(direction, rows)


def _body(spec: Spec, operation: OperationSpec, media: ContentSpec) -> Body:
    required = operation.body is not None and operation.body.get("required") is True
    body = Body(required=required, untyped=media.root is None)
    if media.root is not None:
        body.fields = _whole(media.root, "request")
        root = media.root
        body.not_sent = Declared("response", root.not_sent, known=lambda: root.known)
    encodings = operation.body["content"][media.content_type].get("encoding", {}) if operation.body else {}
    ways = {name: _encoded(node, media.content_type) for name, node in encodings.items()}
    body.encodings = {name: told for name, told in ways.items() if told is not None}
    body.part_headers = {
        name: _as_sent(list(headers(spec, node)), "request") for name, node in encodings.items() if node.get("headers")
    }
    return body


def _whole(value: Value, direction: str, **elsewhere: Any) -> Declared:
    return Declared(direction, lambda stops: value.listing(direction, stops=stops), whole=value, **elsewhere)


def _encoded(node: dict, content_type: str) -> set[str] | None:
    """Return what is named of how a part of a form is written (OpenAPI 3.0.4, Encoding Object)."""
    told = {*filter(None, [node.get("contentType")])}
    if node.get("allowReserved") is True and content_type.startswith("application/x-www-form-urlencoded"):
        told.add("reserved")
    style = node.get("style", "form")
    if style != "deepObject" and not node.get("explode", style == "form"):
        return told | {{"pipeDelimited": "|", "spaceDelimited": "blanks"}.get(style, "commas")}
    told |= {style} if style != "form" else set()
    return told if told or "headers" in node else None


def _headers(spec: Spec, operation: OperationSpec) -> dict[str, Declared]:
    return {
        status: _as_sent(list(headers(spec, response)), "response")
        for status, response in operation.responses.items()
        if response.get("headers")
    }


def _links(spec: Spec, operation: OperationSpec) -> dict[str, set[str]]:
    return {
        status: {_link(spec, name, spec.follow(link)) for name, link in response["links"].items()}
        for status, response in operation.responses.items()
        if response.get("links")
    }


def _answers(
    spec: Spec, operation: OperationSpec, *, is_error: bool = False
) -> Iterator[tuple[tuple[str, str], Answer]]:
    """Yield the answers; with `is_error` all are stated as a whole, as errors are."""
    for status, response in operation.responses.items():
        told = [response.get("summary", "") if spec.is_newest else "", response.get("description", "")]
        said = Name([text for text in dict.fromkeys(told) if text])
        contents = list(content(spec, response))
        for media in contents:
            yield (status, media.content_type), _answer(said, media, is_error=is_error or status in operation.errors)
        if not contents:
            yield (status, ""), Answer(said=said)


def _answer(said: Name, media: ContentSpec, *, is_error: bool) -> Answer:
    root, holder, item = media.root, media.holder, media.item
    answer = Answer(said=said, wrapping="" if is_error else media.wrapping, untyped=root is None)
    if root is None or holder is None or item is None:
        return answer
    if is_error:
        answer.fields = _whole(root, "response")
        return answer
    is_list = item is not holder
    has_fields = item.has_fields("response")
    if has_fields and not is_list and holder.kind not in ("object", "any"):
        answer.type = holder.words
    answer.limits = frozenset(holder.limits) if is_list or has_fields else frozenset()
    answer.marks = _told(holder, values=is_list or has_fields)
    answer.marks |= {"required"} if holder is not root and "data" in root.required else set()
    answer.entries = _told(item, limits=has_fields) if is_list else frozenset()
    answer.whole = _told(root, limits=True) if holder is not root else frozenset()
    answer.texts = Texts(text for value in dict.fromkeys([root, holder, item]) for text in value.descriptions)
    limits = frozenset(item.limits) if is_list and has_fields else frozenset() if is_list else answer.limits
    answer.fields = _whole(item, "response", marks=answer.entries if is_list else answer.marks, limits=limits)
    if media.has_envelope:
        answer.beside = Declared("response", partial(_beside, root))
    return answer


def _told(value: Value, *, limits: bool = False, values: bool = False) -> Marks:
    """Return the marks and default of a value that is received, with its limits and values where they are told."""
    row = value.row("")
    told: set[str | tuple[str, str]] = {*(row.marks - {"read-only", "write-only"})}
    told |= {f"default {row.default}"} if row.default is not None else set()
    told |= set(value.limits) if limits else set()
    told |= {f"one of {sorted(values_shown(value.enum))}"} if values and value.enum is not None else set()
    return frozenset(told)


def _beside(root: Value, stops: frozenset[str]) -> Listing:
    listing = root.listing("response", stops=stops | {"data"})
    links = {path: value for path, value in listing.links.items() if path != "data"}
    return replace(listing, rows=[row for row in listing.rows if row.path != "data"], links=links)


def _silent(operation: OperationSpec, names: set[str]) -> set[str]:
    """Return the names that a client may subscribe to and for which no payload is documented."""
    roots = [body.root for body in operation.contents if body.root] if names else []
    rows = [row for root in roots for row in root.listing("request").rows]
    offered = [row.values for row in rows if row.values and len(row.values & names) > len(row.values) / 2]
    return set(offered[0]) - names if offered else set()


def webhooks_of(spec: Spec, files: dict[str, str]) -> dict[str, Webhook]:
    """Return the records of all webhooks by their files; `files` are those of calls by `METHOD /path`."""
    by_name: dict[str, Webhook] = {}
    callbacks = [(files[operation.key], operation) for operation in operations(spec)]
    declared = [(file, *webhook) for file, operation in callbacks for webhook in webhooks(spec, operation)]
    declared += [("", *webhook) for webhook in own_webhooks(spec)]
    for file, name, request in declared:
        webhook = by_name.setdefault(name, Webhook(name, deprecated=False))
        webhook.deprecated |= request.deprecated
        webhook.payloads[file, request.method, request.path] = _payload(spec, request)
    return {f"reference/{path}": by_name[name] for name, path in webhook_files(by_name).items()}


def _payload(spec: Spec, request: OperationSpec) -> Payload:
    node, typed = request.node, [media for media in request.contents if media.root]
    texts = [node.get("summary", ""), node.get("description", ""), (request.body or {}).get("description", "")]
    texts += [*request.about, *_see_also(node)]
    need = "body required" if (request.body or {}).get("required") is True else "body optional"
    return Payload(
        said=Texts([*texts, *(text for media in typed if media.root for text in media.root.descriptions)]),
        identity=Texts(_identity_of_webhook(spec, request)),
        groups={title: replace(group, direction="response") for title, group in _groups(request).items()},
        need=need if request.body else "no body",
        bodies={media.content_type: _whole(media.root, "response") for media in typed if media.root},
        untyped={media.content_type for media in request.contents if media.root is None},
        answers=dict(_answers(spec, request, is_error=True)),
        headers=_headers(spec, request),
        links=_links(spec, request),
    )


def _identity_of_webhook(spec: Spec, request: OperationSpec) -> Iterator[str]:
    """Return how a webhook is called and secured; the document's own `security` is that of calls."""
    node = request.node
    if node.get("operationId"):
        yield f"operationId {node['operationId']}"
    if tags := ", ".join(tag for tag in node.get("tags", ()) if tag.strip()):
        yield f"tag {tags}"
    if "security" in node:
        yield f"security {_security(spec, node['security'])}"
    yield from map(_server, request.servers)
