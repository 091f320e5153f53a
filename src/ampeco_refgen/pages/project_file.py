"""The first `refgen.toml` of a skill, with every key and what it is for; from then on the file is its owner's."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from textwrap import shorten

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.diagnostics import printable
from ampeco_refgen.infer.profile import Profile
from ampeco_refgen.pages.front_matter import name_and_description
from ampeco_refgen.settings import PROJECT, GenerateSettings, ProjectSource
from ampeco_refgen.write import RenderedFile

_NO_TOML_TEXT = re.compile(r"[\x7f-\x9f]")
_HEAD = (
    "# `ampeco-refgen update` in this folder reads this file; what the command line says goes before it.",
    "# A key behind # is not in force. docs/your-own-api.md explains all of them.",
)
_SELECTION = (
    "# What the skill has: all operations, or what [include] selects; never what [exclude] selects.",
    "# Within a table, what any of the keys fits is selected. In paths, * is anything between two slashes, ** is",
    "# anything at all. Callbacks go with their operation; webhooks are those of the document itself, by name.",
)

_KNOWLEDGE = (
    "",
    "# What the document does not say, and you know; there are more such tables. Where a row points at something that",
    "# the document does not have, a warning says so.",
    "#[vocabulary]",
    '#acronyms = ["SKU"]',
    "",
    "#[[successors]]",
    '#kind = "operation"',
    '#subject = "GET /v1/things"',
    '#successors = ["GET /v2/items"]',
    '#reason = "things became items"',
    "",
    "#[[notes]]",
    '#section = "Errors"',
    '#text = "A `409` also comes while a job runs: try again after a minute."',
    '#status = "409"',
)
"""Examples of tables that `profiles.forms.KnowledgeForm` has."""


def project_files(
    catalog: Catalog, profile: Profile, settings: GenerateSettings, source: ProjectSource | None
) -> tuple[RenderedFile, ...]:
    """Return the first `refgen.toml` of a skill whose document is at `source`; nothing where there is no `source`.

    The skill is called in it as in its `SKILL.md`.
    """
    if source is None:
        return ()
    return (RenderedFile(path=PROJECT, text="\n".join(_lines(catalog, profile, settings, source)) + "\n"),)


def _lines(catalog: Catalog, profile: Profile, settings: GenerateSettings, source: ProjectSource) -> Iterator[str]:
    """Yield the lines of the file; a key that is not in force stands behind `#` and nothing else."""
    yield f"# {shorten(printable(catalog.title), 100, placeholder=' …') or 'API'}: how its skill is made."
    yield from (f"# Server: {printable(server.url)}" for server in catalog.servers)
    yield from _HEAD
    yield from ("", "# Recipes are read from this file, if it is there; docs/recipes.md explains them.")
    yield _key("recipes", "recipes.yaml", in_force=False)
    yield from ("", "[source]", "# Where the document is: an address, or a file, as it is reached from this folder.")
    if source == ProjectSource():
        yield "# It came from standard input, or from an address that holds a secret: give that one with --url."
    yield _key("url", source.url or "https://api.example.com/openapi.yaml", in_force=bool(source.url))
    yield _key("file", source.file or "openapi.yaml", in_force=bool(source.file))
    yield from (
        "",
        "[options]",
        '# "full" keeps the sentences of the document, "none" names, types, values and limits only.',
    )
    yield _key("descriptions", "none" if settings.full is False else "full")
    yield "# A folder with a profile for several APIs, as it is reached from this folder."
    yield _key("profile", settings.profile or "../profile", in_force=bool(settings.profile))
    yield from ("", "[skill]", "# For SKILL.md: the name of the folder, and when an assistant should use the skill.")
    is_new = not (settings.out / "SKILL.md").exists()
    name, description = name_and_description(catalog.title, profile, settings.name, settings.description)
    yield _key("name", name, in_force=is_new or bool(settings.name))
    yield _key("description", description, in_force=is_new or bool(settings.description))
    yield from ("", *_SELECTION)
    for table in ("include", "exclude"):
        yield from (f"[{table}]", *_rules(catalog), "")
    yield from _tags(catalog)
    yield from _KNOWLEDGE


def _rules(catalog: Catalog) -> Iterator[str]:
    """Yield the keys of `[include]` and `[exclude]`, none in force, with names of the document where it has some."""
    operations = catalog.operations
    tags = [tag for operation in operations for tag in operation.tags]
    paths = [operation.path.partition("/{")[0] for operation in operations]
    ids = [operation.operation_id for operation in operations if operation.operation_id]
    names = [webhook.name for webhook in catalog.webhooks]
    for key, values, otherwise in (
        ("tags", tags, "internal"),
        ("paths", [f"{path.rstrip('/')}/**" for path in paths], "/internal/**"),
        ("operation-ids", ids, "getStatus"),
    ):
        yield _key(key, [next(iter(values), otherwise)], in_force=False)
    yield "#deprecated = true"
    yield _key("webhooks", [next(iter(names), "thing.changed")], in_force=False)


def _tags(catalog: Catalog) -> Iterator[str]:
    """Yield a remark for each tag: how many operations it has, and how many of them are deprecated."""
    counts = Counter(tag for operation in catalog.operations for tag in operation.tags)
    past = Counter(tag for operation in catalog.operations if operation.deprecated for tag in operation.tags)
    if not counts:
        return
    yield "# The tags of the document, each with the number of its operations:"
    for tag, count in counts.items():
        yield f"#   {_text(tag)}  {count}" + (f", {past[tag]} deprecated" if past[tag] else "")
    if untagged := sum(not operation.tags for operation in catalog.operations):
        yield f"#   without a tag  {untagged}"


def _key(name: str, value: str | list[str], *, in_force: bool = True) -> str:
    text = _text(value) if isinstance(value, str) else f"[{', '.join(map(_text, value))}]"
    return f"{'' if in_force else '#'}{name} = {text}"


def _text(value: str) -> str:
    """Return a text as TOML writes it: JSON's way, but for control characters that only TOML escapes."""
    return _NO_TOML_TEXT.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
