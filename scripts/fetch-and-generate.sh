#!/usr/bin/env bash
# The one command to refresh this skill: fetches the newest OpenAPI document and generates SKILL.md's managed blocks
# and reference/ from it. Arguments are passed on to `ampeco-refgen update` (`--help` lists them).

trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT
# shellcheck source=lib/environment.sh
source "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}lib/environment.sh"
run_refgen update --out "$skill_root" "$@"
