"""Sentences that several pages share: how a response is wrapped, how a list is paged, how sure a successor is."""

from __future__ import annotations

from ampeco_refgen.catalog.payload import Paging, PagingFacts, Wrapping

WRAPPINGS = {
    Wrapping.OBJECT: "`data` object",
    Wrapping.LIST: "`data[]` list",
    Wrapping.BARE: "bare, not wrapped in `data`",
    Wrapping.BARE_LIST: "bare list, not wrapped in `data`",
    Wrapping.EMPTY: "no body",
}
_HOW = {
    Paging.BOTH: "by page (`page`), or by cursor: send `cursor` empty once, then follow `links.next` until it is null",
    Paging.CURSOR: "by cursor: follow `links.next` until it is null",
    Paging.PAGE: "by page: raise `page` until it passes `meta.last_page`",
}
_META = {
    Paging.BOTH: "`meta` declared for both pages and cursors",
    Paging.CURSOR: "`meta` with `next_cursor`",
    Paging.PAGE: "`meta` with page numbers",
    Paging.NONE: "no `meta` declared",
}


def paging(facts: PagingFacts, *, listed: bool = True) -> str:
    """Return how a list is paged: by its parameters, and by the response where they say nothing or something else.

    `listed` tells whether a list comes back.
    """
    declared = facts.by_parameters
    how = declared if declared is not Paging.NONE else facts.by_response
    words = _HOW.get(how, "no paging parameter is declared")
    if not facts.parameters and not listed:
        words = "none: `links` and `meta` are declared, but one object comes back"
    elif declared is Paging.NONE and not facts.parameters:
        words = f"no paging parameter is declared; {_follow(facts)}"
    elif declared is Paging.NONE:
        words = f"only the page size is declared; {_follow(facts)}"
    elif facts.by_response is not declared:
        words += f"; {_META[facts.by_response]}"
    return words


def _follow(facts: PagingFacts) -> str:
    next_link = "follow `links.next` until it is null" if facts.has_next_link else "no next link is declared"
    return f"{next_link}, {_META[facts.by_response]}"


def sure(confidence: str) -> str:
    """Return how sure a successor is in one word, to stand beside its rule: `high` for `high confidence`."""
    return confidence.removesuffix(" confidence")
