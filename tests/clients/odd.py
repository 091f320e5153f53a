"""Documents whose names try to get out of string literals, comments and code blocks of the clients."""

from __future__ import annotations

from functools import cache
from typing import Any

from clients.api import Listing
from clients.cases import ITEMS, NUMBER, TEXT, query, thing
from clients.page import page_of_tree
from documents import get, mini

MARKS = {
    "quotes": '\'"\'"""',
    "a backslash": "\\",
    "a backslash before a quote": "\\\"\\'",
    "lines": "\n\r\n",
    "the end of a comment": "*/",
    "a fence": "\n```\n",
    "a command": "$(:>_)`:>_`$$",
    "a line separator": "\u2028\u2029",
    "a mark of direction": "\u202e\u2066",
    "letters and no ASCII": "é日",
    "an astral character": "\U000e0001😀",
    "a percent sign": "%%",
    "history": "!!",
}
"""By what they try: signs without a letter, so that `cursor` with them is still known for one."""
WORDS = ' */ """ \' ``` \n```\nimport os; os.mkdir("pwned") $(mkdir pwned) `mkdir pwned` \\\n\u2028process.exit(1)//'


def odd_document(marks: str) -> dict[str, Any]:
    """Return a document that has the marks in every name that a client writes."""
    refusal = thing(**{f"message{marks}": TEXT, f"errors{marks}": {"type": "object", "additionalProperties": TEXT}})
    listed = get(thing(**{f"it{marks}ems": ITEMS, f"meta{marks}": thing(**{f"next_cursor{marks}": TEXT})}))
    listed["parameters"] = [
        {"name": f"id{marks}", "in": "path", "required": True, "schema": TEXT},
        query(f"cursor{marks}"),
        query(f"limit{marks}", {**NUMBER, "maximum": 3}),
        query(f"filter{marks}", thing(a=TEXT), style="deepObject"),
    ]
    listed["responses"]["422"] = {"description": "", "content": {"application/json": {"schema": refusal}}}
    header = {"name": f"X-Signature{marks}", "in": "header", "schema": TEXT, "description": f"HMAC-SHA256 {WORDS}"}
    hook = {"parameters": [header], "responses": {"200": {"description": ""}}}
    file = {"type": "string", "format": "binary"}
    form = {"multipart/form-data": {"schema": {**thing(**{f"file{marks}": file}), "required": [f"file{marks}"]}}}
    upload = {**get(), "requestBody": {"content": form}, "callbacks": {"paid": {"{$url}": {"post": hook}}}}
    path = f"/things/{marks}/{{id{marks}}}"
    return mini(
        {path: {"get": listed}, "/files": {"post": upload}},
        info={"title": f"Odd{WORDS}{marks}", "version": f"1{marks}"},
        servers=[{"url": f"https://{{host{marks}}}/", "variables": {f"host{marks}": {"default": f"a{marks}"}}}],
        security=[{f"it{marks}": []}],
        components={"securitySchemes": {f"it{marks}": {"type": "apiKey", "in": "query", "name": f"key{marks}"}}},
    )


ODD = {name: odd_document(marks) for name, marks in MARKS.items()}
LISTED = {
    name: {
        next(iter(ODD[name]["paths"])): Listing(
            kind="cursor",
            items=(f"it{marks}ems",),
            parameter=f"cursor{marks}",
            next=(f"meta{marks}", f"next_cursor{marks}"),
        )
    }
    for name, marks in MARKS.items()
}


@cache
def odd_page(name: str) -> str:
    return page_of_tree(ODD[name])
