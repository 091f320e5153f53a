#!/usr/bin/env python3
"""Runs ampeco-refgen from this clone with nothing installed by hand: python3 scripts/refgen.py update

On Windows: py scripts\\refgen.py update. All arguments are passed on and the current folder stays what it is; `--help`
tells what there is. Any Python from 3.6 on starts it; what it needs besides, it sets up or names.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True  # a skill's folder may be anybody's, and is to stay as it is
sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from start import guarded, run_program  # noqa: E402

if __name__ == "__main__":
    guarded(lambda: run_program(sys.argv[1:]))
