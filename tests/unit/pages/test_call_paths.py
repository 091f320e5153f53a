"""The file of a call is named by the call: a table of the rule's cases, and what holds of any set of paths."""

from __future__ import annotations

import re
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ampeco_refgen.pages.call_paths import call_path, call_paths, webhook_paths

NAME = re.compile(r"[A-Za-z0-9._~-]+")


def digits(raw: str) -> str:
    return sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def call(method: str, path: str) -> Any:
    return SimpleNamespace(key=f"{method} {path}", method=method, path=path)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", "calls/GET.md"),
        ("GET", "/users", "calls/users/GET.md"),
        ("GET", "/Users/{User}", "calls/Users/_/GET.md"),
        ("POST", "/users/{user}/cars/{car}", "calls/users/_/cars/_/POST.md"),
        ("GET", "/v2.0/a~b/c-d", "calls/v2.0/a~b/c-d/GET.md"),
        ("GET", "/payment_intents", "calls/payment_intents/GET.md"),
        ("GET", "/users/", f"calls/users/-{digits('')}/GET.md"),
        ("GET", "//users", f"calls/-{digits('')}/users/GET.md"),
        ("GET", "/_", f"calls/-{digits('_')}/GET.md"),
        ("GET", "/.", f"calls/-{digits('.')}/GET.md"),
        ("GET", "/..", f"calls/-{digits('..')}/GET.md"),
        ("GET", "/a.", f"calls/a-{digits('a.')}/GET.md"),
        ("GET", "/.a", f"calls/a-{digits('.a')}/GET.md"),
        ("POST", "/users:batch", f"calls/users-batch-{digits('users:batch')}/POST.md"),
        ("GET", "/{a}.{b}", f"calls/a.b-{digits('{a}.{b}')}/GET.md"),
        ("GET", "/{;x}", f"calls/x-{digits('{;x}')}/GET.md"),
        ("GET", "/*", f"calls/-{digits('*')}/GET.md"),
        ("GET", "/GET.md", f"calls/get.md-{digits('GET.md')}/GET.md"),
        ("GET", "/con", f"calls/x-con-{digits('con')}/GET.md"),
        ("GET", "/COM1.json", f"calls/x-com1.json-{digits('COM1.json')}/GET.md"),
        ("GET", "/contacts", "calls/contacts/GET.md"),
        ("GET", "/é", f"calls/e-{digits('é')}/GET.md"),
        ("QUERY", "/users", "calls/users/QUERY.md"),
        ("M-SEARCH", "/users", "calls/users/M-SEARCH.md"),
        ("COPY*", "/users", f"calls/users/copy-{digits('COPY*')}.md"),
    ],
)
def test_a_call_names_its_file(method: str, path: str, expected: str):
    assert call_path(method, path) == expected


def test_a_long_path_ends_in_a_hash_of_the_whole():
    path = "/" + "/".join(["segment"] * 60)
    file = call_path("GET", path)
    assert file.endswith(f"/-{digits(path)}/GET.md")
    assert file.startswith("calls/segment/segment/")
    assert len(f"reference/{file}") <= 180
    assert call_path("GET", f"/{'a' * 300}") == f"calls/-{digits('/' + 'a' * 300)}/GET.md"


def test_only_the_prefix_of_the_api_is_left_out():
    assert call_path("GET", "/public-api/resources/a", "/public-api") == "calls/resources/a/GET.md"
    assert call_path("GET", "/public-apis/a", "/public-api") == "calls/public-apis/a/GET.md"
    assert call_path("GET", "/public-api", "/public-api") == "calls/public-api/GET.md"
    assert call_path("GET", "/public-api/a") == "calls/public-api/a/GET.md"


def test_paths_that_differ_in_the_name_of_a_parameter_are_all_told_apart():
    paths = call_paths([call("GET", "/pets/{id}"), call("GET", "/pets/{name}"), call("DELETE", "/pets/{id}")])
    assert paths == {
        "GET /pets/{id}": f"calls/pets/_/GET-{digits('/pets/{id}')}.md",
        "GET /pets/{name}": f"calls/pets/_/GET-{digits('/pets/{name}')}.md",
        "DELETE /pets/{id}": "calls/pets/_/DELETE.md",
    }


def test_paths_that_meet_where_case_does_not_count_are_all_told_apart():
    paths = call_paths([call("GET", "/Pets"), call("GET", "/pets"), call("GET", "/cats")])
    assert paths["GET /cats"] == "calls/cats/GET.md"
    assert paths["GET /Pets"] == f"calls/Pets/GET-{digits('/Pets')}.md"
    assert paths["GET /pets"] == f"calls/pets/GET-{digits('/pets')}.md"


def test_webhooks_are_named_by_the_same_rule():
    assert webhook_paths(["idTag.changed", "a/b", "con", "Order", "order"]) == {
        "idTag.changed": "webhooks/idTag.changed.md",
        "a/b": f"webhooks/a-b-{digits('a/b')}.md",
        "con": f"webhooks/x-con-{digits('con')}.md",
        "Order": f"webhooks/Order-{digits('Order')}.md",
        "order": f"webhooks/order-{digits('order')}.md",
    }


SEGMENTS = st.sampled_from(["a", "A", "{a}", "{b}", "_", "", ".", "con", "GET.md", "x" * 90]) | st.text(max_size=6)
PATHS = st.lists(SEGMENTS.map(lambda text: text.replace("/", "")), max_size=6).map(lambda parts: "/" + "/".join(parts))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["GET", "POST", "x y"]), PATHS), unique=True, max_size=12))
def test_no_two_calls_meet_and_every_name_is_good_everywhere(calls: list[tuple[str, str]]):
    paths = call_paths(call(method, path) for method, path in calls)
    assert len({path.lower() for path in paths.values()}) == len(calls)
    for path in paths.values():
        assert len(f"reference/{path}") <= 180
        assert path.endswith(".md")
        *folders, file = path.split("/")
        for name in (*folders, file):
            assert NAME.fullmatch(name)
            assert name not in (".", "..")
            assert not name.endswith(".")
        assert not any(folder.endswith(".md") for folder in folders)
