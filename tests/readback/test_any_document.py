"""Any document says the same as its pages: documents by chance, and the examples that come with the program."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import ryaml

from documents import ROOT, mini
from readback.anydocument import compared, main
from readback.chance import document
from readback.conftest import bundle_from, made
from readback.spec import Spec
from readback.test_odd_shapes import TEXT, agreeing, listed, sent_or_received, thing

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.mark.parametrize("seed", range(50))
def test_a_document_by_chance_says_the_same_as_its_pages(seed: int) -> None:
    tree, full = document(seed), seed % 5 > 0
    comparison = compared(Spec(json.loads(json.dumps(tree)), full=full), bundle_from(tree, full=full), places=False)
    assert comparison.facts > 100
    assert (comparison.problems, comparison.equal) == ([], comparison.facts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_the_same_as_its_pages(path: Path) -> None:
    spec = Spec(ryaml.loads(path.read_text(encoding="utf-8")))
    assert not compared(spec, made(path.read_bytes(), path.name, full=True), places=False).problems


_LINE = r"^( *- `[^`\n]+` "
EDITS = {
    "a field is lost": (r"^ *- `[^`\n]+` (?:string|integer|number|boolean).*\n", ""),
    "a type is another": (_LINE + r")integer", r"\1boolean"),
    "a limit is another": (r"\((min|max) (\d+)", r"(\1 1\2"),
    "a limit is lost": (r" \(min length 1, ", " ("),
    "a field is not required": (_LINE + r"\w+), required", r"\1"),
    "a field is required": (_LINE + r"(?:string|number))(?=$| —)", r"\1, required"),
    "a mark is lost": (_LINE + r".*), deprecated", r"\1"),
    "null is not allowed": (_LINE + r".*), nullable", r"\1"),
    "a default is another": (r"default `x`", "default `y`"),
    "a value is lost": (r"one of `a`, ", "one of "),
    "a way of writing is another": (r"separated by commas", "separated by blanks"),
    "a variant is lost": (r"exactly one of 2 variants", "exactly one of 3 variants"),
    "a variant is selected by another value": (r", when `kind` is `Dog`", ", when `kind` is `Emu`"),
    "other fields are allowed": (r"no other fields", "other fields allowed"),
    "a text is lost": (r" — Said\d+$", ""),
    "a content type is lost": (r"\(`application/json`, `application/xml`\)", "(`application/xml`)"),
    "a status is another": (r"^- `200`", "- `201`"),
    "a header is another": (r"header `X-Left`", "header `X-Right`"),
    "a body is required": (r"^(\*\*Body\*\* .*), optional", r"\1, required"),
    "another credential is asked for": (r"security `basic` and ", "security "),
    "a server is another": (r"\{at\}\.example\.test", "example.test"),
    "a webhook is sent in another way": (r"^Sent as `POST`", "Sent as `PUT`"),
}
"""What may go wrong with a page, as the edit of the first one of the documents by chance that has such a line."""


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_a_page_is_found_out(edit: str) -> None:
    pattern, replacement = EDITS[edit]
    for seed in range(50):
        tree = document(seed)
        bundle = bundle_from(tree)
        for page in [*bundle.below("reference/calls/"), *bundle.below("reference/webhooks/")]:
            text = re.sub(pattern, replacement, page.text, count=1, flags=re.MULTILINE)
            if text != page.text:
                wrong = compared(Spec(tree), bundle.edited(page.path, text), page.path, places=False)
                assert wrong.problems, page.path
                return
    pytest.fail("no page has such a line")


def test_the_command_says_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, refused = tmp_path / "good.json", tmp_path / "refused.json"
    good.write_text(json.dumps(document(1)), "utf-8")
    assert main([str(good)]) == 0
    assert capsys.readouterr().out.startswith("= ")
    refused.write_text("{}", "utf-8")
    assert main([str(good), str(refused)]) == 1
    assert "refused" in capsys.readouterr().out


LONG = {"type": "string", "enum": [f"value{number}" for number in range(61)]}


@pytest.mark.parametrize("place", ["query", "header"])
def test_a_long_enum_of_a_list_is_named_after_its_parameter(place: str) -> None:
    parameter = {"name": "kinds", "in": place, "schema": listed({**LONG, "description": "A kind"})}
    bundle = agreeing(mini({"/a": {"get": {"parameters": [parameter], "responses": {"204": {"description": "Done"}}}}}))
    assert "## kinds (61 values)" in bundle.pages["reference/schemas/enums.md"].text


VARIANTS = {
    "a list of lists": listed(listed({"type": "integer"}, minItems=1), minItems=1),
    "an object of few members": {**thing(a=TEXT), "maxProperties": 3},
    "an object or null": {**thing(a=TEXT), "nullable": True},
}


@pytest.mark.parametrize("kind", VARIANTS)
@pytest.mark.parametrize("part", ["answer", "body", "error"])
def test_what_a_variant_itself_is_stands_before_its_fields(kind: str, part: str) -> None:
    agreeing(mini(sent_or_received(part, thing(it={"oneOf": [TEXT, VARIANTS[kind]]}))))


@pytest.mark.parametrize("data", [thing(a=TEXT), listed(thing(a=TEXT))])
def test_what_is_said_of_a_body_around_its_data_is_told(data: dict) -> None:
    agreeing(mini(sent_or_received("answer", {**thing(data=data), "description": "A page of them"})))


ENCODINGS = {
    "each member by itself": ({"style": "deepObject"}, "style `deepObject`"),
    "several values in one": ({"style": "form", "explode": False}, "values separated by commas"),
    "bars between values": ({"style": "pipeDelimited"}, "values separated by `|`"),
    "another type": ({"contentType": "text/csv"}, "as `text/csv`"),
    "characters as they are": ({"allowReserved": True}, "reserved characters may stay as they are"),
    "commas, and characters as they are": (
        {"explode": False, "allowReserved": True},
        "values separated by commas, reserved characters may stay as they are",
    ),
}


@pytest.mark.parametrize("kind", ENCODINGS)
def test_how_a_part_of_a_form_is_written_is_told(kind: str) -> None:
    encoding, told = ENCODINGS[kind]
    media = {"schema": thing(it=thing(a=TEXT)), "encoding": {"it": encoding}}
    body = {"content": {"application/x-www-form-urlencoded": media}}
    answers = {"204": {"description": "Done"}}
    bundle = agreeing(mini({"/a": {"post": {"requestBody": body, "responses": answers}}}))
    assert f"- part `it`: {told}\n" in bundle.pages["reference/calls/a/POST.md"].text


def test_reserved_characters_are_those_of_a_form_in_the_style_of_a_query() -> None:
    media = {"schema": thing(it=TEXT), "encoding": {"it": {"allowReserved": True}}}
    body = {"content": {"multipart/form-data": media}}
    bundle = agreeing(mini({"/a": {"post": {"requestBody": body, "responses": {"204": {"description": "Done"}}}}}))
    assert "reserved characters" not in bundle.pages["reference/calls/a/POST.md"].text
