"""What can go wrong when somebody asks for a title or steers a request."""

from medianest.kit.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnprocessableError,
)


class NoSuchRequestError(NotFoundError):
    """No such request, or none that this person may see."""

    code = "no_such_request"
    title = "There is no such request"


class TitleNotForYouError(NotFoundError):
    """The title is above the person's age limit, or nobody knows whether it is."""

    code = "no_such_title"
    title = "There is no such title"


class IllegalMoveError(ConflictError):
    """The request's present state does not allow that."""

    code = "illegal_move"


class AlreadyAvailableError(ConflictError):
    """Everything that was asked for is in Plex; `plexUrl` leads there."""

    code = "already_available"
    title = "That is in Plex already"


class AlreadyAskedError(ConflictError):
    """Another request is after the same; `existingId` names it."""

    code = "already_asked"
    title = "That has been asked for already"


class QuotaReachedError(ForbiddenError):
    """The person has asked for as much as is allowed; `quota` says what is allowed."""

    code = "quota_reached"


class NothingLikeThatError(UnprocessableError):
    """What was asked for cannot be: a film has no seasons, a show not every number of them."""

    code = "no_such_part"


class NoLinksError(UnprocessableError):
    """Nothing here fetches links."""

    code = "no_links"
    title = "Links cannot be fetched here"


class NoSuchSubjectError(NotFoundError):
    """A quota belongs to a role or a person."""

    code = "no_such_subject"
    title = "There is no such role or person"
