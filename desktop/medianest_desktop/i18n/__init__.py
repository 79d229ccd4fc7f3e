"""What the client says, in the languages that it speaks.

Each language has a folder of flat JSON catalogues, one per part of the client, so that parts can
grow without touching one another's sentences.
"""

from medianest_desktop.i18n.words import LANGUAGES, Words, system_language

__all__ = ["LANGUAGES", "Words", "system_language"]
