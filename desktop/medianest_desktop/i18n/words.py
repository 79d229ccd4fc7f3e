"""Sentences by key, with their facts filled in."""

import ctypes
import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Self

import msgspec
import structlog

log = structlog.get_logger()

LANGUAGES = ("en", "de")
"""Languages with a complete catalogue; the first one is spoken where no other fits."""


@dataclass(frozen=True, slots=True)
class Words:
    """The client's sentences in one language.

    A key that has forms for one and for many (`<key>.one`, `<key>.other`) is said by its plain name
    with the fact `count`.
    """

    language: str
    catalogue: Mapping[str, str]

    @classmethod
    def of(cls, language: str = "") -> Self:
        """The words of `language`: the system's for "", English for one that is not spoken."""
        wanted = (language or system_language()).lower()[:2]
        spoken = wanted if wanted in LANGUAGES else LANGUAGES[0]
        return cls(spoken, _read(spoken))

    def say(self, key: str, **facts: object) -> str:
        """The sentence of `key` with `facts` in it; the key itself where there is none."""
        sentence = self.catalogue.get(self._form(key, facts))
        if sentence is None:
            log.warning("words_missing", key=key, language=self.language)
            return key
        return sentence.format_map(facts) if facts else sentence

    def _form(self, key: str, facts: Mapping[str, object]) -> str:
        if key in self.catalogue or "count" not in facts:
            return key
        return f"{key}.one" if facts["count"] == 1 else f"{key}.other"


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """The two letters of the language that this system is used in, "" if it does not say."""
    # The order in which POSIX gives them weight; LANGUAGE is gettext's list of wishes.
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    if sys.platform == "win32":
        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(code, "")[:2]
    return (locale.getlocale()[0] or "")[:2].lower()


@cache
def _read(language: str) -> Mapping[str, str]:
    said: dict[str, str] = {}
    for part in files(__package__).joinpath(language).iterdir():
        if part.name.endswith(".json"):
            said |= msgspec.json.decode(part.read_bytes(), type=dict[str, str])
    return MappingProxyType(said)
