"""Equal parts of a document as one object: a document that comes dereferenced says the same thing hundreds of times."""

from __future__ import annotations


def shared(node, known: dict):
    """Return the node with equal parts of it as one object, so that what was compared once is recognized."""
    if isinstance(node, dict):
        node = {key: shared(value, known) for key, value in node.items()}
        key: tuple = ("object", *((name, *_identity(value)) for name, value in node.items()))
    elif isinstance(node, list):
        node = [shared(value, known) for value in node]
        key = ("list", *map(_identity, node))
    else:
        return node
    return known.setdefault(key, node)


def _identity(value) -> tuple:
    return (type(value), id(value) if isinstance(value, (dict, list)) else value)
