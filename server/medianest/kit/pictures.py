"""Pictures that others send: what they are, told by their first bytes."""

import re
from typing import Final

from medianest.kit.errors import NotFoundError, OutsideError

ANY_PICTURE: Final = "image/*"
# What the sender calls them does not count.
_SIGNATURES: Final = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
)


class NoSuchPictureError(NotFoundError):
    """No such picture, or none that this person may see."""

    code = "no_such_picture"
    title = "There is no such picture"


class NotAPictureError(OutsideError):
    """What was sent as a picture is none."""

    code = "not_a_picture"
    title = "The picture could not be read"


def media_type(content: bytes) -> str:
    """What kind of picture it is. Raises NotAPictureError."""
    for signature, kind in _SIGNATURES:
        if signature.match(content):
            return kind
    raise NotAPictureError("What came instead of the picture cannot be shown.")
