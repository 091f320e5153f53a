"""Two bundles of about 60 files, and a program that writes them in turn until it is killed: `alternating.py FOLDER`."""

from __future__ import annotations

import sys
from itertools import cycle
from pathlib import Path

from ampeco_refgen.write import OWNER_MARK, RenderedFile, publish


def page(path: str, text: str = "text") -> RenderedFile:
    """Return a generated page below `reference/`."""
    return RenderedFile(path=f"reference/{path}.md", text=f"{OWNER_MARK}\n# {path}\n\n{text}\n")


def bundle(letter: str) -> tuple[RenderedFile, ...]:
    """Return the bundle A or B; they share most paths, and no content."""
    shared = [page(f"resources/{number}", letter * (200 * number)) for number in range(50)]
    own = [page(f"only-{letter}/{number}", letter) for number in range(8)]
    catalog = f'{{"generator": "ampeco-refgen", "version": "{letter}"}}\n'
    return (*shared, *own, RenderedFile(path="reference/catalog.json", text=catalog))


if __name__ == "__main__":
    print("ready", flush=True)
    for files in cycle([bundle("A"), bundle("B")]):
        publish(Path(sys.argv[1]), files)
