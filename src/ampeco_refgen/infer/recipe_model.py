"""What a recipe is as it is authored: `Recipe`, with its steps, notes and code.

They are data of a profile; the checks are in `recipes`. A step names its
operation without a version and declares every name of the document that its text mentions in backticks.
"""

from __future__ import annotations

import re

from msgspec import Struct

from ampeco_refgen.catalog.payload import Wrapping
from ampeco_refgen.infer.basis import Basis


class RecipeCall(Struct, frozen=True, kw_only=True):
    """An operation by what does not change with its version, or by its path, where `family` is empty.

    `subpath` has `{}` for every parameter.
    """

    method: str
    family: str
    resource: str
    subpath: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.family}/{self.resource}{self.subpath}"


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do; everything but `text`, `call` and `key` must hold in the document, and every name be live.

    `filters` are written as they are sent, `includes` as the bare value. `parameters` are path and query parameters;
    `body` and `response` dotted fields (of the item under `data`; `links.next` and `meta.total` beside it); `values`
    pairs of one of these names and a value that its enum holds, `true` or `false` for a switch, and nothing for what is
    sent empty; `types` pairs of one and its JSON type. `required` are parameters or fields of the body that cannot be
    left out, `wrapping` is how the answer comes. `webhooks` are names, whose payloads all have the fields of `payload`,
    whose requests all have the headers of `headers` and whose receivers answer `replies`; `statuses` are those of the
    operation, whose bodies all have the fields of `errors`.
    What the text says beyond that it says of the descriptions in `rests_on`. A step of which `key` is set stands for
    the recipe in a short table.
    """

    text: str
    call: RecipeCall | None = None
    key: bool = False
    filters: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ()
    wrapping: Wrapping | None = None
    webhooks: tuple[str, ...] = ()
    payload: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    rests_on: tuple[Basis, ...] = ()

    @property
    def subject(self) -> str:
        """What the step is about: its call, or its webhooks."""
        return str(self.call or ", ".join(self.webhooks))

    @property
    def names(self) -> frozenset[str]:
        """Every name that the step declares, as texts mention it."""
        listed = (
            *(self.filters, self.parameters, self.body, self.response, self.webhooks, self.payload),
            *(self.headers, self.replies, self.statuses, self.errors),
            tuple(text for value in self.includes for text in (value, f"include={value}", f"include[]={value}")),
        )
        return frozenset(name for names in listed for name in names) | {value for _, value in self.values}


class RecipeNote(Struct, frozen=True, kw_only=True):
    """A remark on a recipe. What it mentions in backticks is declared by one of the recipe's steps.

    `without` are pairs of a call and a name that the document must not have, since the note says that they are missing:
    a filter, parameter or field of the live operation; the operation itself, where the name is empty; or a webhook with
    that word in its name, where there is no call.
    """

    text: str
    without: tuple[tuple[RecipeCall | None, str], ...] = ()
    rests_on: tuple[Basis, ...] = ()


class Snippet(Struct, frozen=True, kw_only=True):
    """Code to take over. `$signature_header` in `text` stands for the header of `webhook` that holds a signature."""

    language: str
    text: str
    webhook: str


class Recipe(Struct, frozen=True, kw_only=True):
    """How to do a task."""

    slug: str
    title: str
    when: str
    steps: tuple[Step, ...]
    notes: tuple[RecipeNote, ...] = ()
    snippets: tuple[Snippet, ...] = ()


def undeclared_names(recipe: Recipe) -> tuple[str, ...]:
    """Return what the texts of a recipe mention in backticks, though no step declares it.

    A step answers for its own text, and for the names whose values, types and required marks it tells; the recipe's
    description and notes may mention what any step declares.
    """
    everywhere = frozenset(name for step in recipe.steps for name in step.names)
    loose = [name for step in recipe.steps for name in sorted(_mentioned(step) - step.names)]
    texts = (recipe.when, *(note.text for note in recipe.notes))
    return (*loose, *(name for text in texts for name in sorted(_in_backticks(text) - everywhere)))


def _mentioned(step: Step) -> frozenset[str]:
    return _in_backticks(step.text).union((name for name, _ in (*step.values, *step.types)), step.required)


def _in_backticks(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"`([^`]+)`", text))
