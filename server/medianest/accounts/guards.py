"""Who may enter a route; what belongs to whom is asked in the query instead.

Guards are coroutines: Litestar sends a plain function to a thread, for every request.
"""

from dataclasses import dataclass
from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from medianest.accounts.errors import NotPermittedError
from medianest.accounts.permissions import PERMISSIONS, Role
from medianest.accounts.principal import Principal
from medianest.kit.errors import NotSignedInError

AnyConnection = ASGIConnection[Any, Any, Any, Any]


def principal_of(connection: AnyConnection) -> Principal:
    """The person behind `connection`, or the reason why there is none."""
    found = connection.scope.get("user")
    if found is None:
        raise connection.scope.get("auth") or NotSignedInError
    return cast("Principal", found)


async def signed_in(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Let in whoever is signed in."""
    principal_of(connection)


@dataclass(frozen=True, slots=True)
class Requires:
    """Let in whoever holds `permission`; the description of the interface reads it from here."""

    permission: str

    async def __call__(self, connection: AnyConnection, _: BaseRouteHandler) -> None:
        """Turn the others away."""
        if not principal_of(connection).may(self.permission):
            raise NotPermittedError(f"This needs the permission {self.permission}")


def requires(permission: str) -> Requires:
    """Make a guard that lets in whoever holds `permission`."""
    if permission not in PERMISSIONS[Role.OWNER]:
        raise ValueError(f"no role has the permission {permission!r}")
    return Requires(permission)


def provide_me(request: Request[Any, Any, Any]) -> Principal:
    """Resolve the dependency `me`."""
    return principal_of(request)
