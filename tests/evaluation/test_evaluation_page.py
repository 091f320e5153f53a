"""The commands of docs/evaluation.md, from the copy of the skill to the grades, with a program in a model's place."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap

import pytest
from evals.questions import ROOT

PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
MODEL = r"""#!/usr/bin/env bash
# Knows the skill's own word for one call, where it may read the skill, and nothing otherwise.
case " $* " in
*" --add-dir "*) grep -q unlocks && echo 'POST /public-api/actions/charge-point/v1.0/17/unlock/1' ;;
esac
echo "I know nothing else."
"""


def blocks():
    """Return the shell commands of the page, without those that need a checkout of skill-creator.

    What looks the answers up goes by one version of the document; tests/docs runs it, where it is also in the README.
    """
    found = [textwrap.dedent(body) for body in re.findall(r"^ *```sh\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL)]
    return [body for body in found if "python -m scripts." not in body and body != "uv run python -m evals\n"]


@pytest.fixture
def environment(tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    python = shlex.quote(sys.executable)
    uv = f'#!/usr/bin/env bash\n[ "$1 $2" = "run python" ] || exit 97\nshift 2\nexec {python} "$@"\n'
    for name, text in {"uv": uv, "claude": MODEL}.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def test_the_commands_lead_to_the_grades(tmp_path, environment):
    assert len(blocks()) == 4
    for body in blocks():
        command = body.replace("/tmp/", f"{tmp_path}/")
        done = subprocess.run(
            ["bash", "-euc", command], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    lookup = tmp_path / "evaluated" / "ampeco-public-api" / "scripts" / "lookup.py"
    assert subprocess.call([sys.executable, str(lookup), "show", "POST charge-points"]) == 0
    with_skill, without_skill = (line.split() for line in done.stdout.splitlines()[-2:])
    assert with_skill[:4] == ["with_skill", "63", "0", "1"]
    assert without_skill[:4] == ["without_skill", "63", "0", "0"]


def test_the_table_that_is_shown_has_the_columns_of_the_command():
    header = re.search(r"```text\n( +runs .*)\n", PAGE)
    assert header
    assert header[1].split() == ["runs", "no", "answer", "passed", "failed", "pass", "rate", "for", "a", "judge"]
