"""What can go wrong when somebody submits or steers a download."""

from medianest.kit.errors import (
    ConflictError,
    NotFoundError,
    TooManyRequestsError,
    UnavailableError,
    UnprocessableError,
)


class NotALinkError(UnprocessableError):
    """What was submitted is no address of a web page."""

    code = "not_a_link"
    title = "That is not a link; copy the whole address, beginning with https://"


class LinkWithPasswordError(UnprocessableError):
    """The link carries a user name or password."""

    code = "link_with_credentials"
    title = "That link contains a user name or password; please remove it"


class PrivateLinkError(UnprocessableError):
    """The link leads into a private network."""

    code = "private_address"
    title = "That link leads into a private network, and MediaNest does not fetch from there"


class UnknownProfileError(UnprocessableError):
    """There is no such quality."""

    code = "unknown_profile"
    title = "There is no such quality"


class CannotPreviewError(UnprocessableError):
    """The site did not say what the link is; `class` names the reason."""

    code = "cannot_preview"
    title = "That link cannot be looked at"


class ManyLooksError(UnavailableError):
    """More links are being looked at than this machine has room for."""

    code = "many_looks"
    title = "Many links are being looked at right now; please try again in a moment"


class AlreadyAddedError(ConflictError):
    """The same link is there already; `existingId` names it."""

    code = "already_added"
    title = "That link has been added already; you will be told when it is ready"


class IllegalMoveError(ConflictError):
    """The download's present state does not allow that."""

    code = "illegal_state"


class NoSuchDownloadError(NotFoundError):
    """No such download, or not one of this person's."""

    code = "no_such_download"
    title = "There is no such download"


class NoPictureError(NotFoundError):
    """The download has no picture (yet)."""

    code = "no_picture"
    title = "There is no picture of this video"


class MediaFolderMissingError(UnavailableError):
    """The disk with the media folder is not there."""

    code = "media_folder_missing"
    title = "The media folder is not there; is its disk connected?"


class DownloadQuotaReachedError(TooManyRequestsError):
    """The person has had as many links fetched as is allowed.

    `quota` says what is allowed; `againAt` and `retryAfter` (seconds) when the next one may be, if
    ever.
    """

    code = "download_quota_reached"
    title = "You have had as many links fetched as you may for now"


class RoomQuotaReachedError(ConflictError):
    """The person's downloads take up as much of the disk as is allowed; `quota` says how much."""

    code = "room_quota_reached"
    title = "Your downloads take up as much of the disk as they may"
