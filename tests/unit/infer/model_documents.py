"""Small documents for the tests of this room, in a few words each."""

from ampeco_refgen.catalog.build import build
from ampeco_refgen.catalog.fields import Fields
from ampeco_refgen.infer.data_model import data_model
from ampeco_refgen.infer.occurrences import Occurrences
from ampeco_refgen.openapi.model import Document
from ampeco_refgen.profiles.choose import profile_for

INTEGER = {"type": "integer"}
STRING = {"type": "string"}
INTEGERS = {"type": "array", "items": INTEGER}
STRINGS = {"type": "array", "items": STRING}


def one_of(*values):
    return {"type": "string", "enum": list(values)}


def thing(required=(), **properties):
    return {"type": "object", "properties": properties, "required": list(required)}


def things(required=(), **properties):
    return {"type": "array", "items": thing(required, **properties)}


def answer(schema):
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def single(schema, *parameters):
    """An operation that responds with one object under `data`."""
    return {**answer(thing(data=schema)), "parameters": list(parameters)}


def many(schema, *parameters):
    """An operation that responds with a list under `data`."""
    return single({"type": "array", "items": schema}, *parameters)


def taking(schema, operation):
    return {**operation, "requestBody": {"content": {"application/json": {"schema": schema}}}}


def filters(**members):
    return {"name": "filter", "in": "query", "style": "deepObject", "schema": thing(**members)}


def includes(*values):
    return {"name": "include", "in": "query", "schema": {"type": "array", "items": one_of(*values)}}


def deprecated(operation):
    return {**operation, "deprecated": True}


def catalog_of(paths, *, full=True):
    tree = {"openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    return build(Document(tree=tree, dialect="3.0", origin="test"), full=full)[0]


def model_of(paths, vocabulary=None, **more):
    catalog = catalog_of(paths)
    known = vocabulary or profile_for(catalog).vocabulary
    return data_model(catalog, Occurrences(catalog, Fields(catalog)), known, **more)


def relation(model, source, name):
    """The relation of that source and name; the test fails when there is not exactly one."""
    named = [relation for relation in model.relations if relation.source.name == source and relation.name == name]
    assert len(named) == 1, [(relation.source.name, relation.name) for relation in model.relations]
    return named[0]


def stated(model):
    """All relations in brief: source, name, target."""
    return [(relation.source.name, relation.name, relation.target.name) for relation in model.relations]
