"""Target → `Answer`: says which kind of thing a target names and lets the finder of that kind look it up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple, Optional

from ampeco_refgen.lookup.bundle import REFERENCE, BundleFiles, Call, CannotAnswerError
from ampeco_refgen.lookup.calls import METHODS, newest
from ampeco_refgen.lookup.excerpts import Excerpt, Excerpts, list_of_lines, nothing_named, whole_page
from ampeco_refgen.lookup.find_by_heading import (
    deprecated_list,
    deprecated_names,
    find_call,
    find_deprecated,
    find_group,
    find_operation_id,
    find_page,
    find_resource,
    find_resource_alike,
    find_webhook,
    operation_id,
    overviews,
    resource_name,
    webhooks,
)
from ampeco_refgen.lookup.find_in_calls import (
    PARTS,
    CallPart,
    entities_of,
    enum_names,
    find_enum,
    find_field,
    find_fields,
    find_part,
    linked_parts,
    long_enums,
    part_text,
)
from ampeco_refgen.lookup.markdown import Link, links_of
from ampeco_refgen.lookup.words import slug

_TARGET = re.compile(r"(?P<kind>[A-Za-z]+):(?P<name>.*)", re.DOTALL)
_FindTarget = Callable[[BundleFiles, str], "Excerpts | None"]
_RELATIONS, _RECIPES, _PATTERNS, _CLIENTS = "data-model", "recipes", "common-patterns", "clients"
find_relations = partial(find_group, stem=_RELATIONS, kind="relations")
find_recipe = partial(find_group, stem=_RECIPES, kind="recipe")
find_pattern = partial(find_group, stem=_PATTERNS, kind="pattern")
find_client = partial(find_group, stem=_CLIENTS, kind="client")


class Answer(NamedTuple):
    """What `show` prints: `note` says what was wrong with the target, `text` is Markdown of the bundle.

    `kind` says what was found: `operation`, `filter`, `webhook`, …, or `candidates` where several things have the name.
    `pages` are those that the text is from, from the skill's folder; `heading` is the first excerpt's.
    """

    target: str
    kind: str
    note: str
    pages: tuple[str, ...]
    heading: str
    text: str
    links: tuple[Link, ...]


class Kind(NamedTuple):
    """A kind of target: `find` returns `None` when nothing has the name, `names` is for lists and completion.

    `listed` gives the lines of the list where they say more than the names.
    """

    name: str
    find: _FindTarget
    names: Callable[[BundleFiles], Iterable[str]]
    listed: Optional[Callable[[BundleFiles], Iterable[str]]] = None  # noqa: UP045 - evaluated, and Python 3.9 has no `|`


def show(bundle: BundleFiles, target: str, *, follow: bool = False) -> Answer:
    """Return what a target stands for, as it stands on the pages; with `follow` also what that links to.

    A kind without a name, such as `recipe:`, lists the names. Raises `CannotAnswerError` when nothing has the name.
    """
    meant = _find(bundle, target.strip(" \"'"))
    excerpts = _with_links_followed(bundle, meant) if follow else meant.excerpts
    texts: list[str] = []
    label = ""
    for excerpt in excerpts:
        texts += [excerpt.label] if excerpt.label and excerpt.label != label else []
        texts.append(excerpt.text)
        label = excerpt.label
    return Answer(
        target=target,
        kind=meant.kind,
        note=meant.note,
        pages=tuple(dict.fromkeys(f"{REFERENCE}{excerpt.page}" for excerpt in excerpts if excerpt.page)),
        heading=excerpts[0].heading,
        text="\n\n".join(texts),
        links=tuple(dict.fromkeys(link for excerpt in excerpts for link in links_of(excerpt.page, excerpt.text))),
    )


def _find(bundle: BundleFiles, target: str) -> Excerpts:
    """Return what a target stands for; raises `CannotAnswerError` when nothing has the name."""
    match = _TARGET.fullmatch(target)
    kind = kind_named(match["kind"]) if match else None
    if match is None or kind is None:
        return _find_of_any_kind(bundle, target)
    name = match["name"].strip(" \"'")
    excerpts = kind.find(bundle, name) if name else list_names(bundle, kind.name)
    if excerpts:
        return excerpts
    raise nothing_named(f"{kind.name}:{name}", name, kind.names(bundle), prefix=f"{kind.name}:")


def _find_of_any_kind(bundle: BundleFiles, target: str) -> Excerpts:
    """Return what the first finder finds for a target without a kind.

    Where no finder finds anything, the first error of one is raised: it knows best what was meant.
    """
    failures: list[CannotAnswerError] = []
    for finder in _ANY if target else ():
        with _failures_kept(failures):  # what it names may have no such member, and still be something else
            if excerpts := finder(bundle, target):
                return excerpts
    raise next(iter(failures), None) or nothing_named(target, target, _names_like(bundle, target))


@contextmanager
def _failures_kept(failures: list[CannotAnswerError]) -> Iterator[None]:
    """Keep a failure of the block instead of raising it."""
    try:
        yield
    except CannotAnswerError as problem:
        failures.append(problem)


def _with_links_followed(bundle: BundleFiles, meant: Excerpts) -> tuple[Excerpt, ...]:
    """Return the excerpts, then what they link on other pages, each once.

    From the page of a call a link to another call gives its whole page, else only the response. Links of what is added
    are not followed in turn, since in some documents everything hangs together; only long enums are added for all.
    """
    excerpts = list(meant.excerpts)
    for excerpt in meant.excerpts:
        for other in linked_parts(bundle, excerpt.page, excerpt.text):
            call = bundle.call_at(other.page) if meant.kind == "operation" else None
            excerpts.append(whole_page(bundle, call) if call else other)
    enums = [enum for excerpt in excerpts for enum in long_enums(bundle, excerpt.page, excerpt.text)]
    return tuple(dict.fromkeys((*excerpts, *enums)))


def _kind_of_part(part: CallPart) -> Kind:
    """Return the kind of target that asks for a part of calls; its names are those of the calls that have the part."""

    def names(bundle: BundleFiles) -> Iterable[str]:
        having = (call for call in newest(bundle.calls) if part_text(bundle, call, part))
        return (short_name(call, part.methods) for call in having)

    return Kind(part.kind, lambda bundle, name: find_part(bundle, part, name), names)


def short_name(call: Call, methods: tuple[str, ...] = ()) -> str:
    """Return a short name of a call: method, resource, and the path after it without parameters.

    The method is left out where `methods`, those that may be meant, are just the call's.
    """
    name = "/".join([call.resource, *(part for part in call.tail if "{" not in part)])
    return name if methods == (call.method,) else f"{call.method} {name}"


def _group_names(bundle: BundleFiles, stem: str) -> Iterable[str]:
    return (group.anchor for group in bundle.groups(stem))


def _resource_names(bundle: BundleFiles) -> Iterable[str]:
    return dict.fromkeys(map(resource_name, overviews(bundle)))


KINDS = (
    *map(_kind_of_part, PARTS),
    Kind("fields", find_fields, lambda bundle: dict.fromkeys(slug(entity.title) for entity in entities_of(bundle))),
    Kind("webhook", find_webhook, webhooks),
    Kind("enum", find_enum, enum_names),
    Kind("deprecated", find_deprecated, deprecated_names, deprecated_list),
    Kind("relations", find_relations, partial(_group_names, stem=_RELATIONS)),
    Kind("recipe", find_recipe, partial(_group_names, stem=_RECIPES)),
    Kind("pattern", find_pattern, partial(_group_names, stem=_PATTERNS)),
    Kind("client", find_client, partial(_group_names, stem=_CLIENTS)),
    Kind("resource", find_resource_alike, _resource_names),
)


def kind_named(name: str) -> Kind | None:
    """Return the kind that a name in singular or plural stands for, in any case; `None` where there is none."""
    return next((kind for kind in KINDS if kind.name.rstrip("s") == name.lower().rstrip("s")), None)


def list_names(bundle: BundleFiles, kind_name: str) -> Excerpts | None:
    """Return the list of the names that a kind takes; `None` where there is no such kind, or nothing of it."""
    kind = kind_named(kind_name)
    named = (kind.listed or kind.names)(bundle) if kind else ()
    lines = [f"- {kind.name}:{name}" for name in dict.fromkeys(named)] if kind else []
    return list_of_lines("names", f"what {kind.name}: takes", lines) if kind and lines else None


def bare_names(bundle: BundleFiles) -> tuple[str, ...]:
    """Return what a target without a kind may be: resources, common patterns, webhooks, operationIds."""
    patterns = _group_names(bundle, _PATTERNS)
    ids = filter(None, (operation_id(bundle, call) for call in bundle.calls))
    return tuple(dict.fromkeys((*_resource_names(bundle), *patterns, *webhooks(bundle), *ids)))


def _names_like(bundle: BundleFiles, target: str) -> tuple[str, ...]:
    """Return the names of which one may have been meant by a target: calls where it has a method, else bare names."""
    method = target.split(" ")[0].upper()
    calls = tuple(short_name(call) for call in newest(bundle.calls) if call.method == method)
    return calls or bare_names(bundle)


def completions(bundle: BundleFiles, typed: str) -> tuple[str, ...]:
    """Return the targets that begin with what is typed so far: kinds with their names, or a method with its calls."""
    head, colon, _ = typed.partition(":")
    kind = kind_named(head) if colon else None
    if kind:
        targets = [f"{head}:{name}" for name in kind.names(bundle)]
    elif " " in typed:
        targets = list(_names_like(bundle, typed))
    else:
        targets = [*(f"{kind.name}:" for kind in KINDS), *METHODS[:5], *bare_names(bundle)]
    return tuple(dict.fromkeys(target for target in targets if target.lower().startswith(typed.lower())))


_ANY: tuple[_FindTarget, ...] = (
    find_page,
    find_resource,
    find_call,
    find_webhook,
    find_resource_alike,
    find_pattern,
    find_operation_id,
    find_fields,
    list_names,
    find_recipe,
    find_relations,
    find_field,
)
"""What a target without a kind may be, the likeliest first."""
