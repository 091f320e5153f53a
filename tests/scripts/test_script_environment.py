"""scripts/refgen.py: how the scripts make, find and reuse their own environments.

Stand-ins take the place of uv, Python and pip, so that nothing is downloaded; .ci/run tries both routes for real.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from sandbox import Sandbox, executable

# A Python that has everything installed, or says so: it shows how the programs are called instead of running them.
PYTHON = f"""#!/usr/bin/env bash
case "$*" in
*"-m ampeco_refgen"* | *"-m pytest"*)
  printf '%s\\n' "$PWD" "$@"
  sleep "${{PROGRAM_SLOW:-0}}"
  exit "${{PROGRAM_EXIT:-0}}" ;;
"-I -m venv "*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; echo "python: $*" >>"$CALLS" ;;
*install_locked.py*)
  echo "pip: ${{*: -1}}" >>"$CALLS"
  echo "${{PIP_SAYS:-}}" >&2
  sleep "${{PIP_SLOW:-0}}"
  exit "${{PIP_EXIT:-0}}" ;;
*ensurepip*) exit 0 ;;
*) exec '{sys.executable}' "$@" ;;
esac
"""
UV = """#!/usr/bin/env bash
set -e
case $1 in
--version) echo "uv 0.1 (a date)"; exit "${UV_EXIT:-0}" ;;
cache) echo "${UV_CACHE:-$HOME/cache}" ;;
sync)
  echo "uv: $*" >>"$CALLS"
  echo "cache: ${UV_CACHE_DIR:-as configured}" >>"$CALLS"
  mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
  if [ -n "${KILLED:-}" ]; then kill -9 "$PPID"; exit 9; fi
  sleep "${SLOW:-0}"
  cp "$STAND_INS/python3.11" "$UV_PROJECT_ENVIRONMENT/bin/python"
  exit "${SYNC_EXIT:-0}" ;;
run) echo "$*" >>"$CALLS"; if [ "${NETWORK:-}" ]; then echo "$STAND_INS/python3.11"; else exit 2; fi ;;
esac
"""
TOOLS = ["bash", "cp", "env", "mkdir", "sleep"]


class Machine(Sandbox):
    """A sandbox on a machine that has a few basic tools and, as stand-ins, uv and one Python."""

    def __init__(self, base: Sandbox, folder: Path) -> None:
        self.tools = folder / "tools"
        self.calls_file = folder / "calls"
        self.calls_file.touch()
        executable(self.tools / "uv", UV)
        executable(self.tools / "python3.11", PYTHON)
        for tool in TOOLS:
            (self.tools / tool).symlink_to(shutil.which(tool) or tool)
        variables = {"PATH": str(self.tools), "CALLS": str(self.calls_file), "STAND_INS": str(self.tools)}
        super().__init__(base.root, {**base.environment, **variables})

    def calls(self, tool: str) -> list[str]:
        return [line for line in self.calls_file.read_text().splitlines() if line.startswith(tool)]

    def environments(self) -> list[str]:
        """The names in the folder of environments."""
        names = (path.name for path in (self.root / ".cache" / "environments").iterdir())
        return sorted(name for name in names if name != ".lock")


@pytest.fixture
def machine(sandbox: Sandbox, tmp_path: Path) -> Machine:
    return Machine(sandbox, tmp_path)


def test_the_program_gets_the_arguments_and_the_callers_folder(machine: Machine, tmp_path: Path) -> None:
    result = machine.run("refgen.sh", "generate", "a b", "", cwd=tmp_path)
    assert result.stdout.splitlines() == [str(tmp_path), "-P", "-m", "ampeco_refgen", "generate", "a b", ""]


def test_the_exit_code_is_the_programs(machine: Machine) -> None:
    assert machine.run("refgen.sh", PROGRAM_EXIT="3").returncode == 3


def test_the_main_job_refreshes_this_clone_from_any_folder(machine: Machine, tmp_path: Path) -> None:
    called = machine.run("fetch-and-generate.sh", "--require-fresh", cwd=tmp_path).stdout.splitlines()
    assert called[4:] == ["update", "--out", str(machine.root), "--require-fresh"]


def test_the_tests_run_in_the_root_with_their_own_group(machine: Machine) -> None:
    folder, _, _, program, *arguments = machine.run("test.sh", "tests/unit", "-k", "a b").stdout.splitlines()
    assert (folder, program) == (str(machine.root), "pytest")
    assert arguments[-3:] == ["tests/unit", "-k", "a b"]
    assert machine.calls("uv")[0].endswith("--quiet --group test")


def test_uv_is_called_once_and_only_with_the_lock_file(machine: Machine) -> None:
    first, second = machine.run("refgen.sh"), machine.run("refgen.sh")
    assert machine.calls("uv") == [f"uv: sync --frozen --no-default-groups --project {machine.root} --quiet"]
    assert "Setting up" in first.stderr
    assert second.stderr == ""
    assert not machine.calls("pip")


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_a_changed_lock_file_makes_a_new_environment_and_removes_the_old(machine: Machine, name: str) -> None:
    machine.run("refgen.sh")
    old = machine.environments()
    with (machine.root / name).open("a") as file:
        file.write("# changed\n")
    machine.run("refgen.sh")
    assert len(machine.calls("uv")) == 2
    assert len(machine.environments()) == 1
    assert not set(old) & set(machine.environments())


def test_without_uv_pip_installs_into_a_virtual_environment(machine: Machine) -> None:
    (machine.tools / "uv").unlink()
    assert machine.run("refgen.sh").returncode == machine.run("refgen.sh").returncode == 0
    assert len(machine.calls("python: -I -m venv")) == 1
    assert machine.calls("pip") == ["pip: runtime"]


@pytest.mark.parametrize("trouble", ["UV_EXIT", "SYNC_EXIT"])
def test_where_uv_does_not_work_pip_does_it(machine: Machine, trouble: str) -> None:
    result = machine.run("refgen.sh", **{trouble: "2"})
    assert result.returncode == 0, result.stderr
    assert machine.calls("pip") == ["pip: runtime"]
    assert len(machine.environments()) == 1


def test_a_failed_installation_is_told_and_leaves_nothing(machine: Machine) -> None:
    result = machine.run("refgen.sh", UV_EXIT="1", PIP_EXIT="1")
    assert result.returncode == 69
    assert "could not be set up" in result.stderr.splitlines()[-2]
    assert machine.environments() == []
    assert machine.run("refgen.sh").returncode == 0


@pytest.mark.parametrize("has_uv", [True, False])
def test_a_missing_python_is_told(machine: Machine, has_uv: bool) -> None:
    if not has_uv:
        (machine.tools / "uv").unlink()
    executable(machine.tools / "python3.11", "#!/usr/bin/env bash\nexit 1\n")
    result = machine.run("refgen.sh")
    assert result.returncode == 69
    assert "Python 3.11 or newer, or a uv that works" in result.stderr


def test_a_killed_run_leaves_nothing_that_looks_ready(machine: Machine) -> None:
    assert machine.run("refgen.sh", KILLED="1").returncode != 0
    assert machine.environments() != []
    assert machine.run("refgen.sh").returncode == 0
    assert len(machine.calls("uv")) == 2
    assert len(machine.environments()) == 1


def test_an_environment_whose_python_is_gone_is_made_again(machine: Machine) -> None:
    machine.run("refgen.sh")
    (machine.root / ".cache" / "environments" / machine.environments()[0] / "bin" / "python").unlink()
    assert machine.run("refgen.sh").returncode == 0
    assert len(machine.calls("uv")) == 2
    assert len(machine.environments()) == 1


def test_an_environment_whose_python_is_another_one_is_made_again_unless_that_works(machine: Machine) -> None:
    machine.run("refgen.sh")
    folder = machine.root / ".cache" / "environments" / machine.environments()[0]
    (folder / "bin" / "python").touch()
    assert machine.run("refgen.sh").returncode == 0
    assert len(machine.calls("uv")) == 1
    executable(folder / "bin" / "python", "#!/usr/bin/env bash\nexit 1\n")
    assert machine.run("refgen.sh").returncode == 0
    assert len(machine.calls("uv")) == 2


def test_a_run_waits_for_one_that_is_still_setting_up(machine: Machine) -> None:
    slow = machine.start("refgen.sh", "generate", SLOW="1")
    while not machine.calls("uv"):
        time.sleep(0.02)
    quick = machine.run("refgen.sh", "generate")
    assert slow.communicate(timeout=60)[0] == quick.stdout != ""
    assert "waiting for it" in quick.stderr
    assert len(machine.calls("uv")) == 1


def test_of_several_runs_at_once_one_makes_the_environment(machine: Machine) -> None:
    runs = [machine.start("refgen.sh", "generate", SLOW="0.5") for _ in range(3)]
    outputs = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], outputs
    assert len(machine.calls("uv")) == len(machine.environments()) == 1


def test_an_environment_in_use_is_not_removed(machine: Machine) -> None:
    machine.run("refgen.sh")
    (old,) = machine.environments()
    running = machine.start("refgen.sh", "generate", PROGRAM_SLOW="3")
    assert running.stdout is not None
    running.stdout.readline()
    for lines in (1, 2):
        with (machine.root / "uv.lock").open("a") as file:
            file.write("# changed\n")
        assert machine.run("refgen.sh").returncode == 0
        assert (old in machine.environments()) == (lines == 1)
        assert len(machine.environments()) == (2 if lines == 1 else 1)
        running.communicate(timeout=60)


def test_a_copied_clone_has_an_environment_of_its_own(machine: Machine, tmp_path: Path) -> None:
    machine.run("refgen.sh")
    copy = tmp_path / "copy"
    shutil.copytree(machine.root, copy, symlinks=True)
    assert Sandbox(copy, machine.environment).run("refgen.sh").returncode == 0
    assert machine.calls("uv")[1].endswith(f"--project {copy} --quiet")


def test_a_home_that_cannot_be_written_to_does_no_harm(machine: Machine) -> None:
    assert machine.run("refgen.sh", UV_CACHE=f"{os.devnull}/cache").returncode == 0
    assert machine.calls("cache") == [f"cache: {machine.root}/.cache/uv"]


def test_another_executable_can_take_the_place_of_the_program(machine: Machine) -> None:
    other = executable(machine.tools / "my refgen", '#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n')
    result = machine.run("refgen.sh", "show", "a b", AMPECO_REFGEN_COMMAND=str(other))
    assert result.stdout.splitlines() == ["show", "a b"]
    assert not (machine.root / ".cache").exists()


def test_a_clone_that_is_not_whole_is_told(machine: Machine) -> None:
    (machine.root / "pyproject.toml").unlink()
    error, remedy = refused(machine)
    assert f"{machine.root} is no whole clone" in error
    assert "Clone" in remedy


def test_a_command_that_is_not_there_is_told(machine: Machine) -> None:
    error, remedy = refused(machine, AMPECO_REFGEN_COMMAND="/not/there")
    assert "/not/there, which AMPECO_REFGEN_COMMAND names, cannot be run: No such file" in error
    assert "Unset" in remedy


@pytest.mark.parametrize("command", ["show", "search", "stats", "version"])
def test_a_lookup_needs_no_environment(machine: Machine, tmp_path: Path, command: str) -> None:
    script = machine.root / "scripts" / "lookup.py"
    variables = "*map(os.environ.get, ('AMPECO_REFGEN_SKILL', 'AMPECO_REFGEN_CALLED'))"
    shown = f"print(os.getcwd(), {variables}, *sys.argv[1:], sep='\\n')"
    script.write_text(f"import os, sys\nleave = lambda *_: sys.exit(130)\ndef run(): {shown}; return 0")
    result = machine.run("refgen.sh", command, "a b", cwd=tmp_path)
    folder, skill, called, *arguments = result.stdout.splitlines()
    assert (folder, skill, arguments) == (str(tmp_path), str(machine.root), [command, "a b"])
    assert called.startswith("bash ")
    assert called.endswith("ampeco-public-api/scripts/refgen.sh")
    assert result.stderr == ""
    assert not (machine.root / ".cache").exists()


def test_uv_brings_the_python_where_there_is_none(machine: Machine, tmp_path: Path) -> None:
    stand_ins = tmp_path / "pythons of uv"
    stand_ins.mkdir()
    (machine.tools / "python3.11").rename(stand_ins / "python3.11")
    for _ in range(2):
        result = machine.run("refgen.sh", "generate", "a b", STAND_INS=str(stand_ins), NETWORK="1")
        assert result.stdout.splitlines()[1:] == ["-P", "-m", "ampeco_refgen", "generate", "a b"]
    (call,) = machine.calls("run")  # then there is one
    assert call.startswith("run --no-project --python >=3.11 python ")


def test_a_wrapper_of_python_changes_nothing_for_what_is_run(machine: Machine, tmp_path: Path) -> None:
    executable(tmp_path / "others" / "uv", '#!/usr/bin/env bash\necho uv: another one >>"$CALLS"\n')
    wrapper = f"#!/usr/bin/env bash\nPATH={tmp_path / 'others'}:$PATH exec '{sys.executable}' \"$@\"\n"
    executable(machine.tools / "python3", wrapper)
    assert machine.run("refgen.sh", "generate").returncode == 0
    assert [call.split()[1] for call in machine.calls("uv")] == ["sync"]


@pytest.mark.parametrize(("uv", "tool"), [("0", "with uv 0.1"), ("1", "with python3.11 and pip")])
def test_setting_up_says_what_it_does_and_needs_and_how_long_it_took(machine: Machine, uv: str, tool: str) -> None:
    said = machine.run("refgen.sh", UV_EXIT=uv, PIP_SLOW="5").stderr.splitlines()
    assert "the runtime environment in .cache/environments, once for each version of uv.lock" in said[0]
    assert said[0].endswith(f"{tool}:")
    assert "20 MB" in said[1]
    assert "Python package index" in said[1]
    assert said[-1].startswith("Ready after ")
    assert any("still at it" in line for line in said) == (uv == "1")


def refused(machine: Machine, **variables: str) -> list[str]:
    """Run the program, which must end with 69 and say so in one line with another on what to do, and return these."""
    result = machine.run("refgen.sh", **variables)
    assert result.returncode == 69
    error, remedy = result.stderr.splitlines()[-2:]
    assert error.startswith("error: ")
    assert remedy.startswith("  ")
    assert "cannot remove" not in result.stderr
    return [error, remedy]


def test_a_file_or_broken_link_in_the_way_is_told(machine: Machine) -> None:
    (machine.root / ".cache").symlink_to("gone")
    error, remedy = refused(machine)
    assert "File exists" in error
    assert "broken link" in remedy


def test_a_full_disk_is_told_as_that(machine: Machine) -> None:
    said = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
    error, remedy = refused(machine, UV_EXIT="1", PIP_EXIT="1", PIP_SAYS=said)
    assert "No space left on device" in error
    assert "free 85 MB" in remedy
    assert machine.environments() == []


def test_an_index_out_of_reach_is_told_as_that(machine: Machine) -> None:
    said = "ERROR: No matching distribution found for hatchling"
    error, remedy = refused(machine, UV_EXIT="1", PIP_EXIT="1", PIP_SAYS=said)
    assert "package index cannot be reached" in error
    assert "PIP_INDEX_URL" in remedy
