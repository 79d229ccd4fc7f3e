"""What the pages ask of the part that follows the appliance."""

from collections.abc import Sequence
from typing import Literal, Protocol

from medianest_desktop.live import Kept


class Told(Protocol):
    """The alerts so far; see `live.alerts`."""

    @property
    def history(self) -> Sequence[Kept]:
        """The last ones, the newest first."""

    async def pressed(self, alert: str, action: str, /) -> None:
        """Do what a button of an alert says; "" is a click on the alert itself."""

    def looked(self) -> None:
        """Somebody has seen the list."""


class Listening(Protocol):
    """See `live.Live`."""

    @property
    def alerts(self) -> Told:
        """What people were told."""

    def pause(self, how: Literal["1h", "tomorrow", "off"], /) -> None:
        """Show no alerts for `1h`, until `tomorrow`, or again from now on (`off`)."""
