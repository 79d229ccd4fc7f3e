"""What can go wrong with the catalogue, in words that say what to do next."""

from medianest.kit.errors import (
    ConflictError,
    NotFoundError,
    OutsideError,
    UnavailableError,
    UnprocessableError,
)


class NoSuchTitleError(NotFoundError):
    """No such film or show, or none that this person may see."""

    code = "no_such_title"
    title = "There is no such film or show"


class NoSuchSeasonError(NotFoundError):
    """The show has no such season."""

    code = "no_such_season"
    title = "This show has no such season"


class NoSuchPersonError(NotFoundError):
    """Nobody of this number is known."""

    code = "no_such_person"
    title = "There is no such person"


class NoSuchCollectionError(NotFoundError):
    """No such collection."""

    code = "no_such_collection"
    title = "There is no such collection"


class NoSuchListError(NotFoundError):
    """No such list, or none that this person may see."""

    code = "no_such_list"
    title = "There is no such list"


class NotYourListError(ConflictError):
    """The list is kept by MediaNest itself, or by Trakt."""

    code = "list_not_editable"
    title = "This list is kept automatically and cannot be changed by hand"


class CatalogUnavailableError(UnavailableError):
    """TMDB does not answer, and nothing is stored that could be shown instead."""

    code = "catalog_unavailable"
    title = "The Movie Database cannot be reached right now; please try again in a moment"


class CatalogNotConnectedError(UnavailableError):
    """Nobody has entered a key for TMDB, and nothing is stored that could be shown instead."""

    code = "catalog_not_connected"
    title = "The Movie Database is not connected; enter a key in the settings"


class TmdbKeyRefusedError(UnprocessableError):
    """TMDB answers, and does not accept the key."""

    code = "tmdb_key_refused"
    title = "The Movie Database does not accept this key; enter another one in the settings"


class TmdbAnswerError(OutsideError):
    """TMDB refused a question that it should have answered."""

    code = "tmdb_refused"
    title = "The Movie Database refused to answer"


AWAY = (OutsideError, UnavailableError, TmdbKeyRefusedError)
"""What asking TMDB raises while it does not answer as it should."""
