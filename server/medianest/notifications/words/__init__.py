"""What people are told, in languages other than English: for messages, and for the dashboard.

Whoever tells writes English, see `Notifications.tell`. What a language says of each kind, and of
each reason that has a key, is one catalogue beside this file, which the dashboard is built with.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from medianest.kit.sizes import in_words

ENGLISH: Final = "en"
_OF_DOWNLOADS: Final = "download."


class Text(msgspec.Struct, frozen=True):
    """A title and a body, with the places of facts in braces."""

    title: str
    body: str


class _Reason(msgspec.Struct, frozen=True):
    says: str
    advice: str = ""
    waits: bool = False
    short: str = ""
    # What another service said stands behind it: that has no key.
    quotes: bool = False


class _Catalogue(msgspec.Struct, frozen=True):
    waits: str
    later: str
    decimal: str
    needing: str
    somebody: str
    test: Text
    kinds: dict[str, Text]
    why: dict[str, _Reason]


class _Facts(dict[str, Any]):
    """What nobody said is left out of a sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def told(kind: str, english: Text, facts: Mapping[str, Any], language: str) -> Text:
    """A notification of that kind in `language`; in English where that does not know the kind."""
    words = _catalogue(language)
    form = words.kinds.get(kind) if words else None
    if words is None or form is None:
        return english
    known = _Facts(facts)
    known["title"] = (facts.get("titles") or {}).get(language) or known["title"]
    known["asker"] = facts.get("asker") or words.somebody
    known["why"] = _why(words, facts, _OF_DOWNLOADS)
    if facts.get("reasonKey"):
        known["reason"] = _why(words, facts, "")
    return Text(form.title.format_map(known).strip(), form.body.format_map(known).strip())


def trial(english: Text, language: str) -> Text:
    """What a channel's test says."""
    words = _catalogue(language)
    return words.test if words else english


def _why(words: _Catalogue, facts: Mapping[str, Any], prefix: str) -> str:
    reason = words.why.get(f"{prefix}{facts.get('reasonKey')}")
    if reason is None:
        return str(facts.get("reason") or "")
    ends = (words.waits if facts.get("again") else words.later) if reason.waits else ""
    return " ".join(one for one in (_says(words, reason, facts), reason.advice, ends) if one)


def _says(words: _Catalogue, reason: _Reason, facts: Mapping[str, Any]) -> str:
    if reason.quotes:
        return f"{reason.says} ({facts.get('reason')})"
    free, needs = facts.get("free"), facts.get("needs")
    if free is None or not reason.short:
        return reason.says
    says = reason.short.format(free=_size(words, free))
    return says if needs is None else f"{says} {words.needing.format(needs=_size(words, needs))}"


def _size(words: _Catalogue, size: int) -> str:
    return in_words(size).replace(".", words.decimal)


@cache
def _catalogue(language: str) -> _Catalogue | None:
    if language == ENGLISH:
        return None
    return msgspec.json.decode(
        files(__package__).joinpath(f"{language}.json").read_bytes(), type=_Catalogue
    )
