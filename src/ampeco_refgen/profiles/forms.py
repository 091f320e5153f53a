"""The forms of a profile's files, `profile.toml` and `recipes.yaml`, as they are written; `read` makes records of them.

Keys of the TOML file are written with hyphens. The words of the recipes are those of the Arazzo Specification 1.0 where
it has one: `workflows`, `workflowId`, `summary`, `description`, `steps`, `operationPath`, `parameters`, `requestBody`,
`outputs`. A call names its operation by what does not change with its version.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Names = tuple[str, ...]

CallText = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z]+ ([^/{}\s]+/[^/{}\s]+(/[^/\s]+)*|/\S*)$",
        description="method and path, as the document has them: `GET /v1/users/{id}`. Or what no version changes: "
        "method, family, resource, what follows, with `{}` for parameters: `GET resources/users/{}/addresses`",
        examples=["GET /v1/users/{id}", "POST actions/user/{}/lock"],
    ),
]
BasisText = Annotated[
    str,
    Meta(
        pattern=r"^.+ \S+$",
        description="a place of the document and the digest of its description: `body endBefore bc8c5668c123`",
    ),
]


class Form(Struct, frozen=True, kw_only=True, rename="kebab", forbid_unknown_fields=True):
    """A table of a TOML file; a key that it does not know is an error."""


class MatchForm(Form, frozen=True, kw_only=True):
    """How a document is known: by its title, the host of a server, or the beginning of a path. Any of them will do."""

    titles: Names = ()
    servers: Names = ()
    paths: Names = ()


class SkillForm(Form, frozen=True, kw_only=True):
    """Name and description of the skill, and the template of a new `SKILL.md`, a file beside this one."""

    name: str = ""
    description: str = ""
    template: str = ""


class FetchForm(Form, frozen=True, kw_only=True):
    """Where the newest document is published; the names are those of `FetchSettings`."""

    stable_url: str = ""
    index_url: str = ""
    index_link: str = ""


class PathRuleForm(Form, frozen=True, kw_only=True):
    """A row of path rules: see `catalog.path_rules.PathRule`."""

    pattern: str
    family: str = ""
    resource: str = ""
    why: str


class PathsForm(Form, frozen=True, kw_only=True):
    """What every path begins with and no file's name repeats, and rules on where paths belong."""

    prefix: str = ""
    rules: tuple[PathRuleForm, ...] = ()


class VocabularyForm(Form, frozen=True, kw_only=True):
    """Words: see `infer.vocabulary.Vocabulary`."""

    acronyms: Names = ()
    unchanged: Names = ()
    actions: Names = ()
    scopes: Names = ()


class PagingForm(Form, frozen=True, kw_only=True):
    """Whether a walk by cursor begins with an empty one where a list knows pages too."""

    empty_cursor: bool = False


class AliasForm(Form, frozen=True, kw_only=True):
    """A name that stands for a resource: see `infer.vocabulary.Alias`."""

    name: str
    target: str
    within: Names = ()
    why: str
    rests_on: tuple[BasisText, ...] = ()


class FalseFriendForm(Form, frozen=True, kw_only=True):
    """A name that looks like a reference and is none: see `infer.vocabulary.FalseFriend`."""

    path: str
    within: Names
    why: str


class OverviewForm(Form, frozen=True, kw_only=True):
    """The overview tree: one resource a line, what is below it indented by two spaces more."""

    root: str = ""
    tree: str = ""


class AreaForm(Form, frozen=True, kw_only=True):
    """What one diagram shows: see `infer.vocabulary.Area`."""

    title: str
    resources: Names
    around: Names = ()


class SuccessorForm(Form, frozen=True, kw_only=True):
    """A successor that was looked up: see `infer.curated.Curated`."""

    kind: Literal["operation", "webhook", "field", "parameter"]
    subject: str
    successors: Names
    confidence: Literal["certain", "high confidence", "medium confidence"] = "high confidence"
    reason: str
    rests_on: tuple[BasisText, ...] = ()


class MoveForm(Form, frozen=True, kw_only=True):
    """Where a field of deprecated calls went: see `infer.curated.CuratedMove`."""

    resource: str
    before: str
    after: Names = ()
    instead: Names = ()
    values: dict[str, str] = {}
    reason: str
    rests_on: tuple[BasisText, ...] = ()


class SentenceForm(Form, frozen=True, kw_only=True):
    """A sentence in the hand-kept text of `SKILL.md`, with what it rests on."""

    text: str
    rests_on: tuple[BasisText, ...]


class NoteForm(Form, frozen=True, kw_only=True):
    """A sentence for whoever writes a client: see `infer.client_notes.ClientNote`."""

    section: Literal["Pagination", "Errors", "Requests that you receive", "Rules"]
    text: str
    facts_only: bool = False
    parameters: Names = ()
    header: str = ""
    status: str = ""
    rests_on: tuple[BasisText, ...] = ()


class KnowledgeForm(Form, frozen=True, kw_only=True):
    """What somebody knows of one API beyond its document; `profile.toml` and `refgen.toml` both hold it.

    `recipes` is the name of a file beside it; where it is empty, `recipes.yaml` is read if there is one.
    """

    recipes: str = ""
    paths: PathsForm = PathsForm()
    vocabulary: VocabularyForm = VocabularyForm()
    paging: PagingForm = PagingForm()
    aliases: tuple[AliasForm, ...] = ()
    false_friends: tuple[FalseFriendForm, ...] = ()
    overview: OverviewForm = OverviewForm()
    areas: tuple[AreaForm, ...] = ()
    successors: tuple[SuccessorForm, ...] = ()
    moves: tuple[MoveForm, ...] = ()
    sentences: tuple[SentenceForm, ...] = ()
    notes: tuple[NoteForm, ...] = ()


class ProfileForm(KnowledgeForm, frozen=True, kw_only=True):
    """`profile.toml`."""

    match: MatchForm = MatchForm()
    skill: SkillForm = SkillForm()
    fetch: FetchForm = FetchForm()


class RecipeForm(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A mapping of the recipes' file; a key that it does not know is an error."""


class StepForm(RecipeForm, frozen=True, kw_only=True):
    """One thing to do. Every name in backticks in `description` is declared by a list of the step.

    `filters` are written as they are sent, `includes` as the bare value; `parameters` are those of path and query,
    `requestBody` fields that are sent, `outputs` fields of the response, as dotted paths. `values` are, by one of these
    names, the values that the text mentions; `types` its JSON type. `required` cannot be left out. `webhooks` are names
    with the fields `payload`, the `headers` of their requests and the `replies` that the receiver gives; `statuses` are
    those of the operation, with the fields `errors` in their bodies. `key` marks the step for the short table.
    """

    description: str
    operation_path: CallText = ""
    key: bool = False
    filters: Names = ()
    includes: Names = ()
    parameters: Names = ()
    request_body: Names = ()
    outputs: Names = ()
    values: dict[str, Names] = {}
    types: dict[str, str] = {}
    required: Names = ()
    wrapping: str = ""
    webhooks: Names = ()
    payload: Names = ()
    headers: Names = ()
    replies: Names = ()
    statuses: Names = ()
    errors: Names = ()
    rests_on: tuple[BasisText, ...] = ()


class WithoutForm(RecipeForm, frozen=True, kw_only=True):
    """What the document must not have, since a note says that it is missing: see `RecipeNote.without`."""

    operation_path: CallText = ""
    name: str = ""


class RecipeNoteForm(RecipeForm, frozen=True, kw_only=True):
    """A remark on a recipe; what it mentions in backticks is declared by a step."""

    description: str
    without: tuple[WithoutForm, ...] = ()
    rests_on: tuple[BasisText, ...] = ()


class SnippetForm(RecipeForm, frozen=True, kw_only=True):
    """Code to take over; `$signature_header` in it stands for the header of `webhook` that holds a signature."""

    language: str
    webhook: str
    text: str


class WorkflowForm(RecipeForm, frozen=True, kw_only=True):
    """One recipe: `summary` is its title, `description` says when one needs it."""

    workflow_id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    summary: str
    description: str
    steps: Annotated[tuple[StepForm, ...], Meta(min_length=1)]
    notes: tuple[RecipeNoteForm, ...] = ()
    snippets: tuple[SnippetForm, ...] = ()


class RecipesForm(RecipeForm, frozen=True, kw_only=True):
    """`recipes.yaml`."""

    workflows: tuple[WorkflowForm, ...] = ()
