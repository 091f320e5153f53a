"""Whether colours may be used on a terminal."""

from __future__ import annotations

import os
import sys


def are_wanted() -> bool:
    """Tell whether a terminal is to get colours: not where somebody wants none, nor where they would be shown as codes.

    `NO_COLOR` (https://no-color.org) and `TERM=dumb` say so. The console of Windows shows the codes unless it is told
    otherwise; its terminal, which sets `WT_SESSION`, and those that set `TERM` take them.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or bool(os.environ.get("WT_SESSION") or os.environ.get("TERM"))
