"""The skill after the nightly job has met a later version of the vendor's document."""

from __future__ import annotations

import json
from pathlib import Path

import growth
import pytest
from nightly_job import Later, clone, run_job
from skeletons import read_rows, rows_of, skeleton

from documents import ROOT, real_path

LISTED = "operations-3.168.0.tsv"


@pytest.fixture(scope="session", params=[LISTED, "our own"])
def later(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, skill: Path) -> Later:
    document = json.loads(real_path().read_bytes())
    if request.param == LISTED:
        listed = ROOT.parent / "shared" / "specs" / LISTED
        if not listed.is_file():
            pytest.skip(f"{LISTED} is not at hand")
        rows, version = read_rows(listed), LISTED.removesuffix(".tsv").rpartition("-")[2]
    else:
        rows, version = growth.grown(rows_of(document)), growth.VERSION
    made = skeleton(document, rows, version=version)
    folder = tmp_path_factory.mktemp("later")
    root, environment = clone(folder, skill)
    job = run_job(root, environment, made)
    return Later(document=made, rows=rows, root=root, job=job, environment=environment)
