"""Responses and errors of an operation → lines: wrapping, payload, what stands beside it, and the usual errors."""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.catalog.model import Operation, Response
from ampeco_refgen.catalog.payload import Payload, payload_of
from ampeco_refgen.catalog.status import phrase
from ampeco_refgen.output import wording
from ampeco_refgen.output.homes import Where
from ampeco_refgen.output.shared import envelope_key, error_key, errors_of
from ampeco_refgen.output.statements import Statements
from ampeco_refgen.text import code, plural, prose
from ampeco_refgen.wrap import wrap


class Answers(Statements):
    """Writes what an operation answers with."""

    def _success(self, operation: Operation, response: Response) -> Iterator[str]:
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        if not response.media:
            yield from wrap(f"{lead} — no body", indent="  ")
        for media in response.media:
            payload = payload_of(media, self._site.fields.shapes)
            other = "" if media.content_type == "application/json" else f" ({code(media.content_type)})"
            yield from wrap(f"{lead}{other} — {self._carried(operation, payload)}", indent="  ")
            yield from self._stated_here(operation, payload)
        yield from self._headers(response)
        for name, target in response.links:
            yield from wrap(f"  - link {code(name)}: {code(target)}", indent="    ")

    def _carried(self, operation: Operation, payload: Payload) -> str:
        """Say how the payload is wrapped, and where its fields are stated."""
        where = wording.WRAPPINGS[payload.wrapping]
        item, holder = payload.item, payload.holder
        if item is None or holder is None:
            return f"{where}, no schema declared"
        where += ", nullable" if holder.nullable else ""
        home = self._site.home(item, Direction.RESPONSE)
        expanded = self._site.fields.shapes.expanded(item)
        around = "".join(f"; {prose(text)}" for text in holder.descriptions if holder is not item)
        described = "".join(f"; {prose(text)}" for text in expanded.descriptions)
        if home is None:
            what = self.lines.type_of(expanded) + (f" — {values}" if (values := self.lines.values(expanded)) else "")
        elif home.where is Where.IN_SECTION and home.owner == operation.key:
            what, described = plural(home.rows, "field") + " below", described
        else:
            what = self._site.home_link(self._page, home)
            described = ""
        return f"{where}: {what}{around}{described}{self._beside(payload)}"

    def _beside(self, payload: Payload) -> str:
        envelope = self._site.envelopes.get(envelope_key(payload))
        if not payload.envelope or envelope is None:
            return ""
        self.left_out.add("envelopes")
        return f", with {', '.join(payload.envelope)} ({envelope.title.lower()})"

    def _stated_here(self, operation: Operation, payload: Payload) -> Iterator[str]:
        home = self._site.home(payload.item, Direction.RESPONSE) if payload.item is not None else None
        if home is not None and home.where is Where.IN_SECTION and home.owner == operation.key:
            rows = self._site.fields.rows(home.shape, Direction.RESPONSE)
            yield from self.stated(home, home.shape, rows, "  ")

    def _errors(self, operation: Operation) -> Iterator[str]:
        usual: list[str] = []
        others: list[Response] = []
        for response in errors_of(operation):
            if self._is_usual(response):
                usual.append(code(response.status))
            else:
                others.append(response)
        if usual:
            self.left_out.add("usual errors")
            yield f"- {', '.join(usual)}: usual errors"
        for response in others:
            yield from self._error(response)

    def _is_usual(self, response: Response) -> bool:
        common = self._site.errors[response.status]
        return (
            error_key(response) == common.key and response.description in ("", common.meaning) and not response.headers
        )

    def _error(self, response: Response) -> Iterator[str]:
        said = prose(response.description) or phrase(response.status)
        lead = f"- {code(response.status)} {said}".rstrip()
        common = self._site.errors[response.status]
        if error_key(response) == common.key and response.media:
            self.left_out.add("usual errors")
            yield from wrap(f"{lead}: the usual body", indent="  ")
        elif not response.media:
            yield from wrap(f"{lead}: no body", indent="  ")
        else:
            yield from wrap(f"{lead}:", indent="  ")
            for media in response.media:
                yield from self.body_rows(media, "  ")
        yield from self._headers(response)

    def _headers(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response's headers, told from the fields of its body that they stand among."""
        for header in response.headers:
            line = self.lines.parameter(header, self._shape_of(header)).removeprefix("- ")
            yield from wrap(f"  - header {line}", indent="    ")
