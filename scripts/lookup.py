#!/usr/bin/env python3
"""Answers from the skill's pages with Python 3.9 or newer alone: python3 scripts/lookup.py show "POST charge-points".

`show --help` tells what can be asked for, `search WORDS` finds what to ask for.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True  # a skill's folder may be anybody's, and is to stay as it is
_HERE = Path(__file__).resolve().parent
for _place in (_HERE, _HERE.parent / "src"):  # in a packed skill, in a checkout
    if (_place / "ampeco_refgen" / "lookup").is_dir():
        sys.path.insert(0, str(_place))
        break

from ampeco_refgen.lookup.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
