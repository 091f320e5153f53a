"""What the published branch holds beside the packed skill: its README, marketplace, archive and discovery index.

Pure: texts in, files out, no dates and no chance, so that the same skill gives the same branch. Called by
publish_skill.py; the standard library of Python 3.9 is all that it has.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

DISCOVERY = ".well-known/agent-skills"
"""Where a host serves the discovery index, by version 0.2.0 of the proposal "Agent Skills Discovery via Well-Known
URIs" (github.com/cloudflare/agent-skills-discovery-rfc), which rests on RFC 8615."""
_DISCOVERY_SCHEMA = "https://schemas.agentskills.io/discovery/0.2.0/schema.json"
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)")


class Publication(NamedTuple):
    """What is published: the skill as `ampeco-refgen pack --json` reports it, and the branch that it goes to.

    `source` is the public address of the repository, or empty; `marketplace` is the text of the marketplace file that
    the repository has, or empty.
    """

    name: str
    description: str
    version: str
    source: str
    branch: str
    archive: bytes
    marketplace: str = ""


def branch_files(publication: Publication) -> dict[str, bytes]:
    """Return the content of each file of the branch, by its path; raises `ValueError` as `marketplace_of` does."""
    name = publication.name
    with zipfile.ZipFile(io.BytesIO(publication.archive)) as archive:
        files = {f"skills/{name}/{path}": archive.read(path) for path in archive.namelist()}
    digest = sha256(publication.archive).hexdigest()
    marketplace = marketplace_of(publication)
    texts = {
        ".nojekyll": "",  # so that GitHub Pages serves the folder whose name begins with a dot
        ".claude-plugin/marketplace.json": _json(marketplace),
        f"{DISCOVERY}/index.json": _json(discovery_index(publication, digest)),
        f"{DISCOVERY}/{name}.zip.sha256": f"{digest}  {name}.zip\n",  # as `sha256sum --check` reads it
        "README.md": readme(publication, marketplace["name"]),
    }
    files[f"{DISCOVERY}/{name}.zip"] = publication.archive
    return {**files, **{path: text.encode() for path, text in texts.items()}}


def discovery_index(publication: Publication, digest: str) -> dict[str, Any]:
    """Return the discovery index: an entry with name, type, description, address and digest of the archive.

    The address is relative to that of the index (RFC 3986, section 5), so it holds wherever the branch is hosted.
    """
    entry = {
        "name": publication.name,
        "type": "archive",
        "description": publication.description,
        "url": f"{publication.name}.zip",
        "digest": f"sha256:{digest}",
    }
    return {"$schema": _DISCOVERY_SCHEMA, "skills": [entry]}


def marketplace_of(publication: Publication) -> dict[str, Any]:
    """Return the marketplace, as Claude Code and Codex read it, for the layout of the branch: its plugin is the skill.

    Names and words are those of the repository's own marketplace, where it has one. It has no `version`, which would
    keep a plugin from being updated before that changes. Raises `ValueError` where the repository's own is none: with
    another name, those who have installed from it would get no update.
    """
    own = json.loads(publication.marketplace or "{}")
    plugins = own.get("plugins", []) if isinstance(own, dict) else None
    if not isinstance(plugins, list) or not all(isinstance(plugin, dict) for plugin in plugins):
        raise ValueError("it has no list of plugins")
    told = (plugin.get("description") for plugin in plugins if plugin.get("name") == publication.name)
    description = next(filter(None, told), publication.description)
    return {
        "name": own.get("name", f"{publication.name}-skill"),
        **({"metadata": own["metadata"]} if "metadata" in own else {}),
        "owner": own.get("owner", {"name": f"the publishers of {publication.name}"}),
        "plugins": [
            {
                "name": publication.name,
                "source": "./",  # the folder above skills/, in which Codex looks for them
                "strict": False,
                "skills": [f"./skills/{publication.name}"],
                "description": description,
            }
        ],
    }


def tag_stem(version: str) -> str:
    """Return the name of a tag for a version of the API, without the number of the publication.

    The version is a text of the document, so of what it has only letters, digits, dots, hyphens and underscores stay.
    """
    words = re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9._-]+", "-", version)).strip("-._")
    return f"api-v{words[:100].rstrip('-._') or 'unknown'}"


def next_number(stem: str, tags: list[str]) -> int:
    """Return the number of the next publication of a version, given the names of the tags that there are."""
    numbers = (re.fullmatch(rf"{re.escape(stem)}-([1-9]\d*)", tag) for tag in tags)
    return max((int(number[1]) for number in numbers if number), default=0) + 1


def readme(publication: Publication, marketplace: str) -> str:
    """Return the README of the branch: what it is, and how each client takes it."""
    name = publication.name
    rows = "\n".join(f"| {client} | {command} |" for client, command in _installations(publication, marketplace))
    version = _plain(publication.version)
    address = "" if publication.source else "`REPOSITORY` is the address of this repository for git. "
    owner = "" if _GITHUB.fullmatch(publication.source) else "`OWNER/REPOSITORY` is its name on GitHub. "
    return f"""# {name}

An agent skill, packed for installing: `skills/{name}` is all of it, for version {version} of the API.
A script of the branch that makes the skill writes this branch: changes belong there.

| For | Run |
|---|---|
{rows}

{address}{owner}`TAG` is one of its tags: `api-v`, the version of the API, `-` and which publication of it.

`scripts/lookup.py version` says of which version an installed copy is. A client that installs updates as well. A copied
folder is removed and copied anew after `git -C packed pull`, so that no page of a call that is gone stays behind.

Asking needs Python 3.9 or newer and nothing else, reading nothing at all:

```bash
python3 skills/{name}/scripts/lookup.py show --help
```

A host that serves this branch as it is (GitHub Pages does) offers the skill to whoever looks for
`/{DISCOVERY}/index.json`: it names the archive beside it, `{name}.zip`, with its SHA-256.
"""


def _installations(publication: Publication, marketplace: str) -> Iterator[tuple[str, str]]:
    """Yield for each client the commands that install the skill, as code."""
    name, branch = publication.name, publication.branch
    github = _GITHUB.fullmatch(publication.source)
    address = publication.source or "REPOSITORY"
    short = github[1] if github else "OWNER/REPOSITORY"
    whole = f"{publication.source.removesuffix('.git')}.git" if publication.source else address
    at_branch = f"{short if github else whole}#{branch}"
    plugin = f"{name}@{marketplace}"
    clone = f"git clone --depth 1 --branch {branch} {address} packed"
    copy = f"`{clone}`, then copy `packed/skills/{name}` to"
    yield "Claude Code", f"{copy} `~/.claude/skills/`, or `.claude/skills/` of a project"
    yield "Claude Code, plugin", f"`claude plugin marketplace add {at_branch}`, then `claude plugin install {plugin}`"
    yield "Codex, Cursor, GitHub Copilot", f"{copy} `~/.agents/skills/`, or `.agents/skills/` of a project"
    added = f"codex plugin marketplace add {short if github else address} --ref {branch}"
    yield "Codex, plugin", f"`{added}`, then `codex plugin add {plugin}`"
    yield "Gemini CLI", f"`{clone}`, then `gemini skills install packed/skills/{name}`"
    yield "several at once", f"`npx skills add {at_branch} --skill {name} --agent claude-code codex cursor --copy -y`"
    yield "GitHub CLI", f"`gh skill install {short} {name}@TAG`"


def _plain(text: str) -> str:
    """Return a text of the document as a code span that it cannot end."""
    return f"`{re.sub(r'[^ -~]|`', '?', text)[:100]}`" if text.strip() else "(none)"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
