"""scripts/commit-update.sh from end to end, with a bare remote on disk and a stand-in for ampeco-refgen."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest
from sandbox import Sandbox, executable, git, push_first_commit

STAND_IN = """#!/usr/bin/env bash
# Notes how it was called; `update` then does what the test has put into $SCENARIO, in the skill's root.
printf '%s\\n' "$*" >>"$CALLS"
if [ -n "${PUSH_TOKEN:-}" ]; then echo "the token was visible" >>"$CALLS"; fi
case $1 in
update) source "$SCENARIO" && echo "${REPORT:-{\\"fresh\\": true\\}}" ;;
generate) exit "${DRIFT:-0}" ;;
agents-md) source "$SCENARIO.agents" ;;
esac
"""
NUMBERS = "3.110.0 → 3.139.0: +62 operations, 11 newly deprecated, 4 breaking"
NEW_VERSION = f"""
printf '%s\\n' '# Changelog' '' '## {NUMBERS}' '' More '' '## 3.109.0 → 3.110.0: +1 operation' >reference/changelog.md
echo new >reference/resources/new.md
rm reference/resources/old.md
echo 'block of 3.139.0' >>SKILL.md
echo stray >notes.txt
"""


class Job(Sandbox):
    """A clone of a bare remote with a first bundle in it, and the update job to run there."""

    def __init__(self, base: Sandbox, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.calls = folder / "calls"
        self.summary = folder / "summary.md"
        stand_in = executable(folder / "stand in" / "ampeco-refgen", STAND_IN)
        variables = {
            "AMPECO_REFGEN_COMMAND": str(stand_in),
            "CALLS": str(self.calls),
            "SCENARIO": str(folder / "scenario"),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        super().__init__(base.root, {**base.environment, **variables})
        self.scenario("true")
        self.scenario("true", of=".agents")

    def scenario(self, commands: str, of: str = "") -> None:
        (self.folder / f"scenario{of}").write_text(commands, encoding="utf-8")

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return git(cwd or self.root, self.environment, *arguments)

    def remote_head(self) -> str:
        return self.git("rev-parse", "main", cwd=self.remote)

    def refresh(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return self.run("commit-update.sh", *arguments, **variables)

    def somebody_pushes(self, path: str, text: str) -> str:
        """Commit a file to the remote from another clone; return the commit."""
        other = self.folder / "other"
        self.git("clone", "--quiet", str(self.remote), str(other), cwd=self.folder)
        (other / path).write_text(text, encoding="utf-8")
        self.git("add", "-A", cwd=other)
        self.git("commit", "--quiet", "-m", "Meanwhile", cwd=other)
        self.git("push", "--quiet", cwd=other)
        return self.remote_head()


@pytest.fixture
def job(sandbox: Sandbox, tmp_path: Path) -> Job:
    """A job whose clone and remote are at one first commit."""
    job = Job(sandbox, tmp_path)
    resources = job.root / "reference" / "resources"
    resources.mkdir(parents=True)
    (resources / "old.md").write_text("old\n")
    (job.root / "reference" / "changelog.md").write_text("# Changelog\n\n## 3.109.0 → 3.110.0: +1 operation\n")
    (job.root / "SKILL.md").write_text("The owner's words\n")
    push_first_commit(job.git, job.remote)
    return job


def test_without_news_there_is_no_commit(job: Job) -> None:
    before = job.remote_head()
    result = job.refresh()
    assert result.returncode == 0, result.stderr
    assert job.remote_head() == job.git("rev-parse", "HEAD") == before
    assert "Nothing new" in job.summary.read_text()


def test_a_refresh_is_fresh_and_strict_and_gets_the_arguments(job: Job) -> None:
    result = job.refresh("--descriptions", "none")
    called = f"update --out {job.root} --require-fresh --strict --json --descriptions none\n"
    assert job.calls.read_text() == called
    assert result.stdout == '{"fresh": true}\n'


def test_the_report_counts_the_warnings_that_stopped_nothing(job: Job) -> None:
    job.scenario("""printf '%s\\n' '{' '  "version": "1",' '  "warnings": 3,' '  "diagnostics": []' '}'""")
    result = job.refresh()
    assert result.returncode == 0, result.stderr
    assert "Warnings: 3, none of which would mislead" in result.stderr
    assert "Warnings: 3, none of which would mislead" in job.summary.read_text()
    job.scenario("""printf '%s\\n' '{' '  "warnings": 0,' '  "diagnostics": []' '}'""")
    assert "Warnings" not in job.refresh().stderr


def test_the_summary_lists_what_of_our_own_data_needs_care(job: Job) -> None:
    finding = {"code": "recipe-step-missing", "row": "recipes.yaml, recipe r, step 1", "message": "left out"}
    report = {"warnings": 1, "own_data": "1 recipe step needs care", "diagnostics": [finding]}
    result = job.refresh(REPORT=json.dumps(report, indent=2))
    assert result.returncode == 0, result.stderr
    for told in (result.stderr, job.summary.read_text()):
        assert "1 recipe step needs care:\n- recipes.yaml, recipe r, step 1: left out\n" in told


def test_a_new_version_is_one_commit_of_the_bundle_alone(job: Job) -> None:
    before = job.remote_head()
    job.scenario(NEW_VERSION)
    result = job.refresh()
    assert result.returncode == 0, result.stderr
    assert job.git("rev-list", f"{before}..main", cwd=job.remote).splitlines() == [job.git("rev-parse", "HEAD")]
    changed = job.git("diff", "--name-status", before, "main", cwd=job.remote).splitlines()
    assert changed == [
        "M\tSKILL.md",
        "M\treference/changelog.md",
        "A\treference/resources/new.md",
        "D\treference/resources/old.md",
    ]
    assert job.git("status", "--porcelain") == "?? notes.txt"


def test_the_message_is_the_changelog_line_and_the_counts(job: Job) -> None:
    job.scenario(NEW_VERSION)
    job.refresh()
    subject, blank, *body = job.git("log", "-1", "--format=%B").splitlines()
    assert (subject, blank) == (NUMBERS, "")
    assert body == ["4 files changed, 6 insertions(+), 1 deletion(-)"]
    assert NUMBERS in job.summary.read_text()


def test_the_message_names_the_calls_that_changed(job: Job) -> None:
    job.scenario(NEW_VERSION)
    removed = {"call": "GET /old", "change": "removed", "breaking": 1, "other": 0}
    added = {"call": "POST /new", "change": "added", "breaking": 0, "other": 1}
    job.refresh(REPORT=json.dumps({"changes": {"calls": [added, removed]}}))
    _, _, *body = job.git("log", "-1", "--format=%B").splitlines()
    assert body == ["- GET /old", "+ POST /new", "", "4 files changed, 6 insertions(+), 1 deletion(-)"]


def test_a_long_changelog_line_is_shortened_at_a_comma_and_the_rest_follows(job: Job) -> None:
    line = f"{NUMBERS}, 12 webhooks changed, 7 enums widened"
    job.scenario(f"echo '## {line}' >reference/changelog.md")
    job.refresh()
    subject, _, rest, *_ = job.git("log", "-1", "--format=%B").splitlines()
    assert subject == NUMBERS
    assert rest == "also 12 webhooks changed, 7 enums widened"


def test_the_message_is_the_newest_heading_as_it_reads(job: Job) -> None:
    headings = (
        f"- [{NUMBERS}](#newest)",
        f"## {NUMBERS.replace('+', chr(92) + '+')}",
        "## 3.105.0 → 3.110.0: +5 operations",
    )
    job.scenario("printf '%s\\n' " + " ".join(f"'{line}'" for line in headings) + " >reference/changelog.md")
    job.refresh()
    subject, _, counts = job.git("log", "-1", "--format=%B").splitlines()
    assert subject == NUMBERS
    assert counts.startswith("1 file changed")


def test_a_change_without_a_changelog_entry_does_not_claim_a_version(job: Job) -> None:
    job.scenario("echo 'another template' >reference/resources/old.md")
    assert job.refresh().returncode == 0
    assert job.git("log", "-1", "--format=%s") == "Regenerate the reference"


def test_the_author_is_whom_the_environment_names_or_the_tool(job: Job) -> None:
    job.scenario("echo 1 >>SKILL.md")
    job.refresh()
    assert job.git("log", "-1", "--format=%an <%ae> %cn") == "ampeco-refgen <ampeco-refgen@localhost> ampeco-refgen"
    job.scenario("echo 2 >>SKILL.md")
    job.refresh(GIT_AUTHOR_NAME="Robot", GIT_AUTHOR_EMAIL="robot@example.com")
    assert job.git("log", "-1", "--format=%an <%ae> %cn") == "Robot <robot@example.com> Robot"


@pytest.mark.parametrize(("code", "what"), [(3, "vendor down"), (4, "shrunken document"), (5, "disk full")])
def test_a_failed_refresh_fails_the_job_and_commits_nothing(job: Job, code: int, what: str) -> None:
    before = job.remote_head()
    job.scenario(f"echo '{what}' >&2; exit {code}")
    result = job.refresh()
    assert result.returncode == code
    assert what in result.stderr
    assert job.remote_head() == job.git("rev-parse", "HEAD") == before
    assert job.git("status", "--porcelain") == ""
    assert "nothing was committed" in job.summary.read_text()


def test_a_program_that_cannot_be_set_up_fails_the_job(job: Job) -> None:
    for name in ("uv", "python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"):
        executable(job.folder / "broken" / name, "#!/bin/sh\nexit 127\n")
    path = f"{job.folder / 'broken'}:{job.environment['PATH']}"
    result = job.refresh(AMPECO_REFGEN_COMMAND="", PATH=path)
    assert result.returncode == 69
    assert "nothing was committed" in result.stderr


def test_a_remote_that_moved_on_gets_the_commit_on_top(job: Job) -> None:
    theirs = job.somebody_pushes("README.md", "hello\n")
    job.scenario(NEW_VERSION + "echo 'not for the job' >>scripts/refgen.sh")
    result = job.refresh()
    assert result.returncode == 0, result.stderr
    assert job.git("log", "--format=%s", "main", cwd=job.remote).splitlines() == [NUMBERS, "Meanwhile", "First"]
    assert job.git("rev-parse", "main~1", cwd=job.remote) == theirs
    assert job.calls.read_text().splitlines()[-1] == f"generate --out {job.root} --check"
    assert "not for the job" in (job.root / "scripts" / "refgen.sh").read_text()


def test_a_remote_that_changed_the_same_files_is_left_as_it_is(job: Job) -> None:
    theirs = job.somebody_pushes("reference/changelog.md", "another job's\n")
    job.scenario(NEW_VERSION)
    result = job.refresh()
    assert result.returncode == 6
    assert "Run the job again" in result.stderr
    assert job.remote_head() == theirs
    assert job.git("rev-parse", "--abbrev-ref", "HEAD") == "main"


def test_a_remote_whose_generator_changed_is_left_as_it_is(job: Job) -> None:
    theirs = job.somebody_pushes("README.md", "as good as another template\n")
    job.scenario(NEW_VERSION)
    result = job.refresh(DRIFT="1")
    assert result.returncode == 6
    assert job.remote_head() == theirs


BLOCK = (
    'for path in "$@"; do case $path in *.md) echo block >>"$path" ;; --check) exit "${AGENTS_DRIFT:-0}" ;; esac; done'
)
"""What `agents-md` does in these tests: it adds a line to each file that is named, but where it only checks."""


def test_files_that_lead_assistants_are_renewed_where_they_are_named(job: Job) -> None:
    (job.root / "AGENTS.md").write_text("mine\n")
    job.git("add", "AGENTS.md")
    job.git("commit", "--quiet", "-m", "Mine")
    job.git("push", "--quiet")
    before = job.remote_head()
    job.scenario(BLOCK, of=".agents")
    assert job.refresh().returncode == 0
    assert job.remote_head() == before
    (job.root / "notes.md").write_text("not for the job\n")
    result = job.refresh(AGENTS_FILES="AGENTS.md GEMINI.md")
    assert result.returncode == 0, result.stderr
    changed = job.git("diff", "--name-status", before, "main", cwd=job.remote).splitlines()
    assert changed == ["M\tAGENTS.md", "A\tGEMINI.md"]
    assert job.git("show", "main:AGENTS.md", cwd=job.remote) == "mine\nblock"
    called = job.calls.read_text().splitlines()[-1]
    assert called == f"agents-md --skill {job.root} --out {job.root}/AGENTS.md --out {job.root}/GEMINI.md"


def test_a_skill_in_a_larger_repository_keeps_the_file_at_its_root_fresh(job: Job) -> None:
    skill = job.root / ".agents" / "skills" / "ampeco-public-api"
    skill.mkdir(parents=True)
    for name in ("scripts", "reference", "SKILL.md", "pyproject.toml", "uv.lock"):
        (job.root / name).rename(skill / name)
    job.git("add", "-A")
    job.git("commit", "--quiet", "-m", "Move")
    job.scenario(BLOCK, of=".agents")
    top, job.root = job.root, skill
    result = job.refresh(AGENTS_FILES="AGENTS.md")
    assert result.returncode == 0, result.stderr
    assert job.git("show", "--format=", "--name-status", "main", cwd=job.remote) == "A\tAGENTS.md"
    assert job.calls.read_text().splitlines()[-1] == f"agents-md --skill {skill} --out {top}/AGENTS.md"


def test_files_for_assistants_that_cannot_be_renewed_fail_the_job(job: Job) -> None:
    before = job.remote_head()
    job.scenario(NEW_VERSION)
    job.scenario("echo 'a marker is missing' >&2; exit 5", of=".agents")
    result = job.refresh(AGENTS_FILES="AGENTS.md")
    assert result.returncode == 5
    assert "a marker is missing" in result.stderr
    assert "nothing was committed" in job.summary.read_text()
    assert job.remote_head() == job.git("rev-parse", "HEAD") == before


def test_a_folder_among_the_files_for_assistants_is_refused(job: Job) -> None:
    result = job.refresh(AGENTS_FILES="reference")
    assert result.returncode == 2
    assert "reference is a folder" in result.stderr
    assert not job.calls.exists()


def test_a_remote_that_moved_on_gets_no_files_for_assistants_of_another_state(job: Job) -> None:
    theirs = job.somebody_pushes("README.md", "hello\n")
    job.scenario(BLOCK, of=".agents")
    result = job.refresh(AGENTS_FILES="AGENTS.md", AGENTS_DRIFT="1")
    assert result.returncode == 6
    assert "other files for assistants" in result.stderr
    assert job.remote_head() == theirs


def test_other_staged_changes_are_refused_and_stay_staged(job: Job) -> None:
    (job.root / "README.md").write_text("mine\n")
    job.git("add", "README.md")
    job.scenario(NEW_VERSION)
    result = job.refresh()
    assert result.returncode == 2
    assert "other changes are staged" in result.stderr
    assert job.git("diff", "--cached", "--name-only") == "README.md"
    assert not job.calls.exists()


def test_a_commit_that_could_not_be_pushed_is_pushed_by_the_next_run(job: Job) -> None:
    job.scenario(NEW_VERSION)
    away = job.remote.rename(job.folder / "away.git")
    assert job.refresh().returncode == 6
    away.rename(job.remote)
    job.scenario("true")
    assert job.refresh().returncode == 0
    assert job.remote_head() == job.git("rev-parse", "HEAD")
    assert job.git("log", "-1", "--format=%s", "main", cwd=job.remote) == NUMBERS


def test_a_detached_head_needs_the_name_of_the_branch(job: Job) -> None:
    job.git("checkout", "--quiet", "--detach")
    job.scenario(NEW_VERSION)
    refused = job.refresh()
    assert refused.returncode == 2
    assert "PUSH_BRANCH" in refused.stderr
    assert job.refresh(PUSH_BRANCH="main").returncode == 0
    assert job.remote_head() == job.git("rev-parse", "HEAD")


def test_outside_a_repository_it_refuses(job: Job) -> None:
    (job.root / ".git").rename(job.folder / "git")
    result = job.refresh()
    assert result.returncode == 2
    assert "not a git repository" in result.stderr


def test_push_options_reach_the_remote(job: Job) -> None:
    job.git("config", "receive.advertisePushOptions", "true", cwd=job.remote)
    hook = '#!/bin/sh\nprintf "%s\\n" "$GIT_PUSH_OPTION_0" "$GIT_PUSH_OPTION_1" >options\n'
    executable(job.remote / "hooks" / "post-receive", hook)
    job.scenario(NEW_VERSION)
    assert job.refresh(GIT_PUSH_OPTIONS="ci.skip other").returncode == 0
    assert (job.remote / "options").read_text() == "ci.skip\nother\n"


def test_the_token_is_shown_to_git_only(job: Job, guarded_remote: tuple[str, list[str]]) -> None:
    url, told = guarded_remote
    job.git("config", "credential.helper", "!echo username=somebody; echo password=else; :")
    job.scenario(NEW_VERSION)
    result = job.refresh(PUSH_TOKEN="s3cret", PUSH_REMOTE=url, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
    assert result.returncode == 6
    assert set(told) - {""} == {"Basic " + base64.b64encode(b"x-access-token:s3cret").decode()}
    assert "the token was visible" not in job.calls.read_text()
    assert "s3cret" not in result.stdout + result.stderr + (job.root / ".git" / "config").read_text()
