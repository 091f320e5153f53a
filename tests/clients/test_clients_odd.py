"""No text of a document gets out of a literal, a comment or a code block of the clients, in any language."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from ampeco_refgen.pages.client_names import Names
from ampeco_refgen.pages.code_text import camel_case, comment, jq_path, python_literal, snake_case, typescript_literal
from clients import bash
from clients.api import SECRET, Api, Fault, serving
from clients.odd import LISTED, MARKS, ODD, WORDS, odd_page
from clients.page import blocks_of, module_of, write_clients
from clients.test_clients_walk import ALL

TEXTS = [*MARKS.values(), WORDS, "plain", "", "\x00\x01\x7f\x85", "\ud800"]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_literal_stands_for_the_text_on_one_line_of_what_is_printed(text: str) -> None:
    for literal in (python_literal(text), typescript_literal(text)):
        assert literal.isprintable()
    assert ast.literal_eval(python_literal(text)) == text
    plain = typescript_literal(text)
    if not any(ord(character) > 0xFFFF for character in text):
        assert json.loads(plain) == text  # beyond that JSON has no escape for one character
    assert "\\u{e0001}" in plain or "\U000e0001" not in text


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_comment_is_one_line_of_what_is_printed(text: str) -> None:
    assert comment(text).isprintable()
    assert len(comment(text * 100)) <= 202


@pytest.mark.parametrize("text", [text for text in TEXTS if "\ud800" not in text], ids=ascii)
def test_jq_reads_a_path_as_the_names(text: str) -> None:
    bash.skip_without_tools()
    for names in ((text,), (f"a{text}", text, "b c")):
        value: object = "there"
        for name in reversed(names):
            value = {name: value}
        command = ["jq", "--raw-output", jq_path(names)]
        done = subprocess.run(command, input=json.dumps(value), capture_output=True, encoding="utf-8", check=True)
        assert done.stdout == "there\n"


def test_names_are_words_of_ascii_that_no_language_keeps_for_itself() -> None:
    assert [snake_case(text) for text in ("chargeID", "class", "2nd page", "$(x)", "é日", "a-b_c", "match")] == [
        "charge_id",
        "class_",
        "nd_page",
        "x",
        "",
        "a_b_c",
        "match_",
    ]
    assert [camel_case(text) for text in ("user id", "class", "X-Api-Key", "é")] == ["userId", "class_", "xApiKey", ""]


def test_nor_is_a_name_that_a_client_gives_to_a_parameter() -> None:
    words = ("class", "from", "default", "new", "a" * 80)
    python, typescript = (
        [Names(style).of(word, otherwise="value") for word in words] for style in (snake_case, camel_case)
    )
    assert python == ["class_", "from_", "default", "new", "a" * 50]
    assert typescript == ["class_", "from", "default_", "new_", "a" * 50]
    names = Names(snake_case)
    assert [names.of("class", otherwise="value") for _ in range(3)] == ["class_", "class_2", "class_3"]


@pytest.mark.parametrize("name", ODD)
def test_python_sends_and_reads_odd_names_as_they_are(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = module_of(write_clients(odd_page(name), tmp_path)["python"])
    with serving(Api(ODD[name], LISTED[name])) as api:
        client = module.Client(SECRET, base_url=api.url)
        assert list(module.list_things(client, "a/b", module.in_brackets(f"filter{MARKS[name]}", {"a": True}))) == ALL
        assert api.requests[0].path.endswith("/a%2Fb")
        assert (f"limit{MARKS[name]}", "3") in api.requests[0].query
        api.faults.append(Fault(status=422, body={f"message{MARKS[name]}": "No.", f"errors{MARKS[name]}": {"a": "b"}}))
        with pytest.raises(module.ApiError) as failure:
            client.request("POST", "/files")
        assert (failure.value.message, failure.value.fields) == ("No.", {"a": ["b"]})
    assert not {"pwned", "_"} & {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ODD)
def test_bash_sends_and_reads_odd_names_as_they_are(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bash.skip_without_tools()
    monkeypatch.chdir(tmp_path)
    script = write_clients(odd_page(name), tmp_path)["bash"]
    with serving(Api(ODD[name], LISTED[name])) as api:
        key = {"API_KEY": SECRET}
        odd_filter = quote(f"filter{MARKS[name]}")  # the values are encoded, not the names
        assert bash.items(bash.run(script, api, "list_things", "a/b", f"{odd_filter}[a]=x", **key)) == ALL
        assert api.requests[0].path.endswith("/a%2Fb")
        api.faults.append(Fault(status=422, body={f"message{MARKS[name]}": "No.", f"errors{MARKS[name]}": {"a": "b"}}))
        done = bash.run(script, api, "list_things", "a/b", **key)
        assert done.stderr.splitlines()[1:] == ["No.", "a: b"]
    assert not {"pwned", "_"} & {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ODD)
def test_the_page_has_its_three_blocks_and_headings_and_no_others(name: str) -> None:
    page = odd_page(name)
    tokens = MarkdownIt().parse(page)
    assert [token.info for token in tokens if token.type == "fence"] == ["python", "typescript", "bash"]
    inlines = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert inlines == ["Clients", "Python", "TypeScript", "curl"]
    for code in blocks_of(page).values():
        assert all(line.isprintable() for line in code.split("\n"))
        assert max(map(len, code.split("\n"))) <= 400
