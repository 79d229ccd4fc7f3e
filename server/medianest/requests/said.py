"""What is said about a request."""

from typing import Final, NamedTuple


class Said(NamedTuple):
    """A note in words; MediaNest's own have a key, by which they are said in other languages."""

    text: str = ""
    key: str = ""


NOTHING: Final = Said()
