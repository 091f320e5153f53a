# shellcheck shell=bash
# Sourced by the scripts in the folder above: gives them `run_refgen` and `run_pytest`, which need nothing on the
# machine but bash and either uv or Python 3.11. The first call of either makes an environment of its own under
# .cache/ with the versions of uv.lock; later calls use it as it is, with no network and neither uv nor pip.

# shellcheck disable=SC2006
# Backquotes, since bash 5.2 parses `$(…)` once more when it runs it, and a trap that comes just then fails with a syntax
# error; what stands in backquotes is parsed by the subshell alone.

set -euo pipefail

half_made=''   # the environment that is being made

skill_root=`CDPATH='' cd -- "${BASH_SOURCE[0]%environment.sh}../.." && pwd -P`
environments=$skill_root/.cache/environments

say() { printf '%s\n' "$*" >&2; }

# 69 is EX_UNAVAILABLE of sysexits.h: ampeco-refgen itself never ends with it, so a caller can tell the two apart.
fail() {
  say "error: $1"
  say "  $2"
  exit 69
}

interrupted() {
  trap '' INT TERM HUP # a second Ctrl-C is not to disturb the first
  clean_up
  say "interrupted: nothing half-written is left"
  exit 130
}

clean_up() {
  if [ -n "$half_made" ]; then remove_made "$half_made"; fi
  rm -f -- "$environments/.probe.$$" 2>/dev/null || true
}

# Prints the comment at the top of a script of this folder's parent, which is its help.
print_help() { sed -n '2,/^$/s/^# \{0,1\}//p' "$skill_root/scripts/$1"; }

# Runs ampeco-refgen in place of the calling shell. AMPECO_REFGEN_COMMAND names another executable to run instead:
# one that is installed already, say, on a machine where nothing may be set up. A lookup needs only a Python.
run_refgen() {
  local python
  export AMPECO_REFGEN_SKILL=$skill_root # what is meant where the current folder is no skill
  printf -v AMPECO_REFGEN_CALLED 'bash %q' "$skill_root/scripts/refgen.sh" # hints repeat it
  export AMPECO_REFGEN_CALLED
  trap 'interrupted' INT # in a subshell it has been reset
  if [ -n "${AMPECO_REFGEN_COMMAND:-}" ]; then
    exec "$AMPECO_REFGEN_COMMAND" "$@"
  fi
  case ${1:-} in
  search | show | stats | version)
    if python=`find_python_for_lookups`; then run_uninterrupted "$python" "$skill_root/scripts/lookup.py" "$@"; fi
    ;;
  esac
  prepare runtime
  run_uninterrupted "$environment/bin/python" -P -m ampeco_refgen "$@"
}

# Runs a program of ours in place of the calling shell. Until it can answer Ctrl-C itself, which it does before all else,
# the signal waits: Python, while it starts, would answer with a traceback. An `env` that cannot do this goes without.
run_uninterrupted() {
  if env --block-signal=INT >/dev/null 2>&1; then exec env --block-signal=INT "$@"; fi
  exec "$@"
}

# Runs pytest on this project, whatever the current folder, in place of the calling shell.
run_pytest() {
  cd -- "$skill_root"
  prepare test
  exec "$environment/bin/python" -P -m pytest "$@" # -P keeps modules in the current folder from being imported
}

# Sets `environment` to where that of GROUP (runtime or test) is, after making it where there is none. Its name holds a
# checksum of all that it depends on, this folder's path included: a copied clone never runs the code of another.
prepare() {
  local group=$1 place
  place=$environments/$group-`checksum`
  is_usable "$place" || make_environment "$group" "$place"
  environment=`cd -P -- "$place" && pwd`
}

checksum() { { echo "$skill_root" && cat "$skill_root"/{pyproject.toml,uv.lock}; } | cksum | tr ' ' -; }

# Says whether the environment is there and its Python still the one that it was made with.
is_usable() { "$1/bin/python" -P -c 'import ampeco_refgen' >/dev/null 2>&1; }

# Builds the environment beside its place and publishes it by a link, which appears in one step: a run that is
# killed leaves nothing that looks ready, and of two runs at once the first to be ready wins and both go on.
make_environment() {
  local group=$1 place=$2 start=$SECONDS
  half_made=$2.$$
  check_writable
  if [ -d "$place" ] && [ ! -L "$place" ]; then remove_made "$place"; fi # nothing of ours, and in its way
  rm -f -- "$place" 2>/dev/null || true                                  # there, but its Python is gone or another one now
  remove_leftovers "$group"
  make_with_uv "$group" || make_with_pip "$group"
  if ! ln -sn -- "${half_made##*/}" "$place" 2>/dev/null; then
    is_usable "$place" || fail "the environment cannot be put in place: something else is at $place." \
      "Remove it, as its owner, and run this again."
    remove_made "$half_made"
  fi
  rm -f -- "$half_made.log"
  half_made=''
  say "Ready after $((SECONDS - start)) s; the next run starts at once."
}

# Ends with the system's own reason where nothing can be written in the folder of environments.
check_writable() {
  local reason probe=$environments/.probe.$$
  if reason=`write_probe 2>&1`; then
    rm -f -- "$probe"
    return
  fi
  rm -f -- "$probe" 2>/dev/null || true
  cannot_write "${reason##*: }"
}

write_probe() {
  export LC_ALL=C # the reasons are read
  mkdir -p -- "$environments" && printf '%65536s' '' >"$environments/.probe.$$"
}

cannot_write() {
  local remedy="make it writable, or run this once as the owner of the folder"
  case $1 in
  *"o space left"* | *uota*) remedy="free $(space "${group:-runtime}") MB there" ;;
  *xists* | *"ot a directory"*) remedy="remove the file or broken link that is in its place" ;;
  esac
  fail "the program's environment cannot be set up: $environments cannot be written to ($1)." \
    "Do this: $remedy. Looking things up needs no environment: python3 $skill_root/scripts/lookup.py"
}

# Prints how many MB an environment takes at most, and how many are downloaded for it: measured on x86-64 Linux.
space() { if [ "$1" = runtime ]; then echo 85; else echo 180; fi; }
download() { if [ "$1" = runtime ]; then echo 20; else echo 60; fi; }

# Removes the folder of an environment with its log, silently: what is another user's stays, and hurts nobody.
remove_made() { rm -rf -- "$1" "$1.log" 2>/dev/null || true; }

# Removes what killed runs and earlier versions of uv.lock left: the last part of a folder's name is the process
# that made it, and while that is alive it may be building there, or running what it has built.
remove_leftovers() {
  local leftover
  for leftover in "$environments/$1"-*.*; do
    leftover=${leftover%.log}
    if ! kill -0 "${leftover##*.}" 2>/dev/null; then remove_made "$leftover"; fi
  done
  for leftover in "$environments/$1"-*; do
    if [ -L "$leftover" ] && [ ! -e "$leftover" ]; then rm -f -- "$leftover" 2>/dev/null || true; fi
  done
}

# Returns non-zero where uv is missing, does not run, or cannot do it (one that is too old for the lock file, say).
make_with_uv() {
  local group=$1 version cache
  version=`uv --version 2>/dev/null` || return
  announce "$group" "${version%% (*}"
  if ! cache=`uv cache dir 2>/dev/null` || ! mkdir -p -- "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
    export UV_CACHE_DIR=$skill_root/.cache/uv # the home folder is read-only
  fi
  set -- sync --frozen --no-default-groups --project "$skill_root" --quiet
  if [ "$group" != runtime ]; then set -- "$@" --group "$group"; fi
  if with_signs_of_life env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT="$half_made" uv "$@"; then return; fi
  explain_disk
  say "uv could not do it ($(last_words)): trying with pip."
  remove_made "$half_made"
  return 1
}

make_with_pip() {
  local group=$1 python
  python=`find_python` || exit
  announce "$group" "$python and pip"
  if with_signs_of_life "$python" -m venv "$half_made" &&
    with_signs_of_life "$half_made/bin/python" -P "$skill_root/scripts/lib/install_locked.py" "$skill_root" "$group"; then
    return
  fi
  explain_disk
  case $(<"$half_made.log") in
  *onnection* | *imed\ out* | *esolution* | *resolve* | *ProxyError* | *SSLError* | *No\ matching\ distribution*)
    reason="the Python package index cannot be reached, or lacks a package of uv.lock"
    remedy="Check the network, the proxy (HTTPS_PROXY) and the index (PIP_INDEX_URL), and run this again."
    ;;
  *)
    reason="$python and pip could not do it"
    remedy="What they said last is above; $python -m pip --version should work."
    ;;
  esac
  say "$(last_words)"
  remove_made "$half_made"
  fail "the program's environment could not be set up: $reason." "$remedy"
}

announce() {
  say "Setting up the $1 environment in ${environments#"$skill_root"/}, once for each version of uv.lock, with $2:"
  say "  about `download "$1"` MB of packages come from the Python package index and take up to `space "$1"` MB …"
}

# Runs a step of the set-up with its output in a log, while another process says every few seconds that it is still going
# on. Ctrl-C reaches the step itself, and when that has ended, our trap.
with_signs_of_life() {
  local status=0
  exec 9> >(tick)
  "$@" </dev/null >>"$half_made.log" 2>&1 9>&- || status=$?
  exec 9>&-
  return "$status"
}

# Nothing is ever written to what this reads: it ends with the step, or with the script, however that ends.
tick() {
  local ended
  while :; do
    ended=0
    read -r -t 4 || ended=$?
    if [ "$ended" -le 128 ]; then return; fi
    say "  … still at it after $SECONDS s`size_so_far`"
  done
}

size_so_far() {
  local size
  if size=`du -sm -- "$half_made" 2>/dev/null`; then printf ', %s MB are there' "${size%%[!0-9]*}"; fi
}

# Ends here where the set-up failed since the disk is full, or not writable any more; what was half-made is removed.
explain_disk() {
  local reason=''
  case $(<"$half_made.log") in
  *"o space left"*) reason="No space left on device" ;;
  *uota\ exceeded*) reason="Disk quota exceeded" ;;
  *ead-only\ file\ system*) reason="Read-only file system" ;;
  esac
  if [ -z "$reason" ]; then
    (check_writable) && return
  fi
  remove_made "$half_made"
  if [ -n "$reason" ]; then cannot_write "$reason"; fi
  exit 69
}

# Prints the last error in the log, or else the last line that says something.
last_words() {
  local line last='' error=''
  while IFS= read -r line; do
    if [ -n "${line// /}" ]; then last=$line; fi
    case $line in ERROR:* | error:* | Error:*) error=$line ;; esac
  done <"$half_made.log"
  line=${error:-${last:-it said nothing}}
  printf '%s' "${line:0:200}"
}

# Prints the Python to answer lookups with: any from 3.9 on. Returns non-zero where there is none.
find_python_for_lookups() {
  local candidate
  for candidate in python3 python3.{14,13,12,11,10,9} python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  return 1
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
    fail "$bare cannot make virtual environments." "On Debian and Ubuntu: apt install python3-venv. Or install uv."
  fi
  fail "this needs Python 3.11 or newer, or uv, and found neither on the PATH." "Install one and run it again."
}

# Until here the script's own trap holds, which needs no function.
trap 'interrupted' INT
trap 'clean_up; exit 143' TERM
trap 'clean_up; exit 129' HUP
