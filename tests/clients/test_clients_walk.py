"""The clients walk each kind of list to its end, with each kind of credentials, against a loopback server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clients import bash
from clients.api import SECRET, TOTAL, USER, Api, serving
from clients.cases import CASES, SECURED, Case
from clients.page import module_of, page_of_tree, write_clients

ALL = [{"id": number} for number in range(1, TOTAL + 1)]
_VALUES = {"user": USER}


def api_of(case: Case) -> Api:
    return Api(case.document, {"/things": case.listing})


def client_of(module: Any, api: Api, arguments: tuple[str, ...] = (), **more: Any) -> Any:
    """Return a client in Python with the credentials that the server lets in, which never sleeps."""
    credentials = {name: _VALUES.get(name, SECRET) for name in arguments}
    return module.Client(**credentials, base_url=api.url, **{"sleep": lambda _: None, **more})


@pytest.mark.parametrize("name", CASES)
def test_python_walks_each_kind_of_list_to_its_end(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    module = module_of(write_clients(page_of_tree(case.document), tmp_path)["python"])
    more: dict[str, Any] = {} if case.first is None else {"first": case.first}
    if case.key:
        more["cursor_of"] = lambda body: str(body["data"][-1]["id"])
    with serving(api_of(case)) as api:
        assert list(module.list_things(client_of(module, api), **more)) == ALL


@pytest.mark.parametrize("name", CASES)
def test_bash_walks_each_kind_of_list_to_its_end(name: str, tmp_path: Path) -> None:
    bash.skip_without_tools()
    case = CASES[name]
    script = write_clients(page_of_tree(case.document), tmp_path)["bash"]
    more = [".data[-1].id"] if case.key else [] if case.first is None else [str(case.first)]
    with serving(api_of(case)) as api:
        assert bash.items(bash.run(script, api, "list_things", *more)) == ALL


def test_an_empty_cursor_begins_the_walk_that_knows_pages_as_well(tmp_path: Path) -> None:
    case = CASES["an empty cursor begins"]
    module = module_of(write_clients(page_of_tree(case.document), tmp_path)["python"])
    with serving(api_of(case)) as api:
        assert len(list(module.list_things(client_of(module, api)))) == TOTAL
        assert [dict(request.query) for request in api.requests] == [
            {"cursor": ""},
            {"cursor": "at-3"},
            {"cursor": "at-6"},
        ]


def test_the_largest_part_that_is_allowed_is_asked_for(tmp_path: Path) -> None:
    case = CASES["a URL without its host"]
    module = module_of(write_clients(page_of_tree(case.document), tmp_path)["python"])
    with serving(api_of(case)) as api:
        list(module.list_things(client_of(module, api)))
        assert api.requests[0].query == (("limit", "3"),)


@pytest.mark.parametrize("name", SECURED)
def test_python_sends_each_kind_of_credentials(name: str, tmp_path: Path) -> None:
    case, arguments, _ = SECURED[name]
    module = module_of(write_clients(page_of_tree(case.document), tmp_path)["python"])
    with serving(api_of(case)) as api:
        assert list(module.list_things(client_of(module, api, arguments))) == ALL
        if arguments:
            wrong = module.Client(**dict.fromkeys(arguments, "wrong"), base_url=api.url)
            with pytest.raises(module.ApiError) as failure:
                list(module.list_things(wrong))
            assert failure.value.status == 401
            assert len(api.requests) == 4  # three parts, and one attempt with what is wrong


@pytest.mark.parametrize("name", SECURED)
def test_bash_sends_each_kind_of_credentials(name: str, tmp_path: Path) -> None:
    bash.skip_without_tools()
    case, arguments, environment = SECURED[name]
    script = write_clients(page_of_tree(case.document), tmp_path)["bash"]
    with serving(api_of(case)) as api:
        assert bash.items(bash.run(script, api, "list_things")) == ALL
        if arguments:
            done = bash.run(script, api, "list_things", **dict.fromkeys(environment, "wrong"))
            assert done.returncode == 1
            assert done.stdout == ""
            assert done.stderr.startswith(f"GET {api.url}/things")
            assert ": 401\n" in done.stderr
            assert "wrong" not in done.stderr
            assert len(api.requests) == 4


@pytest.mark.parametrize("name", [name for name, (_, arguments, _) in SECURED.items() if arguments])
def test_no_secret_is_written_into_the_code(name: str) -> None:
    case, arguments, environment = SECURED[name]
    page = page_of_tree(case.document)
    for variable in environment:
        assert f'os.environ["{variable}"]' in page
        assert f"${{{variable}:?}}" in page
    assert all(f"        {argument}: str,\n" in page for argument in arguments)
