"""Work that is begun before all checks are over: it counts only when nothing is found."""

from __future__ import annotations

import pytest
from small_documents import raw, sound, with_operation

from ampeco_refgen import parallel
from ampeco_refgen.errors import DocumentError
from ampeco_refgen.spec.document import load, load_and
from ampeco_refgen.spec.model import Document

pytestmark = pytest.mark.parametrize("room", [True, False])


@pytest.fixture(autouse=True)
def _room(room, monkeypatch):
    monkeypatch.setattr(parallel, "_has_room", lambda: room)


def paths_of(document: Document) -> list[str]:
    return sorted(document.tree["paths"])


def test_the_work_is_done_on_the_document_that_is_returned():
    document, made = load_and(raw(sound()), lambda document: (document, paths_of(document)))
    assert made == (document, paths_of(document))
    assert document == load(raw(sound()))


def test_a_document_that_is_refused_is_refused_with_all_findings_whatever_the_work_did():
    broken = raw(with_operation({"responses": 7}))
    with pytest.raises(DocumentError) as expected:
        load(broken)
    for work in (paths_of, lambda document: document.tree["nothing"]):
        with pytest.raises(DocumentError) as caught:
            load_and(broken, work)
        assert caught.value.diagnostics == expected.value.diagnostics


def test_work_is_done_again_on_what_was_meant():
    flawed = raw(with_operation({"summary": None, "responses": {"200": {"description": "OK"}}}))
    seen: list[Document] = []
    document, made = load_and(flawed, lambda document: seen.append(document) or document)
    assert document.diagnostics
    assert made is document
    assert made.tree == load(flawed).tree


def test_what_the_work_raises_on_a_valid_document_arises():
    def fail(document: Document) -> None:
        raise LookupError(document.origin)

    with pytest.raises(LookupError):
        load_and(raw(sound()), fail)
