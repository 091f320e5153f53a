"""The files and versions of installed packages, without importing them: their imports take longer than all checks.

Used by `meta_schema.py` and `fast_validation.py`.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

from ampeco_refgen.jsonvalue import JsonObject

_VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


def version_of(package: str) -> str:
    """Return the `__version__` that a package states in its `__init__.py`, empty where it does not."""
    found = _VERSION.search(_folder(package).joinpath("__init__.py").read_text("utf-8"))
    return found[1] if found else ""


def json_file(package: str, name: str) -> JsonObject:
    """Return the content of a JSON file that a package ships."""
    content: JsonObject = json.loads(_folder(package).joinpath(name).read_text("utf-8"))
    return content


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent
