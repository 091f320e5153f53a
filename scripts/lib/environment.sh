# shellcheck shell=bash
# Sourced by the scripts in the folder above: gives them `run_refgen` and `run_pytest`, which need nothing on the
# machine but bash and either uv or Python 3.11. The first call of either makes an environment of its own under
# .cache/ with the versions of uv.lock; later calls use it as it is, with no network and neither uv nor pip.

set -euo pipefail

skill_root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
environments=$skill_root/.cache/environments

say() { printf '%s\n' "$*" >&2; }

# 69 is EX_UNAVAILABLE of sysexits.h: ampeco-refgen itself never ends with it, so a caller can tell the two apart.
fail() {
  say "error: $1"
  exit 69
}

# Runs ampeco-refgen in place of the calling shell. AMPECO_REFGEN_COMMAND names another executable to run instead:
# one that is installed already, say, on a machine where nothing may be set up.
run_refgen() {
  export AMPECO_REFGEN_SKILL=$skill_root # what is meant where the current folder is no skill
  export AMPECO_REFGEN_CALLED="bash $(printf %q "$skill_root/scripts/refgen.sh")" # hints repeat it
  if [ -n "${AMPECO_REFGEN_COMMAND:-}" ]; then
    exec "$AMPECO_REFGEN_COMMAND" "$@"
  fi
  run_module runtime ampeco_refgen "$@"
}

# Runs pytest on this project, whatever the current folder, in place of the calling shell.
run_pytest() {
  cd -- "$skill_root"
  run_module test pytest "$@"
}

# run_module GROUP MODULE ARGUMENT… ; -P keeps modules that lie in the caller's folder from being imported.
run_module() {
  local place module=$2
  place=$(environment_for "$1") || exit
  shift 2
  exec "$place/bin/python" -P -m "$module" "$@"
}

# Prints where the environment of GROUP (runtime or test) is, after making it where there is none. Its name holds a
# checksum of all that it depends on, this folder's path included: a copied clone never runs the code of another.
environment_for() {
  local group=$1 place
  place=$environments/$group-$({ echo "$skill_root" && cat "$skill_root"/{pyproject.toml,uv.lock}; } | cksum | tr ' ' -)
  is_usable "$place" || make_environment "$group" "$place"
  (cd -P -- "$place" && pwd)
}

# Says whether the environment is there and its Python still the one that it was made with.
is_usable() { "$1/bin/python" -P -c 'import ampeco_refgen' >/dev/null 2>&1; }

# Builds the environment beside its place and publishes it by a link, which appears in one step: a run that is
# killed leaves nothing that looks ready, and of two runs at once the first to be ready wins and both go on.
make_environment() {
  local group=$1 place=$2 made=$2.$$
  say "Setting up the $group environment in ${environments#"$skill_root"/} (once for each version of uv.lock) …"
  mkdir -p -- "$environments" || fail "$skill_root cannot be written to: run this once as the owner of the folder."
  rm -f -- "$place" # there, but its Python is gone or another one now
  remove_leftovers "$group"
  make_with_uv "$group" "$made" >&2 || make_with_pip "$group" "$made" >&2
  if ! ln -sn -- "${made##*/}" "$place" 2>/dev/null; then
    is_usable "$place" || fail "the environment could not be put in place at $place."
    rm -rf -- "$made"
  fi
  say "Ready."
}

# Removes what killed runs and earlier versions of uv.lock left: the last part of a folder's name is the process
# that made it, and while that is alive it may be building there, or running what it has built.
remove_leftovers() {
  local leftover
  for leftover in "$environments/$1"-*.*; do
    if [ -d "$leftover" ] && ! kill -0 "${leftover##*.}" 2>/dev/null; then rm -rf -- "$leftover"; fi
  done
  for leftover in "$environments/$1"-*; do
    if [ -L "$leftover" ] && [ ! -e "$leftover" ]; then rm -f -- "$leftover"; fi
  done
}

# Returns non-zero where uv is missing, does not run, or cannot do it (one that is too old for the lock file, say).
make_with_uv() {
  local group=$1 made=$2 cache
  uv --version >/dev/null 2>&1 || return
  if ! cache=$(uv cache dir 2>/dev/null) || ! mkdir -p -- "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
    export UV_CACHE_DIR=$skill_root/.cache/uv # the home folder is read-only
  fi
  set -- sync --frozen --no-default-groups --project "$skill_root"
  if [ "$group" != runtime ]; then set -- "$@" --group "$group"; fi
  if [ ! -t 2 ]; then set -- "$@" --quiet; fi # a log needs no list of packages
  if ! env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT="$made" uv "$@"; then
    say "uv could not set it up (see above): trying with pip."
    rm -rf -- "$made"
    return 1
  fi
}

make_with_pip() {
  local group=$1 made=$2 python
  python=$(find_python) || exit
  if ! "$python" -m venv "$made" ||
    ! "$made/bin/python" -P "$skill_root/scripts/lib/install_locked.py" "$skill_root" "$group"; then
    rm -rf -- "$made"
    fail "the environment could not be set up (see above). It takes access to the Python package index, once."
  fi
}

# Prints the Python to build on. Versions that the locked packages ship ready-made for are tried before the default.
find_python() {
  local candidate bare=''
  for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
    bare=$candidate
  done
  if [ -n "$bare" ]; then
    fail "$bare cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv. Or install uv."
  fi
  fail "this needs Python 3.11 or newer, or uv, and found neither on the PATH. Install one and run it again."
}
