"""In which words the catalogue speaks to somebody, and for which country."""

import re
from collections.abc import Iterator

import msgspec

_TAG = re.compile(r"([a-zA-Z]{2})(?:-([a-zA-Z]{2}))?(?:;q=([\d.]+))?")
# Where most people who speak it live; of all others the country is called as the language.
_COUNTRIES = {
    "en": "US",
    "ja": "JP",
    "zh": "CN",
    "ko": "KR",
    "cs": "CZ",
    "da": "DK",
    "sv": "SE",
    "el": "GR",
    "he": "IL",
    "uk": "UA",
    "hi": "IN",
    "vi": "VN",
    "ar": "SA",
    "fa": "IR",
    "nb": "NO",
}


class Locale(msgspec.Struct, frozen=True):
    """A language such as `de-DE`, and the country that ratings and offers are for."""

    language: str
    region: str

    def asked(self, *, language: str | None, region: str | None, accepted: str) -> "Locale":
        """What somebody wishes who set these, or whose browser accepts those; else this."""
        wished = language or self._near(next(iter(_preferred(accepted)), None))
        return Locale(
            language=self._whole(wished) if wished else self.language,
            region=region or self.region,
        )

    @property
    def spoken(self) -> str:
        """The language without its country."""
        return self.language[:2]

    def _near(self, tag: str | None) -> str | None:
        # A browser says en-GB where the household says en-US: the same words are stored once.
        return None if tag is None or tag[:2] == self.spoken else tag

    def _whole(self, tag: str) -> str:
        if "-" in tag:
            return tag
        if tag == self.spoken:
            return self.language
        return f"{tag}-{_COUNTRIES.get(tag, tag.upper())}"


def _preferred(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    return [tag for _, tag in sorted(_weighed(header), key=lambda one: -one[0])]


def _weighed(header: str) -> Iterator[tuple[float, str]]:
    for offer in header[:200].split(","):
        found = _TAG.fullmatch(offer.strip())
        if found is None:
            continue
        spoken, country, weight = found.groups()
        tag = f"{spoken.lower()}-{country.upper()}" if country else spoken.lower()
        try:
            yield float(weight or 1), tag
        except ValueError:
            continue
