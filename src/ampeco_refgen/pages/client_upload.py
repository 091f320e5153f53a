"""Operations → the one upload that the page of clients shows: a file as a part of a form, or as the whole body."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from ampeco_refgen.catalog.model import MediaType, Operation
from ampeco_refgen.catalog.shape import Shape
from ampeco_refgen.jsonvalue import value_of
from ampeco_refgen.pages.bundle_plan import BundlePlan
from ampeco_refgen.pages.client_calls import Suitability, Target, required_parameters

_FORM = "multipart/form-data"
_CONTENT_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")
_SENDING = ("POST", "PUT", "PATCH")
_LONGEST = 100
_BINARY = re.compile(r"application/(?:octet-stream|zip|gzip|pdf|x-[\w.-]+)|(?:image|audio|video)/[\w.+*-]+|\*/\*")


class Upload(Struct, frozen=True, kw_only=True):
    """A call that takes a file: as the part `field` of a form, or, where that is empty, as the whole body.

    `content_type` is that of the file, empty where none is declared; `required` are the other parts that a form needs.
    """

    operation: Operation
    target: Target
    field: str
    content_type: str
    required: tuple[str, ...] = ()
    alike: int = 1


def find_upload(plan: BundlePlan, suitability: Suitability) -> Upload | None:
    """Return the simplest call that takes a file; `None` where there is none. A form comes before a bare body."""
    uploads = [
        upload
        for operation in plan.catalog.operations
        if operation.method in _SENDING
        and suitability.fits(operation)
        and (upload := _upload(plan, operation)) is not None
    ]
    best = min(
        uploads,
        key=lambda each: (*suitability.rank(each.operation)[:3], not each.field, *suitability.rank(each.operation)[3:]),
        default=None,
    )
    return replace(best, alike=len(uploads)) if best is not None else None


def _upload(plan: BundlePlan, operation: Operation) -> Upload | None:
    for media in operation.body.media if operation.body is not None else ():
        shape = plan.fields.shapes.of(media.schema) if media.schema is not None else None
        shape = plan.fields.shapes.expanded(shape) if shape is not None else None
        target = Target.of(operation, plan, required_parameters(operation))
        kind = media.content_type.lower().partition(";")[0].strip()
        if kind == _FORM and shape is not None:
            files = [member.name for member in shape.members if _is_file(plan.fields.shapes.expanded(member.shape))]
            files = [name for name in files if name in shape.required] or files
            if files and len(files[0]) <= _LONGEST and "=" not in files[0]:  # `curl` takes no such name
                others = tuple(
                    member.name for member in shape.members if member.name in shape.required and member.name != files[0]
                )
                return Upload(
                    operation=operation,
                    target=target,
                    field=files[0],
                    content_type=_part_type(media, files[0]),
                    required=others,
                )
        elif _BINARY.fullmatch(kind) and _may_be_file(kind, shape):
            content_type = kind if "*" not in kind else "application/octet-stream" if kind == "*/*" else ""
            return Upload(operation=operation, target=target, field="", content_type=content_type)
    return None


def _may_be_file(kind: str, shape: Shape | None) -> bool:
    """Tell whether a body in a media type for files is one: of any type whatever only where the schema says it."""
    if shape is None:
        return kind != "*/*"
    return _is_file(shape) or (kind == "application/octet-stream" and shape.kind in ("string", "any"))


def _is_file(shape: Shape) -> bool:
    """Tell whether a value is the content of a file.

    In 3.1 such a value has a media type, but no encoding, which would make it text (OpenAPI 3.0.4 and 3.1.1,
    "Considerations for File Uploads").
    """
    others = {limit.keyword for limit in shape.constraints} | {name for name, _ in shape.others}
    is_raw = "contentMediaType" in others and "contentEncoding" not in others
    return shape.format == "binary" or (is_raw and shape.kind in ("string", "any"))


def _part_type(media: MediaType, name: str) -> str:
    """Return the first media type that is declared for a part, if it is one and no range."""
    declared = value_of(dict(media.others).get("encoding", "{}"))
    encoding = declared.get(name) if isinstance(declared, dict) else None
    said = encoding.get("contentType") if isinstance(encoding, dict) else None
    first = said.split(",")[0].strip() if isinstance(said, str) else ""
    return first if _CONTENT_TYPE.fullmatch(first) and len(first) <= _LONGEST else ""
