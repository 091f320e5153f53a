"""How lists are walked, in words: in one line for the file of a call, step by step for `common-patterns.md`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ampeco_refgen.catalog.model import Operation
from ampeco_refgen.infer.client_notes import PAGINATION, notes_on
from ampeco_refgen.infer.paging import READING, Walk
from ampeco_refgen.infer.responses import response_items
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.markdown.text import code, plural, prose
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import few_calls
from ampeco_refgen.pages.serialization import shape_of


def in_brief(walk: Walk) -> str:
    """Return how a list is walked in one line."""
    if walk.page and walk.cursor:
        begin = f"send {code(walk.cursor)} empty (`?{walk.cursor}=`) first, then " if walk.starts_empty else ""
        return f"by page (raise {code(walk.page)} {_last_page(walk)}), or by cursor: {begin}{_by_cursor(walk)}"
    if walk.cursor:
        return f"by cursor: {_by_cursor(walk)}"
    if walk.page:
        also = f"; {code(walk.next_cursor)} is declared too, without a parameter for it" if walk.next_cursor else ""
        return f"by page: raise {code(walk.page)} {_last_page(walk)}{also}"
    if walk.offset:
        return f"by offset: raise {code(walk.offset)} by what came, {_last_offset(walk)}"
    declared = "only the page size is declared" if walk.size else "no paging parameter is declared"
    return f"{declared}; {_by_cursor(walk)}"


def _by_cursor(walk: Walk) -> str:
    """Return how one part leads to the next one."""
    if walk.next_link:
        return f"follow {code(walk.next_link)} until there is none"
    if walk.next_cursor and walk.cursor:
        return f"send {code(walk.next_cursor)} as {code(walk.cursor)} {_until(walk) or 'until there is none'}"
    if walk.link_header:
        return 'follow `rel="next"` of the header `Link` until there is none'
    return "what leads to the next part is not declared"


def _last_page(walk: Walk) -> str:
    if walk.last_page:
        return f"up to {code(walk.last_page)}"
    return _until(walk) or _until_nothing(walk)


def _last_offset(walk: Walk) -> str:
    return f"up to {code(walk.total)}" if walk.total else _until(walk) or _until_nothing(walk)


def _until(walk: Walk) -> str:
    return f"until {code(walk.more)} is false" if walk.more else ""


def _until_nothing(walk: Walk) -> str:
    if walk.next_link:
        return f"until there is no {code(walk.next_link)}"
    return "until the last part, which no field tells"


def pagination_lines(plan: BundlePlan) -> Iterator[str]:
    """Yield the section on paging: what holds for all lists, then the steps of each kind; nothing without any."""
    walks: dict[Walk, list[Operation]] = {}
    for operation in plan.catalog.operations:
        if (walk := plan.walks.get(operation.key)) is not None:
            walks.setdefault(walk, []).append(operation)
    if not walks:
        return
    yield from _in_common(plan, walks)
    kinds: dict[tuple[str, ...], list[tuple[Walk, list[Operation]]]] = {}
    for walk, operations in walks.items():
        kinds.setdefault(tuple(_steps(walk)), []).append((walk, operations))
    for steps, alike in sorted(kinds.items(), key=lambda kind: -sum(len(operations) for _, operations in kind[1])):
        every = [operation for _, operations in alike for operation in operations]
        yield from (
            "",
            *wrap(f"{_title(alike[0][0])}: {few_calls(plan, (operation.key for operation in every))}", indent=""),
            "",
        )
        yield from (line for step in steps for line in wrap(step, indent="   "))
        yield from _quotes(plan, every)
    for note in notes_on(plan.profile.notes, plan.catalog, PAGINATION):
        yield from ("", *wrap(note, indent=""))


def _in_common(plan: BundlePlan, walks: Mapping[Walk, Sequence[Operation]]) -> Iterator[str]:
    """Yield what holds for every list: one loop where all have a link to the next part, the size, what comes whole."""
    links = {walk.next_link for walk in walks}
    number = sum(map(len, walks.values()))
    link = next(iter(links)) if len(links) == 1 else ""
    if link and number > 1:
        yield from wrap(
            f"- one loop does for all {number} paged lists: call the list, take what came, get the URL in {code(link)} "
            "as it is, with the same credentials, and so on until it is null or missing; only the first call differs"
        )
    if any(links):
        yield "- whether the link repeats your filters, includes and page size is not declared: look at the first one"
    yield from _sizes(plan)
    if whole := [key for key in _lists(plan) if plan.walks.get(key) is None]:
        yield from wrap(f"- lists for which nothing of paging is declared: {few_calls(plan, whole)}")


def _lists(plan: BundlePlan) -> Iterator[str]:
    for operation in plan.catalog.operations:
        if operation.method in READING and any(item.listed for item in response_items(operation, plan.fields.shapes)):
            yield operation.key


def _sizes(plan: BundlePlan) -> Iterator[str]:
    """Yield the limits of the page size, the most frequent first."""
    sizes: dict[str, int] = {}
    for operation in plan.catalog.operations:
        walk = plan.walks.get(operation.key)
        for parameter in operation.parameters if walk else ():
            shape = shape_of(parameter, plan.fields)
            if walk and parameter.name == walk.size and shape is not None:
                limits = {constraint.keyword: constraint.value for constraint in shape.constraints}
                parts = [f"at least {limits['minimum']}"] if "minimum" in limits else []
                parts += [f"at most {limits['maximum']}"] if "maximum" in limits else []
                parts += [f"default {code(str(value_of(shape.default)))}"] if shape.default is not None else []
                text = f"page size {code(parameter.name)}" + (f": {', '.join(parts)}" if parts else "")
                sizes[text] = sizes.get(text, 0) + 1
    for text, number in sorted(sizes.items(), key=lambda entry: -entry[1]):
        yield from wrap(f"- {text} ({plural(number, 'call')})")


def _title(walk: Walk) -> str:
    kind = "By page, or by cursor" if walk.page and walk.cursor else ""
    kind = kind or ("By cursor" if walk.cursor else "By page" if walk.page else "By offset" if walk.offset else "")
    parameters = ", ".join(map(code, walk.parameters))
    if not kind:
        return f"**Without a parameter that moves on** ({parameters})" if parameters else "**Without parameters**"
    return f"**{kind}** ({parameters})"


def _steps(walk: Walk) -> Iterator[str]:
    """Yield the steps of a walk, numbered, as far as the document declares them."""
    size = f"{walk.size}={{size}}" if walk.size else ""
    steps: list[str] = []
    if walk.page and walk.cursor:
        steps.append(_first_of_both(walk, size))
        steps += _on(walk)
        steps.append(f"By page instead: {_page_begin(walk, size)}, then raise {code(walk.page)} {_last_page(walk)}.")
    elif walk.page:
        steps.append(f"Begin with {_page_begin(walk, size)}.")
        steps.append(f"Raise {code(walk.page)} by 1 {_last_page(walk)}.")
        steps += [f"Or follow {code(walk.next_link)}, which is declared as well."] if walk.next_link else []
        if walk.link_header and not walk.next_link:
            steps.append('Or follow `rel="next"` of the header `Link`, which is declared as well.')
    elif walk.offset:
        steps.append(f"Begin with {code(_query(f'{walk.offset}=0', size))}.")
        steps.append(f"Raise {code(walk.offset)} by the number that came, {_last_offset(walk)}.")
    else:
        without = f", without {code(walk.cursor)}" if walk.cursor else ""
        begin = code(_query(size)) if size else "no parameter"
        steps += [f"Begin with {begin}{without}.", *_on(walk)]
    for number, step in enumerate(steps, 1):
        yield f"{number}. {step}"


def _first_of_both(walk: Walk, size: str) -> str:
    if walk.starts_empty:
        return f"By cursor: begin with an empty one, {code(_query(f'{walk.cursor}=', size))}."
    return f"By cursor: what begins it, beside {code(walk.page)}, is not declared."


def _page_begin(walk: Walk, size: str) -> str:
    if walk.first:
        return code(_query(f"{walk.page}={value_of(walk.first)}", size))
    return f"no {code(walk.page)}: the number of the first page is not declared"


def _query(*parts: str) -> str:
    return f"?{'&'.join(filter(None, parts))}"


def _on(walk: Walk) -> Iterator[str]:
    """Yield how one part leads to the next one, and where the walk ends."""
    if walk.next_link:
        instead = f", not a URL of your own with {code(walk.next_cursor)}" if walk.next_cursor and walk.cursor else ""
        yield f"Get the URL in {code(walk.next_link)} as it is{instead}."
        yield f"End where {code(walk.next_link)} is null or missing."
    elif walk.next_cursor and walk.cursor:
        yield f"Send {code(walk.next_cursor)} of what came as {code(walk.cursor)}, all else as before."
        yield f"End where {f'{code(walk.more)} is false' if walk.more else 'it is null, empty or missing'}."
    elif walk.link_header:
        yield 'Get the URL in the header `Link` with `rel="next"` (RFC 8288) until there is none.'
    else:
        yield "What leads to the next part is not declared: read the descriptions in the call's file."


def _quotes(plan: BundlePlan, operations: Sequence[Operation]) -> Iterator[str]:
    """Yield what the document's texts say of the cursor and the next link, where all calls of a kind say the same."""
    texts: dict[str, set[str]] = {}
    for operation in operations:
        walk = plan.walks[operation.key]
        said = {parameter.name: parameter.description for parameter in operation.parameters}
        if walk.cursor:
            texts.setdefault(walk.cursor, set()).add(said[walk.cursor])
    for name, descriptions in texts.items():
        if len(descriptions) == 1 and (text := next(iter(descriptions))):
            yield from ("", *wrap(f"The document on {code(name)}: {prose(text)}", indent=""))
