"""Every call stands in the file that its method and path name, and in no other."""

from __future__ import annotations

import pytest

from documents import get, mini
from readback.call_file import call_files
from readback.conftest import CASES, REAL, bundle_from, bundle_of, path_of, spec_of
from readback.names import LONGEST, folder, hashed
from readback.names import call_files as named
from readback.spec import Spec
from readback.spec_operations import operations

PREFIX = "/public-api"
"""What the paths of AMPECO's API begin with, and its files leave out."""


def wanted(spec: Spec, prefix: str = "") -> dict[str, list[str]]:
    calls = [(operation.method, operation.path) for operation in operations(spec)]
    return {key: [f"reference/{path}"] for key, path in named(calls, prefix).items()}


@pytest.mark.parametrize("full", [True, False], ids=["full", "none"])
@pytest.mark.parametrize("name", ["sample", *CASES, REAL])
def test_each_call_is_headed_once_in_the_file_that_it_names(name: str, full: bool) -> None:
    bundle, spec = bundle_of(path_of(name), full), spec_of(path_of(name))
    files = {key: [page.path for page in pages] for key, pages in call_files(bundle).items()}
    assert files == wanted(spec, PREFIX if name == "real" else "")
    assert all(page.top.name in files for page in bundle.below("reference/calls/"))
    assert len(bundle.below("reference/calls/")) == len(files)


SEGMENTS = {
    "{id}": "_",
    "v2.0": "v2.0",
    "Users": "Users",
    "a_b": "a_b",
    "~me": "~me",
    "_": f"-{hashed('_')}",
    "": f"-{hashed('')}",
    "{a}.{b}": f"a.b-{hashed('{a}.{b}')}",
    "{;x}": f"x-{hashed('{;x}')}",
    "{id}:cancel": f"id-cancel-{hashed('{id}:cancel')}",
    "GET.md": f"get.md-{hashed('GET.md')}",
    "con": f"x-con-{hashed('con')}",
    "LPT1.txt": f"x-lpt1.txt-{hashed('LPT1.txt')}",
    "end.": f"end-{hashed('end.')}",
    "..": f"-{hashed('..')}",
}


@pytest.mark.parametrize("segment", SEGMENTS)
def test_a_segment_becomes_a_name(segment: str) -> None:
    assert folder(segment) == SEGMENTS[segment]


PATHS = ["/", "/a", "/a/", "/a/_", "/a/{x}", "/b/{x}/c", "/b/{y}/c", "/C/d", "/c/D", "/{a}.{b}", "/x/{id}:cancel"]
PATHS += ["/con/aux.txt", "/GET.md", "/e./f", "/~me/a_b", "/public-api/a", "/x/*"]


def test_odd_paths_are_named_by_the_rule() -> None:
    tree = mini({path: {"get": get(), "post": get()} for path in PATHS})
    files = {key: [page.path for page in pages] for key, pages in call_files(bundle_from(tree)).items()}
    assert files == wanted(Spec(tree))
    names = [path.lower() for paths in files.values() for path in paths]
    assert len(set(names)) == len(PATHS) * 2


def test_a_long_path_ends_in_a_hash() -> None:
    long = ["/" + "/".join(["segment"] * 60), "/" + "x" * 300, "/a/" + "y" * 170]
    pages = call_files(bundle_from(mini({path: {"get": get()} for path in long})))
    for path in long:
        (page,) = pages[f"GET {path}"]
        assert len(page.path) <= LONGEST
        assert page.path.endswith(f"-{hashed(path)}/GET.md")
        kept = page.path.removeprefix("reference/calls/").split("/")[:-2]
        assert path[1:].split("/")[: len(kept)] == kept
