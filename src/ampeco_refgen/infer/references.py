"""What a name refers to: `orderId`, `redeemedByUserId`, `planIds`, `bookedRooms` → an entity, and by which rule.

Names alone decide here; whether the value can be an id of that entity is for `relations` to say.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TypeAlias

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.entities import Entity, Key, id_shape, key_of
from ampeco_refgen.infer.naming import resource_words, singular, singular_words, words
from ampeco_refgen.infer.vocabulary import Vocabulary

Words: TypeAlias = tuple[str, ...]

_ID = frozenset({"id", "ids"})
_CHOSEN = frozenset({"included", "excluded", "allowed", "selected", "attached", "assigned"})


class ReferenceRule(StrEnum):
    """How a name was understood, the surest first."""

    NAME = "named after it"
    PARAMETER = "named after its path parameter"
    ALIAS = "a known other name of it"
    LAST_WORDS = "ends with its name"
    ONLY_ONE = "the only one whose name ends so"
    PATH = "stands below it in the path"


class Reference(Struct, frozen=True, kw_only=True, eq=False):
    """What a name stands for, and by which rule."""

    target: Entity
    rule: ReferenceRule


@cache
def id_words(name: str) -> Words | None:
    """Return what stands before `Id` or `Ids` in a name, in the singular; `None` where nothing does."""
    parts = words(name)
    if len(parts) < 2 or parts[-1] not in _ID:
        return None
    return (*parts[:-2], singular(parts[-2]))


class EntityNames:
    """Looks up the entities of one document by whatever names them.

    That is a key, an address in paths, the words of a field's or a parameter's name, an alias, or a value of an enum.
    """

    def __init__(self, catalog: Catalog, entities: tuple[Entity, ...], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._entities = {entity.key: entity for entity in entities}
        self._addresses = {entity.address: entity for entity in reversed(entities)}
        self._names = self._names_of(entities)
        self._endings = _endings(self._names)
        self._parameters = self._parameters_of(catalog)
        self._resources = {self._own_words(entity): entity for entity in entities if entity.parent is None}
        self._spelled = {"".join(name): entity for name, entity in reversed(self._resources.items())}
        self._aliases = [(words(alias.name), alias, self.at(alias.target)) for alias in vocabulary.aliases]

    def at(self, address: str) -> Entity | None:
        """Return the entity of a path such as `orders/items`."""
        return self._addresses.get(address)

    def by_key(self, key: Key) -> Entity | None:
        """Return the entity of a key."""
        return self._entities.get(key)

    def resource_itself(self, entity: Entity) -> Entity:
        """Return the resource itself for a sub-resource that is a part of its list."""
        return self._entities[entity.same_as] if entity.same_as is not None else entity

    def parent(self, entity: Entity) -> Entity | None:
        """Return what a sub-resource belongs to."""
        return self._entities[entity.parent] if entity.parent is not None else None

    def acted_on(self, resource: str) -> Entity | None:
        """Return the entity that an action's target names: `order` and `orders` alike."""
        return self._resources.get(singular_words(resource, self._vocabulary))

    def of(self, stem: Words, source: Entity | None) -> Reference | None:
        """Return what the words refer to in a field of `source`, `None` where that cannot be told for sure."""
        if reference := self._by_whole_name(stem, source):
            return reference
        if len(self._names.get(stem, {})) > 1:
            return None  # several are called just so: what they end with is a name of something else
        return self._by_last_words(stem, source) or self._by_only_ending(stem)

    def of_list(self, name: str, source: Entity) -> Reference | None:
        """Return what a list of numbers refers to by its name: `rooms`, `includedUserGroups`; it must be a plural."""
        parts = words(name)
        alias = self._by_alias(parts, source)
        if alias is not None or not parts or singular(parts[-1]) == parts[-1]:
            return alias
        stem = (*parts[:-1], singular(parts[-1]))
        return self._by_whole_name(stem[1:] if stem[0] in _CHOSEN else stem, source)

    def resource_at_end(self, stem: Words) -> Entity | None:
        """Return the resource that the words end with the name of: the partners in `shared-partners`."""
        for start in range(len(stem)):
            reference = self._by_whole_name(stem[start:], None)
            if reference is not None and reference.target.parent is None:
                return reference.target
        return None

    def named(self, stem: Words, source: Entity | None) -> Reference | None:
        """Return what the words are the full name of."""
        return self._by_whole_name(stem, source)

    def spelled(self, value: str) -> Entity | None:
        """Return the resource that a value such as `topup_package` or `userGroup` names, however its words are cut."""
        return self._spelled.get("".join(singular_words(value, self._vocabulary)))

    def _by_whole_name(self, stem: Words, source: Entity | None) -> Reference | None:
        """Return what the words are an alias, the full name or the path parameter of.

        Of several entities with the name, the one below `source` is meant; if there is none, it cannot be told.
        """
        alias = self._by_alias(stem, source)
        if alias is not None:
            return alias
        # Where several names end with these words, a parameter that is called so may be short for any of them.
        shared = len(self._endings.get(stem, [])) > 1
        for table, rule in ((self._names, ReferenceRule.NAME), (self._parameters, ReferenceRule.PARAMETER)):
            entities = table.get(stem, {}) if rule is ReferenceRule.NAME or not shared else {}
            own = [entity for entity in entities.values() if source is not None and entity.parent == source.key]
            if own or len(entities) == 1:
                return Reference(target=(own or list(entities.values()))[0], rule=rule)
        return None

    def _by_last_words(self, stem: Words, source: Entity | None) -> Reference | None:
        """Return what the words end with the full name of, the longest such ending first: `redeemed by user`."""
        for start in range(1, len(stem)):
            reference = self._by_whole_name(stem[start:], source)
            if reference is not None and (start < len(stem) - 1 or _is_near(reference.target, source)):
                return Reference(target=reference.target, rule=ReferenceRule.LAST_WORDS)
        return None

    def _by_only_ending(self, stem: Words) -> Reference | None:
        """Return the one resource whose name ends with the words: only one `… plan` exists."""
        resources = self._endings.get(stem, [])
        return Reference(target=resources[0], rule=ReferenceRule.ONLY_ONE) if len(resources) == 1 else None

    def _by_alias(self, stem: Words, source: Entity | None) -> Reference | None:
        """Return what the vocabulary says that the words stand for in `source`, if the document has it."""
        for name, alias, target in self._aliases:
            here = not alias.within or (source is not None and source.address in alias.within)
            if name == stem and here and target is not None:
                return Reference(target=target, rule=ReferenceRule.ALIAS)
        return None

    def _own_words(self, entity: Entity) -> Words:
        """Return what a resource is called by: one of `logs/access` is an access log."""
        return resource_words(entity.resource, entity.family, self._vocabulary)

    def _names_of(self, entities: tuple[Entity, ...]) -> dict[Words, dict[Key, Entity]]:
        """List entities under their name; a sub-resource under its own name only, unless a resource has that."""
        by_name: dict[Words, dict[Key, Entity]] = {}
        for entity in entities:
            if entity.parent is None:
                by_name.setdefault(self._own_words(entity), {})[entity.key] = entity
        resources = set(by_name)
        for entity in entities:
            name = singular_words(entity.slug, self._vocabulary)
            if entity.parent is not None and name not in resources:
                by_name.setdefault(name, {})[entity.key] = entity
        return by_name

    def _parameters_of(self, catalog: Catalog) -> dict[Words, dict[Key, Entity]]:
        """List entities under the name of the parameter that ends their path, also of deprecated operations."""
        by_parameter: dict[Words, dict[Key, Entity]] = {}
        for operation in catalog.operations:
            entity = self._entities.get(key_of(operation))
            if entity is not None and (stem := _last_parameter(operation.path)):
                resource = self.resource_itself(entity)
                by_parameter.setdefault(stem, {})[resource.key] = resource
        return by_parameter


def _is_near(target: Entity, source: Entity | None) -> bool:
    """Tell whether a single word is enough to mean an entity for a field of `source`.

    It is for a resource, and for a part of the source's own resource; not for a part of another one.
    """
    return target.parent is None or (source is not None and source.resource == target.resource)


def _endings(names: dict[Words, dict[Key, Entity]]) -> dict[Words, list[Entity]]:
    """List entities under each proper ending of their names."""
    by_ending: dict[Words, list[Entity]] = {}
    for name, entities in names.items():
        for start in range(1, len(name)):
            by_ending.setdefault(name[start:], []).extend(entities.values())
    return by_ending


def identifiable(entity: Entity) -> bool:
    """Tell whether one of a sub-resource can be referred to: it has an id, or a path of its own."""
    own = any(operation.path.endswith("}") and operation.method == "GET" for operation in entity.operations)
    return own or id_shape(entity) is not None


def _last_parameter(path: str) -> Words:
    """Return the words of the parameter that a path ends with, without `id`."""
    name = path.rpartition("{")[2].removesuffix("}") if path.endswith("}") else ""
    stem = id_words(name) or words(name)
    return () if stem == ("id",) else stem
