"""Authored sentences rest on descriptions: a warning tells which of these reads differently now, or is gone."""

import re
from copy import deepcopy

import pytest

from ampeco_refgen.diagnostics import Severity
from ampeco_refgen.infer.basis import DIGITS, Basis, Sentence, bases, digest_of
from ampeco_refgen.infer.basis_check import check_bases
from ampeco_refgen.infer.recipe_model import Recipe, RecipeCall, RecipeNote, Step
from documents import AMPECO, ROOT, catalog_from, mini

START = RecipeCall(method="POST", family="actions", resource="station", subpath="/{}/start/{}")
LIST = "/public-api/resources/stations/v2.0"
ACTION = "/public-api/actions/station/v1.0/{station}/start/{outlet}"


def said(text, **schema):
    return {"type": "string", "description": text, **schema}


def content(**properties):
    return {"content": {"application/json": {"schema": {"type": "object", "properties": properties}}}}


META = {"oneOf": [said("By pages", format="a"), said("By a cursor", format="b")]}


def document(**info):
    station = {
        "type": "object",
        "properties": {"id": said("What it is called"), "tags": {"type": "array", "items": said("A tag")}},
    }
    listing = {
        "description": "Lists them",
        "tags": ["stations"],
        "parameters": [
            {
                "name": "filter",
                "in": "query",
                "style": "deepObject",
                "schema": {"type": "object", "properties": {"siteId": said("Of one site")}},
            },
            {"name": "cursor", "in": "query", "description": "Never make one", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {"description": "Fine", **content(data={"type": "array", "items": station}, meta=META)},
            "429": {"description": "Slow down"},
        },
    }
    callback = {
        "description": "Sent after a change",
        "parameters": [{"name": "X-Sign", "in": "header", "schema": said("An HMAC")}],
        "requestBody": content(action=said("What was done")),
        "responses": {"202": {"description": "Taken"}},
    }
    start = {
        "description": "Starts it",
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": said(f"The {name}")}
            for name in ("station", "outlet")
        ],
        "requestBody": content(
            user=said("Who pays"), mode=said("", enum=["a"], **{"x-enumDescriptions": {"a": "Fast"}})
        ),
        "responses": {"202": {"description": "Accepted"}},
        "callbacks": {"station.changed": {"{$request.body#/url}": {"post": callback}}},
    }
    return mini(
        {LIST: {"get": listing}, ACTION: {"post": start}},
        info={"title": "T", "version": "1", "description": "What it is for", **info},
        tags=[{"name": "stations", "description": "All of them"}],
        components={"securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Ask for one"}}},
    )


def findings(tree, *lines, full=True, notes=()):
    step = Step(text="Start it. It takes a while.", call=START, rests_on=bases(*lines))
    recipe = Recipe(slug="r", title="R", when="W.", steps=(step,), notes=notes)
    return check_bases(catalog_from(tree, full=full), recipes=(recipe,), sentences=())


PLACES = {
    "description": "Starts it",
    "body user": "Who pays",
    "parameter outlet": "The outlet",
    "status 202": "Accepted",
    "POST actions/station/{}/start/{} body user": "Who pays",
    "GET resources/stations description": "Lists them",
    "GET resources/stations parameter filter[siteId]": "Of one site",
    "GET resources/stations parameter cursor": "Never make one",
    "GET resources/stations response id": "What it is called",
    "GET resources/stations response tags": "A tag",
    "GET resources/stations beside meta": "By pages\nBy a cursor",
    "GET resources/stations status 429": "Slow down",
    "webhook station.changed description": "Sent after a change",
    "webhook station.changed payload action": "What was done",
    "webhook station.changed parameter X-Sign": "An HMAC",
    "webhook station.changed status 202": "Taken",
    "info": "What it is for",
    "tag stations": "All of them",
    "security token": "Ask for one",
}


@pytest.mark.parametrize(("place", "text"), PLACES.items())
def test_each_kind_of_place_is_found(place, text):
    assert findings(document(), f"{place} {digest_of(text)}") == ()
    (finding,) = findings(document(), f"{place} {digest_of('Something else')}")
    assert finding.code == "basis-changed"
    assert f"write {digest_of(text)} for {digest_of('Something else')}" in finding.message


def test_a_changed_description_names_the_sentence_and_the_place():
    tree = document()
    basis = f"body user {digest_of('Who pays')}"
    tree["paths"][ACTION]["post"]["requestBody"] = content(user=said("Who does not pay"))
    (finding,) = findings(tree, basis)
    assert (finding.severity, finding.code) == (Severity.WARNING, "basis-changed")
    assert finding.row == "recipes.yaml, recipe r, step 1 (POST actions/station/{}/start/{})"
    assert 'it says "Start it. It takes a while."' in finding.message
    assert "POST actions/station/{}/start/{} body user" in finding.message
    assert digest_of("Who does not pay") in finding.message


def test_only_the_words_count_and_not_how_they_are_separated():
    assert digest_of("one  two\n three ") == digest_of("one two three")
    assert digest_of("one two") != digest_of("One two")
    assert re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", digest_of("one"))


@pytest.mark.parametrize(
    ("place", "lack"),
    [
        ("body nobody", "is not in the document"),
        ("status 500", "is not in the document"),
        ("GET resources/rockets description", "is not in the document"),
        ("webhook station.gone description", "is not in the document"),
        ("tag rockets", "is not in the document"),
        ("nonsense", "is not in the document"),
        ("GET resources/stations response ", "is not in the document"),
        ("body mode", "has no description"),
    ],
)
def test_a_place_that_is_gone_or_silent_is_told(place, lack):
    fine = f"description {digest_of('Starts it')}"
    tree = document()
    tree["paths"][ACTION]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["mode"] = said(
        ""
    )
    (finding,) = findings(tree, fine, f"{place} 0123456789ab")
    assert finding.code == "basis-missing"
    assert lack in finding.message
    assert "Start it. It takes a while." in finding.message


def test_the_newest_live_version_is_read():
    tree = document()
    newer = deepcopy(tree["paths"][LIST])
    newer["get"]["description"] = "Lists them better"
    past = deepcopy(newer)
    past["get"].update(description="Lists nothing", deprecated=True)
    tree["paths"].update({LIST.replace("v2.0", "v2.1"): newer, LIST.replace("v2.0", "v3.0"): past})
    assert findings(tree, f"GET resources/stations description {digest_of('Lists them better')}") == ()


def test_notes_and_sentences_elsewhere_are_checked_too():
    wrong = bases("info 0123456789ab")
    (finding,) = findings(document(), notes=(RecipeNote(text="N.", rests_on=wrong),))
    assert (finding.row, finding.message[-4:]) == ("recipes.yaml, recipe r, note 1", '"N."')
    sentence = Sentence(place="SKILL.md", text="S.", rests_on=wrong)
    (finding,) = check_bases(catalog_from(document()), recipes=(), sentences=(sentence,))
    assert (finding.row, finding.message[-4:]) == ('profile.toml, sentence "S." of SKILL.md', '"S."')
    (finding,) = check_bases(catalog_from(document()), recipes=(), sentences=(sentence,), file="a.toml")
    assert finding.row == 'a.toml, sentence "S." of SKILL.md'


def test_of_a_step_that_is_left_out_nothing_more_is_said():
    tree = document()
    del tree["paths"][ACTION]
    assert (
        findings(tree, f"GET resources/stations description {digest_of('Lists them')}", "body user 0123456789ab") == ()
    )


def test_a_call_of_which_all_versions_are_deprecated_has_its_descriptions_still():
    tree = document()
    tree["paths"][ACTION]["post"]["deprecated"] = True
    assert findings(tree, f"body user {digest_of('Who pays')}") == ()


def test_without_descriptions_nothing_can_be_told():
    assert findings(document(), "info 0123456789ab", full=False) == ()


def test_another_api_is_none_of_our_business():
    assert findings(document(), "GET resources/rockets description 0123456789ab") == ()


def authored():
    for recipe in AMPECO.recipes:
        for text in (*recipe.steps, *recipe.notes):
            yield f"{recipe.slug}: {text.text}", text.rests_on
    for sentence in AMPECO.sentences:
        yield sentence.text, sentence.rests_on


def test_every_authored_basis_is_whole_and_there_once():
    for text, rests_on in authored():
        assert all(re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", basis.digest) for basis in rests_on), text
        assert len({basis.place for basis in rests_on}) == len(rests_on), text


def test_every_note_for_clients_rests_on_a_description():
    assert all(note.rests_on for note in AMPECO.notes)
    assert all(re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", basis.digest) for note in AMPECO.notes for basis in note.rests_on)


def test_every_sentence_stands_in_skill_md():
    text = " ".join((ROOT / "SKILL.md").read_text("utf-8").split())
    ours = [sentence for sentence in AMPECO.sentences if sentence.place == "SKILL.md"]
    assert ours
    assert [sentence.text for sentence in ours if sentence.text not in text] == []


def test_a_line_is_a_place_and_a_digest():
    assert bases("webhook a.b payload c 0123456789ab") == (Basis(place="webhook a.b payload c", digest="0123456789ab"),)
