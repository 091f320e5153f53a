#!/usr/bin/env bash
# Runs ampeco-refgen from this clone with nothing installed by hand: bash scripts/refgen.sh show "POST charge-points"
# All arguments are passed on and the current folder stays what it is; `--help` tells what there is.

trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT
# shellcheck source=lib/environment.sh
source "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}lib/environment.sh"
run_refgen "$@"
