"""Hits and answers as what the command line prints: lines for people, JSON for programs."""

from __future__ import annotations

import json

from ampeco_refgen.lookup.model import Answer, Hit


def hit_line(hit: Hit) -> str:
    """Return one line: what `show` takes, what it is, its page, and how it is not what it seems."""
    marks = [f"deprecated, use {hit.successor}" if hit.successor else "deprecated"] if hit.deprecated else []
    marks += [", ".join(hit.matched)] if hit.matched else []
    notes = "".join(f" [{mark}]" for mark in marks)
    return f"{hit.title} — {hit.summary} ({hit.place}){notes}" if hit.summary else f"{hit.title} ({hit.place}){notes}"


def hits_json(hits: tuple[Hit, ...]) -> str:
    """Return the hits as a JSON list, best first."""
    return json_text(
        [
            {
                "target": hit.title,
                "kind": hit.kind,
                "summary": hit.summary,
                "page": hit.place,
                "deprecated": hit.deprecated,
                "successor": hit.successor,
                "matched": list(hit.matched),
                "score": hit.score,
            }
            for hit in hits
        ]
    )


def answer_json(answer: Answer) -> str:
    """Return an answer as a JSON object; `page` is the first that the text is from, `pages` are all."""
    return json_text(
        {
            "target": answer.target,
            "kind": answer.kind,
            "page": answer.pages[0] if answer.pages else "",
            "pages": list(answer.pages),
            "heading": answer.heading,
            "text": answer.text,
            "links": [{"text": link.label, "target": link.place} for link in answer.links],
        }
    )


def json_text(value: object) -> str:
    """Return a value as JSON, indented, with all letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)
