"""What people see and change about themselves."""

from uuid import UUID

from litestar import delete, get, patch, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from medianest.accounts.caller import Caller
from medianest.accounts.guards import signed_in
from medianest.accounts.principal import Principal
from medianest.accounts.routes._answers import AnyRequest
from medianest.accounts.schemas import ChangePassword, ChangeProfile, Device, User
from medianest.accounts.service import Profiles, Sessions
from medianest.kit.wire import Page


@patch("/auth/profile", guards=[signed_in])
async def rename(
    data: JSONBody[ChangeProfile],
    me: NamedDependency[Principal],
    profiles: NamedDependency[Profiles],
) -> User:
    """Change one's own name."""
    return await profiles.rename(me, data.name)


@put("/auth/password", status_code=204, guards=[signed_in])
async def change_password(
    request: AnyRequest,
    data: JSONBody[ChangePassword],
    me: NamedDependency[Principal],
    profiles: NamedDependency[Profiles],
) -> None:
    """Change one's own password; every other device is signed out."""
    await profiles.change_password(me, data, Caller.of(request))


@get("/auth/devices", guards=[signed_in])
async def devices(
    me: NamedDependency[Principal], sessions: NamedDependency[Sessions]
) -> Page[Device]:
    """Where one is signed in."""
    return Page.whole(await sessions.devices(me))


@delete("/auth/devices/{session_id:uuid}", guards=[signed_in])
async def end_device(
    request: AnyRequest,
    session_id: FromPath[UUID],
    me: NamedDependency[Principal],
    sessions: NamedDependency[Sessions],
) -> None:
    """Sign one device out."""
    await sessions.end_device(me, session_id, Caller.of(request))


HANDLERS = (rename, change_password, devices, end_device)
