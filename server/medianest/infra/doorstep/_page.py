"""The page for people, in their browser's language."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from medianest.infra.doorstep._progress import Progress, Step
from medianest.kit.languages import Language

_FOLDER = Path(__file__).parent / "page"
_WORDS: Mapping[Language, Mapping[Step, str]] = {
    "en": {
        "starting": "MediaNest is starting",
        "upgrading_database": "MediaNest is upgrading its database",
        "backing_up": "MediaNest is making a backup",
        "migrating": "MediaNest is bringing its data up to date",
        "restoring": "MediaNest is restoring a backup",
        "verifying": "MediaNest is checking what was restored",
    },
    "de": {
        "starting": "MediaNest startet",
        "upgrading_database": "MediaNest erneuert seine Datenbank",
        "backing_up": "MediaNest macht eine Sicherung",
        "migrating": "MediaNest bringt seine Daten auf den neuen Stand",
        "restoring": "MediaNest spielt eine Sicherung zurück",
        "verifying": "MediaNest prüft das Zurückgespielte",
    },
}
_NOTES: Mapping[Language, str] = {
    "en": "Please leave it running. This page goes on by itself.",
    "de": "Bitte laufen lassen. Diese Seite geht von selbst weiter.",
}


class Page:
    """Draws the page; read from disk once, and gone with the doorstep."""

    def __init__(self) -> None:
        self._frame = Template((_FOLDER / "page.html").read_text("utf-8"))
        self._style = (_FOLDER / "style.css").read_text("utf-8")
        self._script = (_FOLDER / "again.js").read_text("utf-8")

    @property
    def policy(self) -> str:
        """The content security policy: nothing but what stands in the page."""
        script, style = _hash(self._script), _hash(self._style)
        return (
            f"default-src 'none'; script-src '{script}'; style-src '{style}'; connect-src 'self'; "
            "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )

    def draw(self, progress: Progress, language: Language) -> bytes:
        """The page as it is now."""
        return self._frame.substitute(
            language=language,
            title=escape(_WORDS[language][progress.step]),
            note=escape(_NOTES[language]),
            bar=_bar(progress.percent),
            style=self._style,
            script=self._script,
        ).encode()


def _bar(percent: int | None) -> str:
    named = 'aria-labelledby="title"'
    if percent is None:
        return f"<progress {named}></progress>"
    bar = f'<progress {named} max="100" value="{percent}"></progress>'
    return f'{bar}<p class="share">{percent} %</p>'


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def preferred(accept_language: str) -> Language:
    """The first language of the header that the page speaks; English if there is none."""
    ranked = sorted(accept_language.lower().split(","), key=_weight, reverse=True)
    for entry in ranked:
        match entry.strip()[:2]:
            case "de":
                return "de"
            case "en":
                return "en"
    return "en"


def _weight(entry: str) -> float:
    _, _, quality = entry.partition(";q=")
    try:
        return float(quality or 1)
    except ValueError:
        return 0
