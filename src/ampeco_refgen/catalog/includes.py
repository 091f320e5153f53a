"""The `include` parameter, which asks for related things to be embedded: its values, and each as it is sent."""

from __future__ import annotations

from ampeco_refgen.catalog.model import Operation, Parameter
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import JsonText, value_of


def is_called_include(parameter: Parameter) -> bool:
    """Tell whether a parameter of the query is called `include`, with or without brackets."""
    return parameter.location == "query" and parameter.name.removesuffix("[]") == "include"


def enumerated(shape: Shape) -> tuple[JsonText, ...] | None:
    """Return the values of an `include` parameter, which is an array of an enum or an enum; `None` of any other."""
    return shape.items.enum if shape.items is not None else shape.enum


def include_as_sent(parameter: Parameter, value: object) -> str:
    """Return how one value of an `include` parameter is sent.

    OpenAPI leaves lists in style `deepObject` undefined; `include[]=a` is what servers take that declare it.
    """
    brackets = "[]" if parameter.style == "deepObject" and not parameter.name.endswith("[]") else ""
    return f"{parameter.name}{brackets}={value}"


def include_query(operation: Operation, value: str) -> str:
    """Return how an operation is asked to include something; empty where it has no `include` parameter."""
    parameters = filter(is_called_include, operation.parameters)
    return next((include_as_sent(parameter, value) for parameter in parameters), "")


def values_as_sent(parameter: Parameter, shape: Shape) -> tuple[str, ...]:
    """Return each value of an `include` parameter as it is sent."""
    return tuple(include_as_sent(parameter, value_of(text)) for text in enumerated(shape) or ())
