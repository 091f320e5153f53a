#!/usr/bin/env bash
# The whole logic of an update job, for any CI system, cron or a person: refreshes the skill from the newest OpenAPI
# document and, where that changed something, commits SKILL.md and reference/ and pushes. Anything doubtful ends it
# before the commit. Arguments are passed on to `ampeco-refgen update`; docs/ci-job.md tells how to set up a job.
#
# Environment:
#   PUSH_REMOTE, PUSH_BRANCH   where to push: `origin` and the current branch unless set
#   PUSH_TOKEN                 the password for an https remote; shown to git only, stored nowhere
#   GIT_PUSH_OPTIONS           options for the receiving side, separated by spaces: `ci.skip` on GitLab
#   AGENTS_FILES               files of the repository that lead assistants to the skill, separated by spaces, each from
#                              the repository's root: `AGENTS.md GEMINI.md`; their blocks are renewed and committed
#   GIT_AUTHOR_NAME, …         as git has them
#   GITHUB_STEP_SUMMARY        a file that gets the outcome in a few lines
# Exit codes: those of `ampeco-refgen update` (3 vendor not reached, 4 document refused, 5 cannot write); 2 refused
# to start; 6 committed, but not pushed; 69 no environment for the program; 130 interrupted.

trap 'echo "interrupted: nothing half-written is left" >&2; exit 130' INT
# shellcheck source=lib/environment.sh
source "${BASH_SOURCE[0]%"${BASH_SOURCE[0]##*/}"}lib/environment.sh"

remote=${PUSH_REMOTE:-origin}
token=${PUSH_TOKEN:-}
unset PUSH_TOKEN # the refresh runs other people's code
outcome=''       # the program's report
state="nothing was committed"
refreshing=''
trap 'interrupted_job' INT

main() {
  case ${1:-} in
  -h | --help)
    print_help commit-update.sh
    return
    ;;
  esac
  cd -- "$skill_root"
  check_start
  refresh "$@"
  git add -A -- SKILL.md reference
  lead_assistants
  if git diff --cached --quiet; then
    report "Nothing new: no commit."
    if is_ahead; then publish; fi # a commit that an earlier run could not push
    return
  fi
  name_author
  commit
  report "$(git log -1 --format='%h %B')"
  publish
}

# Ends the job at Ctrl-C; where that has ended the refresh with 130, the program has said it already.
interrupted_job() {
  local status=$?
  trap '' INT TERM HUP # a second Ctrl-C is not to disturb the first
  if [ -n "$refreshing" ] && [ "$status" -eq 130 ]; then exec 2>/dev/null; fi
  report "interrupted: $state"
  exit 130
}

stop() {
  report "error: $2"
  exit "$1"
}

report() {
  say "$1"
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then printf '%s\n\n' "$1" >>"$GITHUB_STEP_SUMMARY"; fi
}

# A commit takes the whole index, so nothing of somebody else's may be waiting there.
check_start() {
  git rev-parse --git-dir >/dev/null || stop 2 "$skill_root is not a git repository, so there is nothing to commit to."
  branch=${PUSH_BRANCH:-$(git symbolic-ref --quiet --short HEAD || true)}
  [ -n "$branch" ] || stop 2 "no branch is checked out: set PUSH_BRANCH to the one to push to."
  local file
  set -- ':(exclude)SKILL.md' ':(exclude)reference'
  for file in ${AGENTS_FILES:-}; do
    [ ! -d "$(git rev-parse --show-toplevel)/$file" ] || stop 2 "AGENTS_FILES takes files, and $file is a folder."
    set -- "$@" ":(top,exclude)$file"
  done
  git diff --cached --quiet -- :/ "$@" ||
    stop 2 "other changes are staged: commit them, or unstage them with 'git reset', and run this again."
}

refresh() {
  local status=0
  refreshing=1
  outcome=$(run_refgen update --out "$skill_root" --require-fresh --strict --json "$@") || status=$?
  printf '%s\n' "$outcome"
  refreshing=''
  [ "$status" -eq 0 ] || stop "$status" "the refresh failed with exit code $status (see above): nothing was committed."
  tell_warnings "$outcome"
}

# Renews the blocks in the files of AGENTS_FILES, and stages these; with --check it only tells whether they are as they
# should be.
lead_assistants() {
  local file top status=0
  local -a files=()
  top=$(git rev-parse --show-toplevel)
  for file in ${AGENTS_FILES:-}; do files+=(--out "$top/$file"); done
  [ "${#files[@]}" -gt 0 ] || return 0
  (run_refgen agents-md --skill "$skill_root" "${files[@]}" "$@") || status=$?
  if [ "$#" -gt 0 ]; then return "$status"; fi
  [ "$status" -eq 0 ] || stop "$status" "the files of AGENTS_FILES could not be renewed (see above): nothing was committed."
  for file in $AGENTS_FILES; do git add -- ":(top)$file"; done
}

# Takes the refresh's report, and says how many warnings there were, those that would mislead have ended it; then which
# rows of recipes and tables the document no longer supports, so that somebody mends them.
tell_warnings() {
  local count care
  count=$(sed -n 's/^  "warnings": \([0-9]*\).*/\1/p' <<<"$1")
  if [ "${count:-0}" -eq 0 ]; then return; fi
  report "Warnings: $count, none of which would mislead (they stand above; docs/warnings.md)."
  care=$(run_own_python care.py <<<"$1") || care=''
  if [ -n "$care" ]; then report "$care"; fi
}

# Runs one of the programs in lib/, which have the standard library alone.
run_own_python() {
  local program=$1
  shift
  (run_python 9 "$skill_root/scripts/lib/$program" "$@")
}

name_author() {
  if git config user.email >/dev/null; then return; fi
  export GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-ampeco-refgen}"
  export GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-ampeco-refgen@localhost}"
  export GIT_COMMITTER_NAME="${GIT_COMMITTER_NAME:-$GIT_AUTHOR_NAME}"
  export GIT_COMMITTER_EMAIL="${GIT_COMMITTER_EMAIL:-$GIT_AUTHOR_EMAIL}"
}

# Ctrl-C is ignored for the moment of the commit, so that it is known whether there is one.
commit() {
  local message
  message=$(commit_message)
  trap '' INT
  git commit --quiet --message "$message"
  state="committed, but not pushed"
  trap 'interrupted_job' INT
}

# The heading of the newest entry that this refresh added to the changelog, the calls that changed, and git's own count.
commit_message() {
  local line
  line=$(git diff --cached --unified=0 --no-color --no-ext-diff -- reference/changelog.md |
    sed -n '/^+## /{s/^+## //;s/\\\(.\)/\1/g;p;}') # an entry's heading, without its Markdown escapes
  line=${line%%$'\n'*}
  run_own_python commit_message.py "${line:-Regenerate the reference}" <<<"$outcome"
  printf '\n'
  git diff --cached --shortstat | sed 's/^ *//'
}

is_ahead() { [ "$(git rev-list --count "$remote/$branch..HEAD" 2>/dev/null || echo 0)" -gt 0 ]; }

# Where the remote has moved on meanwhile, the commit is put on top of it, once, and only if it still is exactly what
# the generator there makes: a merge of two generated bundles would be neither.
publish() {
  if push; then return; fi
  say "The push was refused: fetching $branch and putting the commit on top of it."
  with_token fetch --quiet "$remote" "$branch" || stop 6 "push and fetch failed: the commit is in this clone only."
  trap '' INT # a rebase that is interrupted would have to be cleaned up by hand
  if ! git rebase --quiet --autostash FETCH_HEAD; then
    git rebase --abort
    stop 6 "$branch has changed in the same files meanwhile: nothing was pushed. Run the job again on its newest state."
  fi
  trap 'interrupted_job' INT
  (run_refgen generate --out "$skill_root" --check) ||
    stop 6 "$branch now generates something else: nothing was pushed. Run the job again on its newest state."
  lead_assistants --check ||
    stop 6 "$branch has other files for assistants now: nothing was pushed. Run the job again on its newest state."
  push || stop 6 "the push was refused again: the commit is in this clone only."
}

push() {
  local option
  set --
  for option in ${GIT_PUSH_OPTIONS:-}; do set -- "$@" --push-option "$option"; done
  with_token push --quiet "$@" "$remote" "HEAD:refs/heads/$branch" && state="committed and pushed"
}

# Runs git with the token at hand: git asks this helper for it, so it is in no file, no URL and no argument list.
with_token() {
  if [ -z "$token" ]; then
    GIT_TERMINAL_PROMPT=0 git "$@"
    return
  fi
  # shellcheck disable=SC2016 # the helper's shell expands it
  PUSH_TOKEN=$token GIT_TERMINAL_PROMPT=0 git -c credential.helper= \
    -c credential.helper='!f() { echo username=x-access-token; echo "password=$PUSH_TOKEN"; }; f' "$@"
}

main "$@"
