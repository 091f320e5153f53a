"""What a client does → what the template of a language writes: names, literals and comments of that language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from ampeco_refgen.infer.error_shape import ErrorShape
from ampeco_refgen.infer.signature import Signature
from ampeco_refgen.pages.client_calls import Base, Blank, Credential, Target
from ampeco_refgen.pages.client_names import Names, Style, subject_of
from ampeco_refgen.pages.client_upload import Upload
from ampeco_refgen.pages.client_walks import ListCall, Way
from ampeco_refgen.pages.code_text import comment, snake_case


class ClientFacts(Struct, frozen=True, kw_only=True):
    """All that the clients of a document are made of."""

    title: str
    base: Base
    credentials: tuple[Credential, ...]
    lists: tuple[ListCall, ...]
    errors: ErrorShape
    upload: Upload | None
    signature: Signature | None
    idempotency: str
    """The header that makes any call safe to repeat, empty where none is declared."""


class Language(Struct, frozen=True, kw_only=True):
    """How a language writes things: a literal, a path of members, a name, and a parameter in an address.

    `argument`, `cursor_of` and `first` are parameters of a function that walks a list; `filters` and `include` show a
    further parameter of a list. `taken` are names that the template uses itself.
    """

    literal: Callable[[str], str]
    path: Callable[[tuple[str, ...]], str]
    style: Style
    encoded: str
    joint: str
    argument: str
    cursor_of: str
    first: str
    filters: Callable[[str], str]
    include: Callable[[str], str]
    taken: frozenset[str]


def listed(literal: Callable[[str], str]) -> Callable[[tuple[str, ...]], str]:
    """Return what writes the names of a path as arguments."""
    return lambda names: ", ".join(map(literal, names))


def code_of(facts: ClientFacts, language: Language) -> dict[str, Any]:
    """Return what the template of a language is given."""
    return _Code(language).view(facts)


class _Code:
    """Spells the facts in one language; functions share names, and so do the parameters of the client."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._functions = Names(language.style, language.taken)
        self._options = Names(language.style, language.taken | {"user", "key_file"})
        self._environment = Names(_environment, _ENVIRONMENT)

    def view(self, facts: ClientFacts) -> dict[str, Any]:
        """Return all that the template is given."""
        ways = list(dict.fromkeys(call.way for call in facts.lists))
        names = {way: self._functions.of(_WALKS[way.kind], otherwise="walk") for way in ways}
        lists = [self._list(call, names[call.way]) for call in facts.lists]
        return {
            "title": comment(facts.title),
            "base": self._base(facts.base),
            "credentials": [self._credential(credential) for credential in facts.credentials],
            "walks": [self._walk(way, names[way]) for way in ways],
            "lists": lists,
            "kinds": sorted({way.kind for way in ways}),
            "brackets": any(call.filters for call in facts.lists),
            "errors": self._errors(facts.errors),
            "upload": self._upload(facts.upload) if facts.upload is not None else None,
            "signature": self._signature(facts.signature) if facts.signature is not None else None,
            "idempotency": self._language.literal(facts.idempotency) if facts.idempotency else "",
        }

    def _literal(self, text: str) -> str:
        return self._language.literal(text)

    def _base(self, base: Base) -> dict[str, Any]:
        names = {blank: self._options.of(blank.name, otherwise="value") for blank in base.blanks}
        places = {blank: self._environment.of(blank.name, otherwise="API_VALUE") for blank in base.blanks}
        blanks = [
            {
                "name": name,
                "environment": places[blank],
                "default": None if blank.default is None else self._literal(blank.default),
                "said": comment(f"{blank.name}: {blank.said}"),
            }
            for blank, name in sorted(names.items(), key=lambda each: each[0].default is not None)
        ]
        parts: list[dict[str, Any]] = [
            {"text": "", "name": names[part], "environment": places[part], "default": part.default}
            if isinstance(part, Blank)
            else {"text": self._literal(part), "name": "", "environment": "", "default": None}
            for part in base.parts
        ]
        expression = " + ".join(part["text"] or part["name"] for part in parts)
        return {"parts": parts, "blanks": blanks, "expression": expression, "words": _without_code(base.words)}

    def _credential(self, credential: Credential) -> dict[str, Any]:
        return {
            "place": credential.place,
            "name": self._literal(credential.name),
            "prefix": self._literal(credential.prefix) if credential.prefix else "",
            "variable": self._options.of(credential.called, otherwise="key"),
            "environment": self._environment.of(credential.called, otherwise="API_VALUE"),
            "scheme": comment(credential.scheme),
        }

    def _walk(self, way: Way, name: str) -> dict[str, Any]:
        path = self._language.path
        return {
            "kind": way.kind,
            "name": name,
            "parameter": self._literal(way.parameter),
            "said": comment(way.parameter),
            "first": way.first,
            "next": path(way.next),
            "next_said": comment(".".join(way.next)),
            "more": path(way.more) if way.more else "",
            "more_said": comment(".".join(way.more)),
            "last": path(way.last) if way.last else "",
            "last_said": comment(".".join(way.last)),
            "counts_pages": way.counts_pages,
            "total": path(way.total) if way.total else "",
            "total_said": comment(".".join(way.total)),
        }

    def _list(self, call: ListCall, walk: str) -> dict[str, Any]:
        language = self._language
        target = self._target(call.target, Names(language.style, language.taken))
        needs_first = call.way.kind == "pages" and call.way.first is None
        signature = "".join(language.argument.format(argument["name"]) for argument in target["arguments"])
        signature += language.cursor_of if call.way.kind == "key" else language.first if needs_first else ""
        hints = [*map(language.filters, call.filters), *(map(language.include, [call.include]) if call.include else [])]
        return {
            **target,
            "name": self._functions.of("list", subject_of(call.operation), otherwise="list_items"),
            "call": comment(call.operation.key),
            "walk": walk,
            "kind": call.way.kind,
            "first": call.way.first,
            "signature": signature,
            "hints": [comment(hint) for hint in hints],
            "members": language.path(call.items),
            "sent": [(*map(self._literal, (name, value, f"{name}={value}")),) for name, value in call.sent],
        }

    def _target(self, target: Target, names: Names) -> dict[str, Any]:
        """Return the pieces of an address, its parameters and those of the query, with a name for each."""
        named = {blank: names.of(blank.name, otherwise="value") for blank in target.blanks}
        path = [
            self._language.encoded.format(named[part]) if isinstance(part, Blank) else self._literal(part)
            for part in target.parts
        ]
        return {
            "path": self._language.joint.join(path),
            "arguments": [{"name": name, "said": comment(blank.name)} for blank, name in named.items()],
            "query": [
                {"name": named[blank], "as_sent": self._literal(blank.name), "lead": self._literal(f"{blank.name}=")}
                for blank in target.query
            ],
            "server": comment(target.server),
        }

    def _errors(self, errors: ErrorShape) -> dict[str, Any]:
        path = self._language.path
        return {
            "status": comment(errors.status),
            "message": path(errors.message) if errors.message else "",
            "form": str(errors.form),
            "fields": path(errors.fields),
            "said": comment(".".join(errors.fields)),
            "name": path(errors.name),
            "text": path(errors.text),
        }

    def _upload(self, upload: Upload) -> dict[str, Any]:
        names = Names(self._language.style, self._language.taken)
        return {
            **self._target(upload.target, names),
            "name": self._functions.of("upload", subject_of(upload.operation), otherwise="upload_file"),
            "call": comment(upload.operation.key),
            "method": self._literal(upload.operation.method),
            "field": self._literal(upload.field) if upload.field else "",
            "field_said": comment(upload.field),
            "content_type": self._literal(upload.content_type) if upload.content_type else "",
            "header": self._literal(f"Content-Type: {upload.content_type}"),
            "part": self._literal(f"{upload.field}=@"),
            "type_of_part": self._literal(f";type={upload.content_type}") if upload.content_type else "",
            "required": [
                {
                    "name": names.of(name, otherwise="part"),
                    "as_sent": self._literal(name),
                    "lead": self._literal(f"{name}="),
                }
                for name in upload.required
            ],
        }

    def _signature(self, signature: Signature) -> dict[str, Any]:
        return {
            "header": comment(signature.header),
            "algorithm": signature.algorithm or "",
            "encoding": signature.encoding or "",
            "prefix": None if signature.prefix is None else self._literal(signature.prefix),
            "has_prefix": bool(signature.prefix),
            "what": "body" if signature.signed == "body" else "signed",
            "said": comment(signature.said),
        }


_WALKS = {
    "links": "follow links",
    "header": "follow header",
    "cursor": "walk cursor",
    "key": "walk by key",
    "pages": "walk pages",
    "offsets": "walk offsets",
}
"""What the function for a way of paging is called."""


def _without_code(words: str) -> str:
    return comment(words.replace("`", ""))


_ENVIRONMENT = frozenset(
    {
        *("API_USER", "API_KEY_FILE", "API_BASE_URL", "API_ATTEMPTS", "API_LONGEST_PAUSE", "API_PAUSE"),
        "API_WEBHOOK_SECRET",
    }
)
"""Variables of the environment that the clients use themselves."""


def _environment(name: str) -> str:
    """Return the name of the environment variable that something is taken from; empty where its name has no word."""
    words = snake_case(name).strip("_").upper()
    return f"API_{words.removeprefix('API_')}" if words else ""


def environment_of(view: dict[str, Any]) -> list[str]:
    """Return the environment variables that an example of use reads."""
    names = [] if view["base"]["parts"] else ["API_BASE_URL"]
    names += [blank["environment"] for blank in view["base"]["blanks"] if blank["default"] is None]
    for credential in view["credentials"]:
        names += {"basic": ["API_USER"], "digest": ["API_USER"], "certificate": ["API_KEY_FILE"]}.get(
            credential["place"], []
        )
        names.append(credential["environment"])
    return names


def example_of(view: dict[str, Any]) -> dict[str, Any] | None:
    """Return the list that is walked where a client is run by itself: one that needs no function to be given."""
    return next((call for call in view["lists"] if call["kind"] != "key"), None)


def needs_first(call: dict[str, Any]) -> bool:
    """Tell whether a list has to be given the number of its first page."""
    return bool(call["kind"] == "pages" and call["first"] is None)


def arguments_of(call: dict[str, Any]) -> int:
    """Return the number of arguments that a list takes."""
    return len(call["arguments"]) + needs_first(call)


def usage_of(call: dict[str, Any], *more: str) -> str:
    """Return the arguments of a call as a command names them."""
    names = [argument["name"].upper() for argument in call["arguments"]]
    return "".join(f" {name}" for name in [*names, *more])


def unsaid_of(signature: Signature | None) -> list[str]:
    """Return what is not stated of a signature, and therefore a parameter."""
    known = {} if signature is None else {name: getattr(signature, name) for name in _STATED}
    return [name for name, value in known.items() if value is None]


_STATED = ("algorithm", "encoding", "prefix")


def remarks_on(signature: Signature | None, signed: str, algorithm: str, prefix: str, hashed: str) -> list[str]:
    """Return what a comment says of all that is not stated of a signature.

    `signed`, `algorithm` and `prefix` are what the language calls these, `hashed` is how it writes a hash.
    """
    if signature is None:
        return []
    parts = {
        None: [f"The document does not say what is signed: {signed} is all of it, with the body as it came."],
        "more": [f"More than the body is signed, by the document's words: {signed} is all of it, the body as it came."],
    }.get(signature.signed, [])
    words = {
        "algorithm": f"The document does not say how it is made. This is an HMAC; {algorithm} is its hash: {hashed}, …",
        "encoding": "The document does not say whether it is written in hex or in Base64.",
        "prefix": f"The document does not say what stands before it in the header: {prefix} is empty for nothing.",
    }
    return [*parts, *(words[name] for name in unsaid_of(signature))]
