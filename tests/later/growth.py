"""A later version of our own making: a hundred calls more, among them a new family, and two resources less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skeletons import Row

VERSION = "4.0.0"
GONE = ("vouchers", "firmware-versions")
"""Resources that recipes and other data of our own name."""
REFERRING = {
    "alarm-rules": ("chargePointId",),
    "asset-tags": ("locationId",),
    "cable-locks": ("evseId",),
    "company-cards": ("userId",),
    "depots": ("locationId",),
    "depot-slots": ("depotId",),
    "energy-quotes": (),
    "fleet-drivers": ("userId", "fleetPartnerId"),
    "fleet-partners": ("partnerId",),
    "fleet-vehicles": ("fleetPartnerId", "userId"),
    "loyalty-programs": ("partnerId",),
    "maintenance-visits": ("chargePointId", "locationId"),
    "meter-readings": ("sessionId",),
    "promotions": ("tariffGroupId",),
    "site-surveys": ("locationId",),
}
"""The new resources, each with the ids by which it refers to others: all five calls."""
FAMILY = "reports"
REPORTS = ("energy", "fleet-partner", "usage-reports")
"""What the new family lists: each a list and one of it."""
STUTTERING = ("energy-quotes", "energy-quote-periods")


def grown(rows: Iterable[Row]) -> list[Row]:
    """Return the calls of the later version, made of those of today."""
    kept = [row for row in rows if not any(f"/resources/{name}/" in row.path for name in GONE)]
    return [*kept, *new_rows()]


def new_rows() -> Iterator[Row]:
    """Yield the calls that are new."""
    for name, references in REFERRING.items():
        yield from _all_five(f"/public-api/resources/{name}/v1.0", name, references)
    yield from _all_five(f"/public-api/resources/{STUTTERING[0]}/v1.0/{{quote}}/{STUTTERING[1]}", STUTTERING[1])
    for name in REPORTS:
        path = f"/public-api/{FAMILY}/{name}/v1.0"
        yield Row(method="GET", path=path, summary=f"{name} / Listing", tag=FAMILY)
        yield Row(method="GET", path=f"{path}/{{id}}", summary=f"{name} / Read", tag=FAMILY)
    for name in list(REFERRING)[:14]:
        path = f"/public-api/actions/{name}/v1.0/{{id}}/archive"
        yield Row(method="POST", path=path, summary=f"{name} / Archive", tag=f"action / {name}")


def _all_five(path: str, name: str, references: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the calls on a collection and on what is in it."""
    calls = [("GET", ""), ("POST", ""), ("GET", "/{id}"), ("PATCH", "/{id}"), ("DELETE", "/{id}")]
    for method, below in calls:
        summary = f"{name} / {method.capitalize()}{' one' * bool(below)}"
        yield Row(method=method, path=path + below, summary=summary, tag=f"resource / {name}", refers_to=references)
