"""What a client does → what the template of the one for bash, with `curl` and `jq`, is given."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from ampeco_refgen.infer.error_shape import FieldErrors
from ampeco_refgen.pages.client_calls import Target
from ampeco_refgen.pages.client_code import (
    ClientFacts,
    Language,
    code_of,
    environment_of,
    example_of,
    needs_first,
    remarks_on,
    unsaid_of,
    usage_of,
)
from ampeco_refgen.pages.code_text import jq_path, snake_case
from ampeco_refgen.pages.shell import quoted

_LANGUAGE = Language(
    literal=quoted,
    path=lambda names: quoted(jq_path(names)),
    style=snake_case,
    encoded='"$(encoded "${}")"',
    joint="",
    argument="",
    cursor_of="",
    first="",
    filters=lambda name: quoted(f"{name}[name]=value"),
    include=lambda name: quoted(f"{name}=name"),
    taken=frozenset(
        {
            *("get", "request", "fail", "header", "encoded", "absolute", "hex", "is_genuine", "file"),
            *("first", "cursor_of", "work", "attempts", "longest_pause", "origin", "base_url", "curl"),
            *("jq", "awk", "sed", "tr", "od", "openssl", "base64", "mktemp", "sleep", "rm", "cat", "test"),
            *("set", "shift", "local", "echo", "printf", "exit", "return", "source", "read", "eval"),
            *("exec", "trap", "wait", "kill", "type", "times", "time", "umask", "ulimit", "unset", "alias"),
            *("bg", "cd", "command", "dirs", "fg", "hash", "help", "history", "jobs", "let", "logout"),
            *("popd", "pushd", "pwd", "grep"),
        }
    ),
)


def bash_client(facts: ClientFacts) -> dict[str, Any]:
    """Return the names that the template uses."""
    view = code_of(facts, _LANGUAGE)
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
        before = {"key": ["NEXT"]}.get(call["kind"], ["FIRST"] if needs_first(call) else [])
        call["usage"] = "".join(f" {name}" for name in before) + usage_of(call)
        call["sent"] = [("", "", quoted(f"{quote(name, safe='[]')}={value}")) for name, value in known_call.sent]
        _encode_names(call, known_call.target)
    if upload is not None and facts.upload is not None:
        _encode_names(upload, facts.upload.target)
        pairs = [(argument["lead"], argument["name"]) for argument in upload["query"]]
        joined = [
            f"""{quoted("&" if number else "?")}{lead}"$(encoded "${name}")\""""
            for number, (lead, name) in enumerate(pairs)
        ]
        upload["query_string"] = "".join(joined)
        upload["usage"] = usage_of(upload, "FILE", *(part["name"].upper() for part in upload["required"]))
    if signature is not None:
        unsaid = unsaid_of(facts.signature)
        words = {"algorithm": "ALGORITHM", "encoding": "hex|base64", "prefix": "[PREFIX]"}
        signature["usage"] = "".join(f" {words[name]}" for name in unsaid)
        given = [
            f"{name}=${{{number}-}}" if name == "prefix" else f"{name}=${number}"
            for number, name in enumerate(unsaid, 3)
        ]
        signature["locals"] = "".join(f" {name}" for name in given)
        signature["open"] = remarks_on(facts.signature, "FILE", "ALGORITHM", "PREFIX", "sha256")
    return {
        **view,
        "errors": {
            **view["errors"],
            "message_filter": quoted(f"{jq_path(errors.message)}? // empty"),
            "fields_filter": quoted(_fields_filter(facts)),
        },
        "headers": "header" in places,
        "basic": "basic" in places,
        "in_query": "query" in places,
        "in_config": bool({"query", "digest"} & set(places)),
        "cookies": [credential for credential in view["credentials"] if credential["place"] == "cookie"],
        "follows": any(kind in ("links", "header") for kind in view["kinds"]),
        "environment": environment_of(view),
        "example": example_of(view),
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
