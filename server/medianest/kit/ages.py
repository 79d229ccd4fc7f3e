"""From which age a title may be seen, by the ratings that countries gave it.

Every board writes its own letters. Where the letters hold a number, that is the age; the others
stand in the tables below, with the age that the board itself names for them.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNRATED: Final = 99
"""Stands for "nobody said": above every limit."""

_EVERYBODY = frozenset(
    {"G", "U", "TP", "AL", "A", "APTA", "T", "L", "BTL", "ALL", "TV-G", "TV-Y", "E", "EC", "AA"}
)
_WORDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "PG": 8,
        "TV-PG": 10,
        "M": 15,
        "R": 17,
        "TV-MA": 17,
        "NC-17": 18,
        "X": 18,
        "UA": 12,
        "MA": 15,
        "VM": 18,
    }
)
# The same letters, another age.
_OF_COUNTRY: Final[Mapping[tuple[str, str], int]] = MappingProxyType(
    {
        ("CA", "R"): 18,
        ("IN", "A"): 18,
        ("AR", "ATP"): 0,
        ("KR", "RESTRICTED SCREENING"): 19,
        ("SG", "R21"): 21,
    }
)
_NUMBER = re.compile(r"\d+")
_OLDEST = 21


def youngest(certifications: Mapping[str, str], region: str) -> int | None:
    """The age in years from which a title may be seen in `region`, None when nobody rated it.

    Without a rating of that country the strictest of the others counts.
    """
    own = _age(region, certifications.get(region, ""))
    if own is not None:
        return own
    others = (_age(country, rating) for country, rating in certifications.items())
    return max((age for age in others if age is not None), default=None)


def allowed(min_age: int | None, limit: int | None) -> bool:
    """Whether somebody with the age limit `limit` may see a title; unrated is above every limit."""
    return limit is None or (min_age is not None and min_age <= limit)


def _age(country: str, rating: str) -> int | None:
    letters = rating.strip().upper()
    if not letters:
        return None
    if (country, letters) in _OF_COUNTRY:
        return _OF_COUNTRY[country, letters]
    if letters in _WORDS:
        return _WORDS[letters]
    if letters in _EVERYBODY:
        return 0
    number = _NUMBER.search(letters)
    return min(int(number.group()), _OLDEST) if number else None
