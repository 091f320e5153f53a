"""What the document declares of calls and webhooks → their records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from readback.names import webhook_files
from readback.record import Answer, Body, Call, Declared, Marks, Name, Payload, Texts, Webhook
from readback.spec import Spec, Value, values_shown
from readback.spec_operations import ContentSpec, OperationSpec, ParameterSpec, content, headers, operations, webhooks
from readback.terms import Listing


def call(spec: Spec, operation: OperationSpec) -> Call:
    """Return the record of a call."""
    node = operation.node
    contents = operation.contents
    requests = list(webhooks(spec, operation))
    names = {name for name, _ in requests}
    texts = [operation.body.get("description", "")] if operation.body else []
    return Call(
        key=operation.key,
        deprecated=operation.deprecated,
        head=Texts([node.get("summary", ""), node.get("description", "")]),
        identity=Texts(_identity(spec, operation)),
        groups=_groups(operation),
        leads={
            parameter.name: Texts([said])
            for parameter in operation.parameters
            if parameter.is_deep and not parameter.has_line and (said := parameter.said)
        },
        bodies={media.content_type: _body(operation, media) for media in contents},
        bodies_said=Texts([*texts, *(text for media in contents if media.root for text in media.root.descriptions)]),
        answers=dict(_answers(spec, operation)),
        headers={
            status: _received(list(headers(spec, response)))
            for status, response in operation.responses.items()
            if response.get("headers")
        },
        links={
            status: set(response["links"]) for status, response in operation.responses.items() if response.get("links")
        },
        webhooks={name: f"reference/{path}" for name, path in webhook_files(names).items()},
        past_webhooks={name for name, request in requests if request.deprecated},
        silent_webhooks=_silent(operation, names),
    )


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


def _received(parameters: list[ParameterSpec]) -> Declared:
    """Return headers as a client receives them."""

    def rows(stops: frozenset[str]) -> Listing:
        merged = Listing()
        for parameter in parameters:
            merged.add(parameter.listing(stops, "response"))
        return merged

    return Declared("response", rows)


def _body(operation: OperationSpec, media: ContentSpec) -> Body:
    required = operation.body is not None and operation.body.get("required") is True
    body = Body(required=required, untyped=media.root is None)
    if media.root is not None:
        body.fields = _whole(media.root, "request")
        root = media.root
        body.not_sent = Declared("response", root.not_sent, known=lambda: root.known)
    encodings = operation.body["content"][media.content_type].get("encoding", {}) if operation.body else {}
    body.encodings = {name: told for name, node in encodings.items() if (told := _encoded(node))}
    return body


def _whole(value: Value, direction: str, **elsewhere: Any) -> Declared:
    return Declared(direction, lambda stops: value.listing(direction, stops=stops), whole=value, **elsewhere)


def _encoded(node: dict) -> set[str]:
    """Return what is named of how a part of a form is written (OpenAPI 3.0.4, Encoding Object)."""
    told = {*filter(None, [node.get("contentType")]), *node.get("headers", {})}
    style = node.get("style", "form")
    if style != "deepObject" and not node.get("explode", style == "form"):
        return told | {{"pipeDelimited": "|", "spaceDelimited": "blanks"}.get(style, "commas")}
    return told | ({style} if style != "form" else set())


def _answers(spec: Spec, operation: OperationSpec) -> Iterator[tuple[tuple[str, str], Answer]]:
    for status, response in operation.responses.items():
        said = Name([response["description"]] if response.get("description") else [])
        contents = list(content(spec, response))
        for media in contents:
            yield (status, media.content_type), _answer(said, media, is_error=status in operation.errors)
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
    for operation in operations(spec):
        for name, request in webhooks(spec, operation):
            webhook = by_name.setdefault(name, Webhook(name, deprecated=False))
            webhook.deprecated |= request.deprecated
            webhook.payloads[files[operation.key], request.method, request.path] = _payload(request)
    return {f"reference/{path}": by_name[name] for name, path in webhook_files(by_name).items()}


def _payload(request: OperationSpec) -> Payload:
    node, typed = request.node, [media for media in request.contents if media.root]
    texts = [node.get("summary", ""), node.get("description", ""), (request.body or {}).get("description", "")]
    named = [parameter for parameter in request.parameters if parameter.location == "header"]
    answers = request.responses.items()
    return Payload(
        said=Texts([*texts, *(text for media in typed if media.root for text in media.root.descriptions)]),
        headers=_received(named),
        bodies={media.content_type: _whole(media.root, "response") for media in typed if media.root},
        untyped={media.content_type for media in request.contents if media.root is None},
        answers={status: Texts([response.get("description", "")]) for status, response in answers},
        untold={parameter.name for parameter in request.parameters if parameter not in named}
        | {
            f"{status} {key}"
            for status, response in answers
            for key in response.keys() & {"content", "headers", "links"}
        },
    )
