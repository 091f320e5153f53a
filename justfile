# The few tasks that people need: `just` lists them. Each is one line that can be typed as well.

set positional-arguments

[private]
default:
    @just --list

# Run the tests; arguments go to pytest
test *arguments:
    bash scripts/test.sh "$@"

# Check style, types and scripts
lint:
    uv run --frozen ruff check .
    uv run --frozen ruff format --check .
    uv run --frozen mypy
    uv run --frozen shellcheck scripts/*.sh scripts/lib/*.sh .ci/run

# Make the bundle again from the committed catalog, after a change to templates or code
generate *arguments:
    bash scripts/refgen.sh generate --out . "$@"

# Make the expected files of the tests again; read the diff before committing it
goldens:
    UPDATE_GOLDENS=1 bash scripts/test.sh

# All that a change must pass
check:
    bash .ci/run
