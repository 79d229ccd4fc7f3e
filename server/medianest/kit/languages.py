"""The languages that MediaNest speaks."""

from typing import Final, Literal, get_args

Language = Literal["en", "de"]
SPOKEN: Final[tuple[Language, ...]] = get_args(Language)
"""Those in which dashboard, client and messages have all their words, as two letters."""
