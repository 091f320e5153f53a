"""openapi-spec-validator as it is: slow, and asked only where our own checks were not compared with it.

Called by `validate.py`. It finds by itself what a document refers to, over the network if need be; here it can open
nothing, and no pattern of the document can keep it busy for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ampeco_refgen.diagnostics import Diagnostic, pointer_to
from ampeco_refgen.spec.library_judge import one_line, open_nothing, safe_validator
from ampeco_refgen.spec.severity import finding
from ampeco_refgen.spec.structure import Structure

_CODES = {
    "DuplicateOperationIDError": "duplicate-operation-id",
    "ExtraParametersError": "undefined-required",
    "ParameterDuplicateError": "duplicate-parameter",
    "UnresolvableParameterError": "path-parameter",
}


def stock_findings(structure: Structure) -> Iterator[Diagnostic]:
    """Yield what the stock validator says, its own failures included: it raises more than it should."""
    try:
        for failure in _validator(structure).iter_errors():
            code = _CODES.get(type(failure).__name__, "stock-finding")
            yield finding(code, one_line(failure.message), pointer_to(*failure.absolute_path))
    except Exception as failure:  # Unresolvable, KeyError, TypeError, … whatever a broken document leads to
        yield finding("stock-finding", f"{type(failure).__name__}: {one_line(str(failure))}")


def _validator(structure: Structure) -> Any:  # noqa: ANN401  # a class of the library, made for this run
    from openapi_spec_validator.validation import keywords, validators

    number = structure.dialect.replace(".", "")
    stock: Any = getattr(validators, f"OpenAPIV{number}SpecValidator")
    values: Any = getattr(keywords, f"OpenAPIV{number}ValueValidator")
    safe_values = type(values.__name__, (values,), {"value_validator_cls": safe_validator(structure.dialect)[0]})
    members = {
        "resolver_handlers": _Handlers(),
        "keyword_validators": {**stock.keyword_validators, "default": safe_values},
    }
    return type(stock.__name__, (stock,), members)(structure.tree)


class _Handlers(dict[str, Any]):
    """Handles every scheme of a URI by refusing it; for those it has no handler for, the library would open them."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Any:  # noqa: ANN401  # a handler, as the library calls it
        return open_nothing
