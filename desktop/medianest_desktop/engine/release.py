"""Says that there is a newer release of this client."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from medianest_desktop import __version__
from medianest_desktop.i18n import Words
from medianest_desktop.live import Action, Alert
from medianest_desktop.updates import News

_ABOUT = "update:"


@dataclass(slots=True)
class Release:
    """Raises the alert, and opens the page of the release when that is clicked."""

    words: Callable[[], Words]
    show: Callable[[Alert], Awaitable[bool]]
    open_browser: Callable[[str], None]
    _news: News | None = field(default=None)

    async def tell(self, news: News) -> None:
        """Say it once; the page is kept for whoever clicks."""
        self._news = news
        words = self.words()
        alert = Alert(
            id=f"{_ABOUT}{news.version}",
            title=words.say("updates.title", version=news.version),
            body=words.say("updates.body", own=__version__),
            link="",
            level="info",
            actions=(Action("open", words.say("live.action.open")),),
        )
        await self.show(alert)

    def is_about(self, alert: str) -> bool:
        """Whether it is this one's alert."""
        return alert.startswith(_ABOUT)

    def open(self) -> None:
        """Open the page of the release."""
        if self._news is not None:
            self.open_browser(self._news.page)
