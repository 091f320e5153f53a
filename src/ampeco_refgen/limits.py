"""How long files and lines may be: what tools that assistants read files with take whole."""

from __future__ import annotations

FILE_CHARACTERS = 50_000
"""Characters of a file; reading tools stop soon after."""
CHARACTERS_TO_FILL = FILE_CHARACTERS - 2_000
"""Characters up to which pages are filled: links and lists of contents may grow a little when files are divided."""
LINE_COLUMNS = 400
"""Columns of a line; reading tools cut longer ones."""
