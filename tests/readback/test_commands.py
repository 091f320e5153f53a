"""The command of each call, run as it is printed, makes the request that the document asks for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from loopback import Request, run, variables_of
from readback.bundle import Bundle
from readback.conftest import CASES, bundle_of, spec_of
from readback.spec import Spec
from readback.spec_operations import OperationSpec, operations
from readback.test_examples import commands_of

_IGNORED = {"accept", "content-type", "authorization"}


def test_every_call_has_a_command_that_makes_it(spec: Spec, full_bundle: Bundle, tmp_path: Path) -> None:
    check(spec, full_bundle, tmp_path)


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_call_of_a_case_has_a_command_that_makes_it(name: str, tmp_path: Path) -> None:
    check(spec_of(CASES[name]), bundle_of(CASES[name]), tmp_path)


def check(spec: Spec, bundle: Bundle, folder: Path) -> None:
    commands = commands_of(bundle)
    assert set(commands) == {operation.key for operation in operations(spec)}
    assert [key for key, command in commands.items() if not command.startswith("curl ")] == []
    arrived = run(commands, folder)
    wrong = [
        f"{operation.key}: {problem}\n{commands[operation.key]}"
        for operation in operations(spec)
        for problem in problems(spec, operation, arrived[operation.key])
    ]
    print(f"{len(commands)} commands")
    assert not wrong, "\n".join(wrong)


def problems(spec: Spec, operation: OperationSpec, request: Request) -> list[str]:
    """Return what of a request is not as the document has it."""
    method, _, path = operation.key.partition(" ")
    node = spec.tree["paths"][path][method.lower()]
    servers = node.get("servers", spec.tree.get("servers")) or [{"url": ""}]
    address = urlsplit(request.target)
    template = urlsplit(re.sub(r"^https?://[^/]*", "", servers[0]["url"]).rstrip("/") + path)
    form = re.sub(r"\\\{[^{}]*\\\}", r"v-\\w+", re.escape(template.path))
    told = [] if request.method == method else [f"method {request.method}"]
    told += [] if re.fullmatch(form, unquote(address.path)) else [f"path {address.path}"]
    wanted = [parameter for parameter in operation.parameters if parameter.node.get("required")]
    query = {name for name, _ in parse_qsl(address.query, keep_blank_values=True)}
    for parameter in wanted:
        name = parameter.name
        if parameter.location == "query" and not any(part.partition("[")[0] == name or part == name for part in query):
            told.append(f"query {name}")
        if parameter.location == "header" and name.lower() not in _IGNORED and name.lower() not in request.headers:
            told.append(f"header {name}")
        if parameter.location == "cookie" and f"{name}=" not in request.headers.get("cookie", ""):
            told.append(f"cookie {name}")
    told += credential_problems(spec, node, request, query)
    return told + body_problems(operation.body, request)


def credential_problems(spec: Spec, node: dict[str, Any], request: Request, query: set[str]) -> list[str]:
    """Return which credentials of the first alternative of the effective security are missing, or not asked for."""
    security = node.get("security", spec.tree.get("security")) or [{}]
    named = spec.tree.get("components", {}).get("securitySchemes", {})
    schemes = {name: spec.follow(scheme) for name, scheme in named.items()}
    told = []
    starts = set()
    for scheme in (schemes[name] for name in security[0]):
        kind, place = scheme["type"], scheme.get("in")
        if kind == "apiKey":
            name = scheme["name"]
            has = {"header": name.lower() in request.headers, "query": name in query}
            has["cookie"] = f"{name}=" in request.headers.get("cookie", "")
            told += [] if has[place] else [f"key {name}"]
        elif kind in ("oauth2", "openIdConnect") or scheme.get("scheme", "").lower() == "bearer":
            starts.add("Bearer v-token")
        elif kind == "http":
            starts.add(scheme["scheme"].capitalize())
    sent = request.headers.get("authorization", "")
    if bool(sent) != bool(starts) or (starts and not sent.startswith(tuple(starts))):
        told.append(f"authorization {sent!r}")
    return told


def body_problems(body: dict[str, Any] | None, request: Request) -> list[str]:
    """Return what is wrong with the body as a whole; `test_examples` looks into those in JSON."""
    sent = request.headers.get("content-type", "").partition(";")[0]
    if not body or not body.get("content"):
        return [f"body {request.body!r}"] if request.body else []
    types = {media.partition(";")[0].lower() for media in body["content"]}
    is_range = any("*" in media for media in types)
    told = [] if sent.lower() in types or is_range else [f"content type {sent}"]
    if sent.endswith("json"):
        json.loads(request.body)
    return told + ([] if request.body else ["no body"])


def test_variables_are_distinct(full_bundle: Bundle) -> None:
    for key, command in commands_of(full_bundle).items():
        assert len(re.findall(r"\{[^{}]+\}", key)) <= len(variables_of(command)), key
