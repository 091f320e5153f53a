"""Installs this project and a dependency group with pip, in the versions that uv.lock names, where there is no uv.

Called by set_up.py with the Python of a fresh virtual environment, so it has the standard library only:
`python install_locked.py ROOT GROUP`. pip does the resolving and gets every version of the lock file as a constraint.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

RUNTIME = "runtime"


def constraints(lock: dict[str, Any]) -> list[str]:
    """Return one `name==version` for each locked package that comes from an index."""
    return [
        f"{package['name']}=={package['version']}" for package in lock["package"] if "registry" in package["source"]
    ]


def group_requirements(lock: dict[str, Any], group: str) -> list[str]:
    """Return the names that the project's dependency group asks for, with their markers; none for `runtime`."""
    if group == RUNTIME:
        return []
    project = next(package for package in lock["package"] if package["source"] == {"editable": "."})
    members = project["dev-dependencies"][group]
    return [f"{member['name']} ; {member['marker']}" if "marker" in member else member["name"] for member in members]


def install(root: Path, group: str) -> int:
    """Run pip for the project at `root`; return its exit code."""
    lock = tomllib.loads((root / "uv.lock").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder, "constraints.txt")
        pinned.write_text("\n".join(constraints(lock)) + "\n", "utf-8")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        command = [*pip, "--constraint", str(pinned), "--editable", ".", *group_requirements(lock, group)]
        # A `user = true` in somebody's pip configuration is an error in a virtual environment.
        return subprocess.run(command, cwd=root, env={**os.environ, "PIP_USER": "0"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1]), sys.argv[2]))
