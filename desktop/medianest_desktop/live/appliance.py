"""What live asks of the appliance, and of the connection that leads there."""

from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

from medianest_desktop.bell import Bell
from medianest_desktop.net.appliances import Paired


class Appliance(Protocol):
    """The paired appliance as live asks it; `net.connection.Connection` is one."""

    @property
    def changed(self) -> Bell:
        """Rings in the loop's thread when the state or its reason is another."""

    @property
    def state(self) -> str:
        """How the connection stands, such as `connected`."""

    @property
    def paired(self) -> Paired | None:
        """Which appliance it is about."""

    @property
    def reason(self) -> str:
        """Why, as a key of the catalogue below `reason.`; may be empty."""

    @property
    def base(self) -> str:
        """The appliance's address, without a path."""

    @property
    def session(self) -> aiohttp.ClientSession:
        """Trusts that appliance alone. Raises NotConnectedError."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What says who asks."""

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        """Ask the appliance. Raises NotConnectedError or RefusedError."""

    async def answers(self) -> bool:
        """Whether it is there, however slow; if not, the state says so from now on."""

    def doubt(self) -> None:
        """Say that it may have broken."""
