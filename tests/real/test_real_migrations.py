"""The verdicts on the fields of the vendor's deprecated calls, held to labels that were made by hand.

A label that another reader might judge otherwise (`doubt`) counts for nobody. Of calls that do the job of a field, any
that a label names is right; of a webhook with several successors, the label has to hold for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.compare.changes import ApiPart, ChangeKind
from ampeco_refgen.fetch import RawSpec
from ampeco_refgen.infer.migration import Migration, PartMigration, find_migrations
from ampeco_refgen.infer.moves import LOOKED_UP, Move, Verdict, holders
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.infer.successors import find_successions
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.openapi.document import load
from documents import AMPECO, real_path

pytestmark = pytest.mark.real
GROUPS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("migrations.yaml").read_text(encoding="utf-8"))[
    "groups"
]
PARTS = {
    "body": (ApiPart.BODY_FIELD,),
    "response": (ApiPart.RESPONSE_FIELD,),
    "query": (ApiPart.FILTER, ApiPart.INCLUDE, ApiPart.PARAMETER),
    "payload": (ApiPart.WEBHOOK_FIELD,),
}
SUBJECTS = [(group, subject) for group in GROUPS for subject in group.get("operations") or [group["webhook"]]]


@pytest.fixture(scope="module")
def ways() -> dict[str, list[Migration]]:
    """Return the migrations of each deprecated thing, found without reading descriptions."""
    path = real_path()
    catalog, _ = build(load(RawSpec(content=path.read_bytes(), origin=str(path)), complete=False), full=False)
    fields = Fields(catalog)
    successions = find_successions(catalog, fields, curated=AMPECO.successors)
    found = find_migrations(catalog, fields, successions, Occurrences(catalog, fields), curated=AMPECO.moves)
    ways: dict[str, list[Migration]] = {}
    for migration in found:
        ways.setdefault(migration.subject, []).append(migration)
    return ways


def parts_of(way: Migration, part: str) -> Iterator[PartMigration]:
    return (found for each in PARTS[part] if (found := way.of(each)) is not None)


def verdict(way: Migration, part: str, path: str) -> Move | None:
    """Return the verdict on a name: its own, or that of what holds it and says it of all below."""
    for each in parts_of(way, part):
        moves = {move.before: move for move in each.moves}
        above = [holder for holder in reversed(holders(path)) if holder in moves]
        if any(path == f"{holder}[].{name}" for holder in above for name in each.not_in_calls.get(holder, ())):
            return Move(before=path, verdict=Verdict.GONE)
        if path in moves or above:
            return moves[path if path in moves else above[0]]
    return None


def is_right(move: Move | None, label: dict[str, Any]) -> bool:
    if move is None:
        return False
    if "call" in label:
        return move.verdict is Verdict.CALL and {call.key for call in move.calls} <= set(label["call"])
    if label.get("gone"):
        return move.verdict is Verdict.GONE
    wanted = label.get("candidates") or [label["moved"]]
    several = {Verdict.MOVED, Verdict.CANDIDATES} if len(wanted) > 1 else {Verdict.MOVED}
    return move.verdict in several and set(move.after) == set(wanted)


def test_every_labelled_field_has_the_right_verdict(ways):
    wrong = []
    for group, subject in SUBJECTS:
        for path, label in group.get("fields", {}).items():
            moves = [verdict(way, group["part"], path.strip(".")) for way in ways[subject]]
            if not label.get("doubt") and not any(is_right(move, label) for move in moves):
                wrong.append((subject, group["part"], path, label, moves))
    assert wrong == []
    assert sum(len(group.get("fields", {})) for group, _ in SUBJECTS) > 400


def test_no_field_has_a_verdict_that_no_label_speaks_of(ways):
    labelled: dict[tuple[str, str], set[str]] = {}
    for group, subject in SUBJECTS:
        labelled.setdefault((subject, group["part"]), set()).update(path.strip(".") for path in group.get("fields", {}))
    strange = [
        (subject, part, move)
        for subject, migrations in ways.items()
        for way in migrations
        for part in PARTS
        for each in parts_of(way, part)
        for move in each.moves
        if labelled.get((subject, part), set()).isdisjoint((move.before, *holders(move.before)))
        and not (move.rule.startswith(LOOKED_UP) and move.before in RESHAPED)
    ]
    assert strange == []


RESHAPED = {path for group in GROUPS for path in group.get("reshaped", {})}
"""Names that stay although what they held stands elsewhere."""


def test_every_value_that_is_gone_is_told_and_what_took_its_place(ways):
    for group, subject in SUBJECTS:
        for path, wanted in group.get("values", {}).items():
            if path == "notification":  # a webhook's own name
                continue
            changes = [
                change
                for way in ways[subject]
                for each in parts_of(way, group["part"])
                for change in each.changed
                if change.path == path
            ]
            told = {value_of(move.before): move for change in changes for move in change.values}
            come = {
                value_of(change.after)
                for field_change in changes
                for change in field_change.changes
                if change.kind is ChangeKind.ENUM_VALUE_ADDED
            }
            assert told.keys() == {str(value) for value in wanted}, (subject, path)
            for value, after in wanted.items():
                move = told[str(value)]
                if isinstance(after, list):  # where several may have taken its place, all are named as new
                    assert move.after == ""
                    assert set(after) <= come
                else:
                    assert (value_of(move.after) if move.after else None) == after, (subject, path, value)


def test_what_must_be_sent_now_is_told(ways):
    for group, subject in SUBJECTS:
        (way,) = ways[subject] if group["part"] == "body" else [None]
        if way is None:
            continue
        (each,) = parts_of(way, "body")
        told = set(each.demanded)
        told |= {
            change.after
            for change in each.changed
            if any(value_change.kind is ChangeKind.BECAME_REQUIRED for value_change in change.changes)
        }
        if "newly_required" in group:
            assert told == set(group["newly_required"]), subject


def test_every_old_name_is_somewhere(ways):
    """Of each part the names that moved, changed, are gone or stayed are all that there were."""
    assert {subject for _, subject in SUBJECTS} <= ways.keys()
    for migrations in ways.values():
        for way in migrations:
            for part in way.parts:
                told = [*(move.before for move in part.moves), *part.unchanged]
                assert len(told) == len(set(told)), (way.subject, part.part)


def test_every_looked_up_move_is_of_use(ways):
    rules = {
        (way.subject.split("/")[3] if "/" in way.subject else way.subject, move.before)
        for migrations in ways.values()
        for way in migrations
        for part in way.parts
        for move in part.moves
        if move.rule.startswith(LOOKED_UP)
    }
    assert {(entry.resource, entry.before) for entry in AMPECO.moves if not entry.values} <= rules
