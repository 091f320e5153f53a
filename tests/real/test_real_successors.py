"""The successors found in the vendor's real document, held against labels that were checked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Direction, Fields
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.successor_rules import OPERATION_RULES, Candidates
from ampeco_refgen.infer.successors import Successions, find_successions
from ampeco_refgen.openapi.model import Document
from documents import AMPECO, real_path

pytestmark = pytest.mark.real
LABELS = json.loads(Path(__file__).with_name("successor_labels.json").read_text("utf-8"))
WEBHOOKS = {
    "AuthorizationNotification": ("authorization.changed",),
    "ChargePointChangedNotification": ("chargePoint.changed", "evse.changed"),
    "PartnerChangedNotification": ("partner.changed",),
    "SessionStartStopNotification": ("session.start.stop.notification",),
    "user.subscriptionChanged": ("user.subscription.changed",),
}
FIELDS = {
    "externalSessionId": ("idTag",),
    "isOnline": ("networkStatus",),
    "managedByOperator": ("communicationMode",),
    "paymentMethod.type": ("paymentMethod.methodType", "paymentMethod.cardNetwork"),
    "powerKw": ("power.latest",),
    "session.powerKw": ("session.power.latest",),
    "taxId": ("taxPercentage",),
    "energy": ("energyConsumption.total",),
    "clockAlignedEnergyConsumption[].energyConsumed": ("clockAlignedEnergyConsumption[].energyConsumption.total",),
    "chargingPeriods[].state": ("chargingPeriods[].chargingState",),
    "restrictions.applyToUsersWithGroups": ("restrictions.applyToUserGroupIds",),
    "receiptId": (),
    "partnerId": (),
    "pricing.taxID": (),
    "setSessionLimitToZeroOnIdle": (),
}


class Real(NamedTuple):
    """The real document as this stage sees it."""

    catalog: Catalog
    fields: Fields
    successions: Successions


def read(*, full: bool) -> Real:
    path = real_path()
    tree = json.loads(path.read_text("utf-8"))
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin=str(path)), full=full)
    fields = Fields(catalog)
    return Real(catalog, fields, find_successions(catalog, fields, curated=AMPECO.successors))


@pytest.fixture(scope="module")
def real() -> Real:
    return read(full=True)


def test_all_68_have_the_right_successor_and_the_69th_has_none(real):
    successors = {succession.subject: succession.successors for succession in real.successions.operations}
    assert successors == {key: (label,) if label else () for key, label in LABELS.items()}
    assert sum(map(bool, LABELS.values())) == 68
    assert [key for key, label in LABELS.items() if not label] == [
        "DELETE /public-api/resources/currencies/v2.0/{currency}"
    ]


def test_no_rule_is_wrong_even_where_a_better_one_came_first(real):
    candidates = Candidates(real.catalog, real.fields)
    past = [operation for operation in real.catalog.operations if operation.deprecated]
    answers = [
        (rule.name, operation.key, rule.find(operation, candidates)) for rule in OPERATION_RULES for operation in past
    ]
    wrong = [(name, key, answer) for name, key, answer in answers if answer and answer.successors != (LABELS[key],)]
    assert wrong == []
    assert {name for name, _, answer in answers if answer} == {rule.name for rule in OPERATION_RULES}


def test_no_successor_is_deprecated_and_each_says_how_it_is_known(real):
    live = {operation.key for operation in real.catalog.operations if not operation.deprecated}
    for succession in real.successions.operations:
        assert set(succession.successors) <= live
        assert bool(succession.successors) == bool(succession.rule) == bool(succession.evidence)


def test_webhooks_and_fields(real):
    assert {succession.subject: succession.successors for succession in real.successions.webhooks} == WEBHOOKS
    successors = {succession.subject: set() for succession in real.successions.fields}
    for succession in real.successions.fields:
        successors[succession.subject].add(succession.successors)
    assert {path: successors[path] - {()} or {()} for path in FIELDS} == {
        path: {names} for path, names in FIELDS.items()
    }
    assert real.successions.diagnostics == ()


def test_every_deprecated_field_of_every_payload_has_a_finding(real):
    named = {succession.subject for succession in real.successions.fields}
    shown = {
        row.path
        for operation in real.catalog.operations
        for webhook in operation.callbacks
        for media in (webhook.body.media if webhook.body else ())
        for row in real.fields.flat(real.fields.shapes.of(media.schema), Direction.RESPONSE)
        if row.shape.deprecated
    }
    assert shown
    assert shown <= named


def test_the_findings_are_the_same_without_descriptions(real):
    bare = read(full=False).successions
    for kind in ("operations", "webhooks", "fields", "parameters"):
        assert getattr(bare, kind) == getattr(real.successions, kind)
