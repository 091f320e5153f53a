"""Title, servers and paths of a document → its profile: one of those that come with the program, or none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.profile import NO_PROFILE, Profile
from ampeco_refgen.profiles.forms import FetchForm, MatchForm, ProfileForm
from ampeco_refgen.profiles.read import PROFILE, profile_of, read_form

_FOLDER = Path(__file__).parent


def choose(title: str, servers: Iterable[str], paths: Iterable[str]) -> Profile:
    """Return the profile that says of itself that it is for such a document; `NO_PROFILE` where none does."""
    document = (title, tuple(servers), tuple(paths))
    return next((_read(file) for file in _files() if _fits(_form(file).match, *document)), NO_PROFILE)


def profile_for(catalog: Catalog) -> Profile:
    """Return the profile for a catalog, as `choose` does."""
    urls = (server.url for server in catalog.servers)
    return choose(catalog.title, urls, (operation.path for operation in catalog.operations))


def published() -> FetchForm:
    """Return where the document is published that is fetched when nobody says which: that of the first profile."""
    return next((_form(file).fetch for file in _files() if _form(file).fetch.stable_url), FetchForm())


def _fits(match: MatchForm, title: str, servers: tuple[str, ...], paths: tuple[str, ...]) -> bool:
    hosts = {urlsplit(url).hostname or "" for url in servers}
    begun = any(path.startswith(beginning) for path in paths for beginning in match.paths)
    return title in match.titles or not hosts.isdisjoint(match.servers) or begun


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(_FOLDER.glob(f"*/{PROFILE}")))


@cache
def _form(file: Path) -> ProfileForm:
    return read_form(file, ProfileForm)


@cache
def _read(file: Path) -> Profile:
    """Kept for good: building a catalog, inferring and rendering all ask for it."""
    return profile_of(file, _form(file))
