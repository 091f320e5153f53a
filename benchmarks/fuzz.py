"""Makes documents by chance for some minutes, and says of each that breaks a promise which one it is.

    python benchmarks/fuzz.py [--minutes 5] [--seed 0] [--size 6] [--save FOLDER]

Each document has a seed of its own, counted up from `--seed`, so that one that failed is made again by
`--seed N --minutes 0`. Ends with exit code 1 when one failed. Smaller ones, of seeds that hypothesis chooses,
are made in `tests/robustness/test_generated_documents.py`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from bundle_checks import flaws
from fuzz_documents import document
from markdown_checks import broken_out

from ampeco_refgen.catalog_source import read_catalog
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.infer.findings import find_all
from ampeco_refgen.outcome import Stopwatch
from ampeco_refgen.pages.bundle import make_bundle
from ampeco_refgen.profiles.choose import profile_for
from ampeco_refgen.write import CATALOG


def complaints(tree: dict[str, Any], chance: Random) -> Iterator[str]:
    """Yield which promises the bundles of a document break; raises `DocumentError` for one that is refused."""
    content = json.dumps(tree).encode()
    for full in (True, False):
        catalog, _ = read_catalog(RawSpec(content=content, origin="made"), full=full, watch=Stopwatch())
        bundle = make_bundle(find_all(catalog, profile_for(catalog)))
        yield from (f"{flaw.code}: {flaw.detail}" for flaw in flaws(content, catalog, bundle))
        for file in bundle.files:
            if file.path != CATALOG:
                yield from (f"broken-out: {file.path}: {what}" for what in broken_out(file.text))
        for name, text in bundle.blocks.items():
            yield from (f"broken-out: {name}: {what}" for what in broken_out(text))
        other = json.dumps(shuffled(tree, chance)).encode()
        same, _ = read_catalog(RawSpec(content=other, origin="made"), full=full, watch=Stopwatch())
        again = make_bundle(find_all(same, profile_for(same)))
        differing = {file.path for file in bundle.files} ^ {file.path for file in again.files}
        texts = {file.path: file.text for file in bundle.files}
        differing |= {file.path for file in again.files if texts.get(file.path) != file.text}
        if differing or bundle.blocks != again.blocks:
            yield f"order-matters: {', '.join(sorted(differing))}"


def shuffled(value: Any, chance: Random) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value with the members of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(entry, chance) for entry in value] if isinstance(value, list) else value


def main() -> int:
    """Run the command; returns its exit code."""
    options = _options()
    ends = time.monotonic() + 60 * options.minutes
    outcomes: Counter[str] = Counter()
    seed = options.seed
    while seed == options.seed or time.monotonic() < ends:
        outcome, details = _tried(seed, options.size)
        outcomes[outcome] += 1
        if outcome.startswith("failed"):
            print(f"seed {seed}: {outcome}", *details, sep="\n  ", flush=True)
            if options.save:
                made = document(Random(seed), size=options.size)
                (options.save / f"{seed}.json").write_text(json.dumps(made, indent=1), "utf-8")
        seed += 1
    print(f"{seed - options.seed} documents:")
    for outcome, count in outcomes.most_common():
        print(f"  {count} {outcome}")
    return int(any(outcome.startswith("failed") for outcome in outcomes))


def _tried(seed: int, size: int) -> tuple[str, list[str]]:
    """Return what became of one document, and what is to be said of that."""
    try:
        broken = list(complaints(document(Random(seed), size=size), Random(seed)))
    except DocumentError as refusal:
        codes = sorted({finding.code for finding in refusal.diagnostics if finding.severity.value == "error"})
        return f"refused: {', '.join(codes)}", []
    except Exception as failure:  # whatever it is, it is what this command looks for
        return f"failed: {type(failure).__name__}", traceback.format_exc().splitlines()[-5:]
    return ("failed: " + broken[0].split(":")[0], broken[:5]) if broken else ("whole", [])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=5, help="how long to go on")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first document")
    parser.add_argument("--size", type=int, default=6, help="the most paths of a document")
    parser.add_argument("--save", type=Path, help="an existing folder for the documents that failed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
