"""Recipes: steps find the newest live version, every name is checked, and the authored book keeps its own rules."""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess

import pytest
from msgspec.structs import replace

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.basis import bases
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Snippet, Step, undeclared_names
from ampeco_refgen.infer.recipes import MissingStep, ResolvedStep, mentions_of, resolve_recipes, use_cases
from ampeco_refgen.infer.successors import find_successions
from ampeco_refgen.openapi.model import Document
from documents import AMPECO

STRING = {"type": "string"}
LIST = RecipeCall(method="GET", family="resources", resource="stations")
READ = RecipeCall(method="GET", family="resources", resource="stations", subpath="/{}")
CREATE = RecipeCall(method="POST", family="resources", resource="stations")
STOP = RecipeCall(method="POST", family="actions", resource="station", subpath="/{}/stop/{}")


def thing(**properties):
    return {"type": "object", "properties": properties}


def content(schema):
    return {"application/json": {"schema": schema}}


def answer(schema, status="200"):
    return {"responses": {status: {"description": "", "content": content(schema)}}}


def query(name, schema, **more):
    return {"name": name, "in": "query", "schema": schema, **more}


def station_paths(version="v2.0", **filters):
    """The paths of a resource with a list, a way to create one, and one to read by an id of any name."""
    status = {"type": "string", "enum": ["free", "busy"]}
    station = thing(id=STRING, status=status, old={**STRING, "deprecated": True})
    listing = answer(thing(data={"type": "array", "items": station}, links=thing(next=STRING)))
    wanted = filters or {"siteId": STRING, "status": status}
    listing["parameters"] = [
        query("filter", thing(**wanted), style="deepObject"),
        query("include", {"type": "array", "items": {"type": "string", "enum": ["outlets"]}}),
        query("withPrices", {"type": "boolean"}),
    ]
    body = {**thing(name=STRING, id={**STRING, "readOnly": True}), "required": ["name"]}
    create = answer(thing(data=station), "201")
    create["requestBody"] = {"content": content(body)}
    create["responses"]["422"] = {"description": "", "content": content(thing(message=STRING, errors=thing()))}
    base = f"/public-api/resources/stations/{version}"
    return {base: {"get": listing, "post": create}, f"{base}/{{station}}": {"get": answer(thing(data=station))}}


def callback(*fields, deprecated=False, header="X-Sign"):
    node = {
        "requestBody": {"content": content(thing(**dict.fromkeys(fields, STRING)))},
        "parameters": [{"name": header, "in": "header", "schema": STRING}],
        "responses": {"202": {"description": ""}},
        "deprecated": deprecated,
    }
    return {"{$request.body#/url}": {"post": node}}


def subscribing(**callbacks):
    return {"/public-api/notifications/v1.0": {"post": {**answer(thing()), "callbacks": callbacks}}}


def resolved(paths, *steps, title="T", when="W", notes=(), snippets=()):
    recipe = Recipe(slug="r", title="R", when=when, steps=steps, notes=notes, snippets=snippets)
    tree = {"openapi": "3.0.0", "info": {"title": title, "version": "1"}, "paths": paths}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    fields = Fields(catalog)
    successions = find_successions(catalog, fields)
    return resolve_recipes(catalog, fields, (recipe,), successions=successions, file="recipes.yaml")


def outdated(paths, step):
    """What is told of a step that stays although not all of it holds; nothing where all does."""
    book = resolved(paths, step)
    (checked,) = book.recipes[0].steps
    assert isinstance(checked, ResolvedStep)
    told = [*(["deprecated"] if checked.is_deprecated else []), *checked.reasons]
    assert [finding.code for finding in book.diagnostics] == ["recipe-step-outdated"] * bool(told)
    assert all(reason in book.diagnostics[0].message for reason in checked.reasons)
    return told


def test_a_step_finds_the_newest_live_version_whatever_its_parameters_are_called():
    old, new = station_paths("v2.0"), station_paths("v10.0")
    renamed = {path.replace("{station}", "{stationId}"): item for path, item in new.items()}
    newest = station_paths("v11.0")
    for item in newest.values():
        for operation in item.values():
            operation["deprecated"] = True
    book = resolved({**old, **renamed, **newest}, Step(text="t", call=READ), Step(text="t", call=LIST))
    assert [step.call for step in book.recipes[0].steps] == [
        "GET /public-api/resources/stations/v10.0/{stationId}",
        "GET /public-api/resources/stations/v10.0",
    ]


def test_a_version_that_only_has_another_subpath_does_not_count():
    paths = {**station_paths("v1.0"), "/public-api/resources/stations/v2.0/{station}/notes": {"get": answer(thing())}}
    book = resolved(paths, Step(text="t", call=READ))
    assert book.recipes[0].steps[0].operation.place.version == "v1.0"


def test_a_resolved_step_says_its_request_line():
    step = Step(
        text="t",
        call=LIST,
        filters=("filter[siteId]", "filter[status]"),
        includes=("outlets",),
        parameters=("withPrices",),
        values=(("filter[status]", "free"), ("filter[status]", "busy")),
    )
    resolved_step = resolved(station_paths(), step).recipes[0].steps[0]
    path = "GET /public-api/resources/stations/v2.0"
    query_string = "filter[siteId]={siteId}&filter[status]=free&withPrices=true&include=outlets"
    assert (resolved_step.call, resolved_step.brief) == (f"{path}?{query_string}", f"{path}?filter[siteId]={{siteId}}")


def test_a_nested_filter_is_named_as_it_is_sent():
    step = Step(text="t", call=LIST, filters=("filter[roaming][operatorId]",))
    resolved_step = resolved(station_paths(roaming=thing(operatorId=STRING)), step).recipes[0].steps[0]
    assert resolved_step.call.endswith("?filter[roaming][operatorId]={operatorId}")


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(text="t", call=LIST, filters=("filter[userId]",)), "the filter `filter[userId]` is no longer declared"),
        (Step(text="t", call=LIST, includes=("site",)), "the include `include[]=site` is no longer declared"),
        (Step(text="t", call=LIST, parameters=("page",)), "the parameter `page` is no longer declared"),
        (Step(text="t", call=LIST, response=("name",)), "the response field `name` is no longer declared"),
        (Step(text="t", call=LIST, response=("old",)), "the response field `old` is deprecated"),
        (Step(text="t", call=CREATE, body=("nickname",)), "the body field `nickname` is no longer declared"),
        (Step(text="t", call=CREATE, body=("id",)), "the body field `id` is read-only"),
        (Step(text="t", call=LIST, statuses=("404",)), "the status `404` is no longer declared"),
        (
            Step(text="t", call=CREATE, statuses=("422",), errors=("hint",)),
            "the body of `422` no longer has the field `hint`",
        ),
        (
            Step(text="t", call=LIST, filters=("filter[status]",), values=(("filter[status]", "gone"),)),
            "`filter[status]` no longer lists the value `gone`",
        ),
        (
            Step(text="t", call=LIST, filters=("filter[siteId]",), values=(("filter[siteId]", "1"),)),
            "`filter[siteId]` no longer lists the value `1`",
        ),
        (Step(text="t", call=LIST, response=("id",), types=(("id", "integer"),)), "`id` is no longer of type integer"),
        (Step(text="t", call=CREATE, wrapping=Wrapping.EMPTY), "the answer now comes as data object"),
    ],
)
def test_a_step_stays_while_its_call_is_there_and_tells_what_no_longer_holds(step, reason):
    assert outdated(station_paths(), step) == [reason]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(text="Stop `it`.", call=STOP), "`POST actions/station/{}/stop/{}` is not in the document"),
        (Step(text="Hear.", webhooks=("a", "b")), "the webhooks `a` and `b` are no longer declared"),
    ],
)
def test_only_a_call_that_is_gone_leaves_its_step_out_and_the_warning_has_its_text(step, reason):
    book = resolved(station_paths(), Step(text="t", call=LIST), step)
    _, missing = book.recipes[0].steps
    assert isinstance(missing, MissingStep)
    assert reason in missing.reason
    (finding,) = book.diagnostics
    assert (finding.code, finding.row.partition(" (")[0]) == ("recipe-step-missing", "recipes.yaml, recipe r, step 2")
    assert missing.reason in finding.message
    assert f'"{step.text}"' in finding.message


def test_the_text_marks_each_name_that_no_longer_holds_and_the_call_does_without_it():
    step = Step(
        text="By `filter[userId]` the `gone` ones, each with `name`, `old` and `id`.",
        call=LIST,
        filters=("filter[siteId]", "filter[userId]", "filter[status]"),
        includes=("outlets", "site"),
        response=("id", "name", "old"),
        values=(("filter[status]", "gone"),),
    )
    (checked,) = resolved(station_paths(), step).recipes[0].steps
    assert checked.text == (
        "By `filter[userId]` (gone) the `gone` (gone) ones, each with `name` (gone), `old` (deprecated) and `id`."
    )
    assert checked.call == (
        "GET /public-api/resources/stations/v2.0?filter[siteId]={siteId}&filter[status]={status}&include=outlets"
    )
    assert checked.brief == "GET /public-api/resources/stations/v2.0"


def test_the_values_of_a_name_that_is_gone_are_marked_with_it():
    gone = (("filter[kind]", "fast"), ("filter[kind]", "free"), ("filter[status]", "free"))
    step = Step(text="`fast` or `free`", call=LIST, filters=("filter[kind]", "filter[status]"), values=gone)
    (checked,) = resolved(station_paths(), step).recipes[0].steps
    assert checked.text == "`fast` (gone) or `free` (gone from filter[kind])"
    assert checked.reasons == ("the filter `filter[kind]` is no longer declared",)


def test_a_mark_says_which_of_two_places_lost_a_name():
    step = Step(text="send `status`, read `status`", call=CREATE, body=("status",), response=("status",))
    (checked,) = resolved(station_paths(), step).recipes[0].steps
    assert checked.text == "send `status` (gone as body field), read `status` (gone as body field)"


def test_a_deprecated_name_is_told_with_its_successor():
    paths = station_paths(siteId=STRING, site={**STRING, "deprecated": True, "description": "Use `siteId` instead."})
    step = Step(text="t", call=LIST, filters=("filter[site]",))
    assert outdated(paths, step) == ["the filter `filter[site]` is deprecated, use `filter[siteId]`"]


def test_a_deprecated_call_is_shown_and_its_names_count_as_live():
    paths = station_paths()
    for item in paths.values():
        for operation in item.values():
            operation["deprecated"] = True
    newer = {path.replace("stations/v2.0", "depots/v1.0"): item for path, item in station_paths().items()}
    step = Step(text="t `id`", call=LIST, filters=("filter[siteId]",), response=("id",), key=True)
    book = resolved({**paths, **newer}, step)
    (checked,) = book.recipes[0].steps
    assert (checked.is_deprecated, checked.reasons, checked.text) == (True, (), "t `id`")
    assert checked.call == "GET /public-api/resources/stations/v2.0?filter[siteId]={siteId}"
    (finding,) = book.diagnostics
    assert "all versions of the call are deprecated, successor: none known" in finding.message
    assert [case.steps for case in use_cases(book)] == [(checked,)]


def test_the_warning_of_a_deprecated_call_names_its_successor():
    old, new = (f"/public-api/actions/station/v1.0/{{station}}/{verb}/{{session}}" for verb in ("stop", "end"))
    past = {**answer({}), "deprecated": True, "description": f"Use `POST {new}` instead."}
    paths = {**station_paths(), old: {"post": past}, new: {"post": answer({})}}
    (finding,) = resolved(paths, Step(text="t", call=STOP)).diagnostics
    assert f"all versions of the call are deprecated, use POST {new}" in finding.message


def test_mentions_are_of_what_is_there_still():
    step = Step(text="t", call=CREATE, body=("nickname", "name"), webhooks=("new", "old"))
    book = resolved({**station_paths(), **subscribing(new=callback("id"))}, step)
    mentions = mentions_of(book)
    assert set(mentions) == {"POST /public-api/resources/stations/v2.0", "new"}
    assert mentions["POST /public-api/resources/stations/v2.0"].sent == ("name",)


def test_a_switch_can_be_off_and_any_parameter_empty():
    paths = station_paths(siteId=STRING, roofed={"type": "boolean"})
    step = Step(
        text="t",
        call=LIST,
        filters=("filter[siteId]", "filter[roofed]"),
        values=(("filter[roofed]", "false"), ("filter[siteId]", "")),
    )
    (checked,) = resolved(paths, step).recipes[0].steps
    assert isinstance(checked, ResolvedStep)
    assert checked.call.endswith("?filter[siteId]=&filter[roofed]=false")
    told = outdated(paths, replace(step, values=(("filter[roofed]", "maybe"),)))
    assert told == ["`filter[roofed]` no longer lists the value `maybe`"]


def test_a_call_that_surely_became_another_is_followed_and_told():
    old = RecipeCall(method="GET", family="resources", resource="depots")
    tree = {"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": station_paths()}
    catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"))
    recipe = recipe_of(Step(text="t", call=old), Step(text="u", call=LIST))
    fields = Fields(catalog)
    book = resolve_recipes(catalog, fields, (recipe,), followed={old: LIST})
    first, second = book.recipes[0].steps
    assert isinstance(first, ResolvedStep)
    assert first.operation == second.operation
    (finding,) = book.diagnostics
    assert finding.message.startswith(f"`{old}` became `{first.operation.key}`, which is shown")
    (finding,) = resolve_recipes(catalog, fields, (recipe,)).diagnostics
    assert finding.code == "recipe-step-missing"


def test_all_that_is_wrong_with_a_step_is_told_at_once():
    step = Step(text="t", call=LIST, filters=("filter[a]", "filter[c]"), includes=("b",))
    assert outdated(station_paths(), step) == [
        "the filters `filter[a]` and `filter[c]` are no longer declared",
        "the include `include[]=b` is no longer declared",
    ]


def test_an_optional_field_is_not_required():
    paths = station_paths()
    paths["/public-api/resources/stations/v2.0"]["post"]["requestBody"]["content"]["application/json"]["schema"].pop(
        "required"
    )
    told = outdated(paths, Step(text="t", call=CREATE, body=("name",), required=("name",)))
    assert told == ["`name` is no longer required"]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(text="t", webhooks=("old",)), "`old` is deprecated"),
        (Step(text="t", webhooks=("new",), payload=("idle",)), "`new` no longer has the field `idle`"),
        (Step(text="t", webhooks=("new",), headers=("X-Other",)), "`new` no longer has the header `X-Other`"),
        (Step(text="t", webhooks=("new",), replies=("200",)), "`new` no longer lists the answer `200`"),
        (Step(text="t", webhooks=("new", "past")), "`past` is no longer declared"),
    ],
)
def test_webhooks_are_checked_with_their_fields_headers_and_answers(step, reason):
    paths = {**station_paths(), **subscribing(new=callback("id"), old=callback("id", deprecated=True))}
    listing = replace(step, call=LIST)
    assert outdated(paths, listing) == [f"the webhook {reason}"]
    good = Step(text="t", call=LIST, webhooks=("new",), payload=("id",), headers=("X-Sign",), replies=("202",))
    assert outdated(paths, good) == []


def test_names_beside_data_can_be_mentioned():
    assert outdated(station_paths(), Step(text="t", call=LIST, response=("links.next",))) == []


def test_a_note_goes_with_the_step_that_declares_its_names_and_somebody_is_told():
    gone = Step(text="t", call=STOP, response=("name", "id"))
    kept = Step(text="t", call=LIST, response=("id",))
    notes = (RecipeNote(text="mind `name`"), RecipeNote(text="mind `id`"), RecipeNote(text="mind"))
    book = resolved(station_paths(), gone, kept, notes=notes, when="for `name` and `id`")
    assert book.recipes[0].notes == ("mind `id`", "mind")
    assert book.recipes[0].when == "for `name` (gone) and `id`"
    assert [(finding.code, finding.row) for finding in book.diagnostics][1:] == [
        ("recipe-part-missing", "recipes.yaml, recipe r, note 1")
    ]
    assert '"mind `name`"' in book.diagnostics[1].message


def test_a_note_marks_a_name_that_a_step_lost():
    lost = Step(text="t", call=LIST, response=("name",), filters=("filter[id]",))
    kept = Step(text="t", call=CREATE, body=("name",))
    notes = (RecipeNote(text="mind `name` and `filter[id]`"),)
    assert resolved(station_paths(), lost, kept, notes=notes).recipes[0].notes == (
        "mind `name` (gone in step 1) and `filter[id]` (gone)",
    )


def test_a_text_that_rests_on_what_is_gone_is_no_fact_any_more():
    gone, there = bases("GET resources/rockets description 0", "GET resources/stations response id 0")
    step = Step(text="Mind it.", call=LIST, rests_on=(there, gone))
    told = "what it says rests on `GET resources/rockets description`, which is no longer in the document"
    assert outdated(station_paths(), step) == [told]
    notes = (RecipeNote(text="Mind that.", rests_on=(gone,)), RecipeNote(text="Mind this.", rests_on=(there,)))
    book = resolved(station_paths(), Step(text="t", call=LIST), notes=notes)
    assert book.recipes[0].notes == ("Mind this.",)
    (finding,) = book.diagnostics
    assert (finding.code, told in finding.message) == ("recipe-part-missing", True)


def test_a_basis_of_a_name_that_is_told_already_is_not_told_again():
    step = Step(text="t", call=LIST, response=("name",), rests_on=bases("response name 0"))
    assert outdated(station_paths(), step) == ["the response field `name` is no longer declared"]


@pytest.mark.parametrize(
    ("without", "holds"),
    [
        ((LIST, "filter[siteId]"), False),
        ((LIST, "filter[city]"), True),
        ((STOP, ""), True),
        ((READ, ""), False),
        ((None, "booking"), True),
        ((None, "station"), False),
    ],
)
def test_a_note_on_what_is_missing_holds_only_as_long_as_it_is(without, holds):
    paths = {**station_paths(), **subscribing(stationChanged=callback("id"))}
    book = resolved(paths, Step(text="t", call=LIST), notes=(RecipeNote(text="note", without=(without,)),))
    assert (book.recipes[0].notes == ("note",)) is holds
    assert (len(book.diagnostics) == 0) is holds


def test_code_takes_the_name_of_the_signature_header_from_the_document():
    snippets = (Snippet(language="x", text="read $signature_header", webhook="new"),)
    paths = {**station_paths(), **subscribing(new=callback("id", header="X-My-Signature"))}
    assert resolved(paths, Step(text="t", call=LIST), snippets=snippets).recipes[0].snippets[0].text == (
        "read X-My-Signature"
    )
    without = resolved(station_paths(), Step(text="t", call=LIST), snippets=snippets)
    assert (without.recipes[0].snippets, len(without.diagnostics)) == ((), 1)


def test_a_recipe_of_which_nothing_is_there_is_no_recipe_and_told():
    book = resolved(station_paths(), Step(text="t", call=STOP), Step(text="t", webhooks=("x",)))
    assert book.recipes == ()
    assert [finding.code for finding in book.diagnostics] == ["recipe-step-missing"] * 2


def test_a_call_may_be_named_by_its_path():
    lists, reads = (
        RecipeCall(method="GET", family="", resource="public-api", subpath=f"/resources/stations/{rest}")
        for rest in ("v2.0", "v2.0/{}")
    )
    book = resolved(station_paths(), Step(text="t", call=lists), Step(text="t", call=reads))
    assert [step.operation.key for step in book.recipes[0].steps] == [
        "GET /public-api/resources/stations/v2.0",
        "GET /public-api/resources/stations/v2.0/{station}",
    ]
    assert book.diagnostics == ()


def test_use_cases_show_the_steps_that_are_marked_or_the_first_call():
    marked = resolved(station_paths(), Step(text="t", call=LIST), Step(text="t", call=READ, key=True))
    unmarked = resolved(station_paths(), Step(text="t", call=LIST), Step(text="t", call=READ))
    assert [[step.step.call for step in case.steps] for case in use_cases(marked)] == [[READ]]
    assert [[step.step.call for step in case.steps] for case in use_cases(unmarked)] == [[LIST]]


def recipe_of(*steps, notes=()):
    return Recipe(slug="r", title="R", when="W", steps=steps, notes=notes)


def test_names_that_no_step_declares_are_found_in_texts():
    loose = Step(text="read `id` and `name`", response=("id",), values=(("status", "free"),), required=("size",))
    assert undeclared_names(recipe_of(loose, notes=(RecipeNote(text="mind `free`, `colour`"),))) == (
        *("name", "size", "status"),
        "colour",
    )
    assert undeclared_names(recipe_of(Step(text="send `include[]=a`", includes=("a",)))) == ()


@pytest.mark.parametrize("recipe", AMPECO.recipes, ids=lambda recipe: recipe.slug)
def test_every_name_in_the_authored_texts_is_checked(recipe):
    assert undeclared_names(recipe) == ()
    assert all(text.count("`") % 2 == 0 for text in (*(step.text for step in recipe.steps), *map(_text, recipe.notes)))


@pytest.mark.parametrize("recipe", AMPECO.recipes, ids=lambda recipe: recipe.slug)
def test_authored_texts_are_short_sentences_and_name_no_version(recipe):
    for text in (*(step.text for step in recipe.steps), *map(_text, recipe.notes), recipe.when):
        assert text.endswith("."), text
        assert len(text) <= 330, text
        assert "/v1" not in text, text
        assert "/v2" not in text, text
    assert any(step.key for step in recipe.steps)
    assert all(step.call is not None for step in recipe.steps if step.key)


def _text(note):
    return note.text


def test_the_book_is_wide_enough_and_names_each_recipe_once():
    assert len(AMPECO.recipes) >= 18
    assert (
        len({recipe.slug for recipe in AMPECO.recipes})
        == len(AMPECO.recipes)
        == len({recipe.title for recipe in AMPECO.recipes})
    )


def code_in(language: str) -> str:
    (snippet,) = (each for recipe in AMPECO.recipes for each in recipe.snippets if each.language == language)
    return snippet.text


def signatures(body: bytes, token: str) -> list[str]:
    digest = hmac.new(token.encode(), body, hashlib.sha256).digest()
    return [digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()]


BODY = '{"notification":"é"}'.encode()
CASES = [(BODY, signature, "token", True) for signature in signatures(BODY, "token")] + [
    (BODY + b" ", signatures(BODY, "token")[0], "token", False),
    (BODY, signatures(BODY, "token")[0], "other", False),
    (BODY, signatures(BODY, "token")[0][:-2], "token", False),
    (BODY, "", "token", False),
    (BODY, "no signature", "token", False),
]


@pytest.mark.parametrize(("body", "signature", "token", "genuine"), CASES)
def test_the_python_code_verifies_signatures(body, signature, token, genuine):
    scope: dict = {}
    exec(code_in("python"), scope)
    assert scope["is_genuine"](body, signature, token) is genuine


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_javascript_code_verifies_signatures():
    cases = json.dumps([[body.decode(), signature, token] for body, signature, token, _ in CASES])
    tried = f"{cases}.map(c => isGenuine(Buffer.from(c[0]), c[1], c[2]))"
    program = f"{code_in('javascript')}\nconsole.log(JSON.stringify({tried}));"
    printed = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True, timeout=60).stdout
    assert json.loads(printed) == [genuine for *_, genuine in CASES]


def test_results_do_not_depend_on_descriptions():
    paths = {**station_paths(), **subscribing(new=callback("id"))}
    for item in paths.values():
        for operation in item.values():
            operation["description"] = "text"
    tree = {"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    recipe = recipe_of(Step(text="t", call=LIST, filters=("filter[siteId]",)), Step(text="t", webhooks=("new",)))
    books = []
    for full in (True, False):
        catalog, _ = build(Document(tree=tree, dialect="3.0", origin="test"), full=full)
        books.append(resolve_recipes(catalog, Fields(catalog), (recipe,)))
    calls = [[replace(step, operation=None) for step in book.recipes[0].steps] for book in books]
    assert calls[0] == calls[1]
    assert all(isinstance(step, ResolvedStep) for step in calls[0])
