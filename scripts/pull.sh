#!/usr/bin/env bash
# Updates a clone of this skill that is installed somewhere: `git pull`, also after a refresh has changed what git
# tracks, and then a refresh from the vendor's newest document. Pages that a refresh made make way for the pull and are
# made again, with descriptions where they had them. Arguments are passed on to `git pull`.
# Exit codes: 2 refused to start; 3 the pull failed; those of `ampeco-refgen update`; 130 interrupted. Unless it ends
# with 0, everything is as it was before.

trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT
# shellcheck source=lib/environment.sh
source "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}lib/environment.sh"

main() {
  case ${1:-} in
  -h | --help)
    print_help pull.sh
    return
    ;;
  esac
  cd -- "$skill_root"
  check_start
  local before descriptions=full set_aside='' status=0
  before=$(git rev-parse HEAD)
  trap 'give_up' INT
  if grep -q '^"full": false,\{0,1\}$' reference/catalog.json 2>/dev/null; then descriptions=none; fi
  if [ -n "$(refreshed_files | tr -d '\0')" ]; then
    refreshed_files | git stash push --quiet --include-untracked --pathspec-from-file=- --pathspec-file-nul
    set_aside=yes
  fi
  if ! git pull --ff-only "$@" >&2; then
    bring_back
    stop 3 "git could not pull (see above): everything is as it was."
  fi
  (run_refgen update --out "$skill_root" --descriptions "$descriptions") || status=$?
  if [ "$status" -ne 0 ]; then
    git reset --quiet --keep "$before"
    bring_back
    stop "$status" "the refresh after the pull failed (see above): everything is as it was, the pull undone."
  fi
  if [ -n "$set_aside" ]; then git stash drop --quiet; fi
}

give_up() {
  trap '' INT # a second Ctrl-C is not to disturb the first
  git reset --quiet --keep "$before" || true
  bring_back
  say "interrupted: everything is as it was."
  exit 130
}

stop() {
  say "error: $2"
  exit "$1"
}

check_start() {
  local top
  top=$(git rev-parse --show-toplevel 2>/dev/null) || stop 2 "$skill_root is not a clone: refresh it with fetch-and-generate.sh."
  [ "$(cd -- "$top" && pwd -P)" = "$skill_root" ] ||
    stop 2 "$skill_root belongs to the repository of $top: pull that one as you are used to."
  git diff --cached --quiet -- SKILL.md reference ||
    stop 2 "changes of SKILL.md or reference/ are staged: commit them, or unstage them with 'git reset', and run this again."
  [ "$(git show HEAD:SKILL.md | own_text)" = "$(own_text <SKILL.md)" ] ||
    stop 2 "SKILL.md has changes of your own outside the generated blocks: commit or undo them, and run this again."
}

# What is left of SKILL.md without what a refresh renews: its blocks, and the metadata in its front matter.
own_text() {
  sed -E '/^<!-- BEGIN:/,/^<!-- END:/d; /^metadata:$/d; /^ +(api-version|catalog-sha256|generator): /d'
}

# Prints, ended by NUL, the files that differ from what git has and that a refresh makes again.
refreshed_files() {
  local file
  git diff --name-only -z HEAD -- SKILL.md reference
  git ls-files --others -z -- reference | while IFS= read -r -d '' file; do
    if head -c 60 -- "$file" | grep -q '^<!-- ampeco-refgen: do not edit -->'; then printf '%s\0' "$file"; fi
  done
}

# Puts the pages back that were set aside for the pull.
bring_back() {
  if [ -z "$set_aside" ]; then return; fi
  git checkout --quiet -- SKILL.md reference # what a refresh that failed may have begun
  git stash pop --quiet
}

main "$@"
