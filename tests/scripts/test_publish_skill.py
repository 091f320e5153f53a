"""scripts/publish_skill.py from end to end, with a bare remote on disk and a stand-in for ampeco-refgen."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sandbox import Sandbox, executable, git, push_first_commit

STAND_IN = f"""#!{sys.executable}
# Notes how it was called; `generate` and `pack` end as the test wants, `pack` packs what is in the skill's folder.
import json, os, pathlib, sys, time, zipfile
token = "token" if "PUSH_TOKEN" in os.environ else ""
with open(os.environ["CALLS"], "a") as calls:
    print(*sys.argv[1:], token, os.environ.get("AMPECO_REFGEN_SOURCE", ""), file=calls)
if sys.argv[1] == "generate":
    time.sleep(float(os.environ.get("SECONDS_LONG", "0")))
    print('{{"drift": ["reference/a.md"]}}')
    sys.exit(int(os.environ.get("GENERATE", "0")))
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if os.environ.get("PACK"):
    sys.exit(int(os.environ["PACK"]))
skill = pathlib.Path(options["--skill"])
with zipfile.ZipFile(options["--archive"], "w") as archive:
    for path in sorted(skill.rglob("*")):
        name = path.relative_to(skill).as_posix()
        if name.endswith((".md", "lookup.py")) and name != "README.md":
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes())
report = {{"name": "things", "description": "Exact. Use when.", "source": os.environ.get("SOURCE", "")}}
print(json.dumps(report))
"""
LOOKUP = """import pathlib, sys
if sys.argv[1] == "show":
    print((pathlib.Path(__file__).parents[1] / "reference" / sys.argv[2]).read_text())
else:
    print("GET /things")
"""
MARKETPLACE = {
    "name": "shop",
    "owner": {"name": "us"},
    "plugins": [{"name": "things", "source": "./", "description": "All things."}],
}


class Job(Sandbox):
    """A clone of a bare remote with a small skill in it, and the publishing job to run there."""

    def __init__(self, base: Sandbox, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.calls = folder / "calls"
        self.summary = folder / "summary.md"
        variables = {
            "AMPECO_REFGEN_COMMAND": str(executable(folder / "stand in" / "ampeco-refgen", STAND_IN)),
            "CALLS": str(self.calls),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        super().__init__(base.root, {**base.environment, **variables})

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        return git(cwd or self.root, self.environment, *arguments)

    def commit(self, path: str, text: str, cwd: Path | None = None) -> str:
        """Commit a file and return the commit."""
        place = (cwd or self.root) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
        self.git("add", "-A", cwd=cwd)
        self.git("commit", "--quiet", "-m", f"Change {path}", cwd=cwd)
        return self.git("rev-parse", "HEAD", cwd=cwd)

    def new_version(self, version: str) -> None:
        self.commit("reference/catalog.json", json.dumps({"version": version}))

    def publish(self, *arguments: str, root: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str((root or self.root) / "scripts" / "publish_skill.py"), *arguments],
            cwd=self.folder,
            env={**self.environment, **variables},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    def published(self) -> list[str]:
        """The subjects of the published commits, newest first; none where there is no such branch."""
        if "refs/heads/skill" not in self.refs():
            return []
        return self.git("log", "--format=%s", "skill", cwd=self.remote).splitlines()

    def refs(self) -> dict[str, str]:
        listed = self.git("for-each-ref", "--format=%(refname) %(objectname)", cwd=self.remote)
        return dict(line.split(" ", 1) for line in listed.splitlines())

    def tags(self) -> list[str]:
        return sorted(name.removeprefix("refs/tags/") for name in self.refs() if name.startswith("refs/tags/"))

    def file(self, path: str, at: str = "skill") -> bytes:
        return subprocess.run(
            ["git", "show", f"{at}:{path}"], cwd=self.remote, env=self.environment, check=True, capture_output=True
        ).stdout

    def state(self) -> tuple[object, ...]:
        """All that belongs to the user in the clone: files, index, configuration, refs, which branch is checked out."""
        files = {
            path.relative_to(self.root): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and (".git" not in path.parts or path.name in ("HEAD", "config", "index", "packed-refs"))
        }
        return files, self.git("for-each-ref"), self.git("worktree", "list")


@pytest.fixture
def job(sandbox: Sandbox, tmp_path: Path) -> Job:
    """A job whose clone and remote are at one first commit."""
    job = Job(sandbox, tmp_path)
    (job.root / "scripts" / "lookup.py").write_text(LOOKUP)
    texts = {
        "SKILL.md": "The owner's words\n",
        "reference/catalog.json": '{"version": "1.0.0"}',
        "reference/calls/things/GET.md": "# GET /things\n",
        "LICENSE": "free\n",
        ".claude-plugin/marketplace.json": json.dumps(MARKETPLACE),
    }
    for path, text in texts.items():
        (job.root / path).parent.mkdir(parents=True, exist_ok=True)
        (job.root / path).write_text(text)
    push_first_commit(job.git, job.remote)
    return job


def test_the_first_publication_is_a_branch_of_its_own_with_a_tag(job: Job) -> None:
    before = job.state()
    result = job.publish()
    assert result.returncode == 0, result.stderr
    assert job.published() == ["things, API 1.0.0, publication 1"]
    assert job.tags() == ["api-v1.0.0-1"]
    assert job.refs()["refs/tags/api-v1.0.0-1"] == job.refs()["refs/heads/skill"]
    assert job.state() == before
    assert "Published things for version 1.0.0 of the API" in job.summary.read_text()
    head = job.git("rev-parse", "HEAD")
    assert f"Packed-from: {head}" in job.git("log", "-1", "--format=%B", "skill", cwd=job.remote)


def test_the_branch_has_the_layout_that_installers_look_for(job: Job) -> None:
    job.publish(SOURCE="https://github.com/owner/repository")
    paths = job.git("ls-tree", "-r", "--name-only", "skill", cwd=job.remote).splitlines()
    assert paths == [
        ".claude-plugin/marketplace.json",
        ".nojekyll",
        ".well-known/agent-skills/index.json",
        ".well-known/agent-skills/things.zip",
        ".well-known/agent-skills/things.zip.sha256",
        "README.md",
        "skills/things/SKILL.md",
        "skills/things/reference/calls/things/GET.md",
        "skills/things/scripts/lookup.py",
    ]
    digest = hashlib.sha256(job.file(".well-known/agent-skills/things.zip")).hexdigest()
    assert job.file(".well-known/agent-skills/things.zip.sha256").decode() == f"{digest}  things.zip\n"
    assert json.loads(job.file(".well-known/agent-skills/index.json")) == {
        "$schema": "https://schemas.agentskills.io/discovery/0.2.0/schema.json",
        "skills": [
            {
                "name": "things",
                "type": "archive",
                "description": "Exact. Use when.",
                "url": "things.zip",
                "digest": f"sha256:{digest}",
            }
        ],
    }
    assert json.loads(job.file(".claude-plugin/marketplace.json")) == {
        "name": "shop",
        "owner": {"name": "us"},
        "plugins": [
            {
                "name": "things",
                "source": "./",
                "strict": False,
                "skills": ["./skills/things"],
                "description": "All things.",
            }
        ],
    }
    readme = job.file("README.md").decode()
    for command in (
        "claude plugin marketplace add owner/repository#skill",
        "claude plugin install things@shop",
        "git clone --depth 1 --branch skill https://github.com/owner/repository packed",
        "npx skills add owner/repository#skill --skill things",
        "gh skill install owner/repository things@TAG",
    ):
        assert command in readme


def test_nothing_new_makes_no_commit_and_no_tag(job: Job) -> None:
    job.publish()
    before = job.refs()
    job.commit("README.md", "of no concern to the skill\n")
    result = job.publish()
    assert (result.returncode, job.refs()) == (0, before), result.stderr
    assert "Nothing new: the branch skill has this skill already." in job.summary.read_text()


def test_a_new_version_is_a_commit_on_top_with_a_tag_of_its_own(job: Job) -> None:
    job.publish()
    job.new_version("1.1.0")
    assert job.publish().returncode == 0
    assert job.published() == ["things, API 1.1.0, publication 1", "things, API 1.0.0, publication 1"]
    assert job.tags() == ["api-v1.0.0-1", "api-v1.1.0-1"]


def test_other_pages_of_the_same_version_count_on(job: Job) -> None:
    job.publish()
    for number in range(2, 11):
        job.git("tag", f"api-v1.0.0-{number}", "main", cwd=job.remote)
    for name in ("api-v1.0.0-x", "api-v1.0.0-99-1", "api-v1.0.00-77"):
        job.git("tag", name, "main", cwd=job.remote)
    job.commit("reference/calls/things/GET.md", "# GET /things\n\nMore.\n")
    job.publish()
    assert job.published()[0] == "things, API 1.0.0, publication 11"
    assert "api-v1.0.0-11" in job.tags()
    job.commit("reference/calls/things/POST.md", "# POST /things\n")
    (job.root / "reference/calls/things/GET.md").unlink()
    job.commit("SKILL.md", "Other words\n")
    job.publish()
    assert job.file("skills/things/SKILL.md") == b"Other words\n"
    paths = job.git("ls-tree", "-r", "--name-only", "skill", cwd=job.remote)
    assert "POST.md" in paths
    assert "GET.md" not in paths


def just_before_the_push(job: Job, script: Path) -> dict[str, str]:
    """Return variables for a run that let another clone publish just when this one pushes for the first time."""
    once, real = job.folder / "moved", shutil.which("git")
    earlier = "GIT_COMMITTER_DATE=2001-01-01T00:00:00Z"  # in the same second the same skill would be the same commit
    meanwhile = f'{earlier} PATH=${{PATH#*:}} "{sys.executable}" "{script}" >&2'
    condition = f'case " $* " in *" push "*) [ -e "{once}" ] || {{ touch "{once}"; {meanwhile} || exit 1; }} ;; esac'
    fake = executable(job.folder / "git before" / "git", f'#!/bin/sh\n{condition}\nexec "{real}" "$@"\n')
    return {"PATH": f"{fake.parent}:{job.environment['PATH']}"}


def somebody_else(job: Job, *, version: str) -> Path:
    """Return another clone, which has one more commit than ours, with another version."""
    other = job.folder / "other"
    job.git("clone", "--quiet", str(job.remote), str(other), cwd=job.folder)
    job.commit("reference/catalog.json", json.dumps({"version": version}), cwd=other)
    return other


@pytest.mark.parametrize("first", [True, False])
def test_a_remote_that_moved_on_gets_the_publication_on_top(job: Job, first: bool) -> None:
    if not first:
        job.publish()
        job.new_version("1.1.0")
        job.git("push", "--quiet")
    other = somebody_else(job, version="0.9.0")
    job.commit("reference/calls/things/GET.md", "# GET /things\n\nMore.\n")
    result = job.publish(**just_before_the_push(job, other / "scripts" / "publish_skill.py"))
    assert result.returncode == 0, result.stderr
    version = "1.0.0" if first else "1.1.0"
    assert job.published()[:2] == [f"things, API {version}, publication 1", "things, API 0.9.0, publication 1"]
    assert {f"api-v{version}-1", "api-v0.9.0-1"} <= set(job.tags())
    assert "looking whether somebody else has published" in result.stderr


def test_an_older_state_is_not_published_over_a_newer_one(job: Job) -> None:
    other = somebody_else(job, version="2.0.0")
    job.git("push", "--quiet", cwd=other)
    assert job.publish(root=other).returncode == 0
    before = job.refs()
    result = job.publish()
    assert (result.returncode, job.refs()) == (0, before), result.stderr
    assert "has a newer state" in result.stderr


def test_the_same_from_two_at_once_is_published_once(job: Job) -> None:
    other = job.folder / "other"
    job.git("clone", "--quiet", str(job.remote), str(other), cwd=job.folder)
    result = job.publish(**just_before_the_push(job, other / "scripts" / "publish_skill.py"))
    assert result.returncode == 0, result.stderr
    assert (job.published(), job.tags()) == (["things, API 1.0.0, publication 1"], ["api-v1.0.0-1"])
    assert "Nothing new" in result.stderr


def test_a_remote_that_never_stands_still_is_given_up(job: Job) -> None:
    job.publish()
    job.new_version("1.1.0")
    blob = "$(date +%N | git hash-object -w --stdin)"
    moving = (
        "#!/bin/sh\nunset GIT_QUARANTINE_PATH\n"
        f'tree=$(printf "100644 blob %s\\tx\\n" "{blob}" | git mktree)\n'
        'new=$(printf "x\\n\\nPacked-from: 1111111111111111111111111111111111111111\\n" |\n'
        "  git -c user.name=x -c user.email=x@x commit-tree $tree -p skill)\n"
        "git update-ref refs/heads/skill $new\n"
    )
    executable(job.remote / "hooks" / "pre-receive", moving)
    result = job.publish()
    assert result.returncode == 6, result.stderr
    assert "moved on with each of 4 attempts" in result.stderr
    assert job.tags() == ["api-v1.0.0-1"]


@pytest.mark.parametrize(
    ("variables", "code", "told"),
    [
        ({"GENERATE": "1"}, 4, "these pages are not what the catalog gives: reference/a.md. Nothing was published."),
        ({"GENERATE": "4"}, 4, "exit code 4"),
        ({"PACK": "5"}, 5, "could not be packed"),
        ({"PACK": "69"}, 69, "could not be packed"),
    ],
)
def test_nothing_is_pushed_where_a_check_fails(job: Job, variables: dict[str, str], code: int, told: str) -> None:
    before = job.refs()
    result = job.publish(**variables)
    assert (result.returncode, job.refs()) == (code, before), result.stderr
    assert told in result.stderr
    assert "nothing was published" in job.summary.read_text().lower()


def test_nor_where_the_marketplace_is_none(job: Job) -> None:
    job.commit(".claude-plugin/marketplace.json", "{")
    before = job.refs()
    result = job.publish()
    assert (result.returncode, job.refs()) == (5, before), result.stderr
    assert "is no marketplace" in job.summary.read_text()


@pytest.mark.parametrize(
    "lookup", ["import sys; sys.exit(3)", "import msgspec; print('GET /things')", "print('x')", ""]
)
def test_nor_where_the_packed_skill_does_not_answer(job: Job, lookup: str) -> None:
    job.commit("scripts/lookup.py", lookup)
    before = job.refs()
    result = job.publish()
    assert (result.returncode, job.refs()) == (4, before), result.stderr
    assert "does not answer" in result.stderr


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_who_may_not_push_is_told_and_neither_branch_nor_tag_arrives(job: Job, hook: str) -> None:
    condition = "exit 1" if hook == "pre-receive" else "case $1 in refs/tags/*) exit 1 ;; esac"
    executable(job.remote / "hooks" / hook, f"#!/bin/sh\n{condition}\n")
    before = job.refs()
    result = job.publish()
    assert (result.returncode, job.refs()) == (6, before), result.stderr
    assert "was refused (see above)" in result.stderr
    assert "nothing was published" in job.summary.read_text()


def test_a_remote_that_is_not_there_is_told(job: Job) -> None:
    job.remote.rename(job.folder / "away.git")
    result = job.publish()
    assert result.returncode == 6
    assert "the remote origin cannot be read" in result.stderr


def test_what_is_committed_is_published_also_from_a_dirty_detached_shallow_clone(job: Job) -> None:
    job.commit("SKILL.md", "Committed\n")
    job.git("push", "--quiet")
    shallow = job.folder / "shallow clone"
    job.git("clone", "--quiet", "--depth=1", f"file://{job.remote}", str(shallow), cwd=job.folder)
    job.git("checkout", "--quiet", "--detach", cwd=shallow)
    (shallow / "SKILL.md").write_text("Not committed\n")
    (shallow / "reference" / "own.md").write_text("# Mine\n")
    job.git("add", "reference/own.md", cwd=shallow)
    ours = Job(Sandbox(shallow, job.environment), job.folder)
    before = ours.state()
    result = job.publish(root=shallow)
    assert result.returncode == 0, result.stderr
    assert "Not everything is committed" in result.stderr
    assert "SKILL.md" in result.stderr
    assert job.file("skills/things/SKILL.md") == b"Committed\n"
    assert ours.state() == before


def test_a_branch_that_holds_something_else_is_left_as_it_is(job: Job) -> None:
    job.git("branch", "skill", "main", cwd=job.remote)
    before = job.refs()
    result = job.publish()
    assert (result.returncode, job.refs()) == (2, before)
    assert "PUBLISH_BRANCH" in result.stderr
    assert job.publish(PUBLISH_BRANCH="packed/skill").returncode == 0
    assert "refs/heads/packed/skill" in job.refs()


def test_a_branch_of_no_valid_name_is_refused(job: Job) -> None:
    result = job.publish(PUBLISH_BRANCH="-x")
    assert result.returncode == 2
    assert "no name for a branch" in result.stderr


def test_outside_a_repository_of_its_own_it_refuses(job: Job) -> None:
    (job.root / ".git").rename(job.folder / "git")
    assert job.publish().returncode == 2
    job.git("init", "--quiet", cwd=job.root.parent)
    assert job.publish().returncode == 2


def test_the_author_is_whom_the_environment_or_the_clone_names_or_the_tool(job: Job) -> None:
    authors = []
    for number, variables in enumerate(({}, {"GIT_AUTHOR_NAME": "Robot", "GIT_AUTHOR_EMAIL": "robot@example.com"})):
        job.new_version(f"3.{number}")
        job.publish(**variables)
        authors.append(job.git("log", "-1", "--format=%an <%ae> %cn", "skill", cwd=job.remote))
    job.git("config", "user.name", "Person")
    job.git("config", "user.email", "person@example.com")
    job.new_version("4")
    job.publish()
    authors.append(job.git("log", "-1", "--format=%an <%ae> %cn", "skill", cwd=job.remote))
    assert authors == [
        "ampeco-refgen <ampeco-refgen@localhost> ampeco-refgen",
        "Robot <robot@example.com> Robot",
        "Person <person@example.com> Person",
    ]


def test_a_version_that_is_anything_makes_a_tag_and_acts_on_no_terminal(job: Job) -> None:
    job.new_version("\x1b[31m../1.0 beta~^:?*[\\`|\n.lock")
    result = job.publish()
    assert result.returncode == 0, result.stderr
    assert job.tags() == ["api-v31m.-1.0-beta-.lock-1"]
    for text in (result.stderr, job.file("README.md").decode(), job.published()[0]):
        assert "\x1b" not in text


def test_push_options_reach_the_remote(job: Job) -> None:
    job.git("config", "receive.advertisePushOptions", "true", cwd=job.remote)
    executable(job.remote / "hooks" / "post-receive", '#!/bin/sh\necho "$GIT_PUSH_OPTION_0" >options\n')
    assert job.publish(GIT_PUSH_OPTIONS="ci.skip").returncode == 0
    assert (job.remote / "options").read_text() == "ci.skip\n"


def test_hooks_of_the_clone_are_not_run(job: Job) -> None:
    executable(job.root / ".hooks" / "pre-push", "#!/bin/sh\nexit 1\n")
    job.git("config", "core.hooksPath", ".hooks")
    assert job.publish().returncode == 0


def test_an_interrupt_ends_it_with_nothing_published(job: Job) -> None:
    before = job.refs(), job.state()
    script = str(job.root / "scripts" / "publish_skill.py")
    environment = {**job.environment, "SECONDS_LONG": "20", "TMPDIR": str(job.folder)}
    process = subprocess.Popen([sys.executable, script], env=environment, stderr=subprocess.PIPE, encoding="utf-8")
    while not (job.calls.is_file() and "generate" in job.calls.read_text()):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told.splitlines()[-1]) == (130, "interrupted: nothing was published")
    assert (job.refs(), job.state()) == before
    assert not list(job.folder.glob("publish-skill-*"))


def test_help_is_what_the_script_says_of_itself(job: Job) -> None:
    result = job.publish("--help")
    assert (result.returncode, result.stdout.splitlines()[0][:9]) == (0, "Publishes")
    assert job.publish("--all").returncode == 2
    assert job.published() == []


def test_the_token_is_shown_to_git_only(job: Job, guarded_remote: tuple[str, list[str]]) -> None:
    url, told = guarded_remote
    job.git("config", "credential.helper", "!echo username=somebody; echo password=else; :")
    result = job.publish(PUSH_TOKEN="s3cret", PUSH_REMOTE=url, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
    assert result.returncode == 6
    assert set(told) - {""} == {"Basic " + base64.b64encode(b"x-access-token:s3cret").decode()}
    assert "token" not in job.calls.read_text()
    assert "s3cret" not in result.stdout + result.stderr + (job.root / ".git" / "config").read_text()


def test_an_address_with_a_password_is_in_no_list_of_arguments_and_no_message(job: Job) -> None:
    url = "https://user:s3cret@127.0.0.1:1/a.git"
    result = job.publish(PUSH_REMOTE=url, NO_PROXY="127.0.0.1")
    assert result.returncode == 6
    pack = job.calls.read_text().splitlines()[-1]
    assert pack.endswith(url)  # by the environment
    assert "s3cret" not in pack.removesuffix(url)
    assert "s3cret" not in next(line for line in result.stderr.splitlines() if line.startswith("error: "))


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_remote_on_this_machine_is_told_to_nobody(job: Job, scheme: str) -> None:
    place = job.remote.rename(job.folder / "a remote.git")
    result = job.publish(PUSH_REMOTE=f"{scheme}{place}")
    assert result.returncode == 0, result.stderr
    pack = next(line for line in job.calls.read_text().splitlines() if line.startswith("pack"))
    assert "a remote.git" not in pack
