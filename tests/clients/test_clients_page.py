"""What stands on the page of clients: addresses, what a call has of its own, what is inferred and what is left open."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ampeco_refgen.catalog.shape import Shapes
from ampeco_refgen.infer.error_shape import FieldErrors, error_shape
from ampeco_refgen.infer.signature import signature_of
from clients import bash
from clients.cases import ITEMS, NUMBER, PAGE, SERVER, TEXT, URL, listing, query, thing
from clients.page import module_of, page_of, page_of_tree, write_clients
from clients.test_clients_behave import BINARY, hooked, refusing
from documents import catalog_from, catalog_of, findings_of, get, mini, real_path

REGION = {
    "url": "https://{tenant}.{region}.example.org:{port}/api/{version}/",
    "variables": {
        "tenant": {"default": "demo"},
        "region": {"default": "eu", "enum": ["eu", "us"]},
        "port": {"default": "443"},
        "version": {"default": "v2"},
    },
}


def address_in_bash(script: Path, **environment: str) -> tuple[int, str]:
    """Return the status of the script for bash, and the server's address that it makes."""
    command = ["bash", "-c", 'source "$1" && printf %s "$base_url"', "bash", str(script)]
    done = subprocess.run(command, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True)
    return done.returncode, done.stdout


def test_variables_of_an_address_are_parameters(tmp_path: Path) -> None:
    """What names one's own host has no default: it would send the credentials to whoever has that name."""
    bash.skip_without_tools()
    paths = write_clients(page_of_tree({**listing(ITEMS, PAGE), "servers": [REGION]}), tmp_path)
    module = module_of(paths["python"])
    assert module.base_url("mine", "8443") == "https://mine.eu.example.org:8443/api/v2"
    assert module.base_url("mine", "1", region="us", version="v3") == "https://mine.us.example.org:1/api/v3"
    with pytest.raises(TypeError):
        module.base_url()
    with pytest.raises(TypeError):
        module.Client()
    assert address_in_bash(paths["bash"])[0] != 0
    own = {"API_TENANT": "mine", "API_PORT": "8443"}
    assert address_in_bash(paths["bash"], **own) == (0, "https://mine.eu.example.org:8443/api/v2")
    assert address_in_bash(paths["bash"], **own, API_REGION="us")[1] == "https://mine.us.example.org:8443/api/v2"
    assert address_in_bash(paths["bash"], API_BASE_URL="http://localhost/")[1] == "http://localhost"


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}], [{"url": "../v1"}]], ids=["none", "a path", "relative"])
def test_a_document_without_an_address_leaves_it_to_the_caller(servers: list[dict[str, str]], tmp_path: Path) -> None:
    page = page_of_tree({**listing(ITEMS, PAGE), "servers": servers})
    module = module_of(write_clients(page, tmp_path)["python"])
    with pytest.raises(TypeError, match="base_url"):
        module.Client()
    assert "        base_url: str,  # The document has no address: " in page
    assert "  baseUrl: string; // The document has no address: " in page
    assert "base_url=${API_BASE_URL:?the document has no address: " in page


def test_a_call_with_a_server_of_its_own_says_so() -> None:
    form = {"multipart/form-data": {"schema": thing(file=BINARY)}}
    upload = {**get(), "servers": [{"url": "https://upload.example.org"}], "requestBody": {"content": form}}
    page = page_of_tree(mini({"/a": {"get": get()}, "/b": {"get": get()}, "/files": {"post": upload}}, servers=SERVER))
    assert page.count("https://upload.example.org") == 3
    assert page.count("This call has a server of its own") == 3


def test_the_address_is_that_of_most_calls() -> None:
    own = {**get(), "servers": [{"url": "https://other.example.org"}]}
    page = page_of_tree(mini({"/a": {"get": own}, "/b": {"get": own}, "/c": {"get": get()}}, servers=SERVER))
    assert 'BASE_URL = "https://other.example.org"' in page


def test_credentials_are_those_of_most_calls_and_headers_that_most_require_belong_to_them() -> None:
    schemes = {"a": {"type": "http", "scheme": "bearer"}, "b": {"type": "apiKey", "in": "header", "name": "X-B"}}
    version = {"name": "Api-Version", "in": "header", "required": True, "schema": TEXT}
    calls = {f"/{name}": {"get": {**get(), "parameters": [version]}} for name in "cde"}
    calls["/f"] = {"get": {**get(), "security": [{"a": []}]}}
    page = page_of_tree(mini(calls, security=[{"b": []}], components={"securitySchemes": schemes}))
    assert "        api_key: str,\n        api_version: str,\n        *,\n" in page
    assert 'self.session.headers["Api-Version"] = api_version' in page
    assert "Bearer" not in page


def test_two_keys_that_are_called_alike_have_names_of_their_own() -> None:
    keys = {name: {"type": "apiKey", "in": "header", "name": f"X-{name}"} for name in ("api_key", "apiKey", "é")}
    more = {"security": [{key: [] for key in keys}], "components": {"securitySchemes": keys}}
    page = page_of_tree(listing(ITEMS, PAGE, **more))
    assert "        api_key: str,\n        api_key2: str,\n        key: str,\n        *,\n" in page
    for variable in ("API_KEY", "API_KEY2", "API_VALUE"):
        assert f'os.environ["{variable}"]' in page
        assert f'"${{{variable}:?}}"' in page


def test_the_simplest_live_list_is_shown() -> None:
    paged = get(thing(items=ITEMS, next=URL))
    needy = {**paged, "parameters": [query("must", required=True)]}
    below = {**paged, "parameters": [{"name": "one", "in": "path", "required": True, "schema": TEXT}]}
    paths = {
        "/old": {"get": {**paged, "deprecated": True}},
        "/of/{one}": {"get": below},
        "/needy": {"get": needy},
        "/plain": {"get": paged},
    }
    page = page_of_tree(mini(paths))
    assert "def list_plain(client: Client, params: Params = ()) -> Iterator[Any]:" in page
    assert "following `next`: [GET plain](calls/plain/GET.md) (4 lists)" in page


def test_a_list_whose_items_may_be_in_several_places_is_not_shown() -> None:
    page = page_of_tree(listing(thing(cats=ITEMS, dogs=ITEMS, next=URL), query("offset", NUMBER)))
    assert "def list_" not in page
    assert "none that is paged and says what leads from one part to the next" in page


def test_messages_by_field_come_before_a_message_alone_and_422_before_400() -> None:
    by_field = thing(message=TEXT, errors={"type": "array", "items": thing(name=TEXT, reason=TEXT)})
    document = refusing(thing(message=TEXT))
    responses = document["paths"]["/things"]["post"]["responses"]
    responses["400"] = {"description": "", "content": {"application/json": {"schema": by_field}}}
    catalog = catalog_from(document)
    shape = error_shape(catalog, Shapes(catalog))
    assert (shape.status, shape.form, shape.fields) == ("400", FieldErrors.LIST, ("errors",))
    assert (shape.name, shape.text) == (("name",), ("reason",))
    responses["422"]["content"]["application/json"]["schema"] = by_field
    catalog = catalog_from(document)
    assert error_shape(catalog, Shapes(catalog)).status == "422"


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("HMAC-SHA256 of the body, in hex", ("sha256", "hex", "body")),
        ("HMAC SHA-512 hexdigest of the payload", ("sha512", "hex", "body")),
        ("HMAC-SHA1 of the timestamp and the body in Base64", ("sha1", "base64", "more")),
        ("HMAC-SHA256 or HMAC-SHA512 of the body", (None, None, None)),
        ("A signature by SHA-256", (None, None, None)),
        ("An HMAC. It is SHA256 of the secret.", (None, None, None)),
        ("Signature of the body", (None, None, None)),
        ("Whether the HMAC-SHA256 of the body is in hex depends on you", (None, None, None)),
    ],
)
def test_of_a_signature_only_what_is_stated_is_known(said: str, stated: tuple[Any, ...]) -> None:
    catalog = catalog_from(hooked(said))
    signature = signature_of(catalog, Shapes(catalog))
    assert signature is not None
    assert (signature.algorithm, signature.encoding, signature.signed) == stated


@pytest.mark.real
def test_what_the_vendor_s_texts_say_of_the_signature_is_known_without_them() -> None:
    """The committed bundle leaves the descriptions out; a note of the profile has the facts."""
    bare = findings_of(catalog_of(real_path(), full=False))
    page = page_of(bare)
    assert 'hmac.digest(secret.encode(), body, "sha256")' in page
    assert "Its key is the access token" in page
    assert page.count("The document does not say whether it is written in hex or in Base64.") == 3
    assert "token with which" not in page_of_tree(hooked())
