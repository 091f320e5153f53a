"""Where the project's templates are; apart from `render.py`, so that a run with nothing to do need not load that."""

from __future__ import annotations

from pathlib import Path


def own_templates() -> Path:
    """Return the project's templates: at the top of a checkout, whose copies go stale, or inside an installed wheel."""
    checkout = Path(__file__).parents[3]
    return (
        checkout / "templates" if (checkout / "pyproject.toml").is_file() else Path(__file__).parents[1] / "templates"
    )
