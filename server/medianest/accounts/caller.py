"""Where a request came from."""

from dataclasses import dataclass
from typing import Any, Self

from litestar.connection import ASGIConnection

from medianest.accounts.names import neighbourhood, shown

_LONGEST_USER_AGENT = 300
_LONGEST_DEVICE = 100


@dataclass(frozen=True, slots=True)
class Caller:
    """The other end of a connection.

    Forwarding headers are not read here: the doorway has already applied those of trusted proxies.
    """

    address: str
    user_agent: str = ""
    device: str = ""

    @classmethod
    def of(cls, connection: ASGIConnection[Any, Any, Any, Any], device: str = "") -> Self:
        """Who sends on `connection`, on what calls itself `device`."""
        client = connection.client
        agent = connection.headers.get("user-agent", "")
        return cls(
            address=shown(neighbourhood(client.host), longest=64) if client else "local",
            user_agent=shown(agent, longest=_LONGEST_USER_AGENT),
            device=shown(device.strip(), longest=_LONGEST_DEVICE),
        )
