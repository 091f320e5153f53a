"""The options of a run as records, made by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from ampeco_refgen.strictness import Strictness

SPEC_URL_VARIABLE = "AMPECO_SPEC_URL"
"""The environment variable that overrides where the newest document is fetched from, as `--url` does."""


PROJECT = "refgen.toml"
"""The file beside a skill that says where its document is, and with which options the skill is made of it."""


class FetchSettings(Struct, frozen=True, kw_only=True):
    """Where the newest document is published, and how long and how much a fetch may take (seconds, bytes).

    `file` is a document on disk that is read instead of any address. `url` overrides both published addresses.
    `index_url` is a page that links every version, oldest first, by addresses in which `index_link` (a regular
    expression) is found; without it there is no fallback. `patience` is how long the newest document's server may leave
    us without any answer, all attempts and addresses together; `deadline` ends every fetch. `retries` are attempts
    after the first, `backoff` seconds before the first of them and twice as long before each next. `max_bytes` counts
    the decoded body. Addresses may hold credentials, so they are not in the `repr`.
    """

    file: str = ""
    url: str = ""
    stable_url: str = ""
    index_url: str = ""
    index_link: str = ""
    connect_timeout: float = 3.0
    read_timeout: float = 20.0
    patience: float = 8.0
    deadline: float = 60.0
    retries: int = 3
    backoff: float = 0.5
    redirects: int = 10
    max_bytes: int = 128 * 1024 * 1024
    user_agent: str = "ampeco-refgen"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(deadline={self.deadline}, max_bytes={self.max_bytes}, …)"


PathGlob = Annotated[str, Meta(pattern="^[/*]")]
"""A path of the document: `*` stands for anything within a segment, `**` for anything, a last `/**` for nothing too."""


class Rules(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """What is selected: operations by tag, path or operationId, all deprecated ones, a document's own webhooks by name.

    What any of the rules fits is selected. This is also the form of the tables `include` and `exclude` in
    `refgen.toml`.
    """

    tags: tuple[str, ...] = ()
    paths: tuple[PathGlob, ...] = ()
    operation_ids: tuple[str, ...] = ()
    deprecated: bool = False
    webhooks: tuple[str, ...] = ()


class Selection(Struct, frozen=True, kw_only=True):
    """What of a document becomes part of its skill: what `include` selects, or all where it is empty, but `exclude`."""

    include: Rules = Rules()
    exclude: Rules = Rules()


class ProjectSource(Struct, frozen=True, kw_only=True):
    """Where a document is, as `refgen.toml` says it: a file, relative to its own folder, or an address."""

    file: str = ""
    url: str = ""


class GenerateSettings(Struct, frozen=True, kw_only=True):
    """Where a bundle is written and how.

    `full` is whether descriptions are kept; `None` keeps them where the bundle in the folder has them, and in a new
    one. `check` writes nothing, `strict` is at which warnings to stop, `templates` is a folder whose templates override
    the project's, `replace` lets the document of one API take the place of another's. `name` and `description` are for
    the front matter of `SKILL.md`; where they are empty, a new one takes them from the document, and one that is there
    keeps its own. `selection` is which operations of the document are taken, `profile` the folder of the profile that
    was named, as the first `refgen.toml` says it. The others are for updates: `require_fresh` forbids falling
    back on the catalog on disk; a document that loses more than the share `max_loss` (0 to 1) of the operations, or
    that is doubtful for another reason (`compare/gate.py`), is published only with `accept_shrink`.
    """

    out: Path
    full: bool | None = None
    check: bool = False
    strict: Strictness = Strictness.NONE
    require_fresh: bool = False
    templates: Path | None = None
    max_loss: float = 0.10
    accept_shrink: bool = False
    replace: bool = False
    name: str = ""
    description: str = ""
    selection: Selection = Selection()
    profile: str = ""
