"""Title, servers and paths of a document → its profile: its user's own, one that comes with the program, or none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from ampeco_refgen.catalog.model import Catalog
from ampeco_refgen.infer.profile import NO_PROFILE, Profile
from ampeco_refgen.infer.vocabulary import Vocabulary
from ampeco_refgen.profiles.forms import FetchForm, MatchForm, ProfileForm
from ampeco_refgen.profiles.read import PROFILE, profile_of, read_form

_FOLDER = Path(__file__).parent


class Profiles(Struct, frozen=True, kw_only=True, eq=False):
    """What a run is given by its user: a profile in the place of one that comes with the program, and additions to it.

    `instead` is that of `--profile`, `own` what `refgen.toml` says; without them the program's own profile is used as
    it is, where one fits the document.
    """

    instead: Profile | None = None
    own: Profile = NO_PROFILE

    @property
    def digest(self) -> str:
        """A digest of all files that were read."""
        return (self.instead.digest if self.instead else "") + self.own.digest


def choose(title: str, servers: Iterable[str], paths: Iterable[str], given: Profiles | None = None) -> Profile:
    """Return the profile for a document: what its user has given, over the one that says that it is for this one.

    Without either it is `NO_PROFILE`.
    """
    given = given or Profiles()
    document = (title, tuple(servers), tuple(paths))
    shipped = (_read(file) for file in _files() if _fits(_form(file).match, *document))
    return combined(given.own, given.instead or next(shipped, NO_PROFILE))


def profile_for(catalog: Catalog, given: Profiles | None = None) -> Profile:
    """Return the profile for a catalog, as `choose` does."""
    urls = (server.url for server in catalog.servers)
    return choose(catalog.title, urls, (operation.path for operation in catalog.operations), given)


def combined(own: Profile, base: Profile) -> Profile:
    """Return a profile with additions to it.

    Rows of both count, own ones first, which the rules ask first; of single values, the overview and the areas, own
    ones replace those of the base, and so does a recipe the one of the same name.
    """
    if not own.digest or not base.digest:
        return own if own.digest else base
    slugs = {recipe.slug for recipe in own.recipes}
    words, further = own.vocabulary, base.vocabulary
    return Profile(
        file=f"{own.file} or {base.file}",
        recipes_file=f"{own.recipes_file} or {base.recipes_file}" if own.recipes else base.recipes_file,
        digest=own.digest + base.digest,
        name=own.name or base.name,
        description=own.description or base.description,
        vocabulary=Vocabulary(
            path_prefix=words.path_prefix or further.path_prefix,
            acronyms=_both(words.acronyms, further.acronyms),
            unchanged=_both(words.unchanged, further.unchanged),
            actions=_both(words.actions, further.actions),
            aliases=(*words.aliases, *further.aliases),
            false_friends=(*words.false_friends, *further.false_friends),
            root=words.root or further.root,
            tree=words.tree or further.tree,
            areas=words.areas or further.areas,
            scopes=_both(words.scopes, further.scopes),
        ),
        path_rules=(*own.path_rules, *base.path_rules),
        empty_cursor=own.empty_cursor or base.empty_cursor,
        successors=(*own.successors, *base.successors),
        moves=(*own.moves, *base.moves),
        sentences=(*own.sentences, *base.sentences),
        notes=(*own.notes, *base.notes),
        recipes=(*(recipe for recipe in base.recipes if recipe.slug not in slugs), *own.recipes),
        skill_template=own.skill_template or base.skill_template,
    )


def published() -> FetchForm:
    """Return where the document is published that is fetched when nobody says which: that of the first profile."""
    return next((_form(file).fetch for file in _files() if _form(file).fetch.stable_url), FetchForm())


def _both(own: tuple[str, ...], further: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *further)))


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
    form = _form(file)
    return profile_of(file, form, form.skill)
