"""What the window adds to each page, and what pages tell the window."""

from importlib.resources import files
from typing import Final

DROPPED: Final = "medianest:dropped?"
"""How a page says, by an address that it wants to open, that a link was dragged onto it."""

TYPED: Final = files(__package__).joinpath("typed.js").read_text("utf-8")
"""Added by the toolkit to each page before its own scripts, whatever the page's policy says."""

UNTOUCHED: Final = "untouched"
ASK_UNTOUCHED: Final = (
    f"window.medianestWriting && window.medianestWriting() ? 'written' : '{UNTOUCHED}'"
)
"""Gives `UNTOUCHED` where nothing would be lost that a person has typed."""
