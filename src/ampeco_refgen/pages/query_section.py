"""The sections "Filters" and "Includes" of `common-patterns.md`: how parameters of several parts are written.

What OpenAPI leaves undefined is said to be so, and the forms that servers take are named as such.
Source: OpenAPI 3.0.4, Parameter Object, "Style Values".
"""

from __future__ import annotations

from collections.abc import Iterator

from ampeco_refgen.catalog.model import Parameter
from ampeco_refgen.infer.patterns import FilterUse
from ampeco_refgen.markdown.text import code, plural
from ampeco_refgen.markdown.wrap import wrap
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.call_names import field_places
from ampeco_refgen.pages.serialization import is_deep_object, is_include, shape_of, value_format

_BRACKETS = (
    "- brackets may be percent-encoded (`%5B`, `%5D`); in values `&`, spaces and `+` (as in `+02:00`) must be; "
    "curl needs `-g` where brackets stand as they are"
)


def filter_lines(filters: FilterUse) -> Iterator[str]:
    """Yield how filters are sent; nothing where there are none."""
    if not filters.operations:
        return
    number = len(filters.operations)
    forms = " or ".join(code(f"{name}[name]=value") for name in filters.parameters)
    yield from wrap(
        f"- {plural(number, 'call')} take{'s' if number == 1 else ''} filters, each sent as {forms}; names, types and "
        "values stand in the file of the call"
    )
    if filters.nested:
        yield from wrap(f"- members of an object in two brackets: {field_places(filters.nested)}")
    if filters.dotted:
        yield from wrap(
            "- text where the response holds an object of any form, so most likely with a path after the name: "
            f"{field_places(filters.dotted)}"
        )
    if filters.lists:
        name = filters.lists[0].path
        yield from wrap(f"- lists of values: {field_places(filters.lists)}")
        yield from wrap(
            "  - how a list is written in `style: deepObject` OpenAPI leaves undefined; where the description does not "
            f"show it, try with two values: servers take {code(f'{name}[]=a&{name}[]=b')} or {code(f'{name}=a,b')}",
            indent="    ",
        )
    yield from wrap(_BRACKETS)


def list_parameter_lines(plan: BundlePlan) -> Iterator[str]:
    """Yield how other parameters that are lists are written in the query, and includes."""
    ways: dict[str, dict[str, int]] = {}
    includes: dict[str, int] = {}
    for operation in plan.catalog.operations:
        for parameter in operation.parameters:
            shape = shape_of(parameter, plan.fields)
            if parameter.location != "query" or shape is None or is_deep_object(parameter, shape):
                continue
            if is_include(parameter, shape) and shape.items is not None:
                includes[_include_form(parameter)] = includes.get(_include_form(parameter), 0) + 1
            elif shape.items is not None and parameter.style != "deepObject":
                how = value_format(parameter, shape) or "repeated, once for each value"
                names = ways.setdefault(how, {})
                names[parameter.name] = names.get(parameter.name, 0) + 1
    for form, number in includes.items():
        yield from wrap(f"- {form}; {plural(number, 'call')}, the names stand in their files")
    for how, counts in ways.items():
        named = ", ".join(f"{code(name)} in {plural(number, 'call')}" for name, number in counts.items())
        yield from wrap(f"- lists as parameters, {how}: {named}")


def _include_form(parameter: Parameter) -> str:
    """Say how several includes are sent, and where the document leaves that open."""
    if parameter.style != "deepObject":
        return f"what to include is sent as {code(f'{parameter.name}=a&{parameter.name}=b')}"
    name = parameter.name if parameter.name.endswith("[]") else f"{parameter.name}[]"
    return (
        f"what to include is sent as {code(f'{name}=a&{name}=b')} here; the document declares a list in "
        "`style: deepObject`, for which OpenAPI defines no form"
    )
