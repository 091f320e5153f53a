"""How long files and lines of the bundle may be, so that the tools with which assistants read files cut nothing off."""

from __future__ import annotations

FILE_CHARACTERS = 50_000
"""Characters of a file; reading tools stop soon after."""
CHARACTERS_TO_FILL = FILE_CHARACTERS - 2_000
"""Characters up to which pages are filled; the rest is for links and contents that grow when files are divided."""
LINE_COLUMNS = 400
"""Columns of a line; reading tools cut longer ones."""
