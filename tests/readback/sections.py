"""The section of each operation and the page of each webhook, held against what the document declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from readback.compare import Comparison
from readback.listing import Listing, UnreadableError
from readback.markdown import codes, github_anchor
from readback.operation_section import OperationText, ResponseText, Stated
from readback.pages import PayloadText
from readback.spec import Spec, SpecListing, bracketed, dotted
from readback.spec_operations import ContentSpec, OperationSpec, ParameterSpec, content, operations, webhooks, written
from readback.terms import words

_TITLES = {"path": "Path", "query": "Query", "header": "Headers", "cookie": "Cookies"}


class Sections:
    """Compares operation by operation; `comparison` gathers what is found."""

    def __init__(self, spec: Spec, comparison: Comparison) -> None:
        self._spec = spec
        self._bundle = comparison.bundle
        self._compare = comparison

    def all(self) -> None:
        """Compare every operation of the document, and find none on the pages that it does not have."""
        wanted = {operation.key: operation for operation in operations(self._spec)}
        found: dict[str, list[OperationText]] = {}
        with self._read("the pages"):
            found = self._bundle.operations
        self._differ("operations", set(wanted), set(found))
        for key in sorted(wanted.keys() & found.keys()):
            if len(found[key]) > 1:
                self._problem(key, f"{len(found[key])} sections")
            with self._read(key):
                self._operation(wanted[key], found[key][0])

    def _operation(self, operation: OperationSpec, text: OperationText) -> None:
        self._count("operations")
        self._count("deprecated operations", operation.deprecated)
        self._identity(operation, text)
        self._parameters(operation, text)
        self._bodies(operation, text)
        self._responses(operation, text)
        self._webhooks(operation, text)

    def _identity(self, operation: OperationSpec, text: OperationText) -> None:
        node, key = operation.node, operation.key
        said = words("\n".join(text.section.lines))
        page = words(self._bundle.pages[text.page].text.split("\n### ")[0])
        if operation.deprecated != text.deprecated:
            self._problem(key, f"deprecated: {operation.deprecated} in the document")
        if node.get("operationId") and f"operationId `{node['operationId']}`" not in "\n".join(text.section.lines):
            self._problem(key, "operationId is not stated")
        self._problems(key, "summary is not stated", words(node.get("summary", "")) not in said)
        for tag in node.get("tags", ()):
            self._problems(key, f"tag {tag} is not stated", words(tag) not in said and words(tag) not in page)
        if self._compare.full:
            self._compare.said(key, [node.get("description", ""), (operation.body or {}).get("description", "")], said)

    def _parameters(self, operation: OperationSpec, text: OperationText) -> None:
        wanted: dict[str, SpecListing] = {}
        includes: set[str] = set()
        for parameter in operation.parameters:
            if parameter.includes is not None:
                includes |= {f"{parameter.name.removesuffix('[]')}[]={value}" for value in parameter.includes}
                continue
            title = "Filters" if parameter.is_deep and parameter.name == "filter" else _TITLES[parameter.location]
            listing = wanted.setdefault(title, SpecListing())
            self._parameter(parameter, listing, text.groups.get(title, Listing(text.page)))
        for title in wanted.keys() | text.groups.keys():
            place = f"{operation.key} > {title}"
            page = text.groups.get(title, Listing(text.page))
            self._compare.known = {parameter.name for parameter in operation.parameters}
            self._compare.listings(place, wanted.get(title, SpecListing()), page, "request", join=bracketed)
            self._count(title.lower(), len(page.rows))
            shared = {item.name for item in operation.parameters if item.shared and item.location == "query"}
            for row in page.rows:
                whole = row.path in shared or (row.path in page.shared_by_path and title == "Filters")
                self._problems(
                    place, f"{row.path}: declared for the whole path?", (row.path in page.shared_by_path) != whole
                )
        self._differ(f"{operation.key} > Includes", includes, text.includes)
        self._count("includes", len(includes & text.includes))

    def _parameter(self, parameter: ParameterSpec, into: SpecListing, page: Listing) -> None:
        """Add what the document has of a parameter; what is said of it may stand where `page` says."""
        said = parameter.node.get("description", "")
        join = bracketed if parameter.is_deep else dotted
        if not parameter.is_deep:
            elsewhere = words(said) in words(self._said_of_common(parameter.name, page))
            row = parameter.value.row(
                parameter.name,
                required=parameter.node.get("required") is True,
                deprecated=parameter.node.get("deprecated") is True,
                said="" if elsewhere else said,
                written=parameter.written,
            )
            into.rows.append(row)
        below = parameter.value.listing("request", stops=frozenset(page.links), path=parameter.name, join=join)
        into.rows += below.rows
        into.optional += below.optional
        into.choices += below.choices
        into.links |= below.links

    def _said_of_common(self, name: str, page: Listing) -> str:
        """Return what is said of the common parameter of a name that is meant on a page, empty where there is none.

        It is the one that most calls have, unless the page says which.
        """
        section = self._bundle.common_parameters(page.page)
        items = [item.text for block in section.blocks() for item in block.items] if section else []
        found = {
            int(calls[1]): text
            for text in items
            if codes(text)[:1] == [name] and (calls := re.search(r"\((\d+) calls\)$", text))
        }
        return found.get(page.about.get(name, max(found, default=0)), "")

    def _bodies(self, operation: OperationSpec, text: OperationText) -> None:
        found = {body.content_type: body for body in text.bodies}
        self._differ(f"{operation.key} > bodies", {body.content_type for body in operation.contents}, set(found))
        for body in operation.contents:
            if body.content_type not in found or body.root is None:
                continue
            stated = found[body.content_type]
            required = operation.body is not None and operation.body.get("required") is True
            self._problems(operation.key, f"body required: {required}", stated.required != required)
            self._encodings(operation, body.content_type, stated.encodings)
            rows = self._compare.value(f"{operation.key} > body", body.root, stated.stated, "request")
            self._count("body fields by operation", rows)
            self._count("bodies")

    def _encodings(self, operation: OperationSpec, content_type: str, stated: dict[str, str]) -> None:
        """Compare how the parts of a form are written (OpenAPI 3.0.4, Encoding Object)."""
        declared = operation.body["content"][content_type].get("encoding", {}) if operation.body else {}
        wanted = {
            name: [*filter(None, [node.get("contentType")]), *node.get("headers", {})]
            for name, node in declared.items()
            if node.keys() & {"contentType", "headers", "style"} or node.get("explode") is False
        }
        self._differ(f"{operation.key} > encodings", set(wanted), set(stated))
        for name in wanted.keys() & stated.keys():
            for text in wanted[name]:
                self._problems(f"{operation.key} > {name}", f"{text} is not stated", f"`{text}`" not in stated[name])

    def _responses(self, operation: OperationSpec, text: OperationText) -> None:
        errors = {status for status in operation.responses if status[0] in "45"}
        if any(status.startswith("2") for status in operation.responses):
            errors |= operation.responses.keys() & {"default"}
        self._differ(f"{operation.key} > errors", errors, set(text.errors))
        self._count("error statuses", len(errors))
        wanted = {
            (status, body.content_type): body
            for status, response in operation.responses.items()
            if status not in errors
            for body in [*content(self._spec, response)]
            or [ContentSpec(content_type="", wrapping="no body", item=None, root=None)]
        }
        found = {(response.status, response.content_type): response for response in text.responses}
        self._differ(f"{operation.key} > responses", set(wanted), set(found))
        for key in wanted.keys() & found.keys():
            self._response(f"{operation.key} > {key[0]}", operation.responses[key[0]], wanted[key], found[key])
        for status, response in operation.responses.items():
            self._headers(f"{operation.key} > {status}", response, text.headers.get(status, Listing(text.page)))
        for status in errors & set(text.errors):
            with self._read(f"{operation.key} > {status}"):
                self._error(operation, status, text)

    def _response(self, place: str, node: dict, wanted: ContentSpec, found: ResponseText) -> None:
        self._count("response statuses")
        self._problems(place, f"wrapped as {wanted.wrapping}, not {found.wrapping}", wanted.wrapping != found.wrapping)
        if wanted.holder is not None:
            self._problems(place, "nullable or not?", wanted.holder.any("nullable") != found.nullable)
            self._problems(place, f"limits: {wanted.holder.limits}", bool(wanted.holder.limits and wanted.holder.items))
            inner = wanted.item is not wanted.holder and wanted.item is not None and wanted.item.any("nullable")
            self._problems(place, "nullable entries, which is not said", inner)
        if self._compare.full:
            texts = wanted.holder.descriptions if wanted.holder not in (None, wanted.item) else []
            self._compare.said(place, [node.get("description", ""), *texts], found.said)
        if wanted.item is not None:
            rows = self._compare.value(place, wanted.item, found.stated, "response")
            self._count("response fields by operation", rows)
        if wanted.envelope:
            self._problems(place, "what stands beside `data` is not linked", not found.envelope)
            if found.envelope:
                with self._read(place):
                    self._envelope(place, wanted, found)

    def _envelope(self, place: str, wanted: ContentSpec, found: ResponseText) -> None:
        """The members beside `data` are stated at one place for all."""
        assert wanted.root is not None
        there, section = self._bundle.common(found.stated.page, "envelopes", found.envelope.replace(" ", "-"))
        stated = self._bundle.stated_at(there, f"#{section.anchor}", "response")
        key = ("envelope", id(stated), wanted.root)
        spec = wanted.root.listing("response", stops=frozenset(["data"]))
        spec = replace(spec, rows=[row for row in spec.rows if row.path != "data"])
        self._compare.once(key, lambda: self._compare.whole(f"{place} beside data", spec, stated.listing, "response"))

    def _headers(self, place: str, node: dict, found: Listing) -> None:
        wanted = SpecListing()
        for name, header in node.get("headers", {}).items():
            header = self._spec.follow(header)
            value = self._spec.value(header.get("schema", {}))
            row = value.row(
                name,
                required=header.get("required") is True,
                said=header.get("description", ""),
                written=written(header, "header", value),
            )
            wanted.rows.append(row)
        self._compare.listings(f"{place} > headers", wanted, found, "response")
        self._count("response headers", len(wanted.rows))

    def _error(self, operation: OperationSpec, status: str, text: OperationText) -> None:
        """The body of an error is stated in the section, or with the usual ones that it links to."""
        place = f"{operation.key} > {status}"
        contents = list(content(self._spec, operation.responses[status]))
        for body in contents:
            if body.root is None:
                continue
            stated = Stated(text.page, text.error_bodies.get(status, Listing(text.page)))
            if text.errors[status]:
                stated = self._bundle.usual_error(text.page, status)
            rows = self._compare.value(place, body.root, self._compare.same(stated), "response")
            self._count("error fields by operation", rows)

    def _webhooks(self, operation: OperationSpec, text: OperationText) -> None:
        wanted = list(webhooks(self._spec, operation))
        self._differ(f"{operation.key} > webhooks", {name for name, _, _ in wanted}, set(text.webhooks))
        self._differ(
            f"{operation.key} > without payload",
            _silent(operation, {name for name, _, _ in wanted}),
            text.webhooks_without_payload,
        )
        past = {name for name, _, request in wanted if request.deprecated}
        self._differ(f"{operation.key} > deprecated webhooks", past, text.deprecated_webhooks)
        subscription = (text.page, github_anchor(operation.key))
        for name, expression, request in wanted:
            place = f"{operation.key} > {name}"
            payloads = [
                payload
                for payload in self._bundle.payloads(text.page, text.webhooks[name])
                if subscription in payload.subscriptions and expression in "\n".join(payload.delivery.lines)
            ]
            self._problems(place, f"{len(payloads)} payloads", len(payloads) != 1)
            for payload in payloads:
                self._payload(place, request, payload)

    def _payload(self, place: str, request: OperationSpec, payload: PayloadText) -> None:
        self._count("webhook payloads")
        self._problems(place, "deprecated or not?", request.deprecated != payload.deprecated)
        self._differ(f"{place} > answers", set(request.responses), set(payload.answers))
        said = words("\n".join(payload.section.lines))
        texts = [request.node.get("summary", "")]
        texts += [request.node.get("description", "")] if self._compare.full else []
        self._compare.said(place, texts, said)
        headers = SpecListing()
        for parameter in request.parameters:
            self._parameter(parameter, headers, payload.headers)
        self._compare.listings(f"{place} > headers", headers, payload.headers, "response")
        for body in request.contents:
            stated = self._compare.same(Stated(payload.page, payload.listing))
            rows = self._compare.value(place, body.root, stated, "response") if body.root else 0
            self._count("payload fields by subscription", rows)

    @contextmanager
    def _read(self, place: str) -> Iterator[None]:
        """Note what cannot be read as a problem of the place, and go on."""
        try:
            yield
        except UnreadableError as problem:
            self._problem(place, str(problem))

    def _differ(self, place: str, wanted: set, found: set) -> None:
        self._compare.problems += [f"{place}: missing {entry}" for entry in sorted(wanted - found, key=str)]
        self._compare.problems += [
            f"{place}: not in the document: {entry}" for entry in sorted(found - wanted, key=str)
        ]

    def _problem(self, place: str, text: str) -> None:
        self._compare.problems.append(f"{place}: {text}")

    def _problems(self, place: str, text: str, holds: bool) -> None:
        if holds:
            self._problem(place, text)

    def _count(self, what: str, number: int = 1) -> None:
        self._compare.counted[what] += number


def _silent(operation: OperationSpec, names: set[str]) -> set[str]:
    """Return the names that a client may subscribe to and for which no payload is documented."""
    rows = [row for body in operation.contents if body.root and names for row in body.root.listing("request").rows]
    offered = [row.values for row in rows if row.values and row.values & names]
    return set(offered[0]) - names if offered else set()
