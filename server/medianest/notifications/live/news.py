"""What a live connection reads: the events, seen with the rights the person has by now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from medianest.infra.events import Subscription, Viewer
from medianest.kit.errors import NotSignedInError

_CHANGED_MARK = b'"type":"person.changed"'


@dataclass(frozen=True, slots=True)
class News:
    """Follows `subscription`; `recognise` says what the viewer may see now."""

    subscription: Subscription
    recognise: Callable[[Viewer], Awaitable[Viewer]]

    async def next(self) -> bytes:
        """The next frame; ends as the subscription does."""
        frame = await anext(self.subscription)
        if _CHANGED_MARK in frame:
            # Somebody may have lost a right: what follows is judged by those that are left.
            await self._look_again()
        return frame

    async def _look_again(self) -> None:
        try:
            self.subscription.viewer = await self.recognise(self.subscription.viewer)
        except NotSignedInError as ended:
            raise StopAsyncIteration from ended
