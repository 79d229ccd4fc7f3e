"""Which library published files go to, and why the others do not fit."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from medianest.plex.paths import Root, root_of
from medianest.plex.schemas import Destination, Form, Library, Location, PathMapping

FORMS: dict[str, Form] = {"show": "show", "movie": "film"}
KINDS: dict[str, str] = {"show": "episode", "movie": "movie"}

# These describe a video by its own files; the others look for a broadcast series or film.
_PERSONAL = ("none", "nfo", "personal")


class StoredLibrary(msgspec.Struct, frozen=True, kw_only=True):
    """A library as the server described it last."""

    id: str
    key: int
    title: str
    type: str
    agent: str
    scanner: str
    locations: list[str]
    server: str = ""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner said about libraries."""

    library: str = ""
    mappings: tuple[PathMapping, ...] = ()
    media_dir: Path


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of a library that files can be published into."""

    library: StoredLibrary
    root: Root

    @property
    def form(self) -> Form:
        """Which naming rules the library reads."""
        return FORMS[self.library.type]

    @property
    def kind(self) -> str:
        """What a file becomes there."""
        return KINDS[self.library.type]


def described(libraries: Sequence[StoredLibrary], wish: Wish) -> list[Library]:
    """All libraries with what fits and what does not."""
    chosen, _ = destination(libraries, wish)
    fitting = shelves(libraries, wish)
    return [_describe(library, wish, chosen, fitting) for library in libraries]


def destination(
    libraries: Sequence[StoredLibrary], wish: Wish
) -> tuple[tuple[Shelf, Destination] | None, str]:
    """The place for published files, or None and the reason."""
    candidates = [library for library in libraries if _is_wished(library, wish)]
    if wish.library and not candidates:
        return None, f"Plex has no library called {wish.library!r}."
    for shelf in shelves(candidates, wish):
        title = shelf.library.title
        found = Destination(root=_inner(shelf, wish), form=shelf.form, library=title)
        return (shelf, found), ""
    if wish.library:
        return None, f"{candidates[0].title}: {_why_not(candidates[0], wish)}"
    return None, "No Plex library has a folder inside of the media folder; add a path mapping."


def shelves(libraries: Sequence[StoredLibrary], wish: Wish) -> list[Shelf]:
    """The folders that published files can go into, the best library's first.

    When none is known here, and there is only one that could be meant, that one is taken to be
    the media folder under another name; the first file shows whether it is.
    """
    able = sorted((one for one in libraries if one.type in FORMS), key=_rank)
    known = [shelf for library in able for shelf in _known(library, wish)]
    if known:
        return known
    places = [(library, location) for library in able for location in library.locations]
    if len(places) != 1 or wish.mappings:
        return []
    library, location = places[0]
    lone = Root(local=wish.media_dir, plex=location, guessed=True)
    return [] if root_of(location, (), wish.media_dir) else [Shelf(library=library, root=lone)]


def _known(library: StoredLibrary, wish: Wish) -> list[Shelf]:
    roots = (root_of(location, wish.mappings, wish.media_dir) for location in library.locations)
    return [
        Shelf(library=library, root=root)
        for root in roots
        if root is not None and _meets(root.local, wish.media_dir)
    ]


def holding(path: Path, libraries: Sequence[StoredLibrary], wish: Wish) -> Shelf | None:
    """The shelf on which `path` lies: of the wished library if it does, else the closest."""
    found = [shelf for shelf in shelves(libraries, wish) if shelf.root.holds(path)]
    found.sort(
        key=lambda shelf: (
            bool(wish.library) and _is_wished(shelf.library, wish),
            len(shelf.root.local.parts),
            -_rank(shelf.library),
        ),
        reverse=True,
    )
    return found[0] if found else None


def _is_wished(library: StoredLibrary, wish: Wish) -> bool:
    return wish.library in {"", str(library.key)} or (
        wish.library.casefold() == library.title.casefold()
    )


def _rank(library: StoredLibrary) -> int:
    personal = any(word in library.agent for word in _PERSONAL)
    return (0 if personal else 2) + (0 if library.type == "show" else 1)


def _meets(folder: Path, media_dir: Path) -> bool:
    return folder.is_relative_to(media_dir) or media_dir.is_relative_to(folder)


def _inner(shelf: Shelf, wish: Wish) -> Path:
    # Of a library that holds more than the media folder, only that part is ours.
    local = shelf.root.local
    return local if local.is_relative_to(wish.media_dir) else wish.media_dir


def _describe(
    library: StoredLibrary,
    wish: Wish,
    chosen: tuple[Shelf, Destination] | None,
    fitting: Sequence[Shelf],
) -> Library:
    own = {shelf.root.plex: shelf.root for shelf in fitting if shelf.library == library}
    roots = [
        (path, own.get(path) or root_of(path, wish.mappings, wish.media_dir))
        for path in library.locations
    ]
    fits = bool(own)
    return Library(
        key=str(library.key),
        title=library.title,
        type=library.type,
        agent=library.agent,
        scanner=library.scanner,
        locations=[
            Location(
                path=path,
                local=str(root.local) if root else None,
                guessed=bool(root and root.guessed),
            )
            for path, root in roots
        ],
        fits=fits,
        why=_why(library) if fits else _why_not(library, wish),
        chosen=chosen is not None and chosen[0].library.key == library.key,
    )


def _why(library: StoredLibrary) -> str:
    kind = "A TV library" if library.type == "show" else "A library of films or other videos"
    if any(word in library.agent for word in _PERSONAL):
        return f"{kind} that takes titles and pictures from the files themselves."
    return (
        f"{kind} whose agent looks titles up online; one with the agent Plex NFO Series,"
        " or Personal Media, shows videos as they are called here."
    )


def _why_not(library: StoredLibrary, wish: Wish) -> str:
    if library.type not in FORMS:
        return f"It holds {library.type or 'something else'}; videos need a TV or film library."
    roots = [root_of(path, wish.mappings, wish.media_dir) for path in library.locations]
    known = [root.local for root in roots if root is not None]
    if known:
        return f"Its folder {known[0]} lies outside of the media folder {wish.media_dir}."
    places = ", ".join(library.locations) or "(none)"
    return f"Its folder {places} is not known here; add a path mapping to {wish.media_dir}."
