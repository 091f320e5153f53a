# shellcheck shell=bash
# Sourced by the scripts in the folder above: gives them `run_refgen` and what else they share. It takes nothing but bash
# and either a Python or uv; what is done with those is in refgen.py, which has all that it takes to set itself up.

# shellcheck disable=SC2006
# Backquotes, since bash 5.2 parses `$(…)` once more when it runs it, and a trap that comes just then fails with a syntax
# error; what stands in backquotes is parsed by the subshell alone.

set -euo pipefail

skill_root=`CDPATH='' cd -- "${BASH_SOURCE[0]%environment.sh}../.." && pwd -P`

say() { printf '%s\n' "$*" >&2; }

# Prints the comment at the top of a script of this folder's parent, which is its help.
print_help() { sed -n '2,/^$/s/^# \{0,1\}//p' "$skill_root/scripts/$1"; }

# Runs ampeco-refgen in place of the calling shell.
run_refgen() {
  printf -v AMPECO_REFGEN_CALLED 'bash %q' "$skill_root/scripts/refgen.sh" # hints repeat it
  export AMPECO_REFGEN_CALLED
  run_python 6 "$skill_root/scripts/refgen.py" "$@"
}

# Runs a program of ours in place of the calling shell, with a Python of at least 3.$1. Until it can answer Ctrl-C itself,
# which it does before all else, the signal waits: Python, while it starts, would answer with a traceback. An `env` that
# cannot do this goes without.
run_python() {
  local python least=$1
  shift
  trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT # in a subshell it has been reset
  if ! python=`find_python "$least"`; then
    say "error: this needs Python 3.11 or newer, or a uv that works, and found neither on the PATH."
    say "  Install one and run it again."
    exit 69
  fi
  set -- "$python" -I -S "$@"
  if env --block-signal=INT >/dev/null 2>&1; then exec env --block-signal=INT "$@"; fi
  exec "$@"
}

# Prints where a Python of at least 3.$1 is: that of an environment which is there already, or one that is found by its
# name, where a wrapper may stand that looks for it and changes the PATH. Where there is none, uv brings one, and says so.
find_python() {
  local candidate code="import sys; sys.exit(sys.version_info < (3, $1) or print(sys.executable))"
  for candidate in "$skill_root"/.cache/environments/*/bin/python python3 python3.{14,13,12,11,10,9} python; do
    if "$candidate" -I -S -c "$code" 2>/dev/null; then return; fi
  done
  uv --version >/dev/null 2>&1 && uv run --no-project --python '>=3.11' python -c "$code"
}
