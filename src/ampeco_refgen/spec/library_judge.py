"""openapi-schema-validator's judgement of a value by a schema, made safe: nothing is opened, no pattern runs for ever.

Used by `default_values.py` for the defaults in doubt, and by `stock_validation.py`, which runs openapi-spec-validator
as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.spec.structure import Structure

_LONGEST = 300
"""Characters of a reason: the library quotes whole values in its messages."""


class LibraryJudge:
    """Judges values by schemas of one document."""

    def __init__(self, structure: Structure) -> None:
        from referencing import Registry
        from referencing.jsonschema import DRAFT202012

        resource = DRAFT202012.create_resource(structure.tree)
        self._resolver: Any = Registry().with_resource("", resource).resolver("")  # it retrieves nothing
        self._validator, self._formats = safe_validator(structure.dialect)

    def reasons(self, schema: JsonObject, value: JsonValue) -> Iterator[str]:
        """Yield what the library has against a value, in its words."""
        validator = self._validator(schema, _resolver=self._resolver, format_checker=self._formats)
        try:
            for failure in validator.iter_errors(value):
                yield one_line(failure.message)
        except Exception as failure:  # on a broken schema the library raises whatever comes
            first, *_ = str(failure).splitlines() or [""]
            yield f"it cannot be judged ({type(failure).__name__}: {one_line(first)})"


def safe_validator(dialect: str) -> tuple[Any, Any]:
    """Return the library's validator class for a dialect and its formats, with patterns that cannot run for ever.

    A pattern of a hostile document can keep Python's `re` busy for years; the engine used here gives up.
    """
    import openapi_schema_validator as library
    from jsonschema.validators import extend

    name = dialect.replace(".", "")
    validator: Any = getattr(library, f"OAS{name}Validator")
    keywords = {
        "pattern": _pattern,
        "patternProperties": _no_failure,
        "additionalProperties": _without_patterns(validator.VALIDATORS["additionalProperties"]),
    }
    return extend(validator, keywords), getattr(library, f"oas{name}_format_checker")


def open_nothing(uri: str) -> NoReturn:
    """Refuse to retrieve what a schema refers to outside its document."""
    raise ValueError(f"{uri} is outside the document and is not opened")


def one_line(text: str) -> str:
    """Return a message of a library on one line of bearable length."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST] + "…"


def _pattern(_validator: object, pattern: str, value: JsonValue, _schema: JsonObject) -> Iterator[Exception]:
    import jsonschema_rs
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not jsonschema_rs.is_valid({"pattern": pattern}, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _no_failure(*_arguments: object) -> Iterator[Exception]:
    return iter(())


def _without_patterns(keyword: Any) -> Any:  # noqa: ANN401  # jsonschema does not type its keyword functions
    def additional_properties(validator: Any, allowed: Any, value: Any, schema: Any) -> Iterator[Exception]:  # noqa: ANN401
        if "patternProperties" not in schema:
            yield from keyword(validator, allowed, value, schema)

    return additional_properties
