"""The languages that MediaNest speaks."""

from typing import Final

SPOKEN: Final = ("en", "de")
"""Those in which dashboard, client and messages have all their words, as two letters."""
