#!/usr/bin/env bash
# Runs the tests, setting up what they need; arguments are passed on to pytest: bash scripts/test.sh tests/unit -k text

source "$(dirname -- "${BASH_SOURCE[0]}")/lib/environment.sh"
run_pytest --numprocesses auto --maxprocesses 4 "$@"
