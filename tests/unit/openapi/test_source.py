"""Reading from files and standard input; fetching is in `tests/faults`."""

from __future__ import annotations

import errno
import io
import subprocess
import sys

import pytest
from msgspec.structs import replace

from ampeco_refgen.errors import FetchError
from ampeco_refgen.openapi.model import RawSpec
from ampeco_refgen.openapi.source import Validators, read
from ampeco_refgen.settings import FetchSettings

SETTINGS = FetchSettings(max_bytes=100)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xef\xbb\xbf\xff\x00", b"<html>", b"x" * 100])
def test_file_is_read_as_it_is(tmp_path, content):
    path = tmp_path / "an api.yaml"
    path.write_bytes(content)
    assert read(str(path), SETTINGS) == RawSpec(content=content, origin=str(path))


def test_standard_input(monkeypatch):
    assert read("-", SETTINGS, stdin=io.BytesIO(b"{}")) == RawSpec(content=b"{}", origin="-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert read("-", SETTINGS).content == b"[]"


def failure_of(origin: str, **options: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        read(origin, SETTINGS, **options)
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize("name", ["missing.json", "", "line\nbreak", "nul\0", "\udcff", "x" * 5000, "C:\\missing.json"])
def test_file_that_cannot_be_opened(tmp_path, name):
    assert failure_of(f"{tmp_path}/{name}").message.startswith("Cannot read ")


def test_folder(tmp_path):
    assert "irectory" in failure_of(str(tmp_path)).message


def test_file_without_permission(monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    assert failure_of("spec.json").message == "Cannot read spec.json: Permission denied."


def test_file_that_is_too_large(tmp_path):
    path = tmp_path / "spec.json"
    path.write_bytes(b"x" * 101)
    assert "larger than 100 bytes" in failure_of(str(path)).message


def test_standard_input_that_is_too_large():
    assert "larger than 100 bytes" in failure_of("-", stdin=io.BytesIO(b"x" * 101)).message


def test_standard_input_that_cannot_be_read(tmp_path):
    with (tmp_path / "only-to-write").open("wb") as stream:
        assert failure_of("-", stdin=stream).message.startswith("Cannot read standard input")


def test_standard_input_that_is_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input" in failure_of("-").message


def test_conditions_hold_what_is_known():
    assert Validators(origin="x").conditions() == {}
    raw = RawSpec(content=b"", origin="x", etag="1", last_modified="then")
    assert Validators.of(raw).conditions() == {"If-None-Match": "1", "If-Modified-Since": "then"}


def test_addresses_are_not_in_the_repr():
    settings = replace(SETTINGS, url="http://me:hidden@h/", stable_url="http://hidden/", index_url="http://hidden/")
    assert "hidden" not in repr(settings)


def test_import_is_light():
    heavy = "[name for name in sys.modules if name in ('requests', 'urllib3', 'ssl')]"
    program = f"import sys, ampeco_refgen.openapi.source; print({heavy})"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
