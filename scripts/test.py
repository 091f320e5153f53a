#!/usr/bin/env python3
"""Runs the tests, setting up what they need: python3 scripts/test.py tests/unit -k text

Arguments are passed on to pytest. On Windows: py scripts\\test.py.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True  # a skill's folder may be anybody's, and is to stay as it is
sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from start import guarded, run_tests  # noqa: E402

if __name__ == "__main__":
    guarded(lambda: run_tests(sys.argv[1:]))
