"""Writes the clients of every document of these tests into a folder, for the linters: python -m clients.every FOLDER.

`src` and `tests` have to be in PYTHONPATH. The vendor's document is left out: it is not at hand everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from clients.cases import CASES, SECURED
from clients.odd import ODD, odd_page
from clients.page import blocks_of, page_of_tree
from clients.test_clients_behave import FIELD_ERRORS, SIGNED, UPLOADS, refusing, uploading
from clients.whole import sample

_ENDINGS = {"python": "py", "bash": "sh", "typescript": "ts"}


def pages() -> Iterator[str]:
    """Yield the page of each document."""
    yield sample().page
    yield from (page_of_tree(case.document) for case in CASES.values())
    yield from (page_of_tree(case.document) for case, _, _ in SECURED.values())
    yield from (page_of_tree(refusing(schema)) for schema, _, _ in FIELD_ERRORS.values())
    yield from (page_of_tree(uploading(content)) for content, _ in UPLOADS.values())
    yield from (page_of_tree(document) for document, *_ in SIGNED.values())
    yield from map(odd_page, ODD)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages()):
        for language, text in blocks_of(page).items():
            (folder / f"client_{number}.{_ENDINGS[language]}").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
