"""The files of a profile: what they say becomes records, and what is wrong in them is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from ampeco_refgen.catalog.path_rules import Places
from ampeco_refgen.errors import UsageError
from ampeco_refgen.infer.profile import NO_PROFILE
from ampeco_refgen.infer.recipe_model import RecipeCall
from ampeco_refgen.infer.vocabulary import NO_VOCABULARY
from ampeco_refgen.profiles import read
from ampeco_refgen.profiles.choose import choose
from ampeco_refgen.profiles.read import read_profile, read_recipes
from documents import AMPECO, ROOT

PROFILES = ROOT / "src" / "ampeco_refgen" / "profiles"
SCHEMA = PROFILES / "recipes.schema.json"
RECIPES = """\
workflows:
  - workflowId: lock-a-user
    summary: Lock a user
    description: Keep somebody out.
    steps:
      - description: Find the user by `filter[name]`, keep its `id`.
        operationPath: GET resources/users
        filters: ["filter[name]"]
        outputs: [id]
        values: {"filter[name]": [ann, "1"]}
      - description: Lock it.
        operationPath: POST actions/user/{}/lock
        key: true
        restsOn: ["description 0123456789ab"]
    notes:
      - description: There is no way back.
        without:
          - operationPath: POST actions/user/{}/unlock
"""


def profile(folder: Path, text: str, recipes: str = "") -> Path:
    (folder / "profile.toml").write_text(text, "utf-8")
    if recipes:
        (folder / "recipes.yaml").write_text(recipes, "utf-8")
    return folder


def failure(call, *arguments) -> str:
    with pytest.raises(UsageError) as caught:
        call(*arguments)
    return caught.value.message


def test_every_table_becomes_records(tmp_path):
    text = """
        [skill]
        name = "users"
        [paths]
        prefix = "/v1"
        rules = [{ pattern = "^/x/(?P<resource>[^/]+)", family = "odd", why = "it is so" }]
        [vocabulary]
        acronyms = ["ABC"]
        [paging]
        empty-cursor = true
        [[aliases]]
        name = "boss"
        target = "users"
        why = "bosses are users"
        rests-on = ["info 0123456789ab"]
        [overview]
        root = "All"
        tree = '''
users
  orders
    items
shops
'''
        [[successors]]
        kind = "field"
        subject = "a"
        successors = ["b"]
        reason = "both are c"
        [[moves]]
        resource = "users"
        before = "x"
        after = ["y"]
        values = { "old" = "new" }
        reason = "somebody knows"
        [[sentences]]
        text = "It is so."
        rests-on = ["info 0123456789ab"]
    """
    made = read_profile(profile(tmp_path, text, RECIPES))
    assert made.name == "users"
    assert made.empty_cursor
    assert made.vocabulary.path_prefix == "/v1"
    assert made.vocabulary.acronyms == (*NO_VOCABULARY.acronyms, "ABC")
    assert made.vocabulary.tree == (("users", (("orders", (("items", ()),)),)), ("shops", ()))
    assert Places([("/x/y", ())], made.path_rules).of("/x/y", ()).family == "odd"
    assert [(entry.subject, entry.successors) for entry in made.successors] == [("a", ("b",))]
    assert [(move.before, move.after, move.values) for move in made.moves] == [("x", ("y",), (("old", "new"),))]
    assert [sentence.place for sentence in made.sentences] == ["SKILL.md", "alias boss"]
    (recipe,) = made.recipes
    first, second = recipe.steps
    assert first.call == RecipeCall(method="GET", family="resources", resource="users")
    assert first.values == (("filter[name]", "ann"), ("filter[name]", "1"))
    assert second.call == RecipeCall(method="POST", family="actions", resource="user", subpath="/{}/lock")
    assert second.key
    (note,) = recipe.notes
    assert note.without[0][0] == RecipeCall(method="POST", family="actions", resource="user", subpath="/{}/unlock")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[match\n", "line 1"),
        ("titel = 1", "titel"),
        ("[match]\ntitle = ['x']", "match.title: there is no such key; did you mean titles?"),
        ("[vocabulary]\nacronyms = 'ABC'", "vocabulary.acronyms"),
        ("[[aliases]]\nname = 'a'\nwhy = 'b'", "aliases[0]: object missing required field `target`"),
        ("[paths]\nrules = [{ pattern = '(', why = 'x' }]", "paths.rules[0].pattern: missing ), unterminated"),
        (
            "[[notes]]\nsection = 'Error'\ntext = 'x'",
            "notes[0].section: invalid enum value 'Error'; it takes Pagination",
        ),
        ("[paths]\nrules = [{ pattern = 'x', why = 'x' }]", "names no resource"),
        ("[overview]\ntree = '''\na\n      b\n'''", "'b' is indented too far"),
        (
            "[[successors]]\nkind = 'thing'\nsubject = 'a'\nsuccessors = []\nreason = 'r'",
            "successors[0].kind: invalid enum value 'thing'",
        ),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path, text, place):
    message = failure(read_profile, profile(tmp_path, text))
    assert message.startswith(str(tmp_path / "profile.toml"))
    assert place in message


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("    steps:\n", "    steps: [\n", "line "),
        ("key: true", "keys: true", "workflows[0].steps[1].keys: there is no such key; did you mean key?"),
        ("without:\n          - operationPath", "without:\n          - path", "notes[0].without[0].path: there is no"),
        ("GET resources/users", "GET users", "workflows[0].steps[0].operationPath"),
        ("lock-a-user", "Lock a user", "workflows[0].workflowId"),
        ("keep its `id`", "keep its `name`", "workflows[0] (lock-a-user): no step declares `name`"),
        ("outputs: [id]", "outputs: [id]\n        outputs: [a]", "line 10: the key 'outputs' stands twice"),
        (RECIPES, "", "there is nothing in it"),
        (RECIPES, RECIPES + RECIPES.removeprefix("workflows:\n"), "workflows[1].workflowId: there is another recipe"),
        ("outputs: [id]", "outputs: id", "workflows[0].steps[0].outputs"),
        ("        outputs: [id]\n", "        outputs: [id]\n        wrapping: odd\n", "recipe lock-a-user"),
        ('["filter[name]"]', "[filter[name]]", "line 8"),
    ],
)
def test_a_mistake_in_the_recipes_is_told_with_its_place(tmp_path, before, after, place):
    file = tmp_path / "recipes.yaml"
    file.write_text(RECIPES.replace(before, after), "utf-8")
    assert file.read_text("utf-8") != RECIPES
    message = failure(read_recipes, file)
    assert message.startswith(str(file))
    assert place in message


def test_a_folder_without_a_profile_is_told(tmp_path):
    assert "cannot be read" in failure(read_profile, tmp_path)


def test_the_schema_of_the_recipes_is_that_of_the_form_and_holds_ours():
    assert json.loads(SCHEMA.read_text("utf-8")) == json.loads(json.dumps(read.schema()))
    validator = jsonschema.Draft202012Validator(read.schema())
    ours = yaml.safe_load((PROFILES / "ampeco" / "recipes.yaml").read_text("utf-8"))
    assert list(validator.iter_errors(ours)) == []
    ours["workflows"][0]["steps"][0]["operationpath"] = "GET resources/users"
    assert list(validator.iter_errors(ours))


def test_a_profile_is_chosen_by_title_or_path_and_none_for_another_document():
    assert choose("AMPECO.CHARGE Public API", (), ()) is AMPECO
    assert choose("", (), ("/public-api/resources/charge-points/v2.0",)) is AMPECO
    assert choose("Another", ("https://example.com",), ("/users",)) is NO_PROFILE
