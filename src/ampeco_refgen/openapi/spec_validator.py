"""openapi-spec-validator's own verdict on a whole document, made safe: nothing is opened, no pattern runs for ever.

Asked by `validate.py` only for the command `validate` and for `--strict`, since it takes seconds for a large document.
Left to itself, it would open what a document refers to, over the network too; it raises exceptions of many kinds where
a document is broken; and it runs the document's patterns in Python's `re`, which a hostile pattern can keep busy for
years.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.jsonvalue import JsonObject, JsonValue
from ampeco_refgen.openapi.references import Path, References, open_nothing
from ampeco_refgen.openapi.severity import finding, one_line


def spec_validator_findings(tree: JsonObject, dialect: str) -> Iterator[Diagnostic]:
    """Yield what openapi-spec-validator reports, also where it fails itself; it mostly does not say the place."""
    try:
        for failure in _validator(tree, dialect).iter_errors():
            if _is_valid_all_the_same(tree, tuple(failure.absolute_path)):
                continue
            yield finding("stock-finding", one_line(failure.message), pointer_to(*failure.absolute_path))
    except Exception as failure:  # Unresolvable, KeyError, TypeError, … whatever a broken document leads to
        yield finding("stock-finding", f"{type(failure).__name__}: {one_line(str(failure))}")


def _is_valid_all_the_same(tree: JsonObject, path: Path) -> bool:
    """Tell whether the library fails something that the specification allows.

    These are extensions of a callback, and a link with a `server` (`meta_schema.py`, where all else of both is judged).
    """
    extended = any(
        above == "callbacks" and str(name)[:2] == "x-" for above, _, name in zip(path, path[1:], path[2:], strict=False)
    )
    if extended or path[-2:-1] != ("links",):
        return extended
    link = References(tree).find(pointer_to(*path).replace("%", "%25"))
    return isinstance(link, dict) and "server" in link


def _validator(tree: JsonObject, dialect: str) -> Any:  # noqa: ANN401  # a class of the library, made for this run
    from openapi_spec_validator.validation import keywords, validators

    number = dialect.replace(".", "")
    stock: Any = getattr(validators, f"OpenAPIV{number}SpecValidator")
    values: Any = getattr(keywords, f"OpenAPIV{number}ValueValidator")
    safe_values = type(values.__name__, (values,), {"value_validator_cls": _safe(values.value_validator_cls)})
    members = {
        "resolver_handlers": _Handlers(),
        "keyword_validators": {**stock.keyword_validators, "default": safe_values},
    }
    return type(stock.__name__, (stock,), members)(tree)


class _Handlers(dict[str, Any]):
    """Has a handler for every scheme of a URI, which refuses: the library opens URIs that it finds no handler for."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:  # noqa: ANN401  # a handler, as the library calls it
        return open_nothing


def _safe(validator: Any) -> Any:  # noqa: ANN401  # jsonschema does not type its validator classes
    """Return a class like `validator` that runs patterns in jsonschema-rs, whose engine gives up in time.

    Patterns of the names of properties are not run at all, so what depends on them is not judged.
    """
    from jsonschema.validators import extend

    keywords = {
        "pattern": _pattern,
        "patternProperties": _no_failure,
        "additionalProperties": _without_patterns(validator.VALIDATORS["additionalProperties"]),
    }
    return extend(validator, keywords)


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
