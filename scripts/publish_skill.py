#!/usr/bin/env python3
"""Publishes the packed skill to a branch that installers read, and to a tag; for any CI system, or a person.

What is committed (HEAD) is packed, checked, and pushed to the branch `skill` of the remote as one commit, together with
a tag `api-v<version of the API>-<n>`, both or neither. Where the branch has these very files already, nothing is done.
The clone, its branch, index and files stay as they are, and what is not committed is not published. docs/ci-job.md
tells how to set up a job.

Environment:
  PUSH_REMOTE                where to push: `origin` unless set
  PUBLISH_BRANCH             the branch to publish to: `skill` unless set
  PUSH_TOKEN                 the password for an https remote; shown to git only, stored nowhere
  GIT_PUSH_OPTIONS           options for the receiving side, separated by spaces: `ci.skip` on GitLab
  GIT_AUTHOR_NAME, …         as git has them
  GITHUB_STEP_SUMMARY        a file that gets the outcome in a few lines
Exit codes: 0 published, or nothing new; 2 refused to start; 4 a check failed; 5 the skill cannot be packed; 6 not
pushed; 69 no environment for the program; 70 an internal error; 130 interrupted. With any but 0, nothing was
published, unless the last line says that the push had begun.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent / "lib"))

from published_branch import Publication, branch_files, next_number, tag_stem  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
TRAILER = "Packed-from"
"""The trailer of a commit on the published branch: the commit that was packed."""
ATTEMPTS = 4
"""So many times a push is tried where somebody else publishes at the same time."""
NAMED = 10
"""So many pages are named that are not as they should be."""
_TOKEN_HELPER = '!f() { echo username=x-access-token; echo "password=$PUSH_TOKEN"; }; f'
_OF_ANOTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
"""Variables of the environment in which git runs a hook."""
_STATE = "nothing was published"
_UNSURE = "the push had begun: run this again to see whether it arrived"


class StoppedError(Exception):
    """The publishing ends here, with an exit code and what to say."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Git:
    """Runs git for the published branch in a repository of its own, so that the clone's stays untouched.

    That one takes over the clone's configuration: remotes, credentials, who commits. Its commands run in the clone's
    folder, from which relative addresses start.
    """

    def __init__(self, folder: Path, token: str) -> None:
        self.folder = folder
        self._token = token
        kind = git(ROOT, "rev-parse", "--show-object-format").strip()
        git(ROOT, "init", "--quiet", "--bare", f"--object-format={kind}", "--template=", str(folder))
        common = Path(ROOT, git(ROOT, "rev-parse", "--git-common-dir").strip(), "config").resolve()
        config = folder / "config"
        own = config.read_text("utf-8")
        include = f"[include]\n\tpath = {json.dumps(str(common), ensure_ascii=False)}\n"
        config.write_text(include + own.replace("bare = true", "bare = false"), "utf-8")

    def run(self, *arguments: str, stdin: bytes = b"") -> str:
        """Return what a command of git prints; raises `CalledProcessError` where it fails, after git said why."""
        return self._done(arguments, stdin, check=True).stdout.decode("utf-8", "replace").strip()

    def succeeds(self, *arguments: str, quiet: bool = False) -> bool:
        """Run a command of git and tell whether it succeeded."""
        return self._done(arguments, b"", quiet=quiet).returncode == 0

    def _done(
        self, arguments: Sequence[str], stdin: bytes, *, check: bool = False, quiet: bool = False
    ) -> subprocess.CompletedProcess[bytes]:
        own = {
            "GIT_DIR": str(self.folder),
            "GIT_WORK_TREE": str(ROOT),
            "GIT_INDEX_FILE": str(self.folder / "own-index"),
        }
        environment = {**os.environ, **own, "GIT_TERMINAL_PROMPT": "0"}
        helper: list[str] = []
        if self._token:  # git asks this helper, so the token is in no file, no address and no list of arguments
            environment["PUSH_TOKEN"] = self._token
            helper = ["-c", "credential.helper=", "-c", f"credential.helper={_TOKEN_HELPER}"]
        return subprocess.run(
            ["git", *helper, *arguments],
            cwd=ROOT,
            env=environment,
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            check=check,
        )


def main(arguments: Sequence[str]) -> int:
    """Publish, say what was done, and return the exit code."""
    if set(arguments) & {"-h", "--help"}:
        print(__doc__)
        return 0
    if arguments:
        say("error: this takes no arguments, but variables of the environment: --help tells which")
        return 2
    for name in _OF_ANOTHER_REPOSITORY:
        os.environ.pop(name, None)
    token = os.environ.pop("PUSH_TOKEN", "")  # what is run here to make and check the pack is other people's code
    state = [_STATE]
    try:
        with tempfile.TemporaryDirectory(prefix="publish-skill-") as scratch:
            publish(Path(scratch), token, state)
        return 0
    except StoppedError as stopped:
        report(f"error: {stopped}")
        return stopped.code
    except subprocess.CalledProcessError as failed:
        report(f"internal error: `{' '.join(map(str, failed.cmd[:4]))}` failed (see above): {state[0]}.")
        return 70
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        report(f"interrupted: {state[0]}")
        return 130


def publish(scratch: Path, token: str, state: list[str]) -> None:
    """Pack, check and push what is committed; raises `StoppedError` where that must not be, or cannot be."""
    head, remote, branch = check_start()
    skill = exported(scratch / "export", head)
    publication = packed(skill, scratch, remote, branch)
    try:
        files = branch_files(publication)
    except ValueError as problem:
        stop(5, f".claude-plugin/marketplace.json is no marketplace ({problem}): nothing was published.")
    check_lookups(scratch / "checked", files, publication.name)
    repository = Git(scratch / "repository.git", token)
    tree = written_tree(repository, scratch / "tree", files)
    stem = tag_stem(publication.version)
    before: dict[str, str] | None = None
    for _ in range(ATTEMPTS):
        refs = remote_refs(repository, remote, branch, stem)
        if refs == before:
            stop(
                6, f"the push to {branch} was refused (see above): nothing was published. May this account push there?"
            )
        before = refs
        parent = fetched(repository, remote, branch) if f"refs/heads/{branch}" in refs else ""
        if parent and is_done(repository, remote, parent, tree, head, branch):
            return
        number = next_number(stem, [name.removeprefix("refs/tags/") for name in refs])
        tag = f"{stem}-{number}"
        commit = committed(repository, publication, tree, parent, head, number)
        state[0] = _UNSURE
        if pushed(repository, remote, commit, branch, tag):
            what = f"{publication.name} for version {publication.version} of the API: {len(files)} files"
            report(f"Published {what}, as {commit[:9]} on the branch {branch} and as the tag {tag}.")
            return
        state[0] = _STATE
        say("The push was refused: looking whether somebody else has published meanwhile.")
    stop(6, f"{branch} moved on with each of {ATTEMPTS} attempts: nothing was published. Run this again.")


def check_start() -> tuple[str, str, str]:
    """Return the commit that is checked out, the remote and the branch to publish to."""
    try:
        top = git(ROOT, "rev-parse", "--show-toplevel", quiet=True).rstrip("\n")
        head = git(ROOT, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", quiet=True).strip()
    except (subprocess.CalledProcessError, OSError):
        stop(2, f"{ROOT} is not a git repository with a commit, so there is nothing to publish.")
    if Path(top).resolve() != ROOT:
        stop(2, f"{ROOT} belongs to the repository of {top}: publish from a clone of its own.")
    branch = os.environ.get("PUBLISH_BRANCH") or "skill"
    if (
        subprocess.run(["git", "check-ref-format", "--branch", branch], capture_output=True, check=False).returncode
        != 0
    ):
        stop(2, f"PUBLISH_BRANCH is {branch!r}, which is no name for a branch.")
    changed = git(ROOT, "status", "--porcelain", "--", "SKILL.md", "reference", "scripts", "src", "LICENSE")
    if changed.strip():
        say("Not everything is committed; what is published is what the last commit has, without:")
        say("\n".join(changed.rstrip("\n").splitlines()[:10]))
    return head, os.environ.get("PUSH_REMOTE") or "origin", branch


def exported(folder: Path, head: str) -> Path:
    """Return a folder with what is committed."""
    content = subprocess.run(["git", "archive", "--format=zip", head], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    with zipfile.ZipFile(io.BytesIO(content.stdout)) as archive:
        archive.extractall(folder)
    return folder


def packed(skill: Path, scratch: Path, remote: str, branch: str) -> Publication:
    """Return what is to be published, after the checks of the program itself."""
    done = refgen("generate", "--out", str(skill), "--check", "--json", "-q")
    if done.returncode == 1:
        drift = json.loads(done.stdout)["drift"]
        more = f" and {len(drift) - NAMED} more" if len(drift) > NAMED else ""
        names = f"{', '.join(drift[:NAMED])}{more}"
        remedy = "Make them again with `bash scripts/refgen.sh generate`, and commit that"
        stop(4, f"these pages are not what the catalog gives: {names}. Nothing was published. {remedy}.")
    if done.returncode:
        code = done.returncode
        stop(code, f"checking the skill failed with exit code {code} (see above): nothing was published.")
    archive = scratch / "skill.zip"
    source = {"AMPECO_REFGEN_SOURCE": address_of(remote)}
    done = refgen("pack", "--skill", str(skill), "--archive", str(archive), "--json", "-q", **source)
    if done.returncode:
        stop(done.returncode, "the skill could not be packed (see above): nothing was published.")
    pack: dict[str, Any] = json.loads(done.stdout)
    marketplace = skill / ".claude-plugin" / "marketplace.json"
    return Publication(
        name=pack["name"],
        description=pack["description"],
        version=shown(json.loads((skill / "reference" / "catalog.json").read_text("utf-8"))["version"]),
        source=pack["source"],
        branch=branch,
        archive=archive.read_bytes(),
        marketplace=marketplace.read_text("utf-8") if marketplace.is_file() else "",
    )


def shown(version: str) -> str:
    """Return a version of the API, a text of the document, as a few words that act on no terminal."""
    return " ".join(re.sub(r"[^ -~]", "?", version).split())[:40] or "unknown"


def address_of(remote: str) -> str:
    """Return the address of a remote that may be named by it, which the program frees of what is secret.

    It is empty for a path on this machine: by git's rule that has no colon before its first slash, but for a drive's.
    """
    command = ["git", "config", "--get", f"remote.{remote}.url"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    address = done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else remote
    scheme, colon, _ = address.partition(":")
    is_path = not colon or len(scheme) == 1 or "/" in scheme or scheme == "file"
    return "" if is_path else address


def refgen(*arguments: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command of the program, as `scripts/refgen.py` does for everybody."""
    environment = {key: value for key, value in os.environ.items() if key != "AMPECO_REFGEN_OUT"}
    command = [sys.executable, str(ROOT / "scripts" / "refgen.py"), *arguments]
    return subprocess.run(command, env={**environment, **variables}, stdout=subprocess.PIPE, check=False)


def check_lookups(folder: Path, files: dict[str, bytes], name: str) -> None:
    """Stop where the lookup command of the packed skill does not answer with the standard library alone."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    skill = folder / "skills" / name
    script = skill / "scripts" / "lookup.py"
    pages = sorted((skill / "reference" / "calls").rglob("*.md"))
    if not script.is_file() or not pages:
        return
    heading = re.search(r"^# (.*)$", pages[0].read_text("utf-8"), re.MULTILINE)
    page = pages[0].relative_to(skill / "reference").as_posix()
    words = re.findall(r"[a-z0-9]+", page.rpartition("/")[0].lower()) or [page]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AMPECO_REFGEN")}
    for question, expected in ((["show", page], heading[0] if heading else ""), (["search", *words], "")):
        command = [sys.executable, "-I", "-S", str(script), *question]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        if done.returncode or not done.stdout or expected.encode() not in done.stdout:
            said = done.stderr.decode("utf-8", "replace").strip() or "it said nothing"
            what = f"`lookup.py {' '.join(question)}` (exit code {done.returncode}: {said})"
            stop(4, f"the packed skill does not answer {what}: nothing was published.")


def written_tree(repository: Git, folder: Path, files: dict[str, bytes]) -> str:
    """Return the tree that has just these files, byte for byte, whatever git would do to line ends."""
    folder.mkdir()
    places = []
    for number, content in enumerate(files.values()):
        place = folder / str(number)
        place.write_bytes(content)
        places.append(str(place))
    command = ("hash-object", "-w", "--no-filters", "--stdin-paths")
    blobs = iter(repository.run(*command, stdin="\n".join(places).encode()).splitlines())
    lines = [f"100644 {next(blobs)}\t{path}\n" for path in files]
    repository.run("update-index", "--add", "--index-info", stdin="".join(lines).encode())
    return repository.run("write-tree")


def remote_refs(repository: Git, remote: str, branch: str, stem: str) -> dict[str, str]:
    """Return what the remote has of the branch and of the tags of this version: the object by the name."""
    try:
        listed = repository.run("ls-remote", remote, f"refs/heads/{branch}", f"refs/tags/{stem}-*")
    except subprocess.CalledProcessError:
        stop(6, f"the remote {named(remote)} cannot be read (see above): nothing was published.")
    return {name: value for value, name in (line.split("\t") for line in listed.splitlines())}


def fetched(repository: Git, remote: str, branch: str) -> str:
    """Return the newest commit of the published branch, which is in the repository then, without those before it."""
    wanted = f"+refs/heads/{branch}:refs/publish/parent"
    if not repository.succeeds("fetch", "--quiet", "--no-tags", "--depth=1", remote, wanted):
        stop(6, f"the branch {branch} cannot be fetched (see above): nothing was published.")
    return repository.run("rev-parse", "refs/publish/parent")


def named(remote: str) -> str:
    """Return the name of a remote as it may be told: an address may hold a password."""
    return "of PUSH_REMOTE" if "/" in remote or ":" in remote else remote


def is_done(repository: Git, remote: str, parent: str, tree: str, head: str, branch: str) -> bool:
    """Tell whether nothing is to be published on top of a commit; stops where that is none of a publication."""
    if repository.run("rev-parse", f"{parent}^{{tree}}") == tree:
        report(f"Nothing new: the branch {branch} has this skill already.")
        return True
    trailers = re.findall(
        rf"^{TRAILER}: ([0-9a-f]{{40,64}})$", repository.run("log", "-1", "--format=%B", parent), re.M
    )
    if not trailers:
        stop(2, f"the branch {branch} holds something else than a published skill: set PUBLISH_BRANCH to another one.")
    if is_newer(repository, remote, trailers[-1], head):
        report(f"Nothing to do: the branch {branch} has a newer state, packed from {trailers[-1][:9]}.")
        return True
    return False


def is_newer(repository: Git, remote: str, published: str, head: str) -> bool:
    """Tell whether a commit that was published comes after the one that is checked out, as far as that can be known.

    A clone that does not have it asks the remote for the commits before it, without their files.
    """
    if published == head or is_ancestor(published, head):
        return False
    if is_ancestor(head, published):
        return True
    history = ("fetch", "--quiet", "--no-tags", "--filter=tree:0", remote, f"{published}:refs/publish/history")
    return repository.succeeds(*history, quiet=True) and repository.succeeds("cat-file", "-e", head, quiet=True)


def is_ancestor(first: str, second: str) -> bool:
    """Tell whether the clone knows that a commit comes before another."""
    command = ["git", "merge-base", "--is-ancestor", first, second]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL, check=False).returncode == 0


def committed(repository: Git, publication: Publication, tree: str, parent: str, head: str, number: int) -> str:
    """Return a new commit of the published branch; the first one has no parent."""
    if not repository.succeeds("config", "user.email", quiet=True):
        name = os.environ.setdefault("GIT_AUTHOR_NAME", "ampeco-refgen")
        address = os.environ.setdefault("GIT_AUTHOR_EMAIL", "ampeco-refgen@localhost")
        os.environ.setdefault("GIT_COMMITTER_NAME", name)
        os.environ.setdefault("GIT_COMMITTER_EMAIL", address)
    message = f"{publication.name}, API {publication.version}, publication {number}\n\n{TRAILER}: {head}\n"
    parents = ["-p", parent] if parent else []
    return repository.run("commit-tree", tree, *parents, stdin=message.encode())


def pushed(repository: Git, remote: str, commit: str, branch: str, tag: str) -> bool:
    """Push the branch and the tag, both or neither, and tell whether they arrived."""
    options = [part for option in os.environ.get("GIT_PUSH_OPTIONS", "").split() for part in ("--push-option", option)]
    refs = [f"{commit}:refs/heads/{branch}", f"{commit}:refs/tags/{tag}"]
    return repository.succeeds("push", "--quiet", "--atomic", "--no-verify", *options, remote, *refs)


def git(folder: Path, *arguments: str, quiet: bool = False) -> str:
    """Return what git prints about a folder."""
    error = subprocess.DEVNULL if quiet else None
    done = subprocess.run(["git", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=error, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def stop(code: int, message: str) -> NoReturn:
    """End the publishing."""
    raise StoppedError(code, message)


def report(line: str) -> None:
    """Say a line, and put it into the summary of the job, if there is one."""
    say(line)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n\n")


def say(line: str) -> None:
    """Print a line for whoever watches."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
