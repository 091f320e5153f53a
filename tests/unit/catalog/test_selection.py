"""What a selection takes of a catalog and leaves of it; what two catalogs share that were selected differently."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ampeco_refgen.catalog import store
from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.catalog.selection import is_of_another_selection, moved_by_selection, on_common_ground, select
from ampeco_refgen.catalog.usage import reachable, wrong_numbers
from ampeco_refgen.compare.comparison import compare
from ampeco_refgen.compare.gate import gate, is_another_api
from ampeco_refgen.compare.signature import Signatures
from ampeco_refgen.errors import UsageError
from ampeco_refgen.settings import Rules, Selection
from documents import SAMPLE, catalog_from, catalog_of, get, mini

PING = {"post": {"summary": "Ping", "tags": ["alerts"], "responses": {"200": {"description": "OK"}}}}
THING, SECRET, IDLE = ({"type": "object", "properties": {name: {"type": "string"}}} for name in ("a", "b", "c"))
DOCUMENT = mini(
    {
        "/users": {"get": get({"$ref": "#/components/schemas/Thing"}, tags=["users"], operationId="listUsers")},
        "/users/{id}": {"get": get(None, tags=["users"], deprecated=True)},
        "/admin/keys": {
            "summary": "Keys",
            "get": get({"$ref": "#/components/schemas/Secret"}, tags=["admin"], security=[{"key": []}]),
            "post": get(None, tags=["admin"], callbacks={"made": {"{$url}": {"post": get({"type": "integer"})}}}),
        },
    },
    version="3.1.0",
    webhooks={"ping": PING, "pong": {"post": get(None)}},
    tags=[{"name": name} for name in ("users", "admin", "alerts", "idle")],
    components={
        "schemas": {"Thing": THING, "Secret": SECRET, "Idle": IDLE},
        "securitySchemes": {name: {"type": "apiKey", "name": name, "in": "header"} for name in ("key", "spare")},
    },
)


ALL = Rules()


def chosen(tree: Catalog | dict = DOCUMENT, *, include: Rules = ALL, exclude: Rules = ALL) -> Catalog:
    """Return what is selected of a document."""
    catalog = tree if isinstance(tree, Catalog) else catalog_from(tree)
    return select(catalog, Selection(include=include, exclude=exclude))[0]


def keys(catalog: Catalog) -> list[str]:
    return [operation.key for operation in catalog.operations]


def without(*paths: str) -> dict:
    """Return the document without some of its paths."""
    return {**DOCUMENT, "paths": {path: item for path, item in DOCUMENT["paths"].items() if path not in paths}}


ADMIN, USERS = ["GET /admin/keys", "POST /admin/keys"], ["GET /users", "GET /users/{id}"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ({}, {}, [*ADMIN, *USERS]),
        ({}, {"tags": ("admin",)}, USERS),
        ({}, {"tags": ("Admin", "adm")}, [*ADMIN, *USERS]),
        ({}, {"paths": ("/admin/*",)}, USERS),
        ({}, {"paths": ("/admin*",)}, [*ADMIN, *USERS]),
        ({}, {"paths": ("/users/**",)}, ADMIN),
        ({}, {"paths": ("/users/{id}",)}, [*ADMIN, "GET /users"]),
        ({}, {"paths": ("**/keys",)}, USERS),
        ({}, {"paths": ("/a.*",)}, [*ADMIN, *USERS]),
        ({}, {"operation_ids": ("listUsers",)}, [*ADMIN, "GET /users/{id}"]),
        ({}, {"deprecated": True}, [*ADMIN, "GET /users"]),
        ({"tags": ("users",)}, {}, USERS),
        ({"tags": ("admin",), "operation_ids": ("listUsers",)}, {}, [*ADMIN, "GET /users"]),
        ({"tags": ("users",)}, {"deprecated": True}, ["GET /users"]),
        ({"webhooks": ("ping",)}, {}, [*ADMIN, *USERS]),
    ],
)
def test_what_is_selected(include: dict, exclude: dict, expected: list[str]) -> None:
    assert keys(chosen(include=Rules(**include), exclude=Rules(**exclude))) == expected


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ({"tags": ("users",)}, {}, ["ping", "pong"]),
        ({}, {"tags": ("alerts",)}, ["pong"]),
        ({}, {"webhooks": ("pong",)}, ["ping"]),
        ({"webhooks": ("pong",)}, {}, ["pong"]),
    ],
)
def test_webhooks_of_the_document_stay_unless_a_rule_names_them(include: dict, exclude: dict, expected: list[str]):
    catalog = chosen(include=Rules(**include), exclude=Rules(**exclude))
    assert [webhook.name for webhook in catalog.webhooks] == expected


def test_what_only_the_excluded_used_goes_with_them_and_what_nobody_uses_stays() -> None:
    catalog = chosen(exclude=Rules(tags=("admin",)))
    assert {component.name for component in catalog.components} == {"Thing", "Idle"}
    assert [tag.name for tag in catalog.tags] == ["users", "alerts", "idle"]
    assert [scheme.name for scheme in catalog.security_schemes] == ["spare"]
    assert catalog.path_notes == ()
    assert [webhook.name for _, webhook in catalog.declared_webhooks] == ["ping", "pong"]
    assert not list(wrong_numbers(catalog))


def test_the_security_of_a_webhook_stays_as_long_as_the_webhook() -> None:
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    secured = {"post": get(None, security=[{"key": []}])}
    callback = get(None, callbacks={"made": {"https://example.test": secured}})
    paths = {"/a": {"get": get(None)}, "/b": {"post": callback}}
    schemes = {"securitySchemes": {"key": key}}
    for webhooks, names in (({"own": secured}, ["key"]), ({}, [])):
        tree = mini(paths, version="3.1.0", components=schemes, webhooks=webhooks)
        catalog = chosen(tree, exclude=Rules(paths=("/b",)))
        assert [scheme.name for scheme in catalog.security_schemes] == names


@pytest.mark.parametrize("deprecated", [False, True])
def test_of_a_document_of_many_kinds_the_rest_is_as_it_was(deprecated: bool) -> None:
    whole = catalog_of(SAMPLE)
    catalog = chosen(whole, exclude=Rules(paths=("/public-api/resources/s*/**",), deprecated=deprecated))
    assert 20 < len(catalog.operations) < len(whole.operations) - 10
    assert len(catalog.schemas) < len(whole.schemas)
    assert not list(wrong_numbers(catalog))
    before, after = Signatures(whole), Signatures(catalog)
    there = {operation.key: operation for operation in whole.operations}
    shallow = [operation for operation in catalog.operations if not _is_recursive(catalog, operation)]
    assert [after.operation(operation) for operation in shallow] == [
        before.operation(there[operation.key]) for operation in shallow
    ]
    assert store.load(store.dump(catalog), "test") == catalog


def _is_recursive(catalog: Catalog, operation) -> bool:
    """Tell whether an operation uses recursive components, whose digests depend on all others of the kind."""
    alone = replace(catalog, operations=(operation,), webhooks=())
    return any(catalog.schemas[number].link for number in reachable(alone))


def test_only_a_catalog_with_something_new_is_in_the_new_format() -> None:
    plain = mini({"/users": {"get": get(None)}})
    assert store.dump(catalog_from(plain)).startswith('{\n"format": 4,')
    assert store.dump(chosen(exclude=Rules(tags=("admin",)))).startswith('{\n"format": 5,')
    assert store.dump(catalog_from(DOCUMENT)).startswith('{\n"format": 5,')


def test_each_operation_is_counted_for_the_first_rule_that_takes_it() -> None:
    left_out = chosen(include=Rules(tags=("users",)), exclude=Rules(deprecated=True, tags=("users", "x"))).left_out
    assert left_out is not None
    assert left_out.rules == (("not in [include]", 2), ('exclude.tags "users"', 2))


def test_nothing_of_what_is_left_out_can_be_read_in_the_file() -> None:
    text = store.dump(chosen(exclude=Rules(paths=("/ad**",))))
    assert "keys" not in text.lower().replace('"key"', "")


def test_what_was_left_out_stays_known_when_more_is_left_out() -> None:
    once = chosen(exclude=Rules(tags=("admin",)))
    twice = chosen(once, exclude=Rules(deprecated=True))
    assert once.left_out is not None
    assert twice.left_out is not None
    assert (once.left_out.count, twice.left_out.count) == (2, 3)
    assert is_of_another_selection(twice, Selection(exclude=Rules(deprecated=True)))
    assert not is_of_another_selection(once, Selection(exclude=Rules(tags=("admin",))))


def test_a_rule_without_effect_is_told_with_the_nearest_name() -> None:
    rules = Rules(tags=("admin", "usrs"), paths=("/nowhere",), operation_ids=("listUser",), webhooks=("pin",))
    selected, warnings = select(catalog_from(DOCUMENT), Selection(exclude=rules))
    assert [finding.message.partition("refgen.toml: ")[2] for finding in warnings] == [
        'exclude.tags "usrs" selects nothing of the document; did you mean "users"?',
        'exclude.paths "/nowhere" selects nothing of the document',
        'exclude.operation-ids "listUser" selects nothing of the document; did you mean "listUsers"?',
        'exclude.webhooks "pin" selects nothing of the document; did you mean "ping"?',
    ]
    assert select(selected, Selection(exclude=rules))[1] == ()  # what is gone is no measure


def test_a_selection_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="leaves none of 1 operations"):
        chosen(mini({"/users": {"get": get(None)}}), exclude=Rules(paths=("/**",)))


# ------------------------------------------------------------------------------------- two catalogs, two selections


def test_another_selection_is_no_change_of_the_api() -> None:
    whole, some, others = catalog_from(DOCUMENT), *(chosen(exclude=Rules(tags=(tag,))) for tag in ("admin", "users"))
    for old, new in ((whole, some), (some, whole), (some, others)):
        assert compare(*on_common_ground(old, new)).findings == ()
        assert gate(old, new, max_loss=0) == ()
        assert not is_another_api(old, new)
    assert moved_by_selection(some, others) == (tuple(USERS), tuple(ADMIN))


def test_what_the_document_loses_is_lost_whatever_is_selected() -> None:
    some = chosen(exclude=Rules(tags=("admin",)))
    less = chosen(without("/users/{id}"), exclude=Rules(tags=("admin",)))
    (doubt,) = gate(some, less, max_loss=0.1)
    assert doubt.message == (
        "1 operation of 2 (50%) are gone, more than 10%; the document has 3 now, 2 of them excluded"
    )
    assert compare(*on_common_ground(some, less)).counts.operations_removed == 1
    assert gate(some, chosen(without("/admin/keys"), exclude=Rules(tags=("admin",))), max_loss=0) == ()


def test_what_is_excluded_for_what_the_vendor_did_is_not_lost() -> None:
    rules = Rules(deprecated=True)
    now = {**DOCUMENT, "paths": {**DOCUMENT["paths"], "/users": {"get": get(None, deprecated=True)}}}
    before, after = chosen(exclude=rules), chosen(now, exclude=rules)
    assert compare(*on_common_ground(before, after)).counts.operations_removed == 0
    assert moved_by_selection(before, after) == (("GET /users",), ())


def test_a_parameter_with_another_name_is_the_same_call() -> None:
    renamed = {**without("/users/{id}"), "paths": {**DOCUMENT["paths"]}}
    renamed["paths"]["/users/{user}"] = renamed["paths"].pop("/users/{id}")
    assert moved_by_selection(catalog_from(DOCUMENT), chosen(renamed, exclude=Rules(deprecated=True))) == (
        ("GET /users/{id}",),
        (),
    )
