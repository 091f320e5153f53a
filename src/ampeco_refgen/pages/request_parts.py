"""What a request carries beside its address, as options of `curl`: credentials, parameters and a body.

Values are those of `Examples`; what only its sender knows is a variable of the shell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from msgspec import Struct

from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.catalog.includes import values_as_sent
from ampeco_refgen.catalog.model import (
    Catalog,
    MediaType,
    Operation,
    Parameter,
    SecurityScheme,
    values_of_examples,
)
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, JsonValue, canonical, value_of
from ampeco_refgen.limits import LINE_COLUMNS
from ampeco_refgen.pages.documented_examples import LONGEST, broken_json, named_and_said
from ampeco_refgen.pages.examples import Examples, NoExampleError, TooLargeError
from ampeco_refgen.pages.serialization import is_include, path_template, shape_of
from ampeco_refgen.pages.shell import Parts, Variable, Variables, quoted, word

_LONGEST_TEXT = 300
"""Characters of a body that is no JSON, beyond which it is a file."""
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
NOT_PARAMETERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that are no parameters (OpenAPI 3.0.4, Parameter Object): a body or the security says what they are."""


class Credentials:
    """What the effective security of an operation asks for: options, pairs of the query and cookies.

    Of several alternatives it is the first (OpenAPI 3.0.4, Security Requirement Object).
    """

    def __init__(self, catalog: Catalog, operation: Operation, variables: Variables) -> None:
        security = catalog.security if operation.security is None else operation.security
        wanted = [use.scheme for choice in security[:1] for use in choice]
        by_name = {scheme.name: scheme for scheme in catalog.security_schemes}
        self.options: list[str] = []
        self.query: list[tuple[str, Variable]] = []
        self.cookies: list[tuple[str, Variable]] = []
        self._variables = variables
        for name in wanted:
            if name in by_name:
                self._add(by_name[name])

    def _add(self, scheme: SecurityScheme) -> None:
        facts = {name: value_of(text) for name, text in scheme.facts}
        way = str(facts.get("scheme", "")).lower()
        if scheme.kind in ("oauth2", "openIdConnect") or (scheme.kind == "http" and way == "bearer"):
            self._header("Authorization", "Bearer ", self._variable("token"))
        elif scheme.kind == "http" and way in ("basic", "digest"):
            pair = word([self._variable("apiUser"), ":", self._variable("apiPassword")])
            self.options.append(f"{'--digest ' if way == 'digest' else ''}-u {pair}")
        elif scheme.kind == "http":
            self._header("Authorization", f"{facts.get('scheme', 'Basic')!s} ", self._variable("credentials"))
        elif scheme.kind == "apiKey":
            self._key(str(facts.get("name", "")), facts.get("in"), self._variables.named(scheme.name, "apiKey"))
        elif scheme.kind == "mutualTLS":
            files = [self._variable("clientCertificate"), self._variable("clientKey")]
            self.options.append(f"--cert {word(files[:1])} --key {word(files[1:])}")

    def _variable(self, name: str) -> Variable:
        return self._variables.named(f"credential {name}", name)

    def _header(self, name: str, *value: str | Variable) -> None:
        self.options.append(f"-H {word([f'{name}: ', *value])}")

    def _key(self, name: str, place: JsonValue, key: Variable) -> None:
        if place == "query":
            self.query.append((name, key))
        elif place == "cookie":
            self.cookies.append((name, key))
        else:
            self._header(name, key)


class SentBody(Struct, frozen=True, kw_only=True):
    """The options that send a body, and what is to be said of it.

    `documented` is the value where it is the document's own and all of it is seen in the command, in its media type.
    """

    options: tuple[str, ...] = ()
    remark: str = ""
    content_type: str = ""
    documented: JsonText | None = None


class RequestParts:
    """Writes the required parameters and the body of operations, with example values."""

    def __init__(self, fields: Fields, examples: Examples) -> None:
        self._fields = fields
        self._examples = examples

    def path(self, operation: Operation) -> str:
        """Return an operation's path with what is written before its parameters, as of `path_template`."""
        return path_template(operation, self._fields)

    def query(self, operation: Operation) -> Iterator[str]:
        """Yield the required parameters of the query, encoded, each as `name=value`."""
        for parameter in _required(operation, "query"):
            shape = shape_of(parameter, self._fields)
            if is_include(parameter, shape) and shape is not None:
                name, _, value = (values_as_sent(parameter, shape) or (f"{parameter.name}=",))[0].partition("=")
                yield _pair(name, value)
            else:
                yield from (_pair(name, value) for name, value in self._pairs(parameter, shape))

    def query_strings(self, operation: Operation) -> Iterator[str]:
        """Yield the name of the parameter that is the whole query string, if one is required."""
        yield from (parameter.name for parameter in _required(operation, "querystring"))

    def headers(self, operation: Operation) -> Iterator[str]:
        """Yield an option for each required header."""
        for parameter in _required(operation, "header"):
            if parameter.name.lower() not in NOT_PARAMETERS:
                pairs = self._pairs(parameter, shape_of(parameter, self._fields))
                yield _header(parameter.name, ",".join(text for _, text in pairs))

    def cookies(self, operation: Operation) -> Iterator[tuple[str, str]]:
        """Yield the required cookies, each as name and encoded value."""
        for parameter in _required(operation, "cookie"):
            for name, value in self._pairs(parameter, shape_of(parameter, self._fields)):
                yield name, quote(value, safe="")

    def _pairs(self, parameter: Parameter, shape: Shape | None) -> list[tuple[str, str]]:
        """Return names and values as a parameter's `style` and `explode` have them (OpenAPI 3.0.4)."""
        value = self._value(parameter, shape)
        if parameter.media:
            return [(parameter.name, json.dumps(value, ensure_ascii=False))]
        style = parameter.style or ("form" if parameter.location in ("query", "cookie") else "simple")
        explode = style == "form" if parameter.explode is None else parameter.explode
        separator = _SEPARATORS.get(style, ",")
        if isinstance(value, dict):
            if style == "deepObject":
                return list(_deep(parameter.name, value))
            members = [(name, _text(part)) for name, part in value.items()]
            if explode and style == "form":
                return members
            texts = (
                [f"{name}={text}" for name, text in members] if explode else [text for pair in members for text in pair]
            )
            return [(parameter.name, separator.join(texts))]
        if isinstance(value, list):
            if style == "deepObject":
                return list(_deep(parameter.name, value))
            if explode and style == "form":
                return [(parameter.name, _text(entry)) for entry in value]
            return [(parameter.name, separator.join(map(_text, value)))]
        return [(parameter.name, _text(value))]

    def _value(self, parameter: Parameter, shape: Shape | None) -> JsonValue:
        given = (*parameter.examples, *(example for media in parameter.media for example in media.examples))
        for text in values_of_examples(given):
            if shape is None or self._examples.fits(shape, value_of(text)):
                return value_of(text)
        try:
            return self._examples.text_of(shape, parameter.name) if shape is not None else "text"
        except TooLargeError:
            return "text"

    def body(self, operation: Operation, sent: tuple[str, ...]) -> SentBody:
        """Return how a body is sent, and what is to be said of its example; no options where it has no body.

        Of several media types it is one in JSON, else a form, else the first. `sent` is as of `Examples.request`.
        """
        media = _preferred(operation.body.media) if operation.body is not None else None
        if media is None:
            return SentBody()
        shape = self._fields.shapes.of(media.schema) if media.schema is not None else None
        value: JsonValue = None
        given = tuple(text for text in values_of_examples(media.examples) if len(text) <= LONGEST)
        if shape is not None and shape.stream:
            # How its items are told apart depends on the media type, so an example would be none of it.
            sent_as = _header("Content-Type", _sent_as(media.content_type, "application/octet-stream"))
            return SentBody(options=(sent_as, "--data-binary '@body.txt'"))
        remark = ""
        if shape is not None:
            try:
                value = self._examples.request(shape, sent, given)
            except TooLargeError:
                shape = None
            except NoExampleError:
                shape, remark = None, "a file, for no value was found that the schema takes"
        elif given:
            value = value_of(given[0])
        options = list(_body_options(media, value, known=shape is not None or bool(given)))
        # A multipart body of no parts has no options; a file stands for what no example is known of.
        is_shown = bool(options) and not options[-1].endswith(_FILES)
        if not is_shown:
            return SentBody(options=tuple(options), remark=remark)
        own = [example for example in media.examples if example.value == canonical(value)]
        of_schema = self._fields.shapes.expanded(shape).examples if shape is not None else ()
        if own or canonical(value) in of_schema:
            said = "; ".join(filter(None, map(named_and_said, own)))
            remark = f"from the document ({said})" if said else "from the document"
            is_whole = "json" in media.content_type.lower()
            return SentBody(
                options=tuple(options),
                remark=remark,
                content_type=media.content_type,
                documented=canonical(value) if is_whole else None,
            )
        return SentBody(options=tuple(options), remark=self._remark(shape, value))

    def _remark(self, shape: Shape | None, value: JsonValue) -> str:
        if shape is None:
            return ""
        if self._examples.fits_several(shape):
            return "it fits several of the variants, of which one alone should be true"
        if not isinstance(value, dict):
            return ""
        if self._examples.requires_nothing(shape):
            return "some fields only, since formally none is required"
        return "formally required fields only" if self._examples.is_formal(shape, value) else ""


_FILES = (".json'", ".xml'", ".bin'", ".txt'")


def _required(operation: Operation, location: str) -> list[Parameter]:
    return [parameter for parameter in operation.parameters if parameter.required and parameter.location == location]


def _preferred(media_types: Sequence[MediaType]) -> MediaType | None:
    order = ("application/json", "json", "x-www-form-urlencoded", "multipart/")
    for wanted in order:
        for media in media_types:
            if media.content_type.lower() == wanted or ("/json" not in wanted and wanted in media.content_type.lower()):
                return media
    return media_types[0] if media_types else None


def _body_options(media: MediaType, value: JsonValue, *, known: bool) -> Iterator[str]:
    """Yield the options that send a value in a media type; a file stands for what is not known, or no text."""
    kind = media.content_type.lower().partition(";")[0].strip()
    encoding = value_of(dict(media.others).get("encoding", "{}"))
    how = encoding if isinstance(encoding, dict) else {}
    if kind == "application/x-www-form-urlencoded" and isinstance(value, dict):
        yield f"-d {quoted('&'.join(_pair(name, text) for name, text in _form_pairs(value, how)))}"
    elif kind.startswith("multipart/") and isinstance(value, dict):
        yield from (_part(name, part, how) for name, entry in value.items() for part in _entries(entry))
        if kind != "multipart/form-data":
            yield _header("Content-Type", media.content_type)
    elif "json" in kind:
        yield _header("Content-Type", _sent_as(media.content_type, "application/json"))
        lines = json_lines(value) if known else ()
        fits = lines and max(map(len, lines)) < LINE_COLUMNS - 10
        yield f"-d '{chr(10).join(lines)}'" if fits else "-d '@body.json'"
    else:
        yield _header("Content-Type", _sent_as(media.content_type, "application/octet-stream"))
        is_text = known and isinstance(value, str) and value != "(file)" and len(value) < _LONGEST_TEXT
        if is_text and (kind.startswith("text/") or media.examples):
            yield f"--data-raw {quoted(str(value))}"
        else:
            ending = "xml" if "xml" in kind else "txt" if kind.startswith("text/") else "bin"
            yield f"--data-binary '@body.{ending}'"


def _header(name: str, value: str) -> str:
    return f"-H {word([f'{name}: {value}'])}"


def json_lines(value: JsonValue) -> tuple[str, ...]:
    """Return the lines of a value in JSON: without an apostrophe, a backtick, or what is not printed."""
    return broken_json(re.sub(r"['`]|[^ -~]", _json_escape, json.dumps(value, ensure_ascii=False)))


def _json_escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in "'`":
        return f"\\u{ord(character):04x}"
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _sent_as(content_type: str, instead: str) -> str:
    """Return a content type that can be sent: a range such as `*/*` is none."""
    return instead if "*" in content_type or not content_type.isascii() else content_type


def _form_pairs(value: dict[str, JsonValue], encoding: dict[str, JsonValue]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a form: lists as several, objects as JSON unless the document says otherwise."""
    for name, entry in value.items():
        declared = encoding.get(name)
        how = declared if isinstance(declared, dict) else {}
        if how.get("style") == "deepObject":
            yield from _deep(name, entry)
        elif isinstance(entry, list) and how.get("explode") is False:
            yield name, _SEPARATORS.get(str(how.get("style")), ",").join(map(_text, entry))
        else:
            yield from ((name, _text(part)) for part in _entries(entry))


def _part(name: str, value: JsonValue, encoding: dict[str, JsonValue]) -> str:
    """Return the option that sends a part of a multipart form."""
    declared = encoding.get(name)
    content_type = declared.get("contentType") if isinstance(declared, dict) else None
    suffix = (
        f";type={content_type}" if isinstance(content_type, str) and re.fullmatch(r"[\w.+/-]+", content_type) else ""
    )
    if value == "(file)":
        return f"-F {quoted(f'{name}=@file.bin{suffix}')}"
    if isinstance(value, dict | list):
        # What ends a value for `curl` is written so that JSON reads it and `curl` does not.
        text = "".join(json_lines(value)).replace(";", "\\u003b")
        return f"-F {quoted(f'{name}={text}' + (suffix or ';type=application/json'))}"
    return f"--form-string {quoted(f'{name}={_text(value)}')}"


def _entries(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]


def _deep(name: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a value in style `deepObject`: `name[a][b]=c`."""
    if isinstance(value, dict):
        for below, part in value.items():
            yield from _deep(f"{name}[{below}]", part)
    elif isinstance(value, list):
        for part in value:
            yield from _deep(f"{name}[]", part)
    else:
        yield name, _text(value)


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='[]')}={quote(value, safe=':/,@')}"


def _text(value: JsonValue) -> str:
    """Return a value as a parameter has it: `true`, `1`, a text as it is, what has parts as JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def cookie_option(cookies: Sequence[tuple[str, str | Variable]]) -> str:
    """Return the option that sends cookies; empty where there are none."""
    parts: list[str | Variable] = []
    for name, value in cookies:
        parts += ["; " if parts else "", f"{name}=", value]
    return f"-b {word(parts)}" if parts else ""


def address_parts(template: str, variables: Variables, kind: str) -> Parts:
    """Yield the pieces of a path or server's URL: encoded text, and a variable for each `{name}`."""
    for index, piece in enumerate(re.split(r"\{([^{}]*)\}", template)):
        if index % 2:
            yield variables.named(f"{kind} {piece}", piece)
        else:
            # An escape that the document writes itself stays one.
            kept = re.split(r"(%[0-9A-Fa-f]{2})", piece)
            yield "".join(
                part if number % 2 else quote(part, safe="/?&=:@,;+~*()[]'") for number, part in enumerate(kept)
            )
