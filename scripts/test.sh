#!/usr/bin/env bash
# Runs the tests, setting up what they need; arguments are passed on to pytest: bash scripts/test.sh tests/unit -k text

trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT
# shellcheck source=lib/environment.sh
source "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}lib/environment.sh"
run_python 6 "$skill_root/scripts/test.py" "$@"
