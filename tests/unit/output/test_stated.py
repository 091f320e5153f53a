"""What lists of fields leave to other lists: all of their fields but some, below a field, or those of a field."""

from __future__ import annotations

from typing import Any

from ampeco_refgen.catalog.fields import Direction
from ampeco_refgen.output.site import Site
from ampeco_refgen.output.stated import Stated, find_stated
from documents import catalog_from, get, mini

LONG = "Said of it at some length, so that it is better not to say it again on another page"


def member(**more: Any) -> dict[str, Any]:
    return {"type": "string", "description": LONG, **more}


def record(names: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**{name: member() for name in names}, **more}}


def stated(**answers: dict[str, Any]) -> dict[str, Stated]:
    """Return what is stated of the answer of each path, by the name of the path."""
    paths = {f"/{name}": {"get": get(schema)} for name, schema in answers.items()}
    catalog = catalog_from(mini(paths))
    site = Site(catalog)
    homes = site.homes.shapes
    found = find_stated(site.fields, homes.values(), (), site.replacements.of_field)
    return {home.owner.rpartition("/")[2]: found[key] for key, home in homes.items()}


def names(of: Stated) -> list[str]:
    return [row.path for row in of.rows]


def test_a_list_that_holds_another_states_only_what_is_its_own():
    found = stated(whole=record("abcdef"), more=record("abcdefg", a=member(nullable=True)))
    base = found["more"].base
    assert found["whole"].base is None
    assert base is not None
    assert (base.home.owner, base.without, base.different, base.further) == ("GET /whole", (), True, True)
    assert names(found["more"]) == ["a", "g"]


def test_a_list_names_the_fields_of_its_base_that_it_lacks():
    found = stated(whole=record("abcdefgh"), most=record("abcdefg", z=member()))
    base = found["most"].base or found["whole"].base
    assert base is not None
    assert base.without in (("h",), ("z",))


def test_lists_that_have_little_in_common_are_both_whole():
    found = stated(one=record("abcdef"), other=record("abuvwxyz"))
    assert [one.base for one in found.values()] == [None, None]


def test_no_list_is_based_on_one_that_is_not_whole():
    found = stated(a=record("abcdef"), b=record("abcdefg"), c=record("abcdefgh"))
    bases = {one.base.home.owner for one in found.values() if one.base}
    assert all(found[owner.rpartition("/")[2]].base is None for owner in bases)
    assert sum(one.base is None for one in found.values()) == 1


def test_an_entity_below_a_field_is_left_to_its_list():
    found = stated(
        whole=record("abcdefghijkl"), holder={"type": "object", "properties": {"it": record("abcdefghijkl")}}
    )
    base = found["holder"].base
    assert base is not None
    assert (base.below, base.without, names(found["holder"])) == ("it", (), ["it"])


def test_fields_of_a_field_are_left_to_the_list_that_has_them_too():
    part = record("abcdefg")
    found = stated(one=record("mn", x=part), other=record("uvw", y=part))
    nested = found["other"].nested or found["one"].nested
    assert [(path, one.path) for path, one in nested.items()] in ([("y", "x")], [("x", "y")])


def test_a_deprecated_field_is_the_same_where_the_same_is_to_be_used_instead_of_it():
    old = member(deprecated=True, description=f"{LONG}. Use `a` instead")
    found = stated(whole=record("abcdef", old=old), more=record("abcdefg", old=old))
    base = found["more"].base
    assert base is not None
    assert (base.home.direction, names(found["more"])) == (Direction.RESPONSE, ["g"])
